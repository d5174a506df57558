"""An insured patient's medicines through the real windows: handed out, paid; a strip brought back the next day.

Of the medicines one comes out of two batches and one only partly; the strip is refunded, and at the end five
are missing in the drawer.
"""

from datetime import date
from decimal import Decimal
from typing import Any

import psycopg
import pytest
from PySide6.QtCore import Qt
from shiboken6 import isValid
from sqlalchemy import make_url

from client.views.approval.second_person_sheet import SecondPersonSheet
from client.views.cashier.count_sheets import CloseDrawerSheet
from client.views.cashier.drawer_sheets import OpenDrawerSheet
from client.views.pharmacy.return_sheet import ReturnSheet
from shared.contracts import appointments, consultations, patients, payers, prescriptions, queue, stock
from shared.ids import EmployeeId, MedicineId
from shared.models.billing import BillStatus, PaymentMode
from shared.models.cash import CashSessionStatus
from shared.models.patients import Sex, TypedAge
from shared.models.payers import PayerKind
from shared.models.prescriptions import NewPrescriptionItem, PrescriptionStatus
from shared.models.refunds import RefundStatus
from shared.models.stock import ReceivedLine
from shared.models.workstations import WorkstationKind
from shared.rules.dosing import Frequency
from tests.journeys.stations import ALT, CTRL, Station, wait
from tests.support.house import PASSWORD
from tests.support.shelves import PHARMACY

Key = Qt.Key
D = Decimal
NAME = "Rokeya Sultana"
SOON, LATER = date(2027, 3, 31), date(2028, 6, 30)
PARACETAMOL, OMEPRAZOLE, CETIRIZINE = ("Paracetamol", "500 mg"), ("Omeprazole", "20 mg"), ("Cetirizine", "10 mg")
PRICES = {PARACETAMOL: D("1.20"), OMEPRAZOLE: D("5.00"), CETIRIZINE: D("3.00")}
SHELF = (
    (PARACETAMOL, "PA-1", SOON, 8),
    (PARACETAMOL, "PA-2", LATER, 90),
    (OMEPRAZOLE, "OM-1", LATER, 60),
    (CETIRIZINE, "CE-1", LATER, 4),
)
PRESCRIBED = {PARACETAMOL: (Frequency.TDS, 5), OMEPRAZOLE: (Frequency.OD, 20), CETIRIZINE: (Frequency.OD, 10)}
# The visit 800; 15 × 1.20 + 20 × 5.00 + 4 × 3.00 = 130.00; of 930.00 the insurer pays 80 per cent.
TOTAL, SHARE = D("930.00"), D("186.00")
IN_CASH = D("100.00")
BACK, STRIP = D("50.00"), 10
FLOAT = 1000
WEST, EAST = "Pacific/Pago_Pago", "Pacific/Kiritimati"


@pytest.fixture
def owner(hospital):
    """The database as its owner sees it, for looking behind the server's back."""
    server, _ = hospital
    url = make_url(server.urls.owner_url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url, autocommit=True) as owner:
        yield owner


@pytest.fixture
def medicines(owner):
    asked = "SELECT id FROM medicines WHERE generic = %s AND strength = %s AND form IN ('tablet', 'capsule') LIMIT 1"
    found = {each: owner.execute(asked, each).fetchone() for each in PRICES}
    return {each: row[0] for each, row in found.items() if row is not None}


def it_is_day_in(owner: psycopg.Connection, zone: str) -> date:
    """The house's day; between the two ends of the world there is another one at any moment."""
    owner.execute("UPDATE settings SET timezone = %s", (zone,))
    asked = "SELECT (now() AT TIME ZONE timezone - make_interval(hours => day_starts))::date FROM settings"
    row = owner.execute(asked).fetchone()
    assert row is not None
    day: date = row[0]
    return day


def insured(manager: Station) -> Any:
    return manager.answer(
        payers.add(code="GREEN", name="Green Life Insurance", kind=PayerKind.INSURER, default_share=D(80))
    )


def filled(pharmacist: Station, medicines: dict[tuple[str, str], MedicineId]) -> None:
    lines = [
        ReceivedLine(
            medicine_id=medicines[product],
            batch_no=batch,
            expires_on=expires,
            quantity=D(quantity),
            cost=D("0.50"),
            price=PRICES[product],
        )
        for product, batch, expires, quantity in SHELF
    ]
    pharmacist.answer(stock.receive(store_id=PHARMACY, lines=lines))


