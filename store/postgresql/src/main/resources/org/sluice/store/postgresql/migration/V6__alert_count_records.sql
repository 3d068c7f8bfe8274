-- The record of an event that counts for an alert, to be named behind it; 0 for events of earlier versions,
-- which are forgotten with their window.
ALTER TABLE alert_count ADD COLUMN record BIGINT NOT NULL DEFAULT 0;
