-- What an alert is about: User, Connector, or nothing for what can not be restricted and for alerts of
-- earlier versions, which did not say it.
ALTER TABLE alert ADD COLUMN entity_kind TEXT NOT NULL DEFAULT '';
-- Retention looks for the resolved ones by their last change.
CREATE INDEX alert_resolved ON alert (changed) WHERE status = 'Resolved';
-- Non-delivery reports have a channel of their own.
UPDATE outbox SET channel = 'REPORT' WHERE kind = 'MESSAGE';
