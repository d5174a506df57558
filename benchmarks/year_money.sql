-- The year's bills and what became of them, each booked as server/features/ledger/entries.py books it.
-- bill lines: the fee, the tests, the medicines with their tax; some bills are let off a tenth
CREATE UNLOGGED TABLE load.items AS
WITH made AS (
    SELECT n, 'consultation' AS kind, v.id AS itemable_id, 'Consultation' AS description, 1 AS quantity,
        CASE type WHEN 'followup' THEN 500.00 ELSE 800.00 END AS price, 0.00 AS rate, n * 8 AS item_no
    FROM load.visits v WHERE status = 'completed' AND type <> 'laboratory'
    UNION ALL
    SELECT n, 'test', test.id, 'Test', 1, 300.00 + 50 * (t % 12), 0.00, n * 8 + 1 + place FROM load.tests test
    WHERE NOT cancelled
    UNION ALL
    SELECT n, 'medicine', id, 'Medicine', quantity, price, 0.05, n * 8 + 4 + place FROM load.lines
), worked AS (
    SELECT made.*, round(quantity * price, 2) AS gross,
        CASE WHEN load.chance(n, 70) < let_off THEN round(quantity * price * 0.1, 2) ELSE 0.00 END AS discount
    FROM made, load_size
)
SELECT *, round((gross - discount) * rate, 2) AS tax, gross - discount + round((gross - discount) * rate, 2) AS amount
FROM worked
--------
CREATE UNLOGGED TABLE load.bills AS
WITH summed AS (
    SELECT n, sum(gross) AS gross, sum(discount) AS discount, sum(tax) AS tax, sum(amount) AS total FROM load.items
    GROUP BY n
), shared AS (
    SELECT summed.*, v.id AS visit_id, v.doctor_id, e.department_id, v.patient_id, v.day, v.cashier_id,
        entered + make_interval(secs => room_seconds + 300) AS issued_at,
        CASE WHEN load.chance(n, 71) < 0.1 THEN load.one(payers, n, 72) END AS payer_id, v.type,
        load.chance(n, 7) >= 0.04 AS is_paid,
        (ARRAY['cash', 'cash', 'cash', 'cash', 'cash', 'cash', 'cash', 'card', 'mobile', 'bank'])
            [1 + (load.chance(n, 73) * 9.99)::int % 10] AS mode,
        load.chance(n, 74) < size.credited AND v.type <> 'laboratory' AS credited, load.chance(n, 75) < 0.8 AS paid_out
    FROM summed JOIN load.visits v USING (n) JOIN employees e ON e.id = v.doctor_id, load.staff, load_size size
)
SELECT *, CASE WHEN payer_id IS NULL THEN 0.00 ELSE round(total / 2, 2) END AS payer_share,
    load.id(issued_at, n, 80) AS id, load.id(issued_at, n, 81) AS posting_id,
    load.id(issued_at + interval '5 minutes', n, 82) AS payment_id, issued_at + interval '5 minutes' AS paid_at,
    issued_at + interval '1 day' AS credited_at, day + 1 AS credited_on
FROM shared
--------
INSERT INTO bills (id, bill_no, billable_type, billable_id, patient_id, status, currency, subtotal, discount, tax,
    total, paid, credited, payer_id, payer_kind, payer_value, payer_share, since, issued_at, issued_by, version)
SELECT id, 'Y-B-' || lpad(n::text, 13, '0'), 'appointment', visit_id, patient_id,
    CASE WHEN is_paid OR total - payer_share = 0 THEN 'paid' ELSE 'issued' END, currency, gross, discount, tax, total,
    CASE WHEN is_paid THEN total - payer_share - CASE WHEN is_credited AND paid_out THEN fee ELSE 0 END ELSE 0 END,
    CASE WHEN is_credited THEN fee ELSE 0 END, payer_id, 'percent', CASE WHEN payer_id IS NULL THEN 0 ELSE 50 END,
    payer_share, issued_at, issued_at, cashier_id, 3
