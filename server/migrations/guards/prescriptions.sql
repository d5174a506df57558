-- An issued prescription stays as it was signed: what is amended is a new version, what is void says why.
CREATE OR REPLACE FUNCTION hms_prescriptions_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    moving constant text[] := ARRAY['status', 'cancelled_because', 'cancelled_by', 'cancelled_at'];
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - moving = to_jsonb(OLD) - moving
       AND (OLD.status, NEW.status) IN (
           ('issued', 'partly_dispensed'), ('issued', 'dispensed'), ('partly_dispensed', 'dispensed'),
           ('issued', 'expired'), ('issued', 'cancelled'))
       AND (NEW.status = 'cancelled') = (NEW.cancelled_at IS NOT NULL) THEN
        RETURN NEW;
    END IF;
    -- Whose it is follows a merge of two records of one person, and comes back with it.
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - 'patient_id' = to_jsonb(OLD) - 'patient_id' AND EXISTS (
        SELECT FROM patients
        WHERE (id, merged_into) IN ((OLD.patient_id, NEW.patient_id), (NEW.patient_id, OLD.patient_id))
    ) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'an issued prescription is frozen: % is refused', TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE OR REPLACE TRIGGER frozen_when_issued BEFORE UPDATE OR DELETE ON prescriptions
    FOR EACH ROW EXECUTE FUNCTION hms_prescriptions_frozen();
CREATE OR REPLACE TRIGGER no_truncate BEFORE TRUNCATE ON prescriptions
    FOR EACH STATEMENT EXECUTE FUNCTION hms_append_only();

-- A prescription says how many lines it has; a number is given once, so that nothing joins it later.
CREATE OR REPLACE FUNCTION hms_prescription_lines_sealed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.line NOT BETWEEN 1 AND (SELECT lines FROM prescriptions WHERE id = NEW.prescription_id) THEN
        RAISE EXCEPTION 'an issued prescription takes no other line' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER sealed BEFORE INSERT ON prescription_items
    FOR EACH ROW EXECUTE FUNCTION hms_prescription_lines_sealed();
CREATE OR REPLACE TRIGGER only_grows BEFORE UPDATE OR DELETE ON prescription_items
    FOR EACH ROW EXECUTE FUNCTION hms_append_only();
CREATE OR REPLACE TRIGGER no_truncate BEFORE TRUNCATE ON prescription_items
    FOR EACH STATEMENT EXECUTE FUNCTION hms_append_only();

-- What was said against it was said when it was issued: a warning, and the reason it was overridden for, comes in the
-- transaction that issues it or not at all.
CREATE OR REPLACE FUNCTION hms_prescription_warnings_sealed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM prescriptions
        WHERE id = NEW.prescription_id AND status = 'issued' AND xmin = pg_current_xact_id()::xid
    ) THEN
        RAISE EXCEPTION 'an issued prescription takes no other warning' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER sealed BEFORE INSERT ON prescription_warnings
    FOR EACH ROW EXECUTE FUNCTION hms_prescription_warnings_sealed();
CREATE OR REPLACE TRIGGER only_grows BEFORE UPDATE OR DELETE ON prescription_warnings
    FOR EACH ROW EXECUTE FUNCTION hms_append_only();
CREATE OR REPLACE TRIGGER no_truncate BEFORE TRUNCATE ON prescription_warnings
    FOR EACH STATEMENT EXECUTE FUNCTION hms_append_only();
