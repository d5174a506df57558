-- What went over the counter stays as it was; what comes back is a row of its own.
CREATE OR REPLACE TRIGGER only_grows BEFORE UPDATE OR DELETE ON dispenses
    FOR EACH ROW EXECUTE FUNCTION hms_append_only();
CREATE OR REPLACE TRIGGER no_truncate BEFORE TRUNCATE ON dispenses
    FOR EACH STATEMENT EXECUTE FUNCTION hms_append_only();
CREATE OR REPLACE TRIGGER only_grows BEFORE UPDATE OR DELETE ON dispense_lines
    FOR EACH ROW EXECUTE FUNCTION hms_append_only();
CREATE OR REPLACE TRIGGER no_truncate BEFORE TRUNCATE ON dispense_lines
    FOR EACH STATEMENT EXECUTE FUNCTION hms_append_only();
CREATE OR REPLACE TRIGGER only_grows BEFORE UPDATE OR DELETE ON dispense_warnings
    FOR EACH ROW EXECUTE FUNCTION hms_append_only();
CREATE OR REPLACE TRIGGER no_truncate BEFORE TRUNCATE ON dispense_warnings
    FOR EACH STATEMENT EXECUTE FUNCTION hms_append_only();
CREATE OR REPLACE TRIGGER only_grows BEFORE UPDATE OR DELETE ON dispense_returns
    FOR EACH ROW EXECUTE FUNCTION hms_append_only();
CREATE OR REPLACE TRIGGER no_truncate BEFORE TRUNCATE ON dispense_returns
    FOR EACH STATEMENT EXECUTE FUNCTION hms_append_only();

-- Nothing joins a turn later: its lines and warnings come in the transaction that writes it.
CREATE OR REPLACE FUNCTION hms_dispense_sealed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM dispenses WHERE id = NEW.dispense_id AND xmin = pg_current_xact_id()::xid) THEN
        RAISE EXCEPTION 'what was dispensed takes no other line' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER sealed BEFORE INSERT ON dispense_lines
    FOR EACH ROW EXECUTE FUNCTION hms_dispense_sealed();
CREATE OR REPLACE TRIGGER sealed BEFORE INSERT ON dispense_warnings
    FOR EACH ROW EXECUTE FUNCTION hms_dispense_sealed();

-- Never more comes back of a line than was given of it.
CREATE OR REPLACE FUNCTION hms_dispense_returned() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.quantity + coalesce(
        (SELECT sum(quantity) FROM dispense_returns WHERE dispense_line_id = NEW.dispense_line_id), 0
    ) > (SELECT quantity FROM dispense_lines WHERE id = NEW.dispense_line_id) THEN
        RAISE EXCEPTION 'more comes back than was given' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER at_most_given BEFORE INSERT ON dispense_returns
    FOR EACH ROW EXECUTE FUNCTION hms_dispense_returned();
