"""Patients with two hundred visits each, and a panel of twenty analytes, written behind the server's back."""

import psycopg

from shared.ids import AppointmentId, TestTypeId
from tests.server.features.charts.histories import came_before

ANALYTES = 20
_PANEL = """
INSERT INTO test_types (id, code, name, lab_id, specimen, tube, is_active, one_person, target_minutes, search)
SELECT gen_random_uuid(), 'PANEL20', 'Twenty analytes', lab_id, specimen, tube, true, false, 240, 'panel20'
FROM test_types WHERE code = 'ELEC' RETURNING id"""
_LINES = f"""
WITH plain AS (
    SELECT DISTINCT ON (a.code) a.* FROM analytes a JOIN reference_ranges r ON r.analyte_id = a.id
    WHERE a.kind = 'number' AND a.formula = '' AND NOT a.is_share ORDER BY a.code LIMIT {ANALYTES}
), placed AS (
    SELECT gen_random_uuid() AS new_id, row_number() OVER (ORDER BY code) AS place, plain.* FROM plain
), made AS (
    INSERT INTO analytes (id, test_type_id, code, name, loinc, unit, decimals, kind, choices, valid_low, valid_high,
        formula, is_share, is_lifelong, delta_absolute, delta_percent, delta_days, line)
    SELECT new_id, %(panel)s, code, name, loinc, unit, decimals, kind, choices, valid_low, valid_high, formula,
        is_share, is_lifelong, delta_absolute, delta_percent, delta_days, place FROM placed
)
INSERT INTO reference_ranges (id, analyte_id, sex, age_min, age_max, by_hours, condition, low, high, critical_low,
    critical_high, text_range, source, valid_from)
SELECT gen_random_uuid(), p.new_id, r.sex, r.age_min, r.age_max, r.by_hours, r.condition, r.low, r.high,
    r.critical_low, r.critical_high, r.text_range, r.source, r.valid_from
FROM placed p JOIN reference_ranges r ON r.analyte_id = p.id"""
# In the middle of what is normal for a grown-up.
USUAL = """
SELECT a.id, round(coalesce((min(r.low) + min(r.high)) / 2, min(r.high) / 2, min(r.low) * 2), a.decimals)::text
FROM analytes a JOIN reference_ranges r ON r.analyte_id = a.id
WHERE a.test_type_id = %(panel)s AND r.age_max > 20000 AND NOT r.by_hours
GROUP BY a.id ORDER BY a.line"""

_VISITS_OF = "a.patient_id = (SELECT patient_id FROM appointments WHERE id = %(visit)s) AND a.id <> %(visit)s"
_NOTES = f"""
WITH notes AS (
    INSERT INTO consultations (id, appointment_id, patient_id, doctor_id, complaint, history, examination, plan, advice,
        started_at, saved_at, completed_at, version)
    SELECT a.id, a.id, a.patient_id, a.doctor_id, c.complaint, c.history, c.examination, c.plan, c.advice,
        a.booked_at, a.booked_at, a.booked_at, 2
    FROM appointments a, (SELECT * FROM consultations WHERE appointment_id = %(written)s) c WHERE {_VISITS_OF}
    RETURNING id, patient_id, doctor_id, started_at
)
INSERT INTO diagnoses (id, consultation_id, patient_id, code, kind, recorded_by, recorded_at)
SELECT gen_random_uuid(), id, patient_id, 'I10', 'primary', doctor_id, started_at FROM notes"""
_SETS = f"""
INSERT INTO vitals (id, appointment_id, patient_id, pulse, systolic, diastolic, weight_kg, measured_by, measured_at)
SELECT gen_random_uuid(), a.id, a.patient_id, 80, 130, 85, 70, a.doctor_id, a.booked_at
FROM appointments a WHERE {_VISITS_OF}"""
# One visit in four had the panel, each released long ago.
_RESULTS = f"""
WITH chosen AS (
    SELECT o.*, row_number() OVER (ORDER BY o.id) AS place
    FROM test_orders o JOIN appointments a ON a.id = o.appointment_id WHERE {_VISITS_OF}
), done AS (
    UPDATE test_orders o SET status = 'delivered', results = 1, released = 1, entered = true, test_type_id = %(panel)s
    FROM chosen c WHERE c.id = o.id AND c.place %% 4 = 0 RETURNING o.*
), tubes AS (
    INSERT INTO samples (id, appointment_id, patient_id, set_number, tube_sign, specimen, tube, prepared_by,
        prepared_at, label_prints, collected_by, collected_at, received_by, received_at, reject_note, version)
    SELECT id, appointment_id, patient_id, id::text, '', 'serum', 'yellow', ordered_by, ordered_at, 1, ordered_by,
        ordered_at, ordered_by, ordered_at, '', 1 FROM done
), versions AS (
    INSERT INTO result_versions (id, test_order_id, sample_id, number, cause, reason, collected_at, sex, age_days,
        conditions, opened_by, opened_at, verified_by, verified_at, reviewed_by, reviewed_at, released_by, released_at)
    SELECT gen_random_uuid(), id, id, 1, 'first', '', ordered_at, 'female', 12000, '{{}}', ordered_by, ordered_at,
        ordered_by, ordered_at, ordered_by, ordered_at, ordered_by, ordered_at FROM done RETURNING *
)
INSERT INTO test_results (id, result_version_id, analyte_id, line, code, name, unit, decimals, kind, text, number,
    operator, calculated, flag, range_text, low, high, critical_low, critical_high, change, comment, carried,
    entered_by, entered_at)
SELECT gen_random_uuid(), v.id, r.analyte_id, r.line, r.code, r.name, r.unit, r.decimals, r.kind, r.text, r.number,
    r.operator, r.calculated, r.flag, r.range_text, r.low, r.high, r.critical_low, r.critical_high, r.change, r.comment,
    r.carried, r.entered_by, v.opened_at
FROM versions v, (SELECT * FROM test_results WHERE result_version_id = %(entered)s) r"""


def add_panel(owner: psycopg.Connection) -> TestTypeId:
    """Twenty numbers of the seeded catalogue as one test, with their ranges."""
    made = owner.execute(_PANEL).fetchone()
    assert made is not None
    panel: TestTypeId = made[0]
    owner.execute(_LINES, {"panel": panel})
    return panel


def give_past(owner: psycopg.Connection, visit: AppointmentId, written: AppointmentId, panel: TestTypeId) -> None:
    """Two hundred visits before this one, with notes and results as they were `written` and entered once."""
    owner.execute("SET session_replication_role = replica")  # the guards let nobody write yesterday's results
    entered = owner.execute("SELECT id FROM result_versions ORDER BY opened_at LIMIT 1").fetchone()
    assert entered is not None
    came_before(owner, visit, 200)
    facts = {"visit": visit, "written": written, "panel": panel, "entered": entered[0]}
    for statement in (_NOTES, _SETS, _RESULTS):
        owner.execute(statement, facts)
    owner.execute("SET session_replication_role = origin")
