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
    FOREACH growing IN ARRAY ARRAY['appointment_events', 'payments', 'patient_archivings'] LOOP
        EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON %I FROM hms_app', growing);
    END LOOP;
    FOR growing IN SELECT c.relname FROM pg_class c WHERE c.relname ~ '^appointment_events_' AND c.relkind = 'r' LOOP
        EXECUTE format('REVOKE ALL ON %I FROM hms_app', growing);
        EXECUTE format('GRANT SELECT ON %I TO hms_app', growing);
    END LOOP;
    REVOKE INSERT, UPDATE, DELETE ON alembic_version FROM hms_app;
END $$;
