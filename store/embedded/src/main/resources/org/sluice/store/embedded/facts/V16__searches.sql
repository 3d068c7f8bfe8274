-- An operation in a domain, or of a user, in the order of time: of one that is not there, nothing is read.
CREATE INDEX audit_domain_operation ON audit (
  lower(substr(object_id, length(rtrim(object_id, replace(object_id, '@', ''))))), operation, created);
CREATE INDEX audit_user_operation ON audit (user_id, operation, created);
-- Which alerts have three characters in them; what they are in full says the alert.
CREATE VIRTUAL TABLE alert_text USING fts5 (
  text, content = '', contentless_delete = 1, detail = none, tokenize = 'trigram');
INSERT INTO alert_text (rowid, text)
  SELECT number, policy || ' ' || entity || ' ' || assignee || ' ' || id FROM alert ORDER BY number;
