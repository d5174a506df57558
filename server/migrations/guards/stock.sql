-- A move is never changed: on hand is the sum of the moves, and only their trigger may write it.
CREATE OR REPLACE TRIGGER only_grows BEFORE UPDATE OR DELETE ON stock_moves
    FOR EACH ROW EXECUTE FUNCTION hms_append_only();
CREATE OR REPLACE TRIGGER no_truncate BEFORE TRUNCATE ON stock_moves
    FOR EACH STATEMENT EXECUTE FUNCTION hms_append_only();
CREATE OR REPLACE TRIGGER only_grows BEFORE UPDATE OR DELETE ON stock_recalls
    FOR EACH ROW EXECUTE FUNCTION hms_append_only();
CREATE OR REPLACE TRIGGER no_truncate BEFORE TRUNCATE ON stock_recalls
    FOR EACH STATEMENT EXECUTE FUNCTION hms_append_only();

-- The hospital's day a moment belongs to, as the server reckons it (server/core/clock.py).
CREATE OR REPLACE FUNCTION hms_business_day(moment timestamptz) RETURNS date LANGUAGE sql STABLE AS $$
    SELECT (moment AT TIME ZONE coalesce((SELECT timezone FROM settings WHERE id = 1), 'UTC')
            - make_interval(hours => coalesce((SELECT day_starts FROM settings WHERE id = 1), 4)))::date
$$;

-- What is expired or recalled goes to nobody, whoever asks.
CREATE OR REPLACE FUNCTION hms_stock_move_checked() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    batch record;
BEGIN
    NEW.business_date := hms_business_day(NEW.moved_at);
    IF NEW.type IN ('dispense', 'sale') THEN
        SELECT * INTO STRICT batch FROM stock_batches WHERE id = NEW.batch_id;
        IF batch.recalled THEN
            RAISE EXCEPTION 'batch % is recalled: % is refused', batch.batch_no, NEW.type
                USING ERRCODE = 'check_violation';
        END IF;
        IF batch.expires_on < NEW.business_date THEN
            RAISE EXCEPTION 'batch % expired on %: % is refused', batch.batch_no, batch.expires_on, NEW.type
                USING ERRCODE = 'check_violation';
        END IF;
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER checked BEFORE INSERT ON stock_moves
    FOR EACH ROW EXECUTE FUNCTION hms_stock_move_checked();

-- The stock card and the stock on hand cannot differ: the one is written by the other.
CREATE OR REPLACE FUNCTION hms_stock_moved() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE stock_levels SET on_hand = on_hand + NEW.quantity
    WHERE store_id = NEW.store_id AND batch_id = NEW.batch_id AND quarantined = NEW.quarantined;
    IF NOT FOUND THEN
        -- Not in one statement: a proposed row that is negative would be refused before the conflict shows.
        INSERT INTO stock_levels AS level (store_id, batch_id, quarantined, medicine_id, on_hand)
        SELECT NEW.store_id, NEW.batch_id, NEW.quarantined, medicine_id, NEW.quantity
        FROM stock_batches WHERE id = NEW.batch_id
        ON CONFLICT (store_id, batch_id, quarantined) DO UPDATE SET on_hand = level.on_hand + excluded.on_hand;
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER moved AFTER INSERT ON stock_moves
    FOR EACH ROW EXECUTE FUNCTION hms_stock_moved();

CREATE OR REPLACE FUNCTION hms_stock_levels_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF pg_trigger_depth() < 2 OR TG_OP IN ('DELETE', 'TRUNCATE') THEN
        RAISE EXCEPTION 'stock on hand is the sum of its moves: % is refused', TG_OP
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER kept_by_moves BEFORE INSERT OR UPDATE OR DELETE ON stock_levels
    FOR EACH ROW EXECUTE FUNCTION hms_stock_levels_kept();
CREATE OR REPLACE TRIGGER no_truncate BEFORE TRUNCATE ON stock_levels
    FOR EACH STATEMENT EXECUTE FUNCTION hms_stock_levels_kept();

