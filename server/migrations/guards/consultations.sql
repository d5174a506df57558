-- A note is signed when its consultation is completed. From then on nothing of it moves; whose it is follows a merge of
-- two records of one person, and comes back with it.
CREATE OR REPLACE FUNCTION hms_moves_with_merge(found jsonb, given jsonb) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT found - 'patient_id' = given - 'patient_id' AND EXISTS (
        SELECT FROM patients
        WHERE (id, merged_into) IN (
            ((found ->> 'patient_id')::uuid, (given ->> 'patient_id')::uuid),
            ((given ->> 'patient_id')::uuid, (found ->> 'patient_id')::uuid)
        )
    )
$$;

CREATE OR REPLACE FUNCTION hms_consultations_signed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND hms_moves_with_merge(to_jsonb(OLD), to_jsonb(NEW)) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a signed note is frozen: % is refused', TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE OR REPLACE TRIGGER frozen_when_signed BEFORE UPDATE OR DELETE ON consultations
    FOR EACH ROW WHEN (OLD.completed_at IS NOT NULL) EXECUTE FUNCTION hms_consultations_signed();
CREATE OR REPLACE TRIGGER no_truncate BEFORE TRUNCATE ON consultations
    FOR EACH STATEMENT EXECUTE FUNCTION hms_frozen();

-- Its diagnoses belong to what was signed. The consultation is locked: asked for its end alone, one that is just being
-- completed elsewhere would still look open.
CREATE OR REPLACE FUNCTION hms_diagnoses_signed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    touched uuid;
    signed timestamptz;
BEGIN
    IF TG_OP = 'UPDATE' AND hms_moves_with_merge(to_jsonb(OLD), to_jsonb(NEW)) THEN
        RETURN NEW;
    END IF;
    FOREACH touched IN ARRAY CASE TG_OP
        WHEN 'INSERT' THEN ARRAY[NEW.consultation_id]
        WHEN 'DELETE' THEN ARRAY[OLD.consultation_id]
        ELSE ARRAY[OLD.consultation_id, NEW.consultation_id]
    END LOOP
        SELECT completed_at INTO signed FROM consultations WHERE id = touched FOR SHARE;
        IF signed IS NOT NULL THEN
            RAISE EXCEPTION 'a diagnosis of a signed note is frozen: % is refused', TG_OP
                USING ERRCODE = 'insufficient_privilege';
        END IF;
    END LOOP;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;

CREATE OR REPLACE TRIGGER frozen_when_signed BEFORE INSERT OR UPDATE OR DELETE ON diagnoses
    FOR EACH ROW EXECUTE FUNCTION hms_diagnoses_signed();
CREATE OR REPLACE TRIGGER no_truncate BEFORE TRUNCATE ON diagnoses
    FOR EACH STATEMENT EXECUTE FUNCTION hms_frozen();

-- What is added to it is marked as added, and stays.
CREATE OR REPLACE TRIGGER only_grows BEFORE UPDATE OR DELETE ON consultation_amendments
    FOR EACH ROW EXECUTE FUNCTION hms_frozen();
CREATE OR REPLACE TRIGGER no_truncate BEFORE TRUNCATE ON consultation_amendments
    FOR EACH STATEMENT EXECUTE FUNCTION hms_frozen();
