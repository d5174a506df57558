-- The ledger only grows, and at every commit each posting that was written to sums to nothing in each currency.
CREATE OR REPLACE TRIGGER only_grows BEFORE UPDATE OR DELETE ON ledger_postings
    FOR EACH ROW EXECUTE FUNCTION hms_append_only();
CREATE OR REPLACE TRIGGER no_truncate BEFORE TRUNCATE ON ledger_postings
    FOR EACH STATEMENT EXECUTE FUNCTION hms_append_only();
CREATE OR REPLACE TRIGGER only_grows BEFORE UPDATE OR DELETE ON ledger_entries
    FOR EACH ROW EXECUTE FUNCTION hms_append_only();
CREATE OR REPLACE TRIGGER no_truncate BEFORE TRUNCATE ON ledger_entries
    FOR EACH STATEMENT EXECUTE FUNCTION hms_append_only();

CREATE OR REPLACE FUNCTION hms_posting_balances() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM ledger_entries WHERE posting_id = NEW.posting_id GROUP BY currency HAVING sum(amount) <> 0
    ) THEN
        RAISE EXCEPTION 'posting % does not balance', NEW.posting_id USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;

DO $$
BEGIN
    -- A constraint trigger can't be replaced, and need not be: what it does is in its function.
    IF NOT EXISTS (SELECT FROM pg_trigger WHERE tgname = 'balances' AND tgrelid = 'ledger_entries'::regclass) THEN
        CREATE CONSTRAINT TRIGGER balances AFTER INSERT ON ledger_entries
            DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION hms_posting_balances();
    END IF;
END $$;
