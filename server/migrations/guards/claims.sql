-- What was asked of a payer stays as it was asked; what was answered and decided is only ever added to.
CREATE OR REPLACE TRIGGER only_grows BEFORE UPDATE OR DELETE ON claim_payments
    FOR EACH ROW EXECUTE FUNCTION hms_frozen();
CREATE OR REPLACE TRIGGER no_truncate BEFORE TRUNCATE ON claim_payments
    FOR EACH STATEMENT EXECUTE FUNCTION hms_frozen();
CREATE OR REPLACE TRIGGER only_grows BEFORE UPDATE OR DELETE ON claim_facts
    FOR EACH ROW EXECUTE FUNCTION hms_frozen();
CREATE OR REPLACE TRIGGER no_truncate BEFORE TRUNCATE ON claim_facts
    FOR EACH STATEMENT EXECUTE FUNCTION hms_frozen();
CREATE OR REPLACE TRIGGER no_truncate BEFORE TRUNCATE ON claims
    FOR EACH STATEMENT EXECUTE FUNCTION hms_frozen();
CREATE OR REPLACE TRIGGER no_truncate BEFORE TRUNCATE ON claim_items
    FOR EACH STATEMENT EXECUTE FUNCTION hms_frozen();

-- Once a claim is submitted its version alone moves.
CREATE OR REPLACE FUNCTION hms_claims_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - 'version' = to_jsonb(OLD) - 'version' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a submitted claim is frozen: % is refused', TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE OR REPLACE TRIGGER frozen_when_submitted BEFORE UPDATE OR DELETE ON claims
    FOR EACH ROW WHEN (OLD.claim_no IS NOT NULL) EXECUTE FUNCTION hms_claims_frozen();

-- An item is written while its claim is a draft; the claim is locked first, as a bill is for its lines. Afterwards a bill
-- can only be released from it, to be asked for again.
CREATE OR REPLACE FUNCTION hms_claim_items_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    touched uuid;
    number_found text;
BEGIN
    FOREACH touched IN ARRAY CASE TG_OP
        WHEN 'INSERT' THEN ARRAY[NEW.claim_id]
        WHEN 'DELETE' THEN ARRAY[OLD.claim_id]
        ELSE ARRAY[OLD.claim_id, NEW.claim_id]
    END LOOP
        SELECT claim_no INTO number_found FROM claims WHERE id = touched FOR SHARE;
        IF TG_OP = 'UPDATE' AND NOT OLD.released AND NEW.released
           AND to_jsonb(NEW) - 'released' = to_jsonb(OLD) - 'released' THEN
            RETURN NEW;
        END IF;
        IF number_found IS NOT NULL THEN
            RAISE EXCEPTION 'an item of a submitted claim is frozen: % is refused', TG_OP
                USING ERRCODE = 'insufficient_privilege';
        END IF;
    END LOOP;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;

CREATE OR REPLACE TRIGGER frozen_when_submitted BEFORE INSERT OR UPDATE OR DELETE ON claim_items
    FOR EACH ROW EXECUTE FUNCTION hms_claim_items_frozen();
