-- Which audit records have three characters in them; what they are in full says the record.
CREATE VIRTUAL TABLE audit_text USING fts5 (
  text, content = '', contentless_delete = 1, detail = none, tokenize = 'trigram');
INSERT INTO audit_text (rowid, text)
  SELECT number, user_id || char(10) || object_id || char(10) || details FROM audit ORDER BY number;
