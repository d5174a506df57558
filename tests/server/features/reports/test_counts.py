"""Every figure against a count of its own, made from the documents in other words than the report's."""

from collections import Counter, defaultdict
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from shared.ages import age_on
from shared.models.reports import Grouping, ReportKind
from tests.server.features.reports.counting import by_key, cells_of, figures, median, ninth, tenths

DAY = "((%s AT TIME ZONE 'Asia/Dhaka') - interval '4 hours')::date"


# All of these days are over: who came and was in the room was seen, and nobody else.
VISITS = """
    SELECT a.*, p.sex, p.birth_date, doctor.department_id, e.joined, e.entered
    FROM appointments a JOIN patients p ON p.id = a.patient_id
    JOIN employees doctor ON doctor.id = a.doctor_id CROSS JOIN LATERAL (
        SELECT coalesce(bool_or(type = 'QUEUE_JOINED'), false) AS joined,
            coalesce(bool_or(type = 'ENTERED_ROOM'), false) AS entered
        FROM appointment_events WHERE appointment_id = a.id
    ) e
    WHERE appointment_date >= %(since)s AND appointment_date <= %(until)s AND appointment_type != 'laboratory'"""
CAME = f"SELECT * FROM ({VISITS}) visits WHERE joined AND entered AND status != 'cancelled'"
BANDS = {"0": (0, 0), "1-4": (1, 4), "5-14": (5, 14), "15-24": (15, 24), "25-44": (25, 44), "45-64": (45, 64)}
BY_VISIT = pytest.mark.parametrize(
    ("by", "key"),
    [
        (Grouping.DAY, "appointment_date"),
        (Grouping.DOCTOR, "doctor_id"),
        (Grouping.DEPARTMENT, "department_id"),
    ],
)


class TestVisits:
    @BY_VISIT
    def test_the_register_tells_new_from_repeat(self, days, by, key):
        expected: dict[str, Any] = defaultdict(Counter)
        for row, problem, sex in days.counted(f"SELECT {key}::text, appointment_type, sex FROM ({CAME}) came"):
            told = "repeat" if problem == "followup" else "new"
            expected[row].update(("attended", told, f"{told}_{sex}"))

        table = days.table(ReportKind.REGISTER, by=by)

        assert figures(table) == cells_of(table, expected)
        assert all(table.totals)

    @pytest.mark.parametrize(("kind", "by"), [(ReportKind.REGISTER, Grouping.DAY), (ReportKind.WAITING, Grouping.HOUR)])
    def test_days_and_hours_come_in_their_order(self, days, kind, by):
        rows = [row.key for row in days.table(kind, by=by).rows]

        assert rows == sorted(rows)

    def test_the_register_goes_by_the_age_on_the_day_of_the_visit(self, days):
        expected: dict[str, int] = defaultdict(int)
        for day, born in days.counted(f"SELECT appointment_date, birth_date FROM ({CAME}) came"):
            years = age_on(day, born).years if born <= day else 0
            expected[next((band for band, (least, most) in BANDS.items() if least <= years <= most), "65+")] += 1

        assert figures(days.table(ReportKind.REGISTER, by=Grouping.AGE), "attended") == {
            band: (number,) for band, number in expected.items()
        }

    @pytest.mark.parametrize(
        ("kind", "by", "key"),
        [
            (ReportKind.DOCTORS, Grouping.DOCTOR, "a.doctor_id"),
            (ReportKind.DOCTORS, Grouping.DAY, "a.appointment_date"),
            (ReportKind.DEPARTMENTS, Grouping.DEPARTMENT, "e.department_id"),
            (ReportKind.DEPARTMENTS, Grouping.DAY, "a.appointment_date"),
        ],
    )
    def test_activity_is_that_of_the_visits(self, days, kind, by, key):
        visits = f"SELECT {key}::text, {{}} FROM appointments a JOIN employees e ON e.id = a.doctor_id "

        def count(query):
            return dict(days.counted(visits.format("count(*)") + query + " GROUP BY 1"))

        here = (
            "a.appointment_date >= %(since)s AND a.appointment_date <= %(until)s AND a.appointment_type != 'laboratory'"
        )
        rooms = defaultdict(list)
        for row, seconds in days.counted(visits.format("a.room_seconds") + f"WHERE {here} AND a.status = 'completed'"):
            rooms[row].append(Fraction(seconds, 60))
        expected = [
            count(f"WHERE a.id IN (SELECT id FROM ({CAME}) came)"),
            count(f"WHERE a.id IN (SELECT id FROM ({CAME}) came WHERE appointment_type != 'followup')"),
            count(f"WHERE a.id IN (SELECT id FROM ({CAME}) came WHERE appointment_type = 'followup')"),
            count(f"WHERE {here} AND a.completed_at IS NOT NULL"),
            count(f"WHERE a.id IN (SELECT id FROM ({VISITS}) visits WHERE NOT entered AND status != 'cancelled')"),
            count(f"WHERE {here} AND a.status = 'cancelled'"),
            count(
                "JOIN (SELECT DISTINCT prescription_no, appointment_id FROM prescriptions) p "
                f"ON p.appointment_id = a.id WHERE {here}"
            ),
            count(f"JOIN test_orders t ON t.appointment_id = a.id WHERE {here} AND t.cancelled_at IS NULL"),
        ]

        table = days.table(kind, by=by)

        assert figures(table) == {
            row: (*(each.get(row, 0) for each in expected), median(rooms[row])) for row in set().union(*expected)
        }
        assert table.totals[:-1] == [sum(each.values()) for each in expected]

    @BY_VISIT
    def test_no_shows_are_told_from_those_who_left(self, days, by, key):
        expected = days.counted(
            f"SELECT {key}::text, sum(booked::int), sum((stays AND entered)::int), sum((stays AND NOT joined)::int), "
            "sum((stays AND joined AND NOT entered)::int), sum((NOT stays)::int), "
            "round(100.0 * sum((booked AND stays AND NOT entered)::int) / sum((booked AND stays)::int), 1) FROM ("
            "SELECT *, status != 'cancelled' AS stays, checked_in_at IS NULL OR booked_at < checked_in_at AS booked "
            f"FROM ({VISITS}) visits) told GROUP BY 1"
        )

        assert figures(days.table(ReportKind.NO_SHOWS, by=by)) == by_key(expected)

    @pytest.mark.parametrize(
        ("by", "key"),
        [
            (Grouping.DOCTOR, "a.doctor_id::text"),
            (Grouping.DEPARTMENT, "e.department_id::text"),
            (Grouping.DAY, "a.appointment_date::text"),
            (Grouping.HOUR, "lpad(extract(hour FROM joined.performed_at + interval '6 hours')::text, 2, '0')"),
        ],
    )
    def test_waiting_goes_from_the_queue_to_the_room(self, days, by, key):
        rows: dict[str, Any] = defaultdict(lambda: ([], []))
        everybody: Any = [], []
        for row, minutes, status, seconds in days.counted(
            f"SELECT {key}, extract(epoch FROM entered.performed_at - joined.performed_at) / 60, a.status, "
            "a.room_seconds FROM appointments a JOIN employees e ON e.id = a.doctor_id "
            "JOIN appointment_events joined ON joined.appointment_id = a.id AND joined.type = 'QUEUE_JOINED' "
            "JOIN appointment_events entered ON entered.appointment_id = a.id AND entered.type = 'ENTERED_ROOM' "
            "WHERE appointment_date >= %(since)s AND appointment_date <= %(until)s"
        ):
            for waited, stayed in (rows[row], everybody):
                waited.append(minutes)
                if status == "completed":
                    stayed.append(Fraction(seconds, 60))

        table = days.table(ReportKind.WAITING, by=by)

        def told(waited, stayed):
            return len(waited), median(waited), ninth(waited), median(stayed), ninth(stayed)

        expected = {row: told(*each) for row, each in rows.items()}
        assert {row: cells for row, cells in figures(table).items() if cells[0]} == expected
        assert tuple(table.totals) == told(*everybody)