FROM (
    SELECT bill.*, credited AND is_paid AND payer_id IS NULL AS is_credited, i.amount AS fee
    FROM load.bills bill LEFT JOIN load.items i ON i.n = bill.n AND i.kind = 'consultation'
) bill, load.staff ORDER BY n
--------
INSERT INTO bill_items (id, bill_id, itemable_type, itemable_id, description, quantity, unit_price, tax_rate, discount,
    tax, amount, charged_by, charged_at)
SELECT load.id(issued_at, item_no, 83), bill.id, kind, itemable_id, description, quantity, price, rate, i.discount, i.tax,
    amount, doctor_id, issued_at
FROM load.items i JOIN load.bills bill USING (n) ORDER BY item_no
--------
INSERT INTO bill_discounts (id, bill_id, kind, value, reason, asked_by, approved_by, given_at)
SELECT load.id(issued_at, n, 84), id, 'percent', 10,
    (ARRAY['Staff family', 'Hardship', 'Senior citizen', 'Camp'])[1 + n % 4], cashier_id,
    CASE WHEN n % 3 = 0 THEN manager END, issued_at
FROM load.bills, load.staff WHERE discount > 0 ORDER BY n
--------
CREATE UNLOGGED TABLE load.drawers AS
SELECT cashier_id, day, load.id(opened, day - '2000-01-01'::date, 85 + place) AS id, opened,
    opened + interval '20 hours' AS closed,
    'Y-D-' || to_char(day, 'YYYYMMDD') || '-' || place AS session_no
FROM (SELECT DISTINCT day FROM load.visits) days, load_size,
    LATERAL (SELECT (day + interval '5 hours') AT TIME ZONE zone AS opened) opening,
    (SELECT * FROM load.staff, unnest(cashiers) WITH ORDINALITY AS c(cashier_id, place)) who
UNION ALL
SELECT cashiers[1], day, load.id(opened, day - '2000-01-01'::date, 85), opened, opened + interval '20 hours',
    'Y-D-' || to_char(day, 'YYYYMMDD') || '-0'
FROM (SELECT max(day) + 1 AS day FROM load.visits) last, load_size, load.staff,
    LATERAL (SELECT (day + interval '5 hours') AT TIME ZONE zone AS opened) opening
--------
CREATE UNLOGGED TABLE load.payments AS
SELECT n, payment_id AS id, bill.id AS bill_id, patient_id, drawer.id AS drawer_id, drawer.cashier_id, mode,
    total - payer_share AS amount, paid_at AS at, bill.day, 'Y-R-' || lpad(n::text, 13, '0') AS receipt_no, false AS is_refund
FROM load.bills bill JOIN load.drawers drawer ON drawer.day = bill.day AND drawer.cashier_id = bill.cashier_id
WHERE is_paid AND total - payer_share > 0
UNION ALL
SELECT n, load.id(credited_at + interval '1 hour', n, 86), bill.id, patient_id, drawer.id, drawer.cashier_id, mode,
    -i.amount, credited_at + interval '1 hour', credited_on, 'Y-RF-' || lpad(n::text, 13, '0'), true
FROM load.bills bill
JOIN load.items i USING (n)
JOIN load.staff ON true
JOIN LATERAL (SELECT * FROM load.drawers d WHERE d.day = credited_on AND d.cashier_id = cashiers[1] LIMIT 1) drawer ON true
WHERE credited AND is_paid AND payer_id IS NULL AND paid_out AND i.kind = 'consultation'
--------
INSERT INTO cash_sessions (id, cashier_id, workstation_id, status, currency, opening_float, declared, expected,
    opened_at, closed_at, business_date, session_no, counted, verified_by, verified_at, version)
SELECT d.id, d.cashier_id, at_till, 'verified', currency, 1000, 1000 + coalesce(taken, 0), 1000 + coalesce(taken, 0),
    opened, closed, day, session_no, '{}', manager, closed, 4
FROM load.drawers d
LEFT JOIN (SELECT drawer_id, sum(amount) AS taken FROM load.payments WHERE mode = 'cash' GROUP BY drawer_id) cash
    ON cash.drawer_id = d.id, load.staff
