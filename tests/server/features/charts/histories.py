"""A patient with years of visits, written behind the server's back: making them by its calls would take minutes."""

import psycopg

from shared.ids import AppointmentId

_ID = (
    "(substr(hms_ulid_floor({day})::text, 1, 19) || substr(a.id::text, 33) || '-' "
    "|| lpad(to_hex({digit} * 65536 + n), 12, '0'))::uuid"
)
_DAY = "(a.booked_at - make_interval(days => n * 9))"
_VISITS = f"""
INSERT INTO appointments (id, patient_id, doctor_id, assigned_by, appointment_date, appointment_type, priority, status,
    serial_number, queue_position, token, booked_at, checked_in_at, entered_at, completed_at, calls, version,
    room_seconds)
SELECT {_ID.format(day=_DAY, digit=1)}, a.patient_id, a.doctor_id, a.assigned_by, a.appointment_date - n * 9,
    a.appointment_type, a.priority, 'completed', a.serial_number, 1, a.token, {_DAY}, {_DAY}, {_DAY}, {_DAY}, 1, 3,
    a.room_seconds
FROM appointments a, generate_series(1, %(visits)s) n WHERE a.id = %(visit)s"""
_EVENTS = f"""
INSERT INTO appointment_events (id, appointment_id, patient_id, type, description, metadata, employee_id,
    workstation_id, performed_at)
SELECT {_ID.format(day=_DAY, digit="(10 + k)")}, {_ID.format(day=_DAY, digit=1)}, a.patient_id,
    (ARRAY['APPOINTMENT_REGISTERED', 'QUEUE_JOINED', 'QUEUE_CALLED', 'PRESCRIPTION_GIVEN', 'CONSULTATION_BILLED'])[k],
    '', '{{}}', a.assigned_by, e.workstation_id, {_DAY}
FROM appointments a JOIN LATERAL (SELECT workstation_id FROM appointment_events LIMIT 1) e ON true,
    generate_series(1, %(visits)s) n, generate_series(1, 5) k WHERE a.id = %(visit)s"""
_PRESCRIPTIONS = f"""
INSERT INTO prescriptions (id, prescription_no, version, appointment_id, patient_id, status, advice, prescribed_by,
    prescribed_at, lines)
SELECT {_ID.format(day=_DAY, digit=2)}, 'RX-' || a.id || n, 1, {_ID.format(day=_DAY, digit=1)}, a.patient_id, 'issued',
    p.advice, a.doctor_id, {_DAY}, 1
FROM appointments a JOIN prescriptions p ON p.appointment_id = a.id, generate_series(1, %(visits)s) n
WHERE a.id = %(visit)s"""
_LINES = f"""
INSERT INTO prescription_items (id, prescription_id, line, medicine_id, medicine, strength, form, dose, route,
    frequency, instruction)
SELECT {_ID.format(day=_DAY, digit=3)}, {_ID.format(day=_DAY, digit=2)}, 1, i.medicine_id, i.medicine, i.strength,
    i.form, i.dose, i.route, i.frequency, ''
FROM appointments a JOIN prescriptions p ON p.appointment_id = a.id
    JOIN prescription_items i ON i.prescription_id = p.id, generate_series(1, %(visits)s) n WHERE a.id = %(visit)s"""
_TESTS = f"""
INSERT INTO test_orders (id, appointment_id, patient_id, test_type_id, urgency, status, ordered_by, ordered_at, due_at,
    version)
SELECT {_ID.format(day=_DAY, digit=4)}, {_ID.format(day=_DAY, digit=1)}, a.patient_id, o.test_type_id, 'routine',
    'ordered', a.doctor_id, {_DAY}, {_DAY}, 1
FROM appointments a JOIN LATERAL (SELECT test_type_id FROM test_orders LIMIT 1) o ON true,
    generate_series(1, %(visits)s) n
WHERE a.id = %(visit)s"""
_BILLS = f"""
INSERT INTO bills (id, bill_no, billable_type, billable_id, patient_id, status, currency, subtotal, discount, tax,
    total, paid, since, issued_at, issued_by, version)
SELECT {_ID.format(day=_DAY, digit=5)}, 'B-' || a.id || n, 'appointment', {_ID.format(day=_DAY, digit=1)}, a.patient_id,
    'paid', 'BDT', 800, 0, 0, 800, 800, {_DAY}, {_DAY}, a.assigned_by, 2
FROM appointments a, generate_series(1, %(visits)s) n WHERE a.id = %(visit)s"""


def came_before(owner: psycopg.Connection, visit: AppointmentId, visits: int) -> None:
    """As often, every nine days back: each time with events, a prescription, a test and a paid bill."""
    for statement in (_VISITS, _EVENTS, _PRESCRIPTIONS, _LINES, _TESTS, _BILLS):
        owner.execute(statement, {"visit": visit, "visits": visits})
    owner.execute("ANALYZE")
