-- Free text in the audit log by its trigrams. The extension comes with PostgreSQL (postgresql-contrib) and may be made by the
-- owner of the database; where it cannot be had, a search reads what its other conditions leave, and finds the same.
DO $$
BEGIN
  CREATE EXTENSION IF NOT EXISTS pg_trgm;
  CREATE INDEX audit_text ON audit
    USING gin ((user_id || E'\n' || object_id || E'\n' || details) gin_trgm_ops);
EXCEPTION WHEN insufficient_privilege OR undefined_file OR feature_not_supported OR undefined_object THEN
  RAISE NOTICE 'No index of the text of the audit log: %', SQLERRM;
END $$;
