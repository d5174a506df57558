-- A list that is published is what was charged by: neither it nor a price of it ever changes, or goes.
CREATE OR REPLACE FUNCTION hms_price_versions_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.status = 'draft' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a published price list is frozen: % is refused', TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE OR REPLACE TRIGGER frozen BEFORE UPDATE OR DELETE ON price_versions
    FOR EACH ROW EXECUTE FUNCTION hms_price_versions_frozen();

-- The version is locked first: asked for its status alone, one that is just being published elsewhere would still look
-- like a draft.
CREATE OR REPLACE FUNCTION hms_prices_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    touched uuid;
    found_status text;
BEGIN
    FOREACH touched IN ARRAY CASE TG_OP
        WHEN 'INSERT' THEN ARRAY[NEW.price_version_id]
        WHEN 'DELETE' THEN ARRAY[OLD.price_version_id]
        ELSE ARRAY[OLD.price_version_id, NEW.price_version_id]
    END LOOP
        SELECT status INTO found_status FROM price_versions WHERE id = touched FOR SHARE;
        IF found_status <> 'draft' THEN
            RAISE EXCEPTION 'a price of a published list is frozen: % is refused', TG_OP
                USING ERRCODE = 'insufficient_privilege';
        END IF;
    END LOOP;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;

CREATE OR REPLACE TRIGGER frozen_when_published BEFORE INSERT OR UPDATE OR DELETE ON prices
    FOR EACH ROW EXECUTE FUNCTION hms_prices_frozen();
CREATE OR REPLACE TRIGGER no_truncate BEFORE TRUNCATE ON price_versions
    FOR EACH STATEMENT EXECUTE FUNCTION hms_append_only();
CREATE OR REPLACE TRIGGER no_truncate BEFORE TRUNCATE ON prices
    FOR EACH STATEMENT EXECUTE FUNCTION hms_append_only();

-- What was changed stays written as it was, and so does what a tax was on any day.
DO $$
DECLARE
    growing text;
BEGIN
    FOREACH growing IN ARRAY ARRAY['price_changes', 'tax_classes'] LOOP
        EXECUTE format(
            'CREATE OR REPLACE TRIGGER only_grows BEFORE UPDATE OR DELETE ON %I '
            'FOR EACH ROW EXECUTE FUNCTION hms_append_only()', growing);
        EXECUTE format(
            'CREATE OR REPLACE TRIGGER no_truncate BEFORE TRUNCATE ON %I '
            'FOR EACH STATEMENT EXECUTE FUNCTION hms_append_only()', growing);
    END LOOP;
END $$;
