-- A year of a hospital, made of the visits in load.visits. Everything follows from a visit's number, so that the same
-- year comes out every time. Statements are parted by a line of dashes; each is told by its first comment.
-- what chance and time are
CREATE SCHEMA load;
CREATE FUNCTION load.chance(n bigint, salt int) RETURNS float8 LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT (hashint8extended(n, salt) & 1048575) / 1048576.0
$$;
CREATE FUNCTION load.id(moment timestamptz, n bigint, salt bigint) RETURNS uuid LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT (lpad(to_hex((extract(epoch FROM moment) * 1000)::bigint), 12, '0') || lpad(to_hex(salt), 4, '0')
            || lpad(to_hex(n), 16, '0'))::uuid
$$;
CREATE FUNCTION load.one(things uuid[], n bigint, salt int) RETURNS uuid LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT things[1 + (load.chance(n, salt) * cardinality(things))::int % cardinality(things)]
$$;
--------
-- months of the logs
DO $$
DECLARE
    log_name text;
    begins timestamptz;
    part text;
BEGIN
    FOREACH log_name IN ARRAY hms_monthly_logs() LOOP
        FOR begins IN SELECT generate_series(date_trunc('month', (SELECT first_day FROM load_size)::timestamp)
                AT TIME ZONE 'UTC', now(), '1 month') LOOP
            part := log_name || to_char(begins AT TIME ZONE 'UTC', '_YYYY_MM');
            CONTINUE WHEN to_regclass(part) IS NOT NULL;
            EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES FROM (%L) TO (%L)', part, log_name,
                hms_ulid_floor(begins), hms_ulid_floor(begins + interval '1 month'));
            PERFORM hms_guard_partition(part);
        END LOOP;
    END LOOP;
END $$;
--------
-- who comes
CREATE TABLE load.patients AS
SELECT row_number() OVER (ORDER BY patient_no) - 1 AS rank, id FROM patients
WHERE patient_no LIKE 'P-%'
--------
-- who works here
CREATE TABLE load.staff AS
SELECT
    (SELECT array_agg(id ORDER BY full_name) FROM employees WHERE is_doctor) AS doctors,
    (SELECT array_agg(e.id ORDER BY e.full_name) FROM employees e WHERE full_name LIKE 'Cashier%') AS cashiers,
    (SELECT id FROM employees WHERE full_name = 'Receptionist') AS desk,
    (SELECT id FROM employees WHERE full_name = 'Lab Technician') AS technician,
    (SELECT id FROM employees WHERE full_name = 'Pathologist') AS pathologist,
    (SELECT id FROM employees WHERE full_name = 'Pharmacist') AS pharmacist,
    (SELECT id FROM employees WHERE full_name = 'Manager') AS manager,
    (SELECT id FROM workstations WHERE kind = 'reception') AS at_desk,
    (SELECT id FROM workstations WHERE kind = 'cashier') AS at_till,
    (SELECT id FROM workstations WHERE kind = 'lab') AS at_bench,
    (SELECT id FROM workstations WHERE kind = 'pharmacy') AS at_counter,
    (SELECT id FROM workstations WHERE kind = 'consulting') AS in_room,
    (SELECT array_agg(id ORDER BY code) FROM test_types) AS tests,
    (SELECT array_agg(code ORDER BY code) FROM icd10
        WHERE is_leaf AND (hashtext(code) % 20 = 0 OR (SELECT count(*) FROM icd10) < 100)) AS codes,
    (SELECT count(*) FROM load.patients) AS many,
    (SELECT array_agg(id ORDER BY code) FROM payers WHERE code LIKE 'Y%') AS payers,
    (SELECT currency FROM settings) AS currency