def seen(
    reception: Station, doctor: Station, payer: Any, medicines: dict[tuple[str, str], MedicineId], doctor_id: EmployeeId
) -> str:
    """By the doctor, who prescribes three medicines; the patient's token."""
    card = reception.answer(
        patients.register(
            name=NAME,
            sex=Sex.FEMALE,
            age=TypedAge(amount=46),
            payer_id=payer.id,
            policy_no="GL-20417",
            confirmed=True,
        )
    )
    visit = reception.answer(appointments.book(patient_id=card.id, doctor_id=doctor_id, check_in=True))
    called = doctor.answer(queue.call(appointment_id=visit.id, version=visit.version))
    doctor.answer(queue.enter(appointment_id=visit.id, version=called.version))
    items = [
        NewPrescriptionItem(medicine_id=medicines[product], dose=D(1), frequency=frequency, days=days)
        for product, (frequency, days) in PRESCRIBED.items()
    ]
    doctor.answer(prescriptions.prescribe(appointment_id=visit.id, items=items))
    version = doctor.answer(consultations.get(appointment_id=visit.id)).version
    doctor.answer(consultations.complete(appointment_id=visit.id, version=version))
    assert visit.token is not None
    return visit.token


def handed_out(pharmacist: Station, token: str) -> None:
    """The token, a look, F9: what expires first is taken, and of what is short all there is."""
    page = pharmacist.page("pharmacy")
    wait(lambda: page.waiting.list.rows_model.rows, "the pharmacy heard of no prescription")
    page.waiting.box.setFocus()
    pharmacist.write(token, Key.Key_Return)
    wait(lambda: page.counter.opened is not None and page.prescription.lines.hasFocus(), "it did not open")
    pharmacist.picture("money_pharmacy")
    pharmacist.press(Key.Key_F9)
    wait(lambda: page.counter.given is not None, "nothing was handed out")
    parts = [(part.batch_no, part.quantity) for part in page.counter.given.parts]
    assert parts == [("PA-1", 8), ("PA-2", 7), ("OM-1", 20), ("CE-1", 4)]
    assert page.counter.given.opened.prescription.status is PrescriptionStatus.PARTLY_DISPENSED
    wait(lambda: len(pharmacist.papers(NAME)) >= len(PRICES), "no label for each medicine")
    pharmacist.paper("money_medicine_label", "Paracetamol")


def drawer_opened(cashier: Station) -> Any:
    page = cashier.page("cashier")
    wait(page.drawer.open_drawer.isVisible, "the drawer is not known")
    cashier.press(Key.Key_D, held=ALT)
    cashier.sheet(OpenDrawerSheet)
    cashier.write(str(FLOAT), Key.Key_Return)
    wait(lambda: page.cash.session is not None and page.drawer.sheet is None, "the drawer did not open")
    cashier.come()
    return page


def paid(cashier: Station, page: Any, token: str) -> None:
    """A fifth of the bill is the patient's: a part of that in cash, the rest by card, on one receipt."""
    cashier.press(Key.Key_F2)
    cashier.write(token, Key.Key_Return)
    wait(lambda: page.checkout.bill is not None and page.pay.tendered.hasFocus(), "the bill did not open")
    assert (page.checkout.bill.total, page.checkout.bill.due) == (TOTAL, SHARE)
    cashier.picture("money_insured_bill")
    cashier.press(Key.Key_F8)
    cashier.write(str(IN_CASH))
    page.pay.tendered.setFocus()
    cashier.write("500")
    cashier.press(Key.Key_F11)
    assert page.pay.mode.value() is PaymentMode.CARD
    page.pay.reference.setFocus()
    cashier.write("4711")
    cashier.picture("money_cash_and_card")
    cashier.press(Key.Key_F9)
    wait(lambda: page.checkout.taken is not None, "nothing was paid")
    assert page.checkout.bill.status is BillStatus.PAID
    assert [payment.amount for payment in page.checkout.taken.payments] == [IN_CASH, SHARE - IN_CASH]
    wait(lambda: cashier.papers(NAME, "Card"), "no receipt was printed")
    cashier.paper("money_receipt_insured", NAME, "Card")


def brought_back(pharmacist: Station, page: Any) -> None:
    """One strip of omeprazole, with the word of a second person."""
    pharmacist.come()
    pharmacist.press(Key.Key_R, held=CTRL)
    sheet = pharmacist.sheet(ReturnSheet)
    sheet.box.setFocus()
    sheet.box.clear()
    pharmacist.write("rokeya", Key.Key_Return)
    wait(lambda: sheet.list.rows_model.rows, "nothing was found that was handed out")
    (row,) = (each for each in sheet.list.rows_model.rows if each.part.batch_no == "OM-1")
    sheet.list.select(row.part.id)
    sheet.quantity.setFocus()
    sheet.quantity.selectAll()
    pharmacist.write(str(STRIP))
    sheet.reason.setFocus()
    pharmacist.write("The doctor changed it")
    pharmacist.press(Key.Key_Return, held=CTRL)
    approved(pharmacist)
    wait(lambda: not isValid(sheet), "it was not taken back")


