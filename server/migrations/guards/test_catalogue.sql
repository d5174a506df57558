-- What was changed in the laboratory's catalogue stays written as it was.
CREATE OR REPLACE TRIGGER only_grows BEFORE UPDATE OR DELETE ON test_catalogue_changes
    FOR EACH ROW EXECUTE FUNCTION hms_append_only();
CREATE OR REPLACE TRIGGER no_truncate BEFORE TRUNCATE ON test_catalogue_changes
    FOR EACH STATEMENT EXECUTE FUNCTION hms_append_only();
