-- Of whom an event is that counts for an alert: User, Connector, or nothing for what can not be restricted
-- and for events of earlier versions, which did not say it and are forgotten with their window.
ALTER TABLE alert_count ADD COLUMN entity_kind TEXT COLLATE "C" NOT NULL DEFAULT '';
