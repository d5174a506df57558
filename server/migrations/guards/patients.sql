-- Who put a record away, and who brought it back: said once, never changed.
CREATE OR REPLACE TRIGGER only_grows BEFORE UPDATE OR DELETE ON patient_archivings
    FOR EACH ROW EXECUTE FUNCTION hms_append_only();
CREATE OR REPLACE TRIGGER no_truncate BEFORE TRUNCATE ON patient_archivings
    FOR EACH STATEMENT EXECUTE FUNCTION hms_append_only();
