from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from client.views.approval.second_person_sheet import SecondPersonSheet
from client.views.consulting.warning_sheet import WarningSheet
from client.views.pharmacy.line_sheets import BatchSheet, QuantitySheet, SubstituteSheet
from client.widgets.dialog import Confirm
from shared.contracts import billing, pharmacy
from shared.contracts.pharmacy import PrescriptionReplaced
from shared.contracts.prescriptions import UnsettledWarnings
from shared.contracts.stock import NotEnoughStock
from shared.models.common import Nothing
from shared.models.pharmacy import Outcome
from shared.models.prescriptions import PrescriptionStatus
from shared.topics import Topic
from tests.client.cashier import bills
from tests.client.pharmacy import papers
from tests.client.pharmacy.conftest import APPROVAL
from tests.client.spoken import silent

Key = Qt.Key
ALT = Qt.KeyboardModifier.AltModifier
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def sheet(page, qtbot):
    """The open sheet of a kind."""

    def of(kind):
        qtbot.waitUntil(lambda: any(s.isVisible() for s in page.findChildren(kind)))
        found = next(s for s in page.findChildren(kind) if s.isVisible())
        found.activateWindow()
        qtbot.waitUntil(found.isActiveWindow)
        return found

    return of


@pytest.fixture
def press(page, qtbot):
    """On the page, once the keyboard is its own again."""

    def key(which, modifier=Qt.KeyboardModifier.NoModifier):
        page.activateWindow()
        qtbot.waitUntil(page.isActiveWindow)
        QTest.keyClick(page, which, modifier)

    return key


@pytest.fixture
def sent(calls, answered):
    """What was handed out, as it was sent."""

    def last():
        answered(lambda: calls.requests(pharmacy.dispense))
        return calls.requests(pharmacy.dispense)[-1]

    return last


def cells(page, number):
    table = page.prescription.lines
    row = table.rows_model.rows[number - 1]
    return [column.text(row) for column in table.rows_model.columns][1:]


def batches(done):
    return [(part.batch_id.int - 100, part.quantity) for part in done.batches]


def at_line(page, number):
    page.prescription.lines.select(number)


def test_a_token_and_two_enters_hand_out_what_is_proposed_and_print_its_labels(
    page, clock, calls, counter, answered, sent, labels, press
):
    said: list[str] = []
    page.said.connect(said.append)
    QTest.keyClicks(page.waiting.box, "m-012")
    QTest.keyClick(page.waiting.box, Key.Key_Return)
    answered(page.prescription.lines.hasFocus)
    assert cells(page, 1) == ["22 × MF2411, 01/2027", "60", "60", "Give"]
    assert cells(page, 2) == ["12 × AM0917, 08/2027", "30", "12", "Part"]
    assert cells(page, 3) == ["", "28", "0", "None left"]

    QTest.keyClick(page.prescription.lines, Key.Key_Return)  # a double stroke: nobody has looked yet
    assert calls.requests(pharmacy.dispense) == []
    clock.pass_by(1)
    QTest.keyClick(page.prescription.lines, Key.Key_Return)
    request = sent()
    answered(lambda: said)

    assert [(done.line, batches(done)) for done in request.lines] == [(1, [(1, 22), (2, 38)]), (2, [(3, 12)])]
    assert said == ["RX-2026-000001: 1 medicine handed out"]
    assert [given.id for given in labels.printed] == [counter.state.given.id]
    assert page.waiting.box.hasFocus()

    press(Key.Key_P, CONTROL)
    assert len(labels.printed) == 2


def test_who_takes_money_here_goes_on_to_the_bill(opened, press, calls, answered, counter):
    page = opened(papers.opened())
    wanted: list[object] = []
    page.bill_opened.connect(wanted.append)
    bill = bills.bill()
    calls.answers(billing.of_appointment, bill)
    assert page.bar.bill.isHidden()
    press(Key.Key_F9)
    answered(page.bar.bill.isVisible)

    press(Key.Key_B, ALT)
    answered(lambda: wanted)

    assert wanted == [bill.id]
    assert calls.requests(billing.of_appointment)[0].appointment_id == counter.state.opened.appointment_id


def test_a_row_that_is_marked_from_before_is_not_opened_by_another_token(page, counter, answered):
    page.waiting.list.select(papers.waiting(1).prescription_id)

    QTest.keyClicks(page.waiting.box, "e-013")
    QTest.keyClick(page.waiting.box, Key.Key_Return)
    answered(lambda: counter.state.opened)

    assert [r.prescription_id.int for r in page._counter._calls.requests(pharmacy.open_prescription)] == [2]


def test_where_several_fit_somebody_chooses(page, answered):
    QTest.keyClicks(page.waiting.box, "a")
    QTest.keyClick(page.waiting.box, Key.Key_Return)

    answered(page.waiting.list.hasFocus)
    assert page.counter.opened is None