--------
INSERT INTO payments (id, receipt_no, bill_id, cash_session_id, workstation_id, mode, amount, reference, refund_of,
    due_after, taken_by, taken_at)
SELECT p.id, receipt_no, bill_id, drawer_id, at_till, p.mode, amount, '', CASE WHEN is_refund THEN b.payment_id END, 0,
    p.cashier_id, at
FROM load.payments p JOIN load.bills b USING (n), load.staff ORDER BY is_refund, n
--------
INSERT INTO credit_notes (id, note_no, bill_id, workstation_id, reason, subtotal, discount, tax, total, refundable,
    asked_by, approved_by, made_at)
SELECT load.id(credited_at, n, 87), 'Y-CN-' || lpad(n::text, 13, '0'), b.id, at_till, 'Doctor called away', i.gross,
    i.discount, i.tax, i.amount, i.amount, b.cashier_id, manager, credited_at
FROM load.bills b JOIN load.items i USING (n), load.staff
WHERE credited AND is_paid AND payer_id IS NULL AND i.kind = 'consultation' ORDER BY n
--------
INSERT INTO credit_note_lines (credit_note_id, bill_item_id, quantity, discount, tax, amount)
SELECT note.id, item.id, 1, note.discount, note.tax, note.total
FROM credit_notes note JOIN bill_items item ON item.bill_id = note.bill_id AND item.itemable_type = 'consultation'
WHERE note_no LIKE 'Y-%'
--------
INSERT INTO refunds (id, refund_no, bill_id, status, reason, requested_by, requested_at, decided_by, decided_at,
    decision, paid_at)
SELECT load.id(credited_at, n, 88), 'Y-RQ-' || lpad(n::text, 13, '0'), b.id,
    CASE WHEN paid_out THEN 'paid' ELSE 'approved' END, (ARRAY['Doctor called away', 'Paid twice'])[1 + n % 2],
    b.cashier_id, credited_at, manager, credited_at, '', CASE WHEN paid_out THEN credited_at + interval '1 hour' END
FROM load.bills b, load.staff WHERE credited AND is_paid AND payer_id IS NULL ORDER BY n
--------
INSERT INTO refund_lines (refund_id, bill_item_id, amount)
SELECT r.id, item.id, item.amount FROM refunds r
JOIN bill_items item ON item.bill_id = r.bill_id AND item.itemable_type = 'consultation' WHERE refund_no LIKE 'Y-%'
--------
-- postings: in the order of their time
INSERT INTO ledger_postings (id, kind, document_id, document_no, business_date, at, posted_by, workstation_id)
SELECT id, kind, document_id, document_no, business_date, at, posted_by, at_till FROM (
    SELECT posting_id AS id, 'bill_issued' AS kind, id AS document_id, 'Y-B-' || lpad(n::text, 13, '0') AS document_no,
        day AS business_date, issued_at AS at, cashier_id AS posted_by
    FROM load.bills WHERE total > 0
    UNION ALL
    SELECT load.id(at, n, CASE WHEN is_refund THEN 92 ELSE 91 END), CASE WHEN is_refund THEN 'refund_paid' ELSE 'payment' END,
        id, receipt_no, day, at, cashier_id
    FROM load.payments
    UNION ALL
    SELECT load.id(made_at, b.n, 93), 'credit_note', note.id, note_no, b.credited_on, made_at, asked_by
    FROM credit_notes note JOIN load.bills b ON b.id = note.bill_id
    UNION ALL
    SELECT load.id(decided_at, b.n, 94), 'refund_approved', r.id, refund_no, b.credited_on, decided_at, decided_by
    FROM refunds r JOIN load.bills b ON b.id = r.bill_id
    UNION ALL
    SELECT load.id(opened, row_number() OVER (ORDER BY session_no), 95), 'drawer_opened', id, session_no, day, opened, cashier_id
    FROM load.drawers
    UNION ALL
    SELECT load.id(closed, row_number() OVER (ORDER BY session_no), 96), 'drawer_closed', id, session_no, day, closed, cashier_id
    FROM load.drawers
) posted, load.staff ORDER BY id
--------
-- entries: in the order of their postings
INSERT INTO ledger_entries (posting_id, line, account, amount, currency, bill_id, bill_item_id, item_kind, patient_id,
    payer_id, doctor_id, department_id, cash_session_id, cashier_id)
