-- A ULID whose lower half counts: changes of one moment keep their order.
CREATE OR REPLACE FUNCTION hms_audit_id(moment timestamptz) RETURNS uuid LANGUAGE sql VOLATILE AS $$
    SELECT (lpad(to_hex((extract(epoch FROM moment) * 1000)::bigint), 12, '0')
        || lpad(to_hex(nextval('audit_log_order')), 20, '0'))::uuid
$$;

-- Every change of every table of ours, before and after, by whom and why. Who it is comes with the transaction
-- (server/core/acting.py); where nobody said, the program and the database role that are connected stand for it.
CREATE OR REPLACE FUNCTION hms_audit() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET timezone = 'UTC' AS $$
DECLARE
    keys constant text[] := TG_ARGV[0];
    form_id constant integer := nullif(TG_ARGV[1], '');
    hidden constant text[] := TG_ARGV[2];
    quiet constant text[] := TG_ARGV[3];
    who constant jsonb := nullif(current_setting('hms.actor', true), '');
    moment constant timestamptz := coalesce(who ->> 'at', now()::text);
    found jsonb;
    given jsonb;
    whole jsonb;
    secret text;
BEGIN
    IF TG_OP <> 'INSERT' THEN
        found := to_jsonb(OLD);
    END IF;
    IF TG_OP <> 'DELETE' THEN
        given := to_jsonb(NEW);
    END IF;
    whole := coalesce(given, found);
    IF TG_OP = 'UPDATE' THEN
        SELECT jsonb_object_agg(key, found -> key), jsonb_object_agg(key, value) INTO found, given
        FROM jsonb_each(given) WHERE found -> key IS DISTINCT FROM value AND key <> ALL (quiet);
        IF given IS NULL THEN
            RETURN NULL;
        END IF;
    ELSIF TG_OP = 'INSERT' AND form_id IS NOT NULL THEN
        -- What only grows keeps its own rows: a digest shows that they are what was written.
        given := jsonb_build_object('sha256', encode(sha256(convert_to(given::text, 'UTF8')), 'hex'));
    ELSE
        found := jsonb_strip_nulls(found);  -- what is not said is empty
        given := jsonb_strip_nulls(given);
    END IF;
    FOREACH secret IN ARRAY hidden LOOP
        IF found ->> secret IS NOT NULL THEN
            found := jsonb_set(found, ARRAY[secret], hms_audit_digest(found ->> secret));
        END IF;
        IF given ->> secret IS NOT NULL THEN
            given := jsonb_set(given, ARRAY[secret], hms_audit_digest(given ->> secret));
        END IF;
    END LOOP;
    INSERT INTO audit_log (
        id, table_name, record, patient_id, action, before, after, form,
        user_id, workstation_id, call, command_key, reason, at
    ) VALUES (
        hms_audit_id(moment),
        TG_TABLE_NAME,
        CASE WHEN array_length(keys, 1) = 1 THEN whole ->> keys[1]
             ELSE (SELECT string_agg(whole ->> key, ',' ORDER BY place) FROM unnest(keys) WITH ORDINALITY k(key, place)) END,
        CASE TG_TABLE_NAME WHEN 'patients' THEN whole ->> 'id' ELSE whole ->> 'patient_id' END::uuid,
        lower(TG_OP), found, given, form_id,
        (who ->> 'user')::uuid,
        (who ->> 'workstation')::uuid,
        coalesce(who ->> 'call', concat_ws(' ', nullif(current_setting('application_name'), ''), 'as', session_user)),
        (who ->> 'key')::uuid,
        decode(who ->> 'reason', 'base64'),
        moment
    );
    RETURN NULL;
END $$;

-- Large things and those that open doors: that they changed is seen, they themselves are not.
CREATE OR REPLACE FUNCTION hms_audit_digest(bytes text) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT jsonb_build_object(
        'sha256', encode(sha256(decode(substr(bytes, 3), 'hex')), 'hex'), 'bytes', (length(bytes) - 2) / 2)
$$;

-- What lay in a table that only grows before it was audited: from then on it is known as it was.
CREATE OR REPLACE FUNCTION hms_audit_taken_over(watched text, keys text[], form_id integer) RETURNS void
LANGUAGE plpgsql SET timezone = 'UTC' AS $$
BEGIN
    EXECUTE format($query$
        INSERT INTO audit_log (id, table_name, record, patient_id, action, after, form, call, at)
        SELECT hms_audit_id(now()), $1,
            (SELECT string_agg(whole ->> key, ',' ORDER BY place) FROM unnest($2) WITH ORDINALITY k(key, place)),
            (whole ->> 'patient_id')::uuid, 'insert',
            jsonb_build_object('sha256', encode(sha256(convert_to(whole::text, 'UTF8')), 'hex')),
            $3, 'taken over', now()
        FROM (SELECT to_jsonb(t) AS whole FROM %I t) rows
    $query$, watched) USING watched, keys, form_id;
END $$;