--------
-- visits: 2 in 100 stay away, 3 leave unseen, 5 are cancelled, 3 are for tests alone
CREATE UNLOGGED TABLE load.visits AS
WITH numbered AS (
    SELECT size.first_day + day AS day, size.seed * 1000000 + day * size.a_day + place AS n, place % cardinality(doctors) AS doctor_place,
        place / cardinality(doctors) + 1 AS serial, size.zone, size.day_starts, staff.*
    FROM load_size size, load.staff, generate_series(0, size.days - 1) day, generate_series(0, size.a_day - 1) place
), timed AS (
    SELECT *, (day + interval '9 hours') AT TIME ZONE zone
        + make_interval(secs => serial * 800 + load.chance(n, 1) * 600) AS came, load.chance(n, 2) AS fate
    FROM numbered
)
SELECT n, day, serial, came, doctors[doctor_place + 1] AS doctor_id,
    chr(65 + doctor_place % 26) || serial AS token, patient.id AS patient_id,
    load.id(came - interval '1 day', n, 1) AS id,
    CASE WHEN load.chance(n, 3) < 0.03 THEN 'laboratory' WHEN load.chance(n, 3) < 0.35 THEN 'followup' ELSE 'new' END
        AS type,
    CASE WHEN load.chance(n, 3) < 0.03 THEN 'completed' WHEN fate < 0.02 THEN 'scheduled' WHEN fate < 0.05 THEN 'no_show'
        WHEN fate < 0.1 THEN 'cancelled' ELSE 'completed' END AS status,
    came + make_interval(secs => 120 + 4800 * load.chance(n, 4) * load.chance(n, 5)) AS entered,
    (180 + 900 * load.chance(n, 6))::int AS room_seconds,
    cashiers[1 + n % cardinality(cashiers)] AS cashier_id
FROM timed JOIN load.patients patient ON patient.rank = (n * 7919) % many
--------
INSERT INTO appointments (id, patient_id, doctor_id, assigned_by, appointment_date, appointment_type, priority, status,
    serial_number, queue_position, token, booked_at, checked_in_at, called_at, calls, entered_at, completed_at,
    room_seconds, version)
SELECT v.id, patient_id, doctor_id, desk, day, type, 'normal', status,
    CASE WHEN type <> 'laboratory' AND status IN ('completed', 'no_show') THEN serial END,
    CASE WHEN type <> 'laboratory' AND status IN ('completed', 'no_show') THEN serial END,
    CASE WHEN type <> 'laboratory' AND status IN ('completed', 'no_show') THEN token END,
    came - interval '1 day', CASE WHEN status IN ('completed', 'no_show') THEN came END,
    CASE WHEN type <> 'laboratory' AND status = 'completed' THEN entered - interval '1 minute' END,
    CASE WHEN type <> 'laboratory' AND status = 'completed' THEN 1 ELSE 0 END,
    CASE WHEN type <> 'laboratory' AND status = 'completed' THEN entered END,
    CASE WHEN status = 'completed' THEN entered + make_interval(secs => room_seconds) END,
    CASE WHEN type <> 'laboratory' AND status = 'completed' THEN room_seconds ELSE 0 END, 3
FROM load.visits v, load.staff ORDER BY n
--------
INSERT INTO queue_days (doctor_id, date, version, last_serial, last_position)
SELECT doctor_id, day, 1, max(serial), max(serial) FROM load.visits GROUP BY doctor_id, day
--------
INSERT INTO appointment_events (id, appointment_id, patient_id, type, description, metadata, employee_id,
    workstation_id, performed_at)
SELECT load.id(at, n, 100 + step), v.id, patient_id, event, '', '{}',
    CASE who WHEN 'desk' THEN desk WHEN 'cashier' THEN cashier_id ELSE doctor_id END,
    CASE who WHEN 'desk' THEN at_desk WHEN 'cashier' THEN at_till ELSE in_room END, at
