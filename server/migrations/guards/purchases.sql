-- What was received, what it cost and what went back stays as it was.
CREATE OR REPLACE TRIGGER only_grows BEFORE UPDATE OR DELETE ON goods_received
    FOR EACH ROW EXECUTE FUNCTION hms_append_only();
CREATE OR REPLACE TRIGGER no_truncate BEFORE TRUNCATE ON goods_received
    FOR EACH STATEMENT EXECUTE FUNCTION hms_append_only();
CREATE OR REPLACE TRIGGER only_grows BEFORE UPDATE OR DELETE ON goods_received_lines
    FOR EACH ROW EXECUTE FUNCTION hms_append_only();
CREATE OR REPLACE TRIGGER no_truncate BEFORE TRUNCATE ON goods_received_lines
    FOR EACH STATEMENT EXECUTE FUNCTION hms_append_only();
CREATE OR REPLACE TRIGGER only_grows BEFORE UPDATE OR DELETE ON purchase_prices
    FOR EACH ROW EXECUTE FUNCTION hms_append_only();
CREATE OR REPLACE TRIGGER no_truncate BEFORE TRUNCATE ON purchase_prices
    FOR EACH STATEMENT EXECUTE FUNCTION hms_append_only();
CREATE OR REPLACE TRIGGER only_grows BEFORE UPDATE OR DELETE ON supplier_returns
    FOR EACH ROW EXECUTE FUNCTION hms_append_only();
CREATE OR REPLACE TRIGGER no_truncate BEFORE TRUNCATE ON supplier_returns
    FOR EACH STATEMENT EXECUTE FUNCTION hms_append_only();
CREATE OR REPLACE TRIGGER only_grows BEFORE UPDATE OR DELETE ON supplier_return_lines
    FOR EACH ROW EXECUTE FUNCTION hms_append_only();
CREATE OR REPLACE TRIGGER no_truncate BEFORE TRUNCATE ON supplier_return_lines
    FOR EACH STATEMENT EXECUTE FUNCTION hms_append_only();

-- What was ordered stays as it was ordered: a supplier has it in writing.
CREATE OR REPLACE FUNCTION hms_purchase_lines_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM purchase_orders
        WHERE id = CASE TG_OP WHEN 'INSERT' THEN NEW.order_id ELSE OLD.order_id END AND status = 'draft'
    ) THEN
        RAISE EXCEPTION 'the lines of an order are frozen: % is refused', TG_OP USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;

CREATE OR REPLACE TRIGGER frozen_when_ordered BEFORE INSERT OR UPDATE OR DELETE ON purchase_order_lines
    FOR EACH ROW EXECUTE FUNCTION hms_purchase_lines_frozen();

CREATE OR REPLACE FUNCTION hms_purchase_orders_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'an order keeps its number, its supplier and its store: % is refused', TG_OP
        USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE OR REPLACE TRIGGER frozen_when_ordered BEFORE UPDATE ON purchase_orders
    FOR EACH ROW WHEN (
        OLD.status <> 'draft'
        AND (OLD.order_no, OLD.supplier_id, OLD.store_id, OLD.ordered_by, OLD.ordered_at)
            IS DISTINCT FROM (NEW.order_no, NEW.supplier_id, NEW.store_id, NEW.ordered_by, NEW.ordered_at)
        OR OLD.status IN ('received', 'cancelled')
    ) EXECUTE FUNCTION hms_purchase_orders_kept();
CREATE OR REPLACE TRIGGER never_deleted BEFORE DELETE ON purchase_orders
    FOR EACH ROW EXECUTE FUNCTION hms_purchase_orders_kept();
