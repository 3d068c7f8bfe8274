ALTER TABLE audit RENAME TO audit_v1;
CREATE TABLE audit (
  number INTEGER PRIMARY KEY, created INTEGER NOT NULL, operation TEXT NOT NULL,
  user_id TEXT NOT NULL COLLATE NOCASE, user_type TEXT NOT NULL, client_ip TEXT NOT NULL,
  object_id TEXT NOT NULL COLLATE NOCASE, result TEXT NOT NULL, details TEXT NOT NULL,
  previous BLOB NOT NULL, hash BLOB NOT NULL) STRICT;
CREATE TABLE audit_state (
  one INTEGER PRIMARY KEY CHECK (one = 1), is_on INTEGER NOT NULL,
  number INTEGER NOT NULL, hash BLOB NOT NULL,
  anchor_number INTEGER NOT NULL, anchor_hash BLOB NOT NULL) STRICT;
INSERT INTO audit_state VALUES (1, 1, 0, zeroblob(32), 0, zeroblob(32));
