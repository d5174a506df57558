-- What seldom happens, on all of these days: taken back, corrected, brought back, expired, put aside.
UPDATE diagnoses SET withdrawn_at = recorded_at, withdrawn_by = recorded_by WHERE hashtext(id::text) % 7 = 0;
INSERT INTO prescriptions (id, prescription_no, version, supersedes, appointment_id, patient_id, status, advice,
    prescribed_by, prescribed_at, lines)
SELECT gen_random_uuid(), prescription_no, 2, id, appointment_id, patient_id, 'issued', advice, prescribed_by,
    prescribed_at + interval '1 minute', 2
FROM prescriptions WHERE hashtext(id::text) % 5 = 0;
-- Seen, sent for tests and not back when the day ended; and days that nobody ended, whose last patients still wait.
UPDATE appointments SET status = 'no_show', completed_at = NULL
WHERE status = 'completed' AND appointment_type <> 'laboratory' AND hashtext(id::text) % 13 = 0;
UPDATE appointments SET status = 'waiting'
WHERE status = 'no_show' AND entered_at IS NULL AND hashtext(id::text) % 2 = 0;
-- Who came without having booked.
UPDATE appointments SET booked_at = checked_in_at WHERE checked_in_at IS NOT NULL AND hashtext(id::text) % 3 = 0;
-- A value that was read off wrong: what was entered later counts.
INSERT INTO test_results (id, result_version_id, analyte_id, line, code, name, unit, decimals, kind, text, number,
    operator, calculated, flag, range_text, change, comment, carried, entered_by, entered_at)
SELECT ('ffff' || substr(id::text, 5))::uuid, result_version_id, analyte_id, line, code, name, unit, decimals, kind, text,
    number, operator, calculated, CASE flag WHEN 'normal' THEN 'critical_low' ELSE 'normal' END, range_text, change,
    comment, carried, entered_by, entered_at + interval '1 minute'
FROM test_results WHERE hashtext(id::text) % 4 = 0;
-- Ordered in the night: some before the day begins.
UPDATE test_orders SET ordered_at = ordered_at - interval '10 hours' WHERE hashtext(id::text) % 5 = 1;
-- What nothing judges.
UPDATE test_results SET flag = 'unjudged' WHERE hashtext(result_version_id::text) % 8 = 0;
UPDATE test_orders SET released = NULL, status = 'reviewed' WHERE hashtext(id::text) % 6 = 0 AND status = 'delivered';
UPDATE result_versions v SET released_at = NULL, released_by = NULL
FROM test_orders t WHERE t.id = v.test_order_id AND t.released IS NULL;
INSERT INTO bill_discounts (id, bill_id, kind, value, reason, asked_by, approved_by, given_at)
SELECT gen_random_uuid(), bill_id, 'amount', 1, 'And a little more', approved_by, NULL, given_at
FROM bill_discounts WHERE approved_by IS NOT NULL;
INSERT INTO bill_discounts (id, bill_id, kind, value, reason, asked_by, takes_back, given_at)
SELECT gen_random_uuid(), bill_id, kind, value, 'By mistake', asked_by, id, given_at
FROM bill_discounts WHERE reason = 'And a little more' AND hashtext(id::text) % 2 = 0;
-- Given on a line that was taken off again.
INSERT INTO bill_discounts (id, bill_id, bill_item_id, kind, value, reason, asked_by, approved_by, given_at)
SELECT gen_random_uuid(), bill_id, gen_random_uuid(), 'amount', 1, 'Of a line that is gone', asked_by, NULL, given_at
FROM bill_discounts WHERE reason <> 'And a little more' AND takes_back IS NULL;
-- Refunds approved by another, and some that nobody has decided on: what was credited stays in credit.
UPDATE refunds SET decided_by = (SELECT id FROM employees WHERE full_name = 'Administrator')
WHERE hashtext(id::text) % 2 = 0;
WITH undecided AS (
    UPDATE refunds SET status = 'requested', decided_by = NULL, decided_at = NULL
    WHERE status = 'approved' AND hashtext(id::text) % 3 = 0 RETURNING id
), unbooked AS (
    DELETE FROM ledger_postings USING undecided WHERE document_id = undecided.id RETURNING ledger_postings.id
)
DELETE FROM ledger_entries USING unbooked WHERE posting_id = unbooked.id;
-- Debts of each payer and of patients from long ago: the last day of each band of ages, and the first.
WITH aged AS (
    SELECT id, hms_business_day(issued_at) - (SELECT max(appointment_date) - 1 FROM appointments) + age AS days
    FROM (
        SELECT id, issued_at, row_number() OVER (PARTITION BY payer_id ORDER BY id) % 9 AS place FROM bills
        WHERE payer_share > 0 OR status = 'issued'
    ) owed JOIN (VALUES (1, 30), (2, 31), (3, 60), (4, 61), (5, 90), (6, 91), (7, 400)) ages(place, age) USING (place)
), moved AS (
    UPDATE bills SET since = since - make_interval(days => days), issued_at = issued_at - make_interval(days => days)
    FROM aged WHERE aged.id = bills.id
)
UPDATE ledger_postings SET business_date = business_date - days, at = at - make_interval(days => days)
FROM aged WHERE document_id = aged.id AND kind = 'bill_issued';
-- Money in advance, taken and given back.
CREATE TEMP TABLE paid_in AS
SELECT n, s.id AS drawer_id, s.cashier_id, s.business_date AS day, s.opened_at + interval '3 hours' AS at,
    CASE WHEN n = 3 THEN -50 ELSE 100 * n END::numeric AS amount, gen_random_uuid() AS id, gen_random_uuid() AS posting_id,
    (SELECT id FROM patients WHERE patient_no LIKE 'P-%' ORDER BY id LIMIT 1) AS patient_id