def test_who_waits_is_called_by_number_to_this_counter(page, calls, press, answered):
    calls.answers(pharmacy.call, Nothing())
    said: list[str] = []
    page.said.connect(said.append)
    assert page.waiting.call.blocked_reason == "Choose somebody with a number of today"
    page.waiting.list.select_first()

    press(Key.Key_F10)
    answered(lambda: said)

    assert calls.requests(pharmacy.call)[0].prescription_id == papers.waiting(1).prescription_id
    assert said == ["M-012 is called to this counter"]


@pytest.mark.parametrize("typed", ["RX2026000002", "rx-2026-000002"])
def test_a_scanned_prescription_is_opened(page, counter, calls, answered, typed):
    page._scanner.scanned.emit(typed)
    answered(lambda: counter.state.opened)

    assert calls.requests(pharmacy.waiting)[-1].term == "RX-2026-000002"


def test_the_code_on_a_pack_hands_nothing_out(opened, calls, clock):
    page = opened(papers.opened())
    clock.pass_by(1)
    said: list[str] = []
    page.said.connect(said.append)

    QTest.keyClicks(page.prescription.lines, "8901234567894")
    QTest.keyClick(page.prescription.lines, Key.Key_Return)

    assert calls.requests(pharmacy.dispense) == []
    assert said == ["8901234567894 is the code on a pack: scan the prescription, or type the token."]


def test_less_is_given_than_prescribed_and_never_more(opened, sheet, sent, press):
    page = opened(papers.opened())
    at_line(page, 1)
    press(Key.Key_F4)
    how_many = sheet(QuantitySheet)
    how_many.quantity.setText("61")
    assert how_many.primary.reason_label().text() == "Only 60 left to give"

    how_many.quantity.setText("30")
    QTest.keyClick(how_many, Key.Key_Return)
    assert cells(page, 1)[2:] == ["30", "Part"]
    press(Key.Key_F9)

    assert batches(sent().lines[0]) == [(1, 22), (2, 8)]


def test_the_batch_in_the_hand_is_written_down(opened, sheet, sent, press):
    page = opened(papers.opened())
    at_line(page, 1)
    press(Key.Key_F5)
    which = sheet(BatchSheet)
    first, second = which.amounts.values()
    first.setText("0")
    second.setText("60")
    QTest.keyClick(which, Key.Key_Return, CONTROL)
    press(Key.Key_F9)

    assert batches(sent().lines[0]) == [(2, 60)]


def test_another_product_takes_the_place_in_the_dose_that_comes_to_the_same(opened, sheet, sent, answered, press):
    page = opened(papers.opened())
    at_line(page, 3)
    press(Key.Key_F6)
    answered(lambda: page.findChildren(SubstituteSheet))
    others = sheet(SubstituteSheet)
    others.reason.setText("20 mg out of stock")
    QTest.keyClick(others, Key.Key_Return, CONTROL)
    assert cells(page, 3) == ["14 × OM40, 08/2027", "28", "14", "Substitute"]
    assert "Instead of Omeprazole 20 mg tablet" in page.prescription._taking.text()
    press(Key.Key_F9)

    done = sent().lines[2]
    assert (done.substitute_id, done.reason) == (papers.LOSEC.medicine_id, "20 mg out of stock")


@pytest.mark.parametrize(("key", "outcome", "word"), [(Key.Key_F7, "held", "Hold"), (Key.Key_F8, "refused", "Refuse")])
def test_a_line_is_held_or_refused_with_a_reason_and_goes_back_to_what_was_proposed(
    opened, sheet, sent, key, outcome, word, press
):
    page = opened(papers.opened())
    at_line(page, 3)
    press(key)
    why = sheet(Confirm)
    QTest.keyClicks(why._reason, "comes tomorrow")
    QTest.keyClick(why, Key.Key_Return, CONTROL)
    assert cells(page, 3)[3] == word
    press(Key.Key_X, ALT)
    assert cells(page, 3)[3] == "None left"

    page._counter.withhold(3, Outcome(outcome), "comes tomorrow")
    press(Key.Key_F9)

    assert (sent().lines[2].outcome, sent().lines[2].reason) == (outcome, "comes tomorrow")


def test_what_the_doctor_gave_no_number_of_has_to_be_counted(opened, sheet):
    page = opened(papers.opened(papers.METFORMIN, papers.TRAMADOL))

    assert page.bar.go_on.blocked_reason == "Tramadol 50 mg: say how many"
    assert page.prescription.lines.current().number == 4


def test_what_is_controlled_is_handed_out_before_a_second_person(opened, sheet, sent, answered, calls, press):
    page = opened(papers.opened(papers.TRAMADOL))
    page._counter.set_quantity(4, Decimal(10))
    press(Key.Key_F9)
    second = sheet(SecondPersonSheet)
    assert calls.requests(pharmacy.dispense) == []

    QTest.keyClicks(second.user_name, "habibur.rahman")
    QTest.keyClicks(second.password, "secret-enough")
    second.primary.click()

    assert sent().approval_id == APPROVAL


