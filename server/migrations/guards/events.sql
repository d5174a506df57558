-- The logs only grow. A role without the rights and a trigger both say so; the seal shows what a superuser does.
CREATE OR REPLACE FUNCTION hms_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% only grows: % is refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;

-- Those kept in partitions by month; all else here and in the grants goes by this list.
CREATE OR REPLACE FUNCTION hms_monthly_logs() RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
    SELECT ARRAY['access_log', 'appointment_events', 'audit_log']
$$;

-- Partitions by month on the id: a ULID begins with its time in milliseconds. Made ahead of time, since a row in the
-- default partition blocks the making of its month's.
CREATE OR REPLACE FUNCTION hms_ulid_floor(moment timestamptz) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
    SELECT (lpad(to_hex((extract(epoch FROM moment) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid
$$;

CREATE OR REPLACE FUNCTION hms_guard_partition(partition_name text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('DROP TRIGGER IF EXISTS no_truncate ON %I', partition_name);
    -- Row triggers reach partitions through the parent; TRUNCATE needs one on each.
    EXECUTE format(
        'CREATE TRIGGER no_truncate BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION hms_append_only()',
        partition_name);
END $$;

-- Also of a month that is brought back from its file.
CREATE OR REPLACE FUNCTION hms_make_partition(log_name text, begins timestamptz) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    ends timestamptz := (begins AT TIME ZONE 'UTC' + interval '1 month') AT TIME ZONE 'UTC';
    partition_name text := log_name || to_char(begins AT TIME ZONE 'UTC', '_YYYY_MM');
BEGIN
    EXECUTE format(
        'CREATE TABLE %I PARTITION OF %I FOR VALUES FROM (%L) TO (%L)',
        partition_name, log_name, hms_ulid_floor(begins), hms_ulid_floor(ends));
    PERFORM hms_guard_partition(partition_name);
END $$;

CREATE OR REPLACE FUNCTION hms_ensure_partitions() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    month timestamptz := date_trunc('month', now() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC';
    begins timestamptz;
    log_name text;
    partition_name text;
BEGIN
    PERFORM pg_advisory_xact_lock(7208431);
    FOREACH log_name IN ARRAY hms_monthly_logs() LOOP
        FOR ahead IN -1..3 LOOP
            begins := (month AT TIME ZONE 'UTC' + make_interval(months => ahead)) AT TIME ZONE 'UTC';
            partition_name := log_name || to_char(begins AT TIME ZONE 'UTC', '_YYYY_MM');
            CONTINUE WHEN to_regclass(partition_name) IS NOT NULL;
            BEGIN
                PERFORM hms_make_partition(log_name, begins);
            EXCEPTION WHEN check_violation THEN
                -- A stray row of that month lies in the default partition: the month lives there, and is reported.
                RAISE WARNING 'no partition %: its month has rows in the default one', partition_name;
            END;
        END LOOP;
        partition_name := log_name || '_default';
        IF to_regclass(partition_name) IS NULL THEN
            EXECUTE format('CREATE TABLE %I PARTITION OF %I DEFAULT', partition_name, log_name);
            PERFORM hms_guard_partition(partition_name);
        END IF;
    END LOOP;
END $$;

DO $$
DECLARE
    log_name text;
BEGIN
    FOREACH log_name IN ARRAY hms_monthly_logs() LOOP
        EXECUTE format('DROP TRIGGER IF EXISTS only_grows ON %I', log_name);
        EXECUTE format(
            'CREATE TRIGGER only_grows BEFORE UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION hms_append_only()',
            log_name);
        PERFORM hms_guard_partition(log_name);
    END LOOP;
END $$;

SELECT hms_ensure_partitions();