FROM cash_sessions s, generate_series(1, 3) n;
INSERT INTO deposits (id, receipt_no, patient_id, cash_session_id, workstation_id, mode, amount, reference, taken_by,
    taken_at)
SELECT id, id::text, patient_id, drawer_id, (SELECT id FROM workstations WHERE kind = 'cashier'), 'mobile', amount, '',
    cashier_id, at FROM paid_in;
INSERT INTO ledger_postings (id, kind, document_id, document_no, business_date, at, posted_by)
SELECT posting_id, 'deposit', id, id::text, day, at, cashier_id FROM paid_in;
INSERT INTO ledger_entries (posting_id, line, account, amount, currency, patient_id, cash_session_id, cashier_id)
SELECT posting_id, line, account, sign * amount, 'BDT', patient_id, drawer_id, cashier_id
FROM paid_in, (VALUES (1, 'mobile', 1), (2, 'deposits', -1)) e(line, account, sign);
-- Brought back into quarantine, expired, recalled; and a second store.
INSERT INTO stock_moves (id, store_id, batch_id, quarantined, type, quantity, reason, reference_type, second_person,
    moved_by, workstation_id, moved_at, business_date)
SELECT gen_random_uuid(), store_id, batch_id, made.type = 'patient_return', made.type, made.quantity, 'so it was', '',
    (SELECT id FROM employees WHERE full_name = 'Manager'), moved_by, workstation_id, moved_at, business_date
FROM stock_moves move, (VALUES ('patient_return', 2), ('expire', -1)) made(type, quantity)
WHERE move.type = 'dispense' AND hashtext(move.id::text) % 9 = 0;
INSERT INTO stores (id, name, kind, soon_days, is_active, version)
VALUES (gen_random_uuid(), 'Ward cupboard', 'ward', 90, true, 1);
INSERT INTO stock_moves (id, store_id, batch_id, quarantined, type, quantity, reason, reference_type, moved_by,
    workstation_id, moved_at, business_date)
SELECT gen_random_uuid(), (SELECT id FROM stores WHERE name = 'Ward cupboard'), batch_id, false, made.type, made.quantity,
    '', '', moved_by, workstation_id, moved_at, business_date
FROM stock_moves move, (VALUES ('transfer_in', 30), ('dispense', -4)) made(type, quantity)
WHERE move.type = 'dispense' AND hashtext(move.id::text) % 11 = 0;
DELETE FROM stock_levels;
INSERT INTO stock_levels (store_id, batch_id, quarantined, medicine_id, on_hand)
SELECT store_id, batch_id, quarantined, medicine_id, sum(quantity)
FROM stock_moves JOIN stock_batches batch ON batch.id = batch_id
GROUP BY store_id, batch_id, quarantined, medicine_id;
UPDATE stock_batches SET recalled = true WHERE hashtext(id::text) % 3 = 0;
-- Signed in for the day, or before it began.
INSERT INTO sessions (id, user_id, workstation_id, refresh_hash, rotated_at, started_at, seen_at, ends_at)
SELECT gen_random_uuid(), u.id, (SELECT id FROM workstations WHERE kind = 'office'), decode(md5(u.id::text || s.id), 'hex'),
    at, at, at, s.closed_at
FROM users u, cash_sessions s,
    LATERAL (SELECT s.opened_at - make_interval(hours => 2 * abs(hashtext(s.id::text) % 2)) AS at) began
WHERE hashtext(u.id::text || s.id) % 2 = 0
