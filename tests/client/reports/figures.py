"""Reports as the server tells them."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from shared.ids import BillId, DepartmentId, EmployeeId, PatientId, ReportRunId, new_id
from shared.models.report_runs import ReportPerson, ReportRun, RunState
from shared.models.reports import (
    BUDGET_SECONDS,
    Cell,
    CellKind,
    Figure,
    Grouping,
    Meaning,
    ReportColumn,
    ReportDocument,
    ReportDocumentKind,
    ReportDocuments,
    ReportKind,
    ReportPeriod,
    ReportRow,
    ReportTable,
)
from shared.money import Currency

NOON = datetime(2026, 11, 22, 6, 41, tzinfo=UTC)
LAST = date(2026, 11, 22)
D = Decimal
PERIOD = ReportPeriod(since=LAST - timedelta(days=6), until=LAST)
MEDICINE = DepartmentId(new_id())


def column(key, kind=CellKind.COUNT, *, summable=True):
    return ReportColumn(key=key, kind=kind, summable=summable)


def number(cell):
    return cell if isinstance(cell, Decimal) else D(0)


def register(*, compare=False, days=7):
    """The daily register of a week."""
    keys = (
        Figure.ATTENDED,
        Figure.NEW,
        Figure.REPEAT,
        Figure.NEW_FEMALE,
        Figure.NEW_MALE,
        Figure.NEW_OTHER,
        Figure.REPEAT_FEMALE,
        Figure.REPEAT_MALE,
        Figure.REPEAT_OTHER,
    )
    rows = []
    for place in range(days):
        day = LAST - timedelta(days=days - 1 - place)
        new, repeat = 260 + 17 * (place % 5), 90 + 9 * (place % 3)
        cells = [new + repeat, new, repeat, new // 2 + 6, new // 2 - 8, 2, repeat // 2, repeat // 2 - 1, 1]
        before: list[Cell] | None = [D(cell * 9 // 10) for cell in cells] if compare and place else None
        rows.append(ReportRow(key=day.isoformat(), label="", cells=[D(cell) for cell in cells], before=before))
    totals = [sum(number(row.cells[place]) for row in rows) for place in range(len(keys))]
    period = ReportPeriod(since=LAST - timedelta(days=days - 1), until=LAST)
    return ReportTable(
        kind=ReportKind.REGISTER,
        by=Grouping.DAY,
        period=period,
        before=period.before if compare else None,
        currency=Currency("BDT"),
        meaning=Meaning.ATTENDED,
        columns=[column(key) for key in keys],
        rows=rows,
        more=False,
        totals=list(totals),
        totals_before=[D(int(total) * 9 // 10) for total in totals] if compare else None,
        taken_at=NOON,
    )


def income(*, compare=True):
    """Of a week by department."""
    keys = (Figure.BILLED, Figure.DISCOUNT, Figure.NET, Figure.TAX)
    of = (("Medicine", "141200.00"), ("Paediatrics", "88150.50"), ("Surgery", "61700.00"), ("", "4310.75"))
    rows = []
    for name, billed in of:
        cells = [D(billed), D("1200.00"), D(billed) - D("1200.00"), D("0.00")]
        before: list[Cell] | None = [cell - D(900) for cell in cells] if compare and name else None
        key = str(MEDICINE) if name == "Medicine" else str(new_id()) if name else ""
        rows.append(ReportRow(key=key, label=name, cells=list(cells), before=before))
    totals = [sum((number(row.cells[place]) for row in rows), D(0)) for place in range(4)]
    return ReportTable(
        kind=ReportKind.INCOME,
        by=Grouping.DEPARTMENT,
        period=PERIOD,
        before=PERIOD.before if compare else None,
        currency=Currency("BDT"),
        meaning=Meaning.BILLED,
        columns=[column(key, CellKind.MONEY) for key in keys],
        rows=rows,
        more=False,
        totals=list(totals),
        totals_before=[total - D(4000) for total in totals] if compare else None,
        taken_at=NOON,
    )


def run(table=None, state=RunState.DONE, share=1.0, ahead=0):
    return ReportRun(
        id=RUN, state=state, ahead=ahead, share=share, seconds=0.2, budget_seconds=BUDGET_SECONDS, table=table
    )


RUN = ReportRunId(new_id())
PATIENT = PatientId(new_id())
BILL = BillId(new_id())
PEOPLE = [ReportPerson(id=EmployeeId(new_id()), name=name) for name in ("Abdul Karim", "Salma Khatun")]


def document(number, kind=ReportDocumentKind.BILL, amount="800.00", patient="Rahima Begum", **leads):
    return ReportDocument(
        kind=kind,
        id=new_id(),
        number=number,
        at=NOON,
        patient_id=PATIENT,
        patient_no="P-2026-0007",
        patient=patient,
        words="Dr. Anjali Mehta",
        amount=D(amount),
        **leads,
    )


def page_of(*items, following=None):
    return ReportDocuments(
        items=list(items), next=following, number=len(items), total=sum((item.amount for item in items), D(0))
    )
