-- What is written anew under another key says the same as before. Where the log of changes keeps but a digest of a record, it
-- learns the new one, or the record would look tampered with. Without that log there is nothing to tell.
CREATE OR REPLACE FUNCTION hms_written_anew(watched text, firsts uuid[]) RETURNS void
LANGUAGE plpgsql SET timezone = 'UTC' AS $$
DECLARE
    keys constant text[] := array(
        SELECT a.attname::text FROM pg_index i
        JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
        WHERE i.indrelid = watched::regclass AND i.indisprimary
        ORDER BY array_position(i.indkey::int2[], a.attnum));
    newest integer;
BEGIN
    IF to_regclass('audit_forms') IS NOT NULL THEN
        SELECT max(id) INTO newest FROM audit_forms WHERE table_name = watched;
    END IF;
    IF newest IS NULL THEN
        RETURN;
    END IF;
    EXECUTE format($query$
        INSERT INTO audit_log (id, table_name, record, patient_id, action, after, form, call, at)
        SELECT hms_audit_id(now()), $1,
            (SELECT string_agg(whole ->> key, ',' ORDER BY place) FROM unnest($2) WITH ORDINALITY k(key, place)),
            (whole ->> 'patient_id')::uuid, 'update',
            jsonb_build_object('sha256', encode(sha256(convert_to(whole::text, 'UTF8')), 'hex')),
            $3, 'keys rotate', now()
        FROM (SELECT to_jsonb(t) AS whole FROM %I t WHERE t.%I = ANY ($4)) rows
    $query$, watched, keys[1]) USING watched, keys, newest, firsts;
END $$;
