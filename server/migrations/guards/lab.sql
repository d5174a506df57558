-- What a laboratory has said stays as it was said: a wrong result is answered by a new version.
DO $$
DECLARE
    growing text;
BEGIN
    FOREACH growing IN ARRAY ARRAY[
        'test_results', 'sample_tests', 'critical_calls', 'report_deliveries', 'report_papers', 'report_paper_versions'
    ] LOOP
        EXECUTE format(
            'CREATE OR REPLACE TRIGGER only_grows BEFORE UPDATE OR DELETE ON %I '
            'FOR EACH ROW EXECUTE FUNCTION hms_append_only()', growing);
        EXECUTE format(
            'CREATE OR REPLACE TRIGGER no_truncate BEFORE TRUNCATE ON %I '
            'FOR EACH STATEMENT EXECUTE FUNCTION hms_append_only()', growing);
    END LOOP;
END $$;

-- Who verified, reviewed and released is said once each; released or withdrawn, a version is closed for good.
CREATE OR REPLACE FUNCTION hms_said_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.released_at IS NULL AND OLD.withdrawn_at IS NULL AND NOT EXISTS (
        SELECT FROM jsonb_each(to_jsonb(OLD)) AS was
        WHERE was.value <> 'null' AND was.value IS DISTINCT FROM to_jsonb(NEW) -> was.key
    ) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a version of results is frozen: % is refused', TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE OR REPLACE TRIGGER said_once BEFORE UPDATE OR DELETE ON result_versions
    FOR EACH ROW EXECUTE FUNCTION hms_said_once();
CREATE OR REPLACE TRIGGER no_truncate BEFORE TRUNCATE ON result_versions
    FOR EACH STATEMENT EXECUTE FUNCTION hms_append_only();

-- A value joins a version that nobody has verified yet. The version is locked first: asked alone, one that is just
-- being verified elsewhere would still look open.
CREATE OR REPLACE FUNCTION hms_results_open() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    closed boolean;
BEGIN
    SELECT verified_at IS NOT NULL OR withdrawn_at IS NOT NULL INTO closed
    FROM result_versions WHERE id = NEW.result_version_id FOR SHARE;
    IF closed THEN
        RAISE EXCEPTION 'a verified version takes no values' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER while_open BEFORE INSERT ON test_results
    FOR EACH ROW EXECUTE FUNCTION hms_results_open();

-- Four eyes, whatever the program says: none of those who entered something since the last verified version verifies.
CREATE OR REPLACE FUNCTION hms_four_eyes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM test_results r JOIN result_versions v ON v.id = r.result_version_id
        WHERE v.test_order_id = NEW.test_order_id AND v.withdrawn_at IS NULL
          AND NOT r.carried AND r.entered_by = NEW.verified_by
          AND v.number > coalesce((
              SELECT max(earlier.number) FROM result_versions earlier
              WHERE earlier.test_order_id = NEW.test_order_id AND earlier.number < NEW.number
                AND earlier.verified_at IS NOT NULL
          ), 0)
    ) AND NOT EXISTS (
        SELECT FROM test_orders o JOIN test_types t ON t.id = o.test_type_id
        WHERE o.id = NEW.test_order_id AND t.one_person
    ) THEN
        RAISE EXCEPTION 'whoever entered a result does not verify it' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;

-- What is made as verified already is refused too: it has no values yet, so nobody could have looked at them.
CREATE OR REPLACE FUNCTION hms_made_open() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a version of results begins open' USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE OR REPLACE TRIGGER four_eyes BEFORE UPDATE ON result_versions
    FOR EACH ROW WHEN (OLD.verified_by IS NULL AND NEW.verified_by IS NOT NULL) EXECUTE FUNCTION hms_four_eyes();
CREATE OR REPLACE TRIGGER made_open BEFORE INSERT ON result_versions
    FOR EACH ROW WHEN (
        NEW.verified_at IS NOT NULL OR NEW.verified_by IS NOT NULL
        OR NEW.reviewed_at IS NOT NULL OR NEW.released_at IS NOT NULL
    ) EXECUTE FUNCTION hms_made_open();
