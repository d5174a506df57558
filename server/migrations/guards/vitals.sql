-- A set of vital signs is never overwritten: once, it may be marked as entered in error. Whose it is follows a merge.
CREATE OR REPLACE FUNCTION hms_vitals_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    marking constant text[] := ARRAY['withdrawn_at', 'withdrawn_by', 'withdrawn_reason'];
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.withdrawn_at IS NULL AND NEW.withdrawn_at IS NOT NULL
       AND to_jsonb(NEW) - marking = to_jsonb(OLD) - marking THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'UPDATE' AND hms_moves_with_merge(to_jsonb(OLD), to_jsonb(NEW)) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'vital signs are frozen: % is refused', TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE OR REPLACE TRIGGER frozen BEFORE UPDATE OR DELETE ON vitals
    FOR EACH ROW EXECUTE FUNCTION hms_vitals_frozen();
CREATE OR REPLACE TRIGGER no_truncate BEFORE TRUNCATE ON vitals
    FOR EACH STATEMENT EXECUTE FUNCTION hms_frozen();