FROM load.visits v, load.staff, LATERAL (VALUES
    (1, 'APPOINTMENT_REGISTERED', came - interval '1 day', 'desk', true),
    (2, 'APPOINTMENT_CANCELLED', came - interval '2 hours', 'desk', status = 'cancelled'),
    (3, 'QUEUE_JOINED', came, 'desk', status IN ('completed', 'no_show') AND type <> 'laboratory'),
    (4, 'QUEUE_NO_SHOW', entered, 'doctor', status = 'no_show'),
    (5, 'QUEUE_CALLED', entered - interval '1 minute', 'doctor', status = 'completed' AND type <> 'laboratory'),
    (6, 'ENTERED_ROOM', entered, 'doctor', status = 'completed' AND type <> 'laboratory'),
    (7, 'DIAGNOSIS_RECORDED', entered + interval '2 minutes', 'doctor', status = 'completed' AND type <> 'laboratory'),
    (8, 'CONSULTATION_COMPLETED', entered + make_interval(secs => room_seconds), 'doctor',
        status = 'completed' AND type <> 'laboratory'),
    (9, 'CONSULTATION_BILLED', entered + make_interval(secs => room_seconds), 'doctor', status = 'completed'),
    (10, 'PAYMENT_RECEIVED', entered + make_interval(secs => room_seconds + 600), 'cashier',
        status = 'completed' AND load.chance(n, 7) >= 0.04)
) AS happened(step, event, at, who, holds) WHERE holds ORDER BY 1
--------
INSERT INTO access_log (id, patient_id, part, opened_by, employee_id, workstation_id, looked_at)
SELECT load.id(at, n, 200 + step), patient_id, part, 'visit', doctor_id, in_room, at
FROM load.visits, load.staff, LATERAL (VALUES (1, 'visits', entered), (2, 'tests', entered + interval '1 minute'))
    AS look(step, part, at)
WHERE status = 'completed' AND type <> 'laboratory' ORDER BY 1
--------
INSERT INTO consultations (id, appointment_id, patient_id, doctor_id, complaint, history, examination, plan, advice,
    started_at, saved_at, completed_at, version)
SELECT load.id(entered, n, 2), v.id, patient_id, doctor_id, notes.complaint, notes.history, notes.examination,
    notes.plan, notes.advice, entered, entered + make_interval(secs => room_seconds),
    entered + make_interval(secs => room_seconds), 2
FROM load.visits v, load_notes notes WHERE status = 'completed' AND type <> 'laboratory' ORDER BY n
--------
INSERT INTO diagnoses (id, consultation_id, patient_id, code, kind, recorded_by, recorded_at)
SELECT load.id(entered + interval '2 minutes', n, 3 + place), load.id(entered, n, 2), patient_id,
    codes[1 + (load.chance(n, 10) * load.chance(n, 11) * 97)::int * (place + 1) % cardinality(codes)],
    CASE place WHEN 0 THEN 'primary' ELSE 'secondary' END, doctor_id, entered + interval '2 minutes'
FROM load.visits, load.staff, generate_series(0, 1) place
WHERE status = 'completed' AND type <> 'laboratory' AND (place = 0 OR load.chance(n, 12) < 0.2) ORDER BY n
ON CONFLICT DO NOTHING
--------
-- tests: of every visit for tests, of three in ten others, one or two each
CREATE UNLOGGED TABLE load.tests AS
SELECT row_number() OVER (ORDER BY n, place) AS t, n, place, v.id AS appointment_id, patient_id, doctor_id, day,
    load.one(tests, n * 2 + place, 20) AS test_type_id, entered + interval '4 minutes' AS ordered_at,
    entered + make_interval(mins => 30 + (400 * load.chance(n * 2 + place, 21))::int) AS released_at,
    load.chance(n * 2 + place, 22) < 0.02 AS cancelled, load.id(entered + interval '4 minutes', n * 2 + place, 30) AS id,
    load.id(entered + interval '5 minutes', n * 2 + place, 31) AS sample_id,
    load.id(entered + interval '9 minutes', n * 2 + place, 32) AS version_id
FROM load.visits v, load.staff, generate_series(0, 1) place
WHERE status = 'completed' AND (type = 'laboratory' OR load.chance(n, 23) < 0.3)
    AND (place = 0 OR load.chance(n, 24) < 0.3)
--------
INSERT INTO test_orders (id, appointment_id, patient_id, test_type_id, urgency, status, ordered_by, ordered_at, version,
    due_at, sample_id, results, entered, released, cancelled_by, cancelled_at, cancel_reason)
SELECT id, appointment_id, patient_id, test_type_id, 'routine', CASE WHEN cancelled THEN 'cancelled' ELSE 'delivered' END,
    doctor_id, ordered_at, 6, ordered_at + interval '4 hours', CASE WHEN NOT cancelled THEN sample_id END,
    CASE WHEN cancelled THEN 0 ELSE 1 END, NOT cancelled, CASE WHEN NOT cancelled THEN 1 END,
    CASE WHEN cancelled THEN doctor_id END, CASE WHEN cancelled THEN ordered_at END,
    CASE WHEN cancelled THEN 'not needed' ELSE '' END
