"""A manager's morning through the real window: the day as it goes, what is behind a bar, and a week to take along."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import python_calamine
from PySide6.QtCore import Qt

from client.views.dashboard.list_sheet import ListSheet
from client.views.reports.bill_sheet import BillSheet
from shared.contracts import appointments, billing, cash, consultations, patients, queue
from shared.ids import AppointmentId, EmployeeId
from shared.models.billing import BillDetails, PaymentMode
from shared.models.cash_payments import PaymentPart
from shared.models.patients import Sex, TypedAge
from shared.models.reports import Figure, Grouping, ReportKind
from shared.models.workstations import WorkstationKind
from tests.journeys.stations import ALT, CTRL, Station, text_of, wait
from tests.support.desk import Desk

Key = Qt.Key
NAMES = ("Rokeya Sultana", "Abdul Karim", "Anita Sharma")
FEE = Decimal("800.00")


def token(reception: Desk, doctor_id: EmployeeId, name: str) -> AppointmentId:
    """Registered and checked in."""
    card = reception.send(patients.register(name=name, sex=Sex.FEMALE, age=TypedAge(amount=40), confirmed=True))
    return reception.send(appointments.book(patient_id=card.id, doctor_id=doctor_id, check_in=True)).id


def seen(doctor: Desk, visit_id: AppointmentId) -> None:
    visit = doctor.send(appointments.get(appointment_id=visit_id))
    called = doctor.send(queue.call(appointment_id=visit.id, version=visit.version))
    doctor.send(queue.enter(appointment_id=visit.id, version=called.version))
    version = doctor.send(consultations.get(appointment_id=visit.id)).version
    doctor.send(consultations.complete(appointment_id=visit.id, version=version))


def paid(cashier: Desk, visit_id: AppointmentId) -> BillDetails:
    draft = cashier.send(billing.of_appointment(appointment_id=visit_id))
    bill = cashier.send(billing.issue(bill_id=draft.id, version=draft.version))
    part = PaymentPart(mode=PaymentMode.CARD, amount=bill.due, reference="4711")
    cashier.send(cash.pay(bill_id=bill.id, version=bill.version, parts=[part]))
    return bill


def figure(page: Any, name: str) -> str:
    return str(getattr(page, name).accessibleName())


def token_appears(manager: Station, reception: Desk, doctor_id: EmployeeId) -> AppointmentId:
    """Nobody at this screen does anything."""
    page = manager.page("dashboard")
    before = page._day.state.shown.heads.arrived
    visit_id = token(reception, doctor_id, NAMES[-1])
    wait(lambda: figure(page, "came") == f"Came: {before + 1}", "the token was not seen")
    return visit_id


def bar_opened(manager: Station, came: int) -> None:
    """Of the hour in which the last one came."""
    page = manager.page("dashboard")
    manager.press(Key.Key_F4)
    wait(page.charts.hours.chart.hasFocus, "the charts have no keyboard")
    manager.press(Key.Key_End)
    manager.picture("manager_today")
    manager.press(Key.Key_Return)
    sheet = manager.sheet(ListSheet)
    wait(lambda: len(sheet.behind.state.rows) >= 1, "nothing is behind the bar")
    bar = page.charts.hours.chart.current
    assert str(len(sheet.behind.state.rows)) == bar.total
    assert NAMES[-1] in {row.patient for row in sheet.behind.state.rows}
    assert came == sum(int(bar.total) for bar in page.charts.hours.chart.bars)
    manager.picture("manager_behind_a_bar")
    manager.press(Key.Key_Escape)
    manager.come()


def week_made(manager: Station) -> Any:
    """F2, a word, Enter; by department, compared with the week before."""
    page = manager.show("reports")
    manager.press(Key.Key_F2)
    manager.write("income", Key.Key_Return)
    wait(lambda: page._statistics.state.table is not None and page._statistics.state.asked.kind is ReportKind.INCOME)
    page.asking.by.setFocus()
    while page.asking.by.value() is not Grouping.DEPARTMENT:
        manager.press(Key.Key_Down)
    wait(lambda: page._statistics.state.table is not None and page._statistics.state.table.by is Grouping.DEPARTMENT)
    manager.press(Key.Key_C, held=ALT)
    wait(lambda: page._statistics.state.table is not None and page._statistics.state.table.before is not None)
    manager.press(Key.Key_F4)
    wait(page.figures.rows.hasFocus, "the figures have no keyboard")
    manager.picture("manager_statistics")
    return page


def down_to_the_bill(manager: Station, page: Any, bill: BillDetails) -> None:
    """Enter on a figure, Enter on a document."""
    manager.press(Key.Key_Return)
    sheet = manager.sheet(ListSheet)
    wait(lambda: sheet.behind.state.known, "no documents")
    numbers = {row.number: row for row in sheet.behind.state.rows}
    assert numbers[bill.bill_no].amount == FEE
    sheet.table.select(sheet._laid.key(numbers[bill.bill_no]))
    manager.press(Key.Key_Return)
    shown = manager.sheet(BillSheet)
    wait(lambda: shown.behind.state.known, "the bill did not open")
    assert NAMES[0] in shown._whose.text()
    assert "paid 800.00 · due 0.00" in shown._sums.text()
    manager.picture("manager_bill")
    shown.reject()
    sheet.reject()
    manager.come()


def taken_along(page: Any, folder: Path, total: Decimal) -> None:
    """As a PDF and as a spreadsheet: opened by other programs, they say the same."""
    paper, sheet = folder / "income.pdf", folder / "income.xlsx"
    for path in (paper, sheet):
        page.save_to(str(path))
        wait(path.exists, f"{path.name} was not written")
    text = text_of(paper)
    wanted = ("Test Hospital", "Income", "Department of doctor", f"{total:,.2f}", "Made by", "Page 1 of 1")
    assert [words for words in wanted if words not in text] == [], text
    rows = python_calamine.CalamineWorkbook.from_path(sheet).get_sheet_by_index(0).to_python()
    assert rows[0][0] == "Test Hospital"
    (head,) = [row for row in rows if row[0] == "Department"]
    (last,) = [row for row in rows if row[0] == "Total"]
    assert Decimal(str(last[head.index("Net")])) == total


def test_a_manager_looks_at_the_day_and_takes_the_week_along(stations, hospital, tmp_path):
    server, house = hospital
    reception, doctor, cashier = (Desk(server, house, who) for who in ("receptionist", "doctor", "cashier"))
    first, second = (token(reception, house.doctor, name) for name in NAMES[:2])
    manager = stations("manager", WorkstationKind.OFFICE)
    page = manager.page("dashboard")
    assert manager.client.connection.shell.frame.current == "dashboard"
    wait(lambda: page._day.state.shown is not None, "the day was not counted")

    token_appears(manager, reception, house.doctor)
    came = page._day.state.shown.heads.arrived
    bar_opened(manager, came)
    for visit_id in (first, second):
        seen(doctor, visit_id)
    cashier.send(cash.open_session(opening_float=Decimal(0)))
    bills = [paid(cashier, visit_id) for visit_id in (first, second)]
    wait(lambda: figure(page, "income") == "Income: 1,600.00", "the income was not seen")
    assert page.charts.taken.chart.bars[0].total == "1,600.00"

    page = week_made(manager)
    table = page._statistics.state.table
    net = [column.key for column in table.columns].index(Figure.NET)
    assert (table.totals[net], table.totals_before[net]) == (2 * FEE, Decimal(0))
    down_to_the_bill(manager, page, bills[0])
    taken_along(page, tmp_path, 2 * FEE)
    manager.press(Key.Key_P, held=CTRL)
    wait(lambda: manager.papers("Income", "1,600.00"), "nothing was printed")
    manager.paper("manager_income", "Income", "1,600.00")
