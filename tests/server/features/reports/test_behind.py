"""Behind every figure stand documents that come to it."""

from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from server.features.reports import repository, service
from shared.errors import InvalidRequest
from shared.models.reports import GROUPINGS, CellKind, Figure, Grouping, ReportDocumentKind, ReportKind
from shared.permissions import Role
from shared.rules.reports import row_beside
from tests.server.features.reports.conftest import UNTIL
from tests.server.features.reports.counting import median, ninth, tenths

NEARLY = Decimal("0.1")
ADDED = (CellKind.COUNT, CellKind.QUANTITY, CellKind.MONEY)
OF_THE_MIDDLE = {Figure.WAITING_MEDIAN, Figure.ROOM_MEDIAN, Figure.TURNAROUND_MEDIAN}
OF_NINE_IN_TEN = {Figure.WAITING_P90, Figure.ROOM_P90, Figure.TURNAROUND_P90}


@pytest.mark.parametrize("kind", ReportKind)
def test_documents_come_to_the_figure_they_stand_behind(days, kind):
    soon = {"since": UNTIL.replace(year=2027), "until": UNTIL.replace(year=2028) - timedelta(days=1)}
    period = soon if kind is ReportKind.EXPIRY else {}
    for by in GROUPINGS[kind]:
        table = days.table(kind, by=by, **period)
        shown = [(row.key, row.cells) for row in table.rows[:1]]
        if by is GROUPINGS[kind][0]:
            shown.append((None, table.totals))
        for row, cells in shown:
            for column, cell in zip(table.columns, cells, strict=True):
                amounts = [one.amount for one in days.documents(kind, by=by, column=column.key, row=row, **period)]
                if column.kind in ADDED and cell is not None:  # tablets and bottles make no sum
                    assert sum(amounts) == cell, (by, row, column.key)
                elif column.key in OF_THE_MIDDLE:
                    assert median(amounts) == pytest.approx(cell, abs=NEARLY), (by, row, column.key)
                elif column.key in OF_NINE_IN_TEN:
                    assert ninth(amounts) == pytest.approx(cell, abs=NEARLY), (by, row, column.key)
                elif column.kind is CellKind.PER_CENT and amounts:
                    assert tenths(sum(amounts) / len(amounts)) == cell, (by, row, column.key)
        summed = [place for place, column in enumerate(table.columns) if column.summable]
        for place in summed:
            assert sum(row.cells[place] for row in table.rows) == table.totals[place], (by, table.columns[place].key)


def test_documents_come_in_the_order_of_time_and_no_one_twice(days):
    events = days.documents(ReportKind.USER_ACTIVITY, column=Figure.ACTIONS)

    assert len(events) > 400
    assert [one.at for one in events] == sorted(one.at for one in events)
    assert len({one.id for one in events}) == len(events)


def test_a_manager_sees_whose_a_bill_is_and_not_whose_a_diagnosis_is(days):
    bills = days.documents(ReportKind.DUES, column=Figure.OWED)
    diagnoses = days.documents(ReportKind.DIAGNOSES, column=Figure.DIAGNOSES)
    tests = days.documents(ReportKind.DOCTORS, column=Figure.TESTS)

    assert all(one.patient and one.patient_no and one.patient_id for one in bills)
    assert {(one.patient, one.patient_no, one.patient_id) for one in (*diagnoses, *tests)} == {("", "", None)}
    assert all(one.number for one in diagnoses)


def test_of_whom_no_name_is_told_neither_moment_nor_id_nor_order_leads_to_it(days):
    known = {one for (one,) in days.counted("SELECT id FROM diagnoses UNION ALL SELECT id FROM test_orders")}
    for kind, column in ((ReportKind.DIAGNOSES, Figure.DIAGNOSES), (ReportKind.TESTS, Figure.ORDERED)):
        found = days.documents(kind, column=column)
        clinical = days.documents(kind, who="doctor", column=column)

        assert len({one.id for one in found}) == len(found) > 50
        assert not known & {one.id for one in found}
        assert {(one.at + timedelta(hours=6)).strftime("%H:%M:%S.%f") for one in found} == {"04:00:00.000000"}
        assert [(one.at, one.id) for one in found] == sorted((one.at, one.id) for one in found)
        assert {one.id for one in clinical} <= known


def test_money_leads_to_its_bill_and_stock_to_the_card_it_stands_on(days):
    """A payment of a claim is of several bills, money in advance of none."""
    ledger = (
        "SELECT document_id, min(bill_id::text)::uuid FROM ledger_postings p JOIN ledger_entries e ON posting_id = p.id"
        " GROUP BY 1 HAVING count(DISTINCT bill_id) = 1"
    )
    bills: dict[UUID, UUID] = dict(days.counted(ledger))
    moves: dict[UUID, UUID] = dict(
        days.counted("SELECT m.id, medicine_id FROM stock_moves m JOIN stock_batches b ON b.id = batch_id")
    )

    taken = days.documents(ReportKind.INCOME, by=Grouping.MODE, column=Figure.NET)
    refunds = days.documents(ReportKind.REFUNDS, column=Figure.APPROVED)
    owed = days.documents(ReportKind.DUES, column=Figure.OWED)
    used = days.documents(ReportKind.CONSUMPTION, column=Figure.CONSUMED)
    kept = days.documents(ReportKind.CONSUMPTION, column=Figure.ON_HAND)

    paid = [one for one in taken if one.kind is ReportDocumentKind.PAYMENT]
    assert len(paid) > 50
    assert [one.bill_id for one in (*paid, *refunds)] == [bills[one.id] for one in (*paid, *refunds)]
    assert all(one.bill_id == one.id for one in owed)
    assert {one.bill_id for one in taken if one.kind is ReportDocumentKind.DEPOSIT} == {None}
    assert used
    assert [one.medicine_id for one in used] == [moves[one.id] for one in used]
    assert all(one.medicine_id for one in kept)


