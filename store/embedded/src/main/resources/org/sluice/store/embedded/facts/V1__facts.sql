CREATE TABLE policy (
  position INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE COLLATE NOCASE, admin_display_name TEXT NOT NULL,
  external_per_hour INTEGER NOT NULL, internal_per_hour INTEGER NOT NULL, per_day INTEGER NOT NULL,
  action TEXT NOT NULL, mode TEXT NOT NULL, store_loss TEXT NOT NULL) STRICT;
CREATE TABLE rule (
  priority INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE COLLATE NOCASE,
  policy TEXT NOT NULL UNIQUE COLLATE NOCASE REFERENCES policy (name),
  enabled INTEGER NOT NULL, comments TEXT NOT NULL) STRICT;
CREATE TABLE rule_condition (
  rule INTEGER NOT NULL REFERENCES rule (priority), exception INTEGER NOT NULL, kind TEXT NOT NULL,
  value TEXT NOT NULL, PRIMARY KEY (rule, exception, kind, value)) STRICT, WITHOUT ROWID;
CREATE TABLE restriction (
  number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, name TEXT NOT NULL,
  ends INTEGER, reason TEXT NOT NULL, created INTEGER NOT NULL, changed INTEGER NOT NULL,
  policy TEXT NOT NULL, limit_kind TEXT NOT NULL, restricted_by TEXT NOT NULL,
  internal_hour INTEGER NOT NULL, external_hour INTEGER NOT NULL,
  internal_day INTEGER NOT NULL, external_day INTEGER NOT NULL,
  evidence_at INTEGER NOT NULL, evidence_client TEXT NOT NULL, evidence_message TEXT NOT NULL,
  evidence_recipients INTEGER NOT NULL,
  lifted INTEGER, lifted_steady INTEGER, lifted_by TEXT, lifted_comment TEXT, immune_until INTEGER) STRICT;
CREATE INDEX restriction_entity ON restriction (kind, name, number);
CREATE UNIQUE INDEX restriction_open ON restriction (kind, name) WHERE lifted IS NULL;
CREATE INDEX restriction_lifted ON restriction (lifted);
CREATE TABLE audit (
  id INTEGER PRIMARY KEY, operation TEXT NOT NULL, created INTEGER NOT NULL, user_id TEXT NOT NULL,
  client_ip TEXT NOT NULL, object_id TEXT NOT NULL) STRICT;
CREATE TABLE audit_parameter (
  audit INTEGER NOT NULL REFERENCES audit (id), name TEXT NOT NULL, value TEXT NOT NULL,
  PRIMARY KEY (audit, name)) STRICT, WITHOUT ROWID;
CREATE TABLE audit_modified (
  audit INTEGER NOT NULL REFERENCES audit (id), place INTEGER NOT NULL, name TEXT NOT NULL,
  before TEXT NOT NULL, after TEXT NOT NULL, PRIMARY KEY (audit, place)) STRICT, WITHOUT ROWID;