SELECT posting_id, row_number() OVER (PARTITION BY posting_id ORDER BY place), account, amount, currency, bill_id,
    bill_item_id, item_kind, patient_id, payer_id, doctor_id, department_id, drawer_id, cashier_id
FROM (
    SELECT posting_id, 1 AS place, 'patient_dues' AS account, total - payer_share AS amount, id AS bill_id,
        NULL::uuid AS bill_item_id, NULL AS item_kind, patient_id, NULL::uuid AS payer_id, NULL::uuid AS doctor_id,
        NULL::uuid AS department_id, NULL::uuid AS drawer_id, NULL::uuid AS cashier_id
    FROM load.bills
    UNION ALL
    SELECT posting_id, 2, 'payer_dues', payer_share, id, NULL, NULL, patient_id, payer_id, NULL, NULL, NULL, NULL
    FROM load.bills
    UNION ALL
    SELECT CASE sign WHEN 1 THEN posting_id ELSE load.id(credited_at, b.n, 93) END, 3 + item_no * 4 + step, account,
        sign * value, b.id, load.id(issued_at, item_no, 83), i.kind, patient_id, NULL, doctor_id, department_id, NULL, NULL
    FROM load.bills b JOIN load.items i USING (n),
        LATERAL (VALUES (0, 'income', -i.gross), (1, 'discount', i.discount), (2, 'tax', -i.tax)) e(step, account, value),
        (VALUES (1), (-1)) signs(sign)
    WHERE sign = 1 OR credited AND is_paid AND b.payer_id IS NULL AND i.kind = 'consultation'
    UNION ALL
    SELECT load.id(credited_at, b.n, 93), 0, 'patient_dues', -i.amount, b.id, load.id(issued_at, item_no, 83), i.kind,
        patient_id, NULL, NULL, NULL, NULL, NULL
    FROM load.bills b JOIN load.items i USING (n)
    WHERE credited AND is_paid AND b.payer_id IS NULL AND i.kind = 'consultation'
    UNION ALL
    SELECT load.id(at, n, CASE WHEN is_refund THEN 92 ELSE 91 END), step, account, value, bill_id, NULL, NULL, patient_id,
        NULL, NULL, NULL, drawer_id, cashier_id
    FROM load.payments p, LATERAL (VALUES (1, p.mode, p.amount),
        (2, CASE WHEN is_refund THEN 'refunds_payable' ELSE 'patient_dues' END, -p.amount)) e(step, account, value)
    UNION ALL
    SELECT load.id(decided_at, b.n, 94), step, account, sign * i.amount, b.id, NULL, NULL, b.patient_id, NULL, NULL, NULL,
        NULL, NULL
    FROM refunds r JOIN load.bills b ON b.id = r.bill_id JOIN load.items i ON i.n = b.n AND i.kind = 'consultation',
        (VALUES (1, 'patient_dues', 1), (2, 'refunds_payable', -1)) e(step, account, sign)
    UNION ALL
    SELECT p.id, step, account, value, NULL, NULL, NULL, NULL, NULL, NULL, NULL, s.id, s.cashier_id
    FROM cash_sessions s JOIN ledger_postings p ON p.document_id = s.id,
        LATERAL (VALUES (1, 'drawer_opened', 'cash', s.opening_float), (2, 'drawer_opened', 'float', -s.opening_float),
            (1, 'drawer_closed', 'float', s.expected), (2, 'drawer_closed', 'cash', -s.expected))
            e(step, kind, account, value)
    WHERE e.kind = p.kind AND session_no LIKE 'Y-%'
) booked, load.staff WHERE amount <> 0 ORDER BY posting_id