def test_what_is_withheld_comes_on_small_pages_as_on_large_ones(days, monkeypatch):
    whole = days.documents(ReportKind.DIAGNOSES, column=Figure.DIAGNOSES)

    for module in (repository, service):
        monkeypatch.setattr(module, "PAGE", 7)

    assert days.documents(ReportKind.DIAGNOSES, column=Figure.DIAGNOSES) == whole
    assert len(whole) > 50


def test_a_day_s_row_is_opened_within_the_period_only(days):
    asked = {"kind": ReportKind.REGISTER, "by": Grouping.DAY, "column": Figure.ATTENDED}
    for row in ("2026-01-01", "yesterday"):
        with pytest.raises(InvalidRequest):
            days.documents(**asked, row=row)
    with pytest.raises(InvalidRequest):
        days.documents(ReportKind.DOCTORS, column=Figure.ATTENDED, row="nobody")


def test_a_doctor_sees_the_own_figures_with_the_names(days):
    mine = days.house.employees["doctor"]

    table = days.table(ReportKind.WAITING, who="doctor")
    own = days.documents(ReportKind.DIAGNOSES, who="doctor", column=Figure.DIAGNOSES)

    assert [row.key for row in table.rows] == [str(mine)]
    everybody = days.table(ReportKind.WAITING)
    assert table.totals == next(row.cells for row in everybody.rows if row.key == str(mine))
    assert own
    assert all(one.patient for one in own)


@pytest.mark.parametrize(
    ("kind", "column", "part"),
    [
        (ReportKind.DIAGNOSES, Figure.DIAGNOSES, "visits"),
        (ReportKind.DOCTORS, Figure.PRESCRIPTIONS, "prescriptions"),
        (ReportKind.DOCTORS, Figure.TESTS, "tests"),
    ],
)
def test_whoever_reads_whose_a_clinical_document_is_leaves_a_look_at_each(days, kind, column, part):
    days.forget_looks()
    own = days.documents(kind, who="doctor", column=column)
    again = days.documents(kind, who="doctor", column=column)
    days.documents(kind, column=column)  # by the manager, who is told of nobody
    days.documents(ReportKind.DUES, column=Figure.OWED)  # bills are no chart
    days.documents(ReportKind.DOCTORS, who="doctor", column=Figure.ATTENDED)

    looks = days.counted("SELECT patient_id, part::text, employee_id FROM access_log WHERE looked_at >= %(today)s")
    assert again == own
    assert sorted(looks) == sorted({(one.patient_id, part, days.house.doctor) for one in own})
    assert looks


def test_the_period_before_stands_beside(days):
    table = days.table(ReportKind.REGISTER, since=UNTIL, by=Grouping.DOCTOR, compare=True)

    before = days.table(
        ReportKind.REGISTER,
        since=UNTIL.replace(day=UNTIL.day - 1),
        until=UNTIL.replace(day=UNTIL.day - 1),
        by=Grouping.DOCTOR,
    )
    assert table.totals_before == before.totals
    assert {row.key: row.before for row in table.rows} == {row.key: row.cells for row in before.rows}
    (day,) = days.table(ReportKind.REGISTER, since=UNTIL, by=Grouping.DAY, compare=True).rows
    assert day.before == before.totals


def test_a_figure_of_the_period_before_opens_the_documents_of_its_own_row(days):
    table = days.table(ReportKind.REGISTER, since=UNTIL - timedelta(days=1), by=Grouping.DAY, compare=True)

    assert table.before is not None
    compared = [row for row in table.rows if row.before is not None]
    assert compared
    for row in compared:
        key = row_beside(Grouping.DAY, row.key, table.period, table.before)
        found = days.documents(
            ReportKind.REGISTER, **dict(table.before), by=Grouping.DAY, row=key, column=Figure.ATTENDED
        )
        assert len(found) == row.before[0]
    whole = days.documents(ReportKind.REGISTER, **dict(table.before), by=Grouping.DAY, column=Figure.ATTENDED)
    assert len(whole) == table.totals_before[0] > 0


def test_stock_is_seen_by_the_pharmacist_and_tests_by_the_bench(days):
    assert days.table(ReportKind.CONSUMPTION, who=Role.PHARMACIST).rows
    assert days.table(ReportKind.TESTS, who=Role.PATHOLOGIST).rows
