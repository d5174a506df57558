import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from client.views.approval.second_person_sheet import SecondPersonSheet
from client.views.lab.direct_sheet import DirectSheet
from client.views.lab.sheets import CallSheet
from shared.contracts import access, lab, patients
from shared.contracts.access import ApprovalNeeded
from shared.contracts.patients import PatientDied
from shared.ids import ApprovalId, new_id
from shared.models.access import Approval
from shared.models.common import Page
from shared.models.lab import Urgency, WorkStage
from shared.permissions import Permission, Role
from tests.client.consulting.examples import BLOOD_COUNT, CRP
from tests.client.lab import work

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
SENDER = "Dr Rahman, Green Road Clinic"
TO_COLLECT = work.item(7, WorkStage.COLLECT, test=BLOOD_COUNT.name, requester=SENDER, ordered_by="Dr. Sen")


def focused():
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def press(*keys, held=Qt.KeyboardModifier.NoModifier):
    for key in keys:
        QTest.keyClick(focused(), key, held)


def write(text):
    QTest.keyClicks(focused(), text)


@pytest.fixture
def session(session):
    session.become(Role.PATHOLOGIST)
    return session


@pytest.fixture
def calls(calls):
    calls.answers(patients.search, Page(items=[work.SHAHIDA]))
    calls.answers(lab.test_types, lambda ask: Page(items=[BLOOD_COUNT if ask.term == "cbc" else CRP]))
    calls.answers(lab.order_direct, Page(items=[TO_COLLECT]))
    return calls


@pytest.fixture
def sheet(page, qtbot):
    """Open, with the keyboard."""
    QTest.keyClick(page, Key.Key_O, CTRL)
    (sheet,) = page.window().findChildren(DirectSheet)
    qtbot.waitUntil(sheet.isActiveWindow)
    yield sheet
    for left in page.window().findChildren(DirectSheet):
        left.reject()


@pytest.fixture
def filled(sheet, answered):
    """A patient and two tests, by the keyboard."""
    write("shahida")
    answered(lambda: sheet.search.list.current() is not None)
    press(Key.Key_Return)
    for test in (BLOOD_COUNT, CRP):
        write(test.code.lower())
        answered(lambda: sheet.test.is_open)
        press(Key.Key_Return)
    return sheet


def asked(calls):
    return calls.requests(lab.order_direct)


def test_a_patient_tests_and_who_sent_them_are_ordered_without_a_mouse(filled, calls, answered, page):
    told: list[str] = []
    page.said.connect(told.append)

    press(Key.Key_F8, Key.Key_Right)
    press(Key.Key_F9)
    write(SENDER)
    press(Key.Key_Return)
    answered(lambda: page.bench.item == TO_COLLECT)

    (order,) = asked(calls)
    assert (order.patient_id, order.test_type_ids) == (work.SHAHIDA.id, [BLOOD_COUNT.id, CRP.id])
    assert (order.urgency, order.requester, order.approval_id) == (Urgency.URGENT, SENDER, None)
    assert told == ["1 test is ordered for Shahida Begum."]


def test_enter_adds_test_after_test_and_orders_none(filled, calls):
    press(Key.Key_Return)

    assert [chip.text() for chip in filled.chips.chips] == [BLOOD_COUNT.name, CRP.name]
    assert asked(calls) == []


def test_what_comes_next_is_its_tubes_with_who_wants_to_know(filled, page, calls, answered):
    calls.answers(lab.worklist, Page(items=[TO_COLLECT]))
    calls.answers(lab.sheet, work.sheet(TO_COLLECT))
    press(Key.Key_Return, held=CTRL)
    answered(lambda: page.bench.sheet is not None and page.worklist.list.current() == TO_COLLECT)

    assert page.bar.collect.isVisible()
    assert SENDER in page.sheet._who.text()
    assert SENDER in page.worklist._who(TO_COLLECT)


def test_it_says_what_it_costs_and_what_is_missing(sheet, answered):
    assert sheet.primary.blocked_reason == "Choose the patient first"
    sheet.search.picked.emit(work.SHAHIDA)
    assert sheet.primary.blocked_reason == "Choose a test"
    write("cb")
    assert sheet.primary.blocked_reason == "A test is typed and not added"
    write("c")
    answered(lambda: sheet.test.is_open)
    press(Key.Key_Return)
    answered(sheet.cost.text)

    assert sheet.primary.blocked_reason == ""
    assert sheet.cost.text() == "1 test, 400.00 BDT"


def test_a_test_is_taken_back_by_the_keyboard(filled):
    press(Key.Key_Backspace, Key.Key_Delete)

    assert [chip.text() for chip in filled.chips.chips] == [BLOOD_COUNT.name]


def test_a_refusal_is_said_and_everything_typed_stays(filled, calls, answered):
    calls.answers(lab.order_direct, PatientDied(work.NOON.date()))
    press(Key.Key_Return, held=CTRL)
    answered(filled._error.isVisible)

    assert len(filled.chips.chips) == 2
    assert filled.primary.isEnabled()


@pytest.fixture
def second(filled, calls, answered, qtbot):
    """A nurse has ordered, and is asked for somebody who agrees."""
    needed = ApprovalNeeded(Permission.LAB_ORDER_DIRECT)
    calls.answers(lab.order_direct, lambda ask: needed if ask.approval_id is None else Page(items=[TO_COLLECT]))
    press(Key.Key_Return, held=CTRL)
    answered(lambda: filled.findChildren(SecondPersonSheet))
    (second,) = filled.findChildren(SecondPersonSheet)
    qtbot.waitUntil(second.isActiveWindow)
    return second


def test_a_nurse_goes_on_with_a_second_persons_word(second, calls, answered, page):
    given = Approval(id=ApprovalId(new_id()), approved_by="Dr. Sen", until=work.NOON)
    calls.answers(access.approve, given)

    write("sen")
    press(Key.Key_Tab)
    write("secret")
    press(Key.Key_Return)
    answered(lambda: page.bench.item == TO_COLLECT)

    (word,) = calls.requests(access.approve)
    subject = (Permission.LAB_ORDER_DIRECT, work.SHAHIDA.id)
    assert (word.user_name, (word.permission, word.subject_id)) == ("sen", subject)
    assert [ask.approval_id for ask in asked(calls)] == [None, given.id]


def test_where_nobody_agrees_the_order_stands_as_it_was_typed(second, filled, calls, qtbot):
    press(Key.Key_Escape)
    qtbot.waitUntil(lambda: not filled.findChildren(SecondPersonSheet))

    assert len(filled.chips.chips) == 2
    assert filled.primary.isEnabled()
    assert len(asked(calls)) == 1


def test_who_may_not_order_has_no_such_button(page, session):
    session.become(Role.LAB_TECHNICIAN)
    QTest.keyClick(page, Key.Key_O, CTRL)

    assert not page.worklist.order.isVisible()
    assert page.window().findChildren(DirectSheet) == []


def test_a_critical_value_is_told_to_who_asked_for_it(opened, page):
    bench = opened(work.sheet(work.item(stage=WorkStage.ENTER, requester=SENDER), to_tell=["Potassium"]))

    assert CallSheet(bench.state, page).told_to.value() == SENDER