def approved(station: Station) -> None:
    """By the manager, at this counter."""
    station.sheet(SecondPersonSheet)
    station.write("manager", Key.Key_Tab)
    station.write(PASSWORD.get_secret_value(), Key.Key_Return)


def refunded(manager: Station, cashier: Station) -> None:
    """Approved by the manager, paid out by the cashier."""
    page = manager.show("refunds")
    wait(lambda: page._view_model.state.refund is not None, "the manager heard of no refund")
    manager.picture("money_refund")
    manager.press(Key.Key_F9)
    wait(lambda: page._view_model.state.refund.status is RefundStatus.APPROVED, "the refund was not approved")
    counter = cashier.show("refunds")
    wait(lambda: counter._view_model.state.can_pay, "the cashier heard of no refund")
    assert [(line.description, line.amount) for line in counter._view_model.state.refund.lines] == [
        ("Omeprazole 20 mg", BACK / 5)
    ]
    counter.card.mode.set_value(PaymentMode.CASH)
    cashier.press(Key.Key_F9)
    wait(lambda: counter._view_model.state.paid is not None, "the refund was not paid out")
    wait(lambda: cashier.papers(NAME, "Refund"), "no voucher was printed")
    cashier.paper("money_refund_voucher", NAME, "Refund")


def counted(cashier: Station, page: Any, pieces: dict[int, int]) -> None:
    cashier.show("cashier")
    wait(
        lambda: page.cash.session is not None and page.cash.session.cash_taken != IN_CASH, "the drawer stayed as it was"
    )
    cashier.press(Key.Key_D, held=ALT)
    sheet = cashier.sheet(CloseDrawerSheet)
    wait(lambda: page.cash.session.status is CashSessionStatus.COUNTING, "not counted")
    for denomination, number in pieces.items():
        sheet.table.numbers[D(denomination)].setFocus()
        cashier.write(str(number))
    cashier.press(Key.Key_Return, held=CTRL)
    wait(lambda: page.cash.closed is not None, "the drawer was not closed")
    cashier.picture("money_drawer_closed")
    cashier.press(Key.Key_Return, held=CTRL)
    cashier.come()


def verified(manager: Station) -> None:
    page = manager.show("cash_reports")
    page.show_report("drawers")
    wait(lambda: page.drawers.list.rows_model.rows, "the manager heard of no drawer")
    wait(lambda: page.drawers.rows.rows_model.rows, "its shift sheet did not open")
    assert page.drawers.difference.text == "−5.00"
    manager.picture("money_drawer_to_verify")
    manager.press(Key.Key_P, held=CTRL)
    wait(lambda: manager.papers("Shift sheet"), "no shift sheet was printed")
    (sheet,) = manager.papers("Shift sheet")
    assert [words for words in ("1,090.00", "1,085.00", "-5.00") if words not in sheet] == [], sheet
    manager.paper("money_shift_sheet", "Shift sheet")
    manager.press(Key.Key_F9)
    wait(lambda: not page.drawers.list.rows_model.rows, "the drawer was not verified")


def test_an_insured_patients_medicines_from_the_shelf_to_the_verified_drawer(stations, hospital, owner, medicines):
    _, house = hospital
    first_day = it_is_day_in(owner, WEST)
    manager = stations("manager", WorkstationKind.OFFICE)
    reception = stations("receptionist", WorkstationKind.RECEPTION)
    doctor = stations("doctor", WorkstationKind.CONSULTING)
    pharmacist = stations("pharmacist", WorkstationKind.PHARMACY)
    cashier = stations("cashier", WorkstationKind.CASHIER)

    filled(pharmacist, medicines)
    token = seen(reception, doctor, insured(manager), medicines, house.doctor)
    handed_out(pharmacist, token)
    page = drawer_opened(cashier)
    paid(cashier, page, token)

    assert it_is_day_in(owner, EAST) > first_day
    brought_back(pharmacist, pharmacist.page("pharmacy"))
    refunded(manager, cashier)

    # 1000 + 100 − 10 should be there; five are missing, and say so on the screen, to the manager and on the sheet.
    counted(cashier, page, {500: 2, 50: 1, 20: 1, 10: 1, 5: 1})
    closed = page.cash.closed
    assert (closed.expected, closed.declared, closed.difference) == (D(1090), D(1085), D(-5))
    verified(manager)
