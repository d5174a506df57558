-- What a doctor's session was only grows, as the log of appointments does.
DROP TRIGGER IF EXISTS only_grows ON queue_session_events;
CREATE TRIGGER only_grows BEFORE UPDATE OR DELETE ON queue_session_events
    FOR EACH ROW EXECUTE FUNCTION hms_append_only();
DROP TRIGGER IF EXISTS no_truncate ON queue_session_events;
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON queue_session_events
    FOR EACH STATEMENT EXECUTE FUNCTION hms_append_only();

-- What a counter called was called.
CREATE OR REPLACE TRIGGER only_grows BEFORE UPDATE OR DELETE ON counter_calls
    FOR EACH ROW EXECUTE FUNCTION hms_append_only();
CREATE OR REPLACE TRIGGER no_truncate BEFORE TRUNCATE ON counter_calls
    FOR EACH STATEMENT EXECUTE FUNCTION hms_append_only();