def test_a_red_warning_keeps_everything_on_the_counter_until_it_is_answered(opened, sheet, sent, press):
    page = opened(papers.opened(papers.METFORMIN, papers.AMOXICILLIN, warnings=[papers.ALLERGIC]))
    assert page.bar.go_on.blocked_reason == "1 warning needs an answer."

    press(Key.Key_W, ALT)
    warning = sheet(WarningSheet)
    warning.reason.setText("Doctor says: tolerated before")
    warning.primary.click()
    press(Key.Key_F9)

    (override,) = sent().overrides
    assert (override.key, override.reason) == (papers.ALLERGIC.key, "Doctor says: tolerated before")


def test_what_speaks_against_it_needs_no_answer_where_it_is_not_given(opened, page):
    opened(papers.opened(papers.METFORMIN, papers.AMOXICILLIN, warnings=[papers.ALLERGIC]))

    page._counter.withhold(2, Outcome.HELD, "ask the doctor")

    assert page.bar.go_on.blocked_reason == ""


def test_warnings_that_the_server_refuses_with_are_shown(opened, calls, answered, press):
    page = opened(papers.opened(papers.METFORMIN, papers.AMOXICILLIN))
    calls.answers(pharmacy.dispense, UnsettledWarnings([papers.ALLERGIC]))

    press(Key.Key_F9)
    answered(page.prescription.warnings.isVisible)

    assert page.bar.go_on.blocked_reason == "1 warning needs an answer."


def test_who_comes_too_late_is_told_what_is_left_and_sees_it_in_the_line(opened, calls, answered, page, press):
    opened(papers.opened(papers.METFORMIN))
    calls.answers(pharmacy.dispense, NotEnoughStock(papers.METFORMIN.item.medicine_id, "Metformin 500 mg", Decimal(5)))
    less = papers.METFORMIN.model_copy(update={"batches": [papers.batch(2, "MF2506", 5)]})
    calls.answers(pharmacy.open_prescription, papers.opened(less))

    press(Key.Key_F9)
    answered(lambda: cells(page, 1)[2] == "5")

    assert page.prescription.note.text.startswith("Only 5 of Metformin 500 mg left")
    assert not page.counter.sending


def test_what_the_doctor_changed_meanwhile_is_opened_in_its_place(opened, calls, answered, page, press):
    opened(papers.opened())
    newer = papers.opened(papers.AMLODIPINE, number=9)
    calls.answers(pharmacy.dispense, PrescriptionReplaced(newer.prescription.id))
    calls.answers(pharmacy.open_prescription, newer)

    press(Key.Key_F9)
    answered(lambda: page.counter.opened == newer)

    assert "The doctor has changed this prescription" in page.prescription.note.text


def test_what_was_said_stays_while_others_give_out_of_the_same_shelf(opened, calls, stream, answered, page):
    opened(papers.opened())
    page._counter.set_quantity(1, Decimal(30))
    calls.answers(
        pharmacy.open_prescription,
        papers.opened(papers.METFORMIN.model_copy(update={"batches": [papers.batch(2, "MF2506", 20)]})),
    )

    stream.tell(Topic.STOCK)
    answered(lambda: cells(page, 1) == ["", "60", "30", "Not there"])

    assert page.bar.go_on.blocked_reason == "Metformin 500 mg: only 20 left on the shelf"


def test_a_second_counter_that_gave_of_it_makes_what_was_said_void(opened, calls, stream, answered, page):
    opened(papers.opened())
    page._counter.set_quantity(1, Decimal(30))
    calls.answers(pharmacy.open_prescription, papers.opened(turn=1))

    stream.tell(Topic.PRESCRIPTIONS)
    answered(lambda: page.counter.opened.turn == 1)

    assert page.counter.intents == {}


def test_what_is_closed_is_looked_at_only(opened):
    closed = papers.opened()
    page = opened(
        closed.model_copy(
            update={"prescription": closed.prescription.model_copy(update={"status": PrescriptionStatus.EXPIRED})}
        )
    )

    assert page.bar.go_on.blocked_reason == "Nothing is handed out of this prescription any more."
    assert page.prescription.hold.blocked_reason == "This prescription is closed"


def test_it_fits_a_small_screen_and_every_stop_of_the_tab_key_says_what_it_is(opened):
    page = opened(papers.opened(papers.METFORMIN, papers.AMOXICILLIN, warnings=[papers.ALLERGIC]))

    assert page.minimumSizeHint().width() <= 1286
    assert page.minimumSizeHint().height() <= 640
    assert silent(page) == []


def test_the_month_of_expiry_is_what_stands_on_the_pack(opened):
    page = opened(papers.opened(papers.line(1, "Metformin", "500 mg", 5, papers.batch(1, "X", 9, date(2028, 2, 29)))))

    assert cells(page, 1)[0] == "5 × X, 02/2028"
