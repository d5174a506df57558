-- What came from an analyser stays as it came, and so does what a person did with it.
DO $$
DECLARE
    growing text;
BEGIN
    FOREACH growing IN ARRAY ARRAY['analyser_messages', 'analyser_runs', 'analyser_settlements'] LOOP
        EXECUTE format(
            'CREATE OR REPLACE TRIGGER only_grows BEFORE UPDATE OR DELETE ON %I '
            'FOR EACH ROW EXECUTE FUNCTION hms_append_only()', growing);
        EXECUTE format(
            'CREATE OR REPLACE TRIGGER no_truncate BEFORE TRUNCATE ON %I '
            'FOR EACH STATEMENT EXECUTE FUNCTION hms_append_only()', growing);
    END LOOP;
END $$;

-- A value is as it was sent; while it waits, what becomes of it is written once, and before that why it waits.
CREATE OR REPLACE FUNCTION hms_settled_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.state = 'waiting'
        AND (OLD.run_id, OLD.place, OLD.code, OLD.loinc, OLD.text, OLD.unit)
            IS NOT DISTINCT FROM (NEW.run_id, NEW.place, NEW.code, NEW.loinc, NEW.text, NEW.unit) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'what an analyser sent is frozen: % is refused', TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE OR REPLACE TRIGGER settled_once BEFORE UPDATE OR DELETE ON analyser_values
    FOR EACH ROW EXECUTE FUNCTION hms_settled_once();
CREATE OR REPLACE TRIGGER no_truncate BEFORE TRUNCATE ON analyser_values
    FOR EACH STATEMENT EXECUTE FUNCTION hms_append_only();