FROM load.tests ORDER BY t
--------
INSERT INTO samples (id, appointment_id, patient_id, set_number, tube_sign, specimen, tube, prepared_by, prepared_at,
    label_prints, label_printed_by, label_printed_at, collected_by, collected_at, received_by, received_at, reject_note,
    version)
SELECT sample_id, appointment_id, patient_id, 'Y' || lpad(t::text, 8, '0'), '1', type.specimen, type.tube, technician,
    ordered_at, 1, technician, ordered_at, technician, ordered_at + interval '5 minutes', technician,
    ordered_at + interval '10 minutes', '', 4
FROM load.tests test JOIN test_types type ON type.id = test.test_type_id, load.staff WHERE NOT cancelled ORDER BY t
--------
INSERT INTO sample_tests (sample_id, test_order_id) SELECT sample_id, id FROM load.tests WHERE NOT cancelled ORDER BY t
--------
INSERT INTO result_versions (id, test_order_id, sample_id, number, cause, reason, collected_at, sex, birth_date,
    conditions, opened_by, opened_at, verified_by, verified_at, reviewed_by, reviewed_at, released_by, released_at)
SELECT version_id, test.id, sample_id, 1, 'first', '', ordered_at + interval '5 minutes', p.sex, p.birth_date, '{}',
    technician, ordered_at + interval '15 minutes', pathologist, released_at - interval '2 minutes', pathologist,
    released_at - interval '1 minute', pathologist, released_at
FROM load.tests test JOIN patients p ON p.id = test.patient_id, load.staff WHERE NOT cancelled ORDER BY t
--------
-- one value in ten is off, one in two hundred is critical
INSERT INTO test_results (id, result_version_id, analyte_id, line, code, name, unit, decimals, kind, text, number,
    operator, calculated, flag, range_text, change, comment, carried, entered_by, entered_at)
SELECT load.id(ordered_at + interval '20 minutes', t * 64 + a.line, 33), version_id, a.id, a.line, a.code, a.name,
    a.unit, a.decimals, a.kind, '7', 7, '', false,
    CASE WHEN load.chance(t * 64 + a.line, 40) < 0.005 THEN 'critical_high'
        WHEN load.chance(t * 64 + a.line, 40) < 0.05 THEN 'low'
        WHEN load.chance(t * 64 + a.line, 40) < 0.1 THEN 'high' ELSE 'normal' END,
    '5–9', 'none', notes.comment, false, technician, ordered_at + interval '20 minutes'
FROM load.tests test JOIN analytes a ON a.test_type_id = test.test_type_id AND a.retired_at IS NULL, load.staff,
    load_notes notes
WHERE NOT cancelled ORDER BY t, a.line
--------
-- stock: a batch of each medicine a month, and what the year gives out of them
INSERT INTO stores (id, name, kind, soon_days, is_active, version)
VALUES (load.id('2020-01-01', 1, 50), 'Year pharmacy', 'pharmacy', 90, true, 1)
--------
INSERT INTO stock_batches (id, medicine_id, batch_no, expires_on, cost, price, supplier, first_seen_at)
SELECT load.id(came, medicine, 51), medicines.id, 'Y' || to_char(came, 'YYMM') || '-' || medicine,
    (date_trunc('month', came) + make_interval(months => 14 + medicine::int % 18, days => -1))::date,
    (1 + medicine % 9)::numeric / 2, (1 + medicine % 9)::numeric, 'Year supplier', came
FROM (SELECT id, row_number() OVER (ORDER BY search, id) AS medicine FROM medicines) medicines,
    (SELECT date_trunc('month', first_day::timestamp) + make_interval(months => m) AS came
     FROM load_size, generate_series(0, (days / 28)::int) m WHERE date_trunc('month', first_day::timestamp)
        + make_interval(months => m) <= first_day + days - 1) months
