"""Reports of visits: who came, who did not, how long they waited, and what the doctors did."""

from collections.abc import Mapping
from typing import Final

from server.features.reports.sources import (
    BY_DAY,
    BY_DEPARTMENT,
    BY_DOCTOR,
    Key,
    Measure,
    Source,
    counted,
    percentile,
    share,
)
from shared.models.reports import Figure, Grouping, Meaning, ReportDocumentKind, ReportKind

AGE_BANDS: Final = ("0", "1-4", "5-14", "15-24", "25-44", "45-64", "65+", "unknown")

# Who was in the room was seen, however the visit was closed; who waited when the day ended was not.
_GONE: Final = """a.entered_at IS NULL AND (
    a.status = 'no_show' OR a.status IN ('waiting', 'called', 'on_hold') AND a.appointment_date < :today)"""
# Left joins, and names only in the words: what a report does not speak of is not read. Minutes are binary numbers, for
# a median sorts them; dates are cast to plain moments, or an age would be worked out in the time of some zone.
_VISITS: Final = """
    SELECT 'appointment' AS kind, a.id, coalesce(a.token, '') AS number,
        coalesce(a.checked_in_at, a.slot_at, a.booked_at) AS at, a.patient_id, doctor.full_name AS words,
        a.appointment_date AS day, a.doctor_id, doctor.department_id,
        a.status = 'completed' AS completed, a.status = 'cancelled' AS cancelled,
        a.checked_in_at IS NOT NULL AND a.status <> 'cancelled' AND NOT (GONE) AS attended,
        a.checked_in_at IS NULL
            AND (a.status = 'no_show' OR a.status = 'scheduled' AND a.appointment_date < :today) AS never_came,
        a.checked_in_at IS NOT NULL AND (GONE) AS left_unseen,
        a.booked_at IS DISTINCT FROM a.checked_in_at AS ahead,
        a.appointment_type = 'followup' AS repeated,
        CASE WHEN patient.sex IN ('female', 'male') THEN patient.sex ELSE 'other' END AS sex,
        date_part('year', age(a.appointment_date::timestamp, patient.birth_date::timestamp)) AS years,
        to_char(a.checked_in_at AT TIME ZONE :zone, 'HH24') AS hour,
        a.entered_at IS NOT NULL AND a.checked_in_at IS NOT NULL AS waited,
        date_part('epoch', a.entered_at - a.checked_in_at) / 60 AS waiting,
        a.room_seconds / 60.0::float8 AS in_room
    FROM appointments a
    LEFT JOIN employees doctor ON doctor.id = a.doctor_id
    LEFT JOIN patients patient ON patient.id = a.patient_id
    WHERE a.appointment_date BETWEEN :since AND :until AND a.appointment_type <> 'laboratory'
""".replace("GONE", _GONE)

_ACTS: Final = """
    SELECT kind, id, number, at, patient_id, words, day, doctor_id, department_id,
        completed, cancelled, attended, never_came OR left_unseen AS missed, repeated, in_room
    FROM (VISITS) visits
    UNION ALL
    SELECT act.kind, act.id, coalesce(act.number, type.code), act.at, act.patient_id,
        coalesce(type.name, doctor.full_name), a.appointment_date,
        a.doctor_id, doctor.department_id, false, false, false, false, false, NULL::float8
    FROM (
        SELECT 'prescription' AS kind, id, prescription_no AS number, prescribed_at AS at, patient_id, appointment_id,
            NULL::uuid AS test_type_id
        FROM prescriptions p
        WHERE status <> 'cancelled' AND NOT EXISTS (SELECT FROM prescriptions newer WHERE newer.supersedes = p.id)
        UNION ALL
        SELECT 'test_order', id, NULL, ordered_at, patient_id, appointment_id, test_type_id
        FROM test_orders
        WHERE status <> 'cancelled'
    ) act
    JOIN appointments a ON a.id = act.appointment_id
    LEFT JOIN test_types type ON type.id = act.test_type_id
    LEFT JOIN employees doctor ON doctor.id = a.doctor_id
    WHERE a.appointment_date BETWEEN :since AND :until AND a.appointment_type <> 'laboratory'
""".replace("VISITS", _VISITS)

_AGE: Final = """CASE WHEN years IS NULL THEN 'unknown' WHEN years < 1 THEN '0' WHEN years < 5 THEN '1-4'
    WHEN years < 15 THEN '5-14' WHEN years < 25 THEN '15-24' WHEN years < 45 THEN '25-44' WHEN years < 65 THEN '45-64'
    ELSE '65+' END"""


