-- Money that was billed or taken stays as it is: a correction is a new document.
CREATE OR REPLACE FUNCTION hms_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is frozen: % is refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE OR REPLACE TRIGGER only_grows BEFORE UPDATE OR DELETE ON payments
    FOR EACH ROW EXECUTE FUNCTION hms_frozen();
CREATE OR REPLACE TRIGGER no_truncate BEFORE TRUNCATE ON payments
    FOR EACH STATEMENT EXECUTE FUNCTION hms_frozen();
CREATE OR REPLACE TRIGGER only_grows BEFORE UPDATE OR DELETE ON bill_discounts
    FOR EACH ROW EXECUTE FUNCTION hms_frozen();
CREATE OR REPLACE TRIGGER no_truncate BEFORE TRUNCATE ON bill_discounts
    FOR EACH STATEMENT EXECUTE FUNCTION hms_frozen();
CREATE OR REPLACE TRIGGER only_grows BEFORE UPDATE OR DELETE ON bill_cancellations
    FOR EACH ROW EXECUTE FUNCTION hms_frozen();
CREATE OR REPLACE TRIGGER no_truncate BEFORE TRUNCATE ON bill_cancellations
    FOR EACH STATEMENT EXECUTE FUNCTION hms_frozen();
CREATE OR REPLACE TRIGGER only_grows BEFORE UPDATE OR DELETE ON credit_notes
    FOR EACH ROW EXECUTE FUNCTION hms_frozen();
CREATE OR REPLACE TRIGGER no_truncate BEFORE TRUNCATE ON credit_notes
    FOR EACH STATEMENT EXECUTE FUNCTION hms_frozen();
CREATE OR REPLACE TRIGGER only_grows BEFORE UPDATE OR DELETE ON credit_note_lines
    FOR EACH ROW EXECUTE FUNCTION hms_frozen();
CREATE OR REPLACE TRIGGER no_truncate BEFORE TRUNCATE ON credit_note_lines
    FOR EACH STATEMENT EXECUTE FUNCTION hms_frozen();
CREATE OR REPLACE TRIGGER no_truncate BEFORE TRUNCATE ON credit_requests
    FOR EACH STATEMENT EXECUTE FUNCTION hms_frozen();
CREATE OR REPLACE TRIGGER only_grows BEFORE UPDATE OR DELETE ON bill_splits
    FOR EACH ROW EXECUTE FUNCTION hms_frozen();
CREATE OR REPLACE TRIGGER no_truncate BEFORE TRUNCATE ON bill_splits
    FOR EACH STATEMENT EXECUTE FUNCTION hms_frozen();
CREATE OR REPLACE TRIGGER no_truncate BEFORE TRUNCATE ON bills
    FOR EACH STATEMENT EXECUTE FUNCTION hms_frozen();
CREATE OR REPLACE TRIGGER no_truncate BEFORE TRUNCATE ON bill_items
    FOR EACH STATEMENT EXECUTE FUNCTION hms_frozen();

-- A line may be written while its bill is a draft. The bill is locked first: asked for its status alone, one that is
-- just being issued elsewhere would still look like a draft.
CREATE OR REPLACE FUNCTION hms_bill_items_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    touched uuid;
    found_status text;
BEGIN
    FOREACH touched IN ARRAY CASE TG_OP
        WHEN 'INSERT' THEN ARRAY[NEW.bill_id]
        WHEN 'DELETE' THEN ARRAY[OLD.bill_id]
        ELSE ARRAY[OLD.bill_id, NEW.bill_id]
    END LOOP
        SELECT status INTO found_status FROM bills WHERE id = touched FOR SHARE;
        IF TG_OP = 'UPDATE' AND found_status = 'cancelled'
           AND to_jsonb(NEW) - 'released' = to_jsonb(OLD) - 'released' AND NEW.bill_id = OLD.bill_id THEN
            RETURN NEW;  -- the act may be billed again
        END IF;
        IF found_status <> 'draft' THEN
            RAISE EXCEPTION 'a line of an issued bill is frozen: % is refused', TG_OP
                USING ERRCODE = 'insufficient_privilege';
        END IF;
    END LOOP;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;

CREATE OR REPLACE TRIGGER frozen_when_issued BEFORE INSERT OR UPDATE OR DELETE ON bill_items
    FOR EACH ROW EXECUTE FUNCTION hms_bill_items_frozen();

CREATE OR REPLACE TRIGGER frozen_when_issued BEFORE INSERT ON bill_discounts
    FOR EACH ROW EXECUTE FUNCTION hms_bill_items_frozen();
CREATE OR REPLACE TRIGGER frozen_when_issued BEFORE INSERT ON bill_splits
    FOR EACH ROW EXECUTE FUNCTION hms_bill_items_frozen();

-- Once a bill is issued only what was paid and credited, what its payer answered, its status and its version move. Whose it is follows a merge of two
-- records of one person, and comes back with it; nothing else can move a bill to another patient.
CREATE OR REPLACE FUNCTION hms_bills_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    moving constant text[] := ARRAY[
        'paid', 'credited', 'payer_credited', 'payer_paid', 'payer_returned', 'payer_lost', 'status', 'version'
    ];
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.status <> 'draft' AND to_jsonb(NEW) - moving = to_jsonb(OLD) - moving THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - 'patient_id' = to_jsonb(OLD) - 'patient_id' AND EXISTS (
        SELECT FROM patients
        WHERE (id, merged_into) IN ((OLD.patient_id, NEW.patient_id), (NEW.patient_id, OLD.patient_id))
    ) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'an issued bill is frozen: % is refused', TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE OR REPLACE TRIGGER frozen_when_issued BEFORE UPDATE OR DELETE ON bills
    FOR EACH ROW WHEN (OLD.status <> 'draft') EXECUTE FUNCTION hms_bills_frozen();

-- No line is added to a credit note that was committed: its figures are of the lines it was made with.
CREATE OR REPLACE FUNCTION hms_credit_note_whole() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT sum(amount) FROM credit_note_lines WHERE credit_note_id = NEW.credit_note_id)
       IS DISTINCT FROM (SELECT total FROM credit_notes WHERE id = NEW.credit_note_id) THEN
        RAISE EXCEPTION 'a credit note is the sum of its lines' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NULL;
END $$;

DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_trigger WHERE tgname = 'whole' AND tgrelid = 'credit_note_lines'::regclass) THEN
        CREATE CONSTRAINT TRIGGER whole AFTER INSERT ON credit_note_lines
            DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION hms_credit_note_whole();
    END IF;
END $$;

-- What was asked stays as it was asked, and is answered once.
CREATE OR REPLACE FUNCTION hms_credit_requests_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    answer constant text[] := ARRAY['status', 'answered_by', 'answered_at', 'answer'];
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.status = 'requested' AND NEW.status <> 'requested'
       AND to_jsonb(NEW) - answer = to_jsonb(OLD) - answer THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a credit request is frozen: % is refused', TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE OR REPLACE TRIGGER frozen BEFORE UPDATE OR DELETE ON credit_requests
    FOR EACH ROW EXECUTE FUNCTION hms_credit_requests_frozen();
