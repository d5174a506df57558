-- What was tried of a message stays as it was written.
CREATE OR REPLACE TRIGGER only_grows BEFORE UPDATE OR DELETE ON message_attempts
    FOR EACH ROW EXECUTE FUNCTION hms_append_only();
CREATE OR REPLACE TRIGGER no_truncate BEFORE TRUNCATE ON message_attempts
    FOR EACH STATEMENT EXECUTE FUNCTION hms_append_only();