def _attended(*, repeated: bool, sex: str | None = None) -> Measure:
    new_or_repeat = "attended AND repeated" if repeated else "attended AND NOT repeated"
    return counted(f"{new_or_repeat} AND sex = '{sex}'" if sex else new_or_repeat)


_REGISTER: Final = Source(
    Meaning.ATTENDED,
    _VISITS,
    {
        Grouping.DAY: BY_DAY,
        Grouping.AGE: Key(_AGE, in_order=True),
        Grouping.DOCTOR: BY_DOCTOR,
        Grouping.DEPARTMENT: BY_DEPARTMENT,
    },
    {
        Figure.ATTENDED: counted("attended"),
        Figure.NEW: _attended(repeated=False),
        Figure.REPEAT: _attended(repeated=True),
        Figure.NEW_FEMALE: _attended(repeated=False, sex="female"),
        Figure.NEW_MALE: _attended(repeated=False, sex="male"),
        Figure.NEW_OTHER: _attended(repeated=False, sex="other"),
        Figure.REPEAT_FEMALE: _attended(repeated=True, sex="female"),
        Figure.REPEAT_MALE: _attended(repeated=True, sex="male"),
        Figure.REPEAT_OTHER: _attended(repeated=True, sex="other"),
    },
    flags=("attended", "repeated", "sex"),
)

_ACTIVITY: Final = {
    Figure.ATTENDED: counted("attended"),
    Figure.NEW: counted("attended AND NOT repeated"),
    Figure.REPEAT: counted("attended AND repeated"),
    Figure.COMPLETED: counted("completed"),
    Figure.MISSED: counted("missed"),
    Figure.CANCELLED: counted("cancelled"),
    Figure.PRESCRIPTIONS: counted("kind = 'prescription'"),
    Figure.TESTS: counted("kind = 'test_order'"),
    Figure.ROOM_MEDIAN: percentile(0.5, "in_room", "completed"),
}


def _activity(keys: Mapping[Grouping, Key]) -> Source:
    return Source(
        Meaning.BY_DAY_OF_VISIT,
        _ACTS,
        keys,
        _ACTIVITY,
        ("kind", "attended", "repeated", "completed", "missed", "cancelled"),
        clinical=(ReportDocumentKind.PRESCRIPTION, ReportDocumentKind.TEST_ORDER),
    )


_NO_SHOWS: Final = Source(
    Meaning.MISSED,
    _VISITS,
    {Grouping.DOCTOR: BY_DOCTOR, Grouping.DEPARTMENT: BY_DEPARTMENT, Grouping.DAY: BY_DAY},
    {
        Figure.BOOKED: counted("ahead"),
        Figure.ATTENDED: counted("attended"),
        Figure.NEVER_CAME: counted("never_came"),
        Figure.LEFT_UNSEEN: counted("left_unseen"),
        Figure.CANCELLED: counted("cancelled"),
        Figure.MISSED_SHARE: share("(never_came OR left_unseen)", "ahead AND (attended OR never_came OR left_unseen)"),
    },
    flags=("ahead", "attended", "never_came", "left_unseen", "cancelled"),
)

_WAITING: Final = Source(
    Meaning.WAITING_ENDS_IN_THE_ROOM,
    f"{_VISITS} AND a.checked_in_at IS NOT NULL",
    {
        Grouping.DOCTOR: BY_DOCTOR,
        Grouping.DEPARTMENT: BY_DEPARTMENT,
        Grouping.HOUR: Key("hour", in_order=True),
        Grouping.DAY: BY_DAY,
    },
    {
        Figure.VISITS: counted("waited"),
        Figure.WAITING_MEDIAN: percentile(0.5, "waiting", "waited"),
        Figure.WAITING_P90: percentile(0.9, "waiting", "waited"),
        Figure.ROOM_MEDIAN: percentile(0.5, "in_room", "completed"),
        Figure.ROOM_P90: percentile(0.9, "in_room", "completed"),
    },
    flags=("waited",),
)

SOURCES: Final = {
    ReportKind.REGISTER: _REGISTER,
    ReportKind.DOCTORS: _activity({Grouping.DOCTOR: BY_DOCTOR, Grouping.DAY: BY_DAY}),
    ReportKind.DEPARTMENTS: _activity({Grouping.DEPARTMENT: BY_DEPARTMENT, Grouping.DAY: BY_DAY}),
    ReportKind.NO_SHOWS: _NO_SHOWS,
    ReportKind.WAITING: _WAITING,
}
