-- An operation in a domain, or of a user, in the order of time: of one that is not there, nothing is read.
CREATE INDEX audit_domain_operation ON audit (lower(substring(object_id FROM '@[^@]*$')), operation, created);
CREATE INDEX audit_user_operation ON audit (lower(user_id), operation, created);
-- A part of an alert's words by its trigrams, where the extension is to be had; else a search reads more and finds the same.
DO $$
BEGIN
  CREATE EXTENSION IF NOT EXISTS pg_trgm;
  CREATE INDEX alert_text ON alert
    USING gin ((policy || ' ' || entity || ' ' || assignee || ' ' || id) gin_trgm_ops);
EXCEPTION WHEN insufficient_privilege OR undefined_file OR feature_not_supported OR undefined_object THEN
  RAISE NOTICE 'No index of the text of the alerts: %', SQLERRM;
END $$;