-- Whoever takes stock holds its levels first, all in the same order: who comes second sees what is left. The
-- server's role may not change a level, and so may not lock one either.
CREATE OR REPLACE FUNCTION hms_lock_stock(store uuid, medicines uuid[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM FROM stock_levels
    WHERE store_id = store AND medicine_id = ANY (medicines)
    ORDER BY batch_id, quarantined FOR UPDATE;
END $$;

-- A batch stays as it came. That it is recalled comes from the recalls, what its pack really says from the corrections.
CREATE OR REPLACE FUNCTION hms_stock_batches_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    moving constant text[] := ARRAY['recalled', 'recalled_because', 'batch_no', 'expires_on'];
BEGIN
    IF TG_OP = 'UPDATE' AND pg_trigger_depth() > 1 AND to_jsonb(NEW) - moving = to_jsonb(OLD) - moving THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a batch stays as it came: % is refused', TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE OR REPLACE TRIGGER frozen BEFORE UPDATE OR DELETE ON stock_batches
    FOR EACH ROW EXECUTE FUNCTION hms_stock_batches_frozen();
CREATE OR REPLACE TRIGGER no_truncate BEFORE TRUNCATE ON stock_batches
    FOR EACH STATEMENT EXECUTE FUNCTION hms_stock_batches_frozen();

CREATE OR REPLACE FUNCTION hms_stock_recalled() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE stock_batches SET recalled = NEW.recalled, recalled_because = CASE WHEN NEW.recalled THEN NEW.reason ELSE '' END
    WHERE id = NEW.batch_id;
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER recalled AFTER INSERT ON stock_recalls
    FOR EACH ROW EXECUTE FUNCTION hms_stock_recalled();

CREATE OR REPLACE FUNCTION hms_stock_batch_corrected() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE stock_batches SET batch_no = NEW.batch_no, expires_on = NEW.expires_on WHERE id = NEW.batch_id;
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER corrected AFTER INSERT ON stock_batch_corrections
    FOR EACH ROW EXECUTE FUNCTION hms_stock_batch_corrected();
CREATE OR REPLACE TRIGGER only_grows BEFORE UPDATE OR DELETE ON stock_batch_corrections
    FOR EACH ROW EXECUTE FUNCTION hms_append_only();
CREATE OR REPLACE TRIGGER no_truncate BEFORE TRUNCATE ON stock_batch_corrections
    FOR EACH STATEMENT EXECUTE FUNCTION hms_append_only();

-- A count that was posted or dropped stays as it was; what was counted stays from the first.
CREATE OR REPLACE TRIGGER only_grows BEFORE UPDATE OR DELETE ON stock_count_lines
    FOR EACH ROW EXECUTE FUNCTION hms_append_only();
CREATE OR REPLACE TRIGGER no_truncate BEFORE TRUNCATE ON stock_count_lines
    FOR EACH STATEMENT EXECUTE FUNCTION hms_append_only();
CREATE OR REPLACE TRIGGER only_grows BEFORE UPDATE OR DELETE ON stock_tallies
    FOR EACH ROW EXECUTE FUNCTION hms_append_only();
CREATE OR REPLACE TRIGGER no_truncate BEFORE TRUNCATE ON stock_tallies
    FOR EACH STATEMENT EXECUTE FUNCTION hms_append_only();

CREATE OR REPLACE FUNCTION hms_stock_counts_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a count that is closed is frozen: % is refused', TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE OR REPLACE TRIGGER frozen_when_closed BEFORE UPDATE ON stock_counts
    FOR EACH ROW WHEN (OLD.status <> 'open') EXECUTE FUNCTION hms_stock_counts_frozen();
CREATE OR REPLACE TRIGGER never_deleted BEFORE DELETE ON stock_counts
    FOR EACH ROW EXECUTE FUNCTION hms_stock_counts_frozen();

-- A transfer that has arrived stays as it was counted.
CREATE OR REPLACE FUNCTION hms_stock_transfers_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a transfer that has arrived is frozen: % is refused', TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE OR REPLACE TRIGGER frozen_when_received BEFORE UPDATE ON stock_transfers
    FOR EACH ROW WHEN (OLD.status = 'received') EXECUTE FUNCTION hms_stock_transfers_frozen();
CREATE OR REPLACE TRIGGER frozen_when_received BEFORE UPDATE ON stock_transfer_lines
    FOR EACH ROW WHEN (OLD.received IS NOT NULL OR NEW.sent <> OLD.sent) EXECUTE FUNCTION hms_stock_transfers_frozen();
CREATE OR REPLACE TRIGGER never_deleted BEFORE DELETE ON stock_transfers
    FOR EACH ROW EXECUTE FUNCTION hms_stock_transfers_frozen();
CREATE OR REPLACE TRIGGER never_deleted BEFORE DELETE ON stock_transfer_lines
    FOR EACH ROW EXECUTE FUNCTION hms_stock_transfers_frozen();
