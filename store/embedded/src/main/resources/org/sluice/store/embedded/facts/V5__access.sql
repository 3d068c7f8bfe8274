CREATE TABLE administrator (
  user_id TEXT PRIMARY KEY, display_name TEXT NOT NULL, role TEXT NOT NULL, domains TEXT NOT NULL,
  enabled INTEGER NOT NULL, needs_second_factor INTEGER NOT NULL,
  created INTEGER NOT NULL, last_sign_in INTEGER, last_client_ip TEXT NOT NULL,
  password_hash TEXT NOT NULL, totp_secret TEXT NOT NULL, last_totp_step INTEGER NOT NULL,
  recovery_codes TEXT NOT NULL) STRICT;
CREATE TABLE api_token (
  name TEXT PRIMARY KEY COLLATE NOCASE, role TEXT NOT NULL, domains TEXT NOT NULL,
  sha256 TEXT NOT NULL UNIQUE, created INTEGER NOT NULL, expires INTEGER, last_use INTEGER) STRICT;
CREATE TABLE web_session (
  sha256 TEXT PRIMARY KEY, user_id TEXT NOT NULL REFERENCES administrator (user_id) ON DELETE CASCADE,
  stage TEXT NOT NULL, client_ip TEXT NOT NULL, browser TEXT NOT NULL,
  began INTEGER NOT NULL, seen INTEGER NOT NULL) STRICT;
CREATE INDEX web_session_user ON web_session (user_id, seen);
CREATE TABLE one_time_link (
  user_id TEXT PRIMARY KEY, sha256 TEXT NOT NULL UNIQUE, until INTEGER NOT NULL) STRICT;