class TestClinic:
    @pytest.mark.parametrize(("by", "key"), [(Grouping.CODE, "code"), (Grouping.CHAPTER, "chapter")])
    def test_diagnoses_that_stand_are_counted(self, days, by, key):
        expected = days.counted(
            f"SELECT {key}, count(*), sum((kind = 'primary')::int), sum((sex = 'female')::int), "
            "sum((sex = 'male')::int) FROM diagnoses JOIN icd10 USING (code) JOIN patients p ON p.id = patient_id "
            f"WHERE withdrawn_by IS NULL AND {DAY % 'recorded_at'} BETWEEN %(since)s AND %(until)s GROUP BY 1"
        )

        table = days.table(ReportKind.DIAGNOSES, by=by)

        assert figures(table, "diagnoses", "primary", "female", "male") == by_key(expected)
        assert all(row.label for row in table.rows)

    @pytest.mark.parametrize(
        ("by", "key"),
        [
            (Grouping.TEST, "t.test_type_id"),
            (Grouping.DEPARTMENT, "e.department_id"),
            (Grouping.DAY, DAY % "t.ordered_at"),
        ],
    )
    def test_a_test_is_abnormal_by_what_was_entered_last(self, days, by, key):
        orders = days.counted(
            f"SELECT {key}::text, t.id, t.released IS NOT NULL, "
            "extract(epoch FROM v.released_at - t.ordered_at) / 60 FROM test_orders t "
            "JOIN employees e ON e.id = t.ordered_by LEFT JOIN result_versions v ON v.test_order_id = t.id "
            f"WHERE t.cancelled_at IS NULL AND {DAY % 't.ordered_at'} BETWEEN %(since)s AND %(until)s"
        )
        flags: dict[Any, dict[Any, str]] = defaultdict(dict)
        for order, analyte, flag in days.counted(
            "SELECT test_order_id, analyte_id, flag FROM test_results r "
            "JOIN result_versions v ON v.id = r.result_version_id ORDER BY entered_at"
        ):
            flags[order][analyte] = flag
        expected = {}
        for row in {order[0] for order in orders}:
            own = [order for order in orders if order[0] == row]
            out = [set(flags[order].values()) for _, order, released, _ in own if released]
            off = sum(bool(each - {"normal", "unjudged"}) for each in out)
            judged = sum(bool(each - {"unjudged"}) for each in out)
            critical = sum(bool(each & {"critical_high", "critical_low"}) for each in out)
            share = tenths(Decimal(100 * off) / judged) if judged else None
            took = [minutes for *_, minutes in own if minutes is not None]
            expected[row] = (len(own), len(out), off, share, critical, median(took), ninth(took))

        table = days.table(ReportKind.TESTS, by=by)

        assert figures(table) == expected
        assert table.totals[0] == len(orders)
        assert any(cells[4] for cells in expected.values())
