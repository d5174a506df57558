-- The server runs as a role that owns nothing: it reads and writes rows, and cannot change what only grows.
-- Last of the guards by its name, since it grants on what the others made.
DO $$
DECLARE
    growing text;
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'hms_app') THEN
        RETURN;  -- an external database with one role: the triggers alone stand guard
    END IF;
    REVOKE ALL ON ALL TABLES IN SCHEMA public FROM hms_app;
    GRANT USAGE ON SCHEMA public TO hms_app;
    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO hms_app;
    GRANT EXECUTE ON FUNCTION hms_ensure_partitions() TO hms_app;
    -- Whatever has the trigger that keeps it from changing.
    FOR growing IN
        SELECT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
        WHERE t.tgname = 'only_grows' AND NOT c.relispartition
    LOOP
        EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON %I FROM hms_app', growing);
    END LOOP;
    REVOKE DELETE, TRUNCATE ON result_versions FROM hms_app;
    REVOKE INSERT, UPDATE, DELETE ON stock_levels FROM hms_app;
    REVOKE UPDATE, DELETE ON stock_batches FROM hms_app;
    GRANT EXECUTE ON FUNCTION hms_lock_stock(uuid, uuid[]) TO hms_app;
    FOR growing IN
        SELECT part.relname FROM pg_inherits JOIN pg_class part ON part.oid = inhrelid
        JOIN pg_class log ON log.oid = inhparent WHERE log.relname = ANY (hms_monthly_logs())
    LOOP
        EXECUTE format('REVOKE ALL ON %I FROM hms_app', growing);
        EXECUTE format('GRANT SELECT ON %I TO hms_app', growing);
    END LOOP;
    -- Written by its trigger alone.
    REVOKE INSERT ON audit_log FROM hms_app;
    REVOKE INSERT, UPDATE, DELETE ON audit_forms, audit_archives, alembic_version FROM hms_app;
    GRANT USAGE ON SEQUENCE procrastinate_jobs_id_seq, procrastinate_events_id_seq TO hms_app;
END $$;
