CREATE TABLE alert_policy (
  name TEXT PRIMARY KEY COLLATE NOCASE, system INTEGER NOT NULL, enabled INTEGER NOT NULL,
  severity TEXT NOT NULL, category TEXT NOT NULL, operations TEXT NOT NULL, filter TEXT NOT NULL,
  aggregation TEXT NOT NULL, threshold INTEGER NOT NULL, window_minutes INTEGER NOT NULL,
  notify INTEGER NOT NULL, recipients TEXT NOT NULL, daily_limit INTEGER NOT NULL,
  comment TEXT NOT NULL, position INTEGER NOT NULL) STRICT;
CREATE TABLE alert (
  number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, policy TEXT NOT NULL COLLATE NOCASE,
  severity TEXT NOT NULL, category TEXT NOT NULL, entity TEXT NOT NULL COLLATE NOCASE,
  created INTEGER NOT NULL, changed INTEGER NOT NULL, events INTEGER NOT NULL, status TEXT NOT NULL,
  assignee TEXT NOT NULL, classification TEXT NOT NULL, until_lifted INTEGER NOT NULL) STRICT;
CREATE INDEX alert_entity ON alert (entity, policy, number);
CREATE INDEX alert_status ON alert (status, number);
CREATE TABLE alert_event (
  alert TEXT NOT NULL REFERENCES alert (id), record INTEGER NOT NULL,
  PRIMARY KEY (alert, record)) STRICT, WITHOUT ROWID;
CREATE TABLE alert_comment (
  number INTEGER PRIMARY KEY, alert TEXT NOT NULL REFERENCES alert (id), at INTEGER NOT NULL,
  by TEXT NOT NULL, text TEXT NOT NULL) STRICT;
CREATE INDEX alert_comment_alert ON alert_comment (alert, number);
CREATE TABLE alert_count (
  policy TEXT NOT NULL COLLATE NOCASE, entity TEXT NOT NULL COLLATE NOCASE, at INTEGER NOT NULL) STRICT;
CREATE INDEX alert_count_of ON alert_count (policy, entity, at);
CREATE INDEX alert_count_at ON alert_count (at);
CREATE TABLE alert_mail_day (
  policy TEXT NOT NULL COLLATE NOCASE, day INTEGER NOT NULL, mails INTEGER NOT NULL,
  PRIMARY KEY (policy, day)) STRICT, WITHOUT ROWID;
CREATE TABLE outbox (
  number INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, channel TEXT NOT NULL, recipient TEXT NOT NULL,
  kind TEXT NOT NULL, envelope_sender TEXT NOT NULL, payload BLOB NOT NULL, created INTEGER NOT NULL,
  state TEXT NOT NULL, attempts INTEGER NOT NULL, due INTEGER NOT NULL, last_error TEXT NOT NULL,
  changed INTEGER NOT NULL) STRICT;
CREATE INDEX outbox_due ON outbox (channel, due) WHERE state = 'WAITING';
CREATE INDEX outbox_state ON outbox (state, number);
CREATE INDEX outbox_changed ON outbox (changed);
CREATE TABLE sender_hour (
  kind TEXT NOT NULL, name TEXT NOT NULL, hour INTEGER NOT NULL, internal INTEGER NOT NULL,
  external INTEGER NOT NULL, PRIMARY KEY (kind, name, hour)) STRICT, WITHOUT ROWID;
CREATE INDEX sender_hour_hour ON sender_hour (hour);