-- Not audited, and why: the logs are their own record; the others hold nothing that is not somewhere else.
CREATE OR REPLACE FUNCTION hms_unaudited() RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
    SELECT hms_monthly_logs() || ARRAY[
        'seals', 'seal_anchors', 'audit_forms', 'audit_checks',  -- what watches over the logs
        'alembic_version',
        'command_log', 'outbox', 'counters',  -- how commands are kept, announced and numbered
        'stock_levels',  -- the sum of the moves
        'name_words',  -- what names are searched by
        'report_runs',  -- what was asked of the reports, with its answer, for some minutes
        'phone_links'  -- made anew of the appointments of the day
    ]
$$;

-- What was taken out of the logs as a file is told for good.
CREATE OR REPLACE TRIGGER only_grows BEFORE UPDATE OR DELETE ON audit_exports
    FOR EACH ROW EXECUTE FUNCTION hms_append_only();
CREATE OR REPLACE TRIGGER no_truncate BEFORE TRUNCATE ON audit_exports
    FOR EACH STATEMENT EXECUTE FUNCTION hms_append_only();

DO $$
DECLARE
    -- Kept as length and digest.
    hidden constant jsonb := '{
        "accounts": ["password_hash"],
        "analyser_messages": ["text"],
        "document_pieces": ["data"],
        "house_logos": ["image"],
        "messaging": ["mail_password", "sms_secret"],
        "old_passwords": ["password_hash"],
        "patient_photos": ["image"],
        "pairings": ["code"],
        "recovery_codes": ["code_hash"],
        "report_mails": ["data"],
        "report_papers": ["code_hash"],
        "second_factors": ["secret"],
        "sessions": ["refresh_hash", "previous_hash"],
        "sign_in_rules": ["openid_secret"],
        "workstations": ["token_hash"]
    }';
    -- What moves by itself and says nothing of anybody's doing: keys of the search, when somebody was last seen.
    quiet constant jsonb := '{
        "patients": ["found_by", "name_folded"],
        "sessions": ["refresh_hash", "previous_hash", "rotated_at", "seen_at"],
        "workstations": ["seen_at", "reported_at"]
    }';
    watched record;
    form_id integer;
    taken_over boolean;
BEGIN
    FOR watched IN
        SELECT c.oid, c.relname::text AS name,
            array(SELECT a.attname::text FROM pg_index i JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY (i.indkey)
                  WHERE i.indrelid = c.oid AND i.indisprimary ORDER BY array_position(i.indkey::int2[], a.attnum)) AS keys,
            array(SELECT a.attname::text FROM pg_attribute a
                  WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped ORDER BY 1) AS columns,
            EXISTS (SELECT FROM pg_trigger t WHERE t.tgrelid = c.oid AND t.tgname = 'only_grows') AS only_grows
        FROM pg_class c
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND NOT c.relispartition
          AND c.relname <> ALL (hms_unaudited()) AND c.relname NOT LIKE 'procrastinate%'
    LOOP
        form_id := NULL;
        IF watched.only_grows THEN
            INSERT INTO audit_forms (id, table_name, columns)
            SELECT coalesce(max(id), 0) + 1, watched.name, watched.columns FROM audit_forms
            ON CONFLICT (table_name, columns) DO NOTHING;
            taken_over := FOUND AND NOT EXISTS (
                SELECT FROM audit_forms WHERE table_name = watched.name AND columns <> watched.columns);
            SELECT id INTO form_id FROM audit_forms WHERE table_name = watched.name AND columns = watched.columns;
            IF taken_over THEN
                PERFORM hms_audit_taken_over(watched.name, watched.keys, form_id);
            END IF;
        END IF;
        EXECUTE format(
            'CREATE OR REPLACE TRIGGER audited AFTER INSERT OR UPDATE OR DELETE ON %I
                FOR EACH ROW EXECUTE FUNCTION hms_audit(%L, %L, %L, %L)',
            watched.name, watched.keys, coalesce(form_id::text, ''),
            array(SELECT jsonb_array_elements_text(hidden -> watched.name)),
            array(SELECT jsonb_array_elements_text(quiet -> watched.name)));
    END LOOP;
END $$;

-- A seal, and what is anchored of it, is never changed.
CREATE OR REPLACE TRIGGER only_grows BEFORE UPDATE OR DELETE ON seals
    FOR EACH ROW EXECUTE FUNCTION hms_append_only();
CREATE OR REPLACE TRIGGER no_truncate BEFORE TRUNCATE ON seals
    FOR EACH STATEMENT EXECUTE FUNCTION hms_append_only();
CREATE OR REPLACE TRIGGER only_grows BEFORE UPDATE OR DELETE ON seal_anchors
    FOR EACH ROW EXECUTE FUNCTION hms_append_only();
CREATE OR REPLACE TRIGGER no_truncate BEFORE TRUNCATE ON seal_anchors
    FOR EACH STATEMENT EXECUTE FUNCTION hms_append_only();