--------
CREATE UNLOGGED TABLE load.lines AS
WITH medicine AS (SELECT id, row_number() OVER (ORDER BY search, id) AS rank FROM medicines),
many AS MATERIALIZED (SELECT count(*) AS many FROM medicines)
SELECT v.n, place, n * 2 + place AS line_no, medicine.id AS medicine_id, batch.id AS batch_id, batch.price,
    (6 + load.chance(n * 2 + place, 60) * 24)::int AS quantity, v.day,
    entered + make_interval(secs => room_seconds + 900) AS given_at,
    load.id(entered + make_interval(secs => room_seconds), n, 52) AS prescription_id,
    load.id(entered + make_interval(secs => room_seconds + 900), n, 53) AS dispense_id,
    load.id(entered + make_interval(secs => room_seconds + 900), n * 2 + place, 54) AS id
FROM load.visits v
CROSS JOIN generate_series(0, 1) place
CROSS JOIN many
JOIN medicine ON medicine.rank = 1 + (load.chance(n * 2 + place, 61) * load.chance(n * 2 + place, 62) * many)::int % many
JOIN stock_batches batch ON batch.medicine_id = medicine.id
    AND batch.first_seen_at = date_trunc('month', v.day::timestamp)
WHERE status = 'completed' AND type <> 'laboratory' AND load.chance(n, 63) < 0.6
--------
INSERT INTO prescriptions (id, prescription_no, version, appointment_id, patient_id, status, advice, prescribed_by,
    prescribed_at, lines)
SELECT load.id(entered + make_interval(secs => room_seconds), n, 52), 'Y-RX-' || lpad(n::text, 13, '0'), 1, v.id,
    patient_id, 'dispensed', notes.prescribed, doctor_id, entered + make_interval(secs => room_seconds), 2
FROM load.visits v, load_notes notes
WHERE status = 'completed' AND type <> 'laboratory' AND load.chance(n, 63) < 0.6 ORDER BY n
--------
INSERT INTO prescription_items (id, prescription_id, line, medicine_id, medicine, strength, form, dose, route,
    frequency, days, quantity, instruction)
SELECT id, prescription_id, place + 1, medicine_id, (SELECT generic FROM medicines m WHERE m.id = medicine_id), '',
    'tablet', 1, 'oral', 'TDS', 5, quantity, ''
FROM load.lines ORDER BY line_no
--------
INSERT INTO dispenses (id, prescription_id, turn, store_id, dispensed_by, workstation_id, dispensed_at)
SELECT DISTINCT ON (n) dispense_id, prescription_id, 1, load.id('2020-01-01', 1, 50), pharmacist, at_counter, given_at
FROM load.lines, load.staff ORDER BY n
--------
INSERT INTO dispense_lines (id, dispense_id, line, outcome, medicine_id, dose, quantity, covers, batch_id, price,
    lasts_until, substituted, reason)
SELECT id, dispense_id, place + 1, 'given', medicine_id, 1, quantity, quantity, batch_id, price, day + 5, false, ''
FROM load.lines ORDER BY line_no
--------
INSERT INTO stock_moves (id, store_id, batch_id, quarantined, type, quantity, cost, reason, reference_type, moved_by,
    workstation_id, moved_at, business_date)
SELECT load.id(first_seen_at, row_number() OVER (ORDER BY batch_no), 55), load.id('2020-01-01', 1, 50), batch.id, false,
    'receive', coalesce(sum(quantity), 0) + 100, cost, '', '', pharmacist, at_counter, first_seen_at,
    hms_business_day(first_seen_at)
FROM stock_batches batch LEFT JOIN load.lines ON batch_id = batch.id, load.staff
WHERE batch_no LIKE 'Y%' GROUP BY batch.id, pharmacist, at_counter
--------
INSERT INTO stock_moves (id, store_id, batch_id, quarantined, type, quantity, reason, reference_type, reference_id,
    reference_no, moved_by, workstation_id, moved_at, business_date)
SELECT load.id(given_at, line_no, 56), load.id('2020-01-01', 1, 50), batch_id, false, 'dispense', -quantity, '',
    'dispense', dispense_id, 'Y-RX-' || lpad(n::text, 13, '0'), pharmacist, at_counter, given_at, day
FROM load.lines, load.staff ORDER BY line_no
--------
INSERT INTO stock_levels (store_id, batch_id, quarantined, medicine_id, on_hand)
SELECT store_id, batch_id, quarantined, medicine_id, sum(quantity)
FROM stock_moves JOIN stock_batches batch ON batch.id = batch_id WHERE batch_no LIKE 'Y%'
GROUP BY store_id, batch_id, quarantined, medicine_id
