-- A drawer that was counted keeps its figures: a difference is recorded, never adjusted away.
CREATE OR REPLACE FUNCTION hms_cash_sessions_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    moving constant text[] := ARRAY['status', 'version', 'verified_by', 'verified_at', 'verified_note'];
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.status IN ('closed', 'verified')
       AND to_jsonb(NEW) - moving = to_jsonb(OLD) - moving THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a closed drawer is frozen: % is refused', TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE OR REPLACE TRIGGER frozen_when_closed BEFORE UPDATE OR DELETE ON cash_sessions
    FOR EACH ROW WHEN (OLD.status IN ('closed', 'verified')) EXECUTE FUNCTION hms_cash_sessions_frozen();

-- A hand-over keeps both counts once it is accepted, and the one it had when it is taken back.
CREATE OR REPLACE TRIGGER frozen_when_settled BEFORE UPDATE OR DELETE ON cash_hand_overs
    FOR EACH ROW WHEN (OLD.accepted_at IS NOT NULL OR OLD.withdrawn_at IS NOT NULL) EXECUTE FUNCTION hms_frozen();
CREATE OR REPLACE TRIGGER no_truncate BEFORE TRUNCATE ON cash_hand_overs
    FOR EACH STATEMENT EXECUTE FUNCTION hms_frozen();

CREATE OR REPLACE TRIGGER only_grows BEFORE UPDATE OR DELETE ON cash_moves
    FOR EACH ROW EXECUTE FUNCTION hms_frozen();
CREATE OR REPLACE TRIGGER no_truncate BEFORE TRUNCATE ON cash_moves
    FOR EACH STATEMENT EXECUTE FUNCTION hms_frozen();

-- A payment that was found out stays as it was found; a deposit is answered by another one.
CREATE OR REPLACE TRIGGER frozen_when_settled BEFORE UPDATE OR DELETE ON payment_attempts
    FOR EACH ROW WHEN (OLD.outcome IS NOT NULL) EXECUTE FUNCTION hms_frozen();
CREATE OR REPLACE TRIGGER no_truncate BEFORE TRUNCATE ON payment_attempts
    FOR EACH STATEMENT EXECUTE FUNCTION hms_frozen();
CREATE OR REPLACE TRIGGER only_grows BEFORE UPDATE OR DELETE ON deposits
    FOR EACH ROW EXECUTE FUNCTION hms_frozen();
CREATE OR REPLACE TRIGGER no_truncate BEFORE TRUNCATE ON deposits
    FOR EACH STATEMENT EXECUTE FUNCTION hms_frozen();

-- What a refund is for never changes, nor a refund that was rejected or paid.
CREATE OR REPLACE FUNCTION hms_refunds_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    moving constant text[] := ARRAY['status', 'decided_by', 'decided_at', 'decision', 'paid_at'];
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.status IN ('requested', 'approved')
       AND to_jsonb(NEW) - moving = to_jsonb(OLD) - moving THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a refund is frozen: % is refused', TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE OR REPLACE TRIGGER frozen BEFORE UPDATE OR DELETE ON refunds
    FOR EACH ROW EXECUTE FUNCTION hms_refunds_frozen();
CREATE OR REPLACE TRIGGER no_truncate BEFORE TRUNCATE ON refunds
    FOR EACH STATEMENT EXECUTE FUNCTION hms_frozen();
CREATE OR REPLACE TRIGGER only_grows BEFORE UPDATE OR DELETE ON refund_lines
    FOR EACH ROW EXECUTE FUNCTION hms_frozen();
CREATE OR REPLACE TRIGGER no_truncate BEFORE TRUNCATE ON refund_lines
    FOR EACH STATEMENT EXECUTE FUNCTION hms_frozen();
