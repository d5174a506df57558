-- Who put a record away, and who brought it back: said once, never changed.
CREATE OR REPLACE TRIGGER only_grows BEFORE UPDATE OR DELETE ON patient_archivings
    FOR EACH ROW EXECUTE FUNCTION hms_append_only();
CREATE OR REPLACE TRIGGER no_truncate BEFORE TRUNCATE ON patient_archivings
    FOR EACH STATEMENT EXECUTE FUNCTION hms_append_only();

CREATE OR REPLACE TRIGGER only_grows BEFORE UPDATE OR DELETE ON patient_merge_rows
    FOR EACH ROW EXECUTE FUNCTION hms_append_only();
CREATE OR REPLACE TRIGGER no_truncate BEFORE TRUNCATE ON patient_merge_rows
    FOR EACH STATEMENT EXECUTE FUNCTION hms_append_only();

-- Whatever is written about a merged record belongs to the one that took its place, also when it was begun before the
-- merge and comes after it: the lock waits for a merge that is under way.
CREATE OR REPLACE FUNCTION hms_follow_merge() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    successor uuid;
BEGIN
    LOOP
        SELECT merged_into INTO successor FROM patients WHERE id = NEW.patient_id FOR KEY SHARE;
        EXIT WHEN successor IS NULL;
        NEW.patient_id := successor;
    END LOOP;
    RETURN NEW;
END $$;

DO $$
DECLARE
    belonging text;
BEGIN
    FOR belonging IN
        SELECT c.relname FROM pg_constraint f
        JOIN pg_class c ON c.oid = f.conrelid
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = f.conkey[1]
        WHERE f.contype = 'f' AND f.confrelid = 'patients'::regclass AND f.conparentid = 0
          AND a.attname = 'patient_id'
    LOOP
        -- A partitioned table's trigger can't be replaced.
        EXECUTE format('DROP TRIGGER IF EXISTS follow_merge ON %I', belonging);
        EXECUTE format(
            'CREATE TRIGGER follow_merge BEFORE INSERT ON %I FOR EACH ROW EXECUTE FUNCTION hms_follow_merge()',
            belonging);
    END LOOP;
END $$;
