"""The page of claims, with the keyboard alone."""

from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from client.views.approval.second_person_sheet import SecondPersonSheet
from client.views.claims.answer_sheet import AnswerSheet
from client.views.claims.sheets import HistorySheet, proposed_period
from client.views.claims.words import item_state
from client.widgets.dialog import Confirm
from shared.contracts import access, claims, documents
from shared.contracts.access import ApprovalNeeded
from shared.contracts.claims import NothingToClaim
from shared.errors import StaleVersion
from shared.ids import ApprovalId
from shared.models.access import Approval
from shared.models.claims import ClaimMode, ClaimStatus, Decision, Standings
from shared.models.common import Nothing
from shared.models.documents import PaperKind
from shared.models.spreadsheets import SpreadsheetFile, SpreadsheetForm
from shared.permissions import Permission
from tests.client.cashier.bills import TAKA
from tests.client.claims.conftest import CREDITED, DELTA, DRAFT, FIRST, GREEN, PAID, REFUSED, SECOND, SENT, claim
from tests.client.examples import NOON, TODAY

Key = Qt.Key


def press(key, modifier=Qt.KeyboardModifier.NoModifier):
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, key, modifier)


def type_over(editor, text):
    editor.setFocus()
    editor.selectAll()
    QTest.keyClicks(editor, text)


def sheet(page, kind):
    return next(one for one in page.findChildren(kind) if one.isVisible())


def test_a_payer_shows_what_is_owed_by_age_the_claims_and_the_bills_of_the_first(page):
    assert [label.text() for label in page.ages.sums] == ["18,400.00", "7,250.50", "1,200.00", "0.00"]
    assert [row.id for row in page.claims.rows_model.rows] == [SENT.id]
    assert page.card.title.text() == "CL-2026-00007 · Green Life Insurance"
    assert list(page.card.items.rows_model.rows) == SENT.items
    assert "to decide 240.00" in page.card.sums.text()
    assert not page.card.submit.isVisible()


def test_keys_lead_to_payers_claims_and_bills(page):
    for key, table in ((Key.Key_F3, page.claims), (Key.Key_F4, page.card.items), (Key.Key_F2, page.payers)):
        press(key)
        assert QApplication.focusWidget() is table


@pytest.mark.parametrize(
    ("of", "word"),
    [(FIRST, "Open"), (SECOND, "Short paid"), (REFUSED, "To decide"), (PAID, "Paid"), (CREDITED, "Owed back")],
)
def test_each_bill_says_what_is_to_be_done_about_it(of, word):
    assert item_state(of) == word


@pytest.mark.parametrize(
    ("since", "today", "period"),
    [
        (date(2026, 10, 3), TODAY, (date(2026, 10, 3), date(2026, 10, 31))),
        (date(2026, 11, 2), TODAY, (date(2026, 11, 2), TODAY)),
    ],
)
def test_whole_months_are_proposed_where_one_has_passed(since, today, period):
    assert proposed_period(since, today) == period


def test_what_was_not_asked_for_is_gathered_and_a_refusal_keeps_the_sheet(page, calls, answered):
    calls.answers(claims.gather, NothingToClaim())
    press(Key.Key_F6)
    gathering = page.editor
    gathering.primary.click()
    answered(lambda: not page._desk.state.busy)
    assert page.editor is gathering
    calls.answers(claims.gather, DRAFT)

    gathering.primary.click()
    answered(lambda: page.editor is None)

    asked = calls.requests(claims.gather)[-1]
    assert (asked.payer_id, asked.period_from, asked.period_to) == (
        GREEN.payer_id,
        date(2026, 10, 3),
        date(2026, 10, 31),
    )


def test_it_is_gathered_of_the_payer_on_the_sheet_whoever_is_shown_by_then(page, calls, answered):
    calls.answers(claims.gather, DRAFT)
    press(Key.Key_F6)
    gathering = page.editor
    calls.answers(claims.standings, Standings(day=TODAY, currency=TAKA, payers=[DELTA]))

    page._desk.refresh()
    answered(lambda: page._desk.state.payer == DELTA)
    gathering.primary.click()
    answered(lambda: page.editor is None)

    assert [one.payer_id for one in calls.requests(claims.gather)] == [GREEN.payer_id]


@pytest.mark.usefixtures("drafting")
class TestADraft:
    def test_a_bill_is_left_out(self, page, calls, answered):
        calls.answers(claims.leave_out, DRAFT)
        press(Key.Key_F4)
        page.card.items.select_first()
        press(Key.Key_Delete)
        answered(lambda: calls.requests(claims.leave_out))

        assert calls.requests(claims.leave_out)[0].bill_id == FIRST.bill_id

    def test_it_is_submitted_after_a_question(self, page, calls, answered):
        calls.answers(claims.submit, SENT)
        press(Key.Key_F9)
        sheet(page, Confirm).primary.click()
        answered(lambda: page._desk.state.claim == SENT)

        (sent,) = calls.requests(claims.submit)
        assert (sent.claim_id, sent.version) == (DRAFT.id, DRAFT.version)

    @pytest.mark.parametrize(
        ("key", "modifier", "endpoint"),
        [
            (Key.Key_F9, Qt.KeyboardModifier.NoModifier, claims.submit),
            (Key.Key_D, Qt.KeyboardModifier.AltModifier, claims.discard),
        ],
        ids=("submitted", "discarded"),
    )
    def test_what_a_colleague_changes_behind_the_question_is_not_agreed_to_unseen(
        self, page, calls, answered, key, modifier, endpoint
    ):
        calls.answers(endpoint, StaleVersion(4))
        press(key, modifier)
        confirm = sheet(page, Confirm)
        changed = claim(9, ClaimStatus.DRAFT, [FIRST, SECOND], version=DRAFT.version + 1)
        calls.answers(claims.get, changed)

        page._desk.refresh()
        answered(lambda: page._desk.state.claim == changed)
        confirm.primary.click()
        answered(lambda: calls.requests(endpoint))

        assert [(one.claim_id, one.version) for one in calls.requests(endpoint)] == [(DRAFT.id, DRAFT.version)]

    def test_it_is_discarded_after_a_question(self, page, calls, answered):
        calls.answers(claims.discard, Nothing())
        press(Key.Key_D, Qt.KeyboardModifier.AltModifier)
        sheet(page, Confirm).primary.click()
        answered(lambda: calls.requests(claims.discard))


class TestAnAnswer:
    @pytest.fixture
    def answering(self, page):
        press(Key.Key_F9)
        return sheet(page, AnswerSheet)

    def test_each_bill_is_typed_and_enter_goes_on_to_the_next(self, page, answering, calls, answered):
        calls.answers(claims.answer, SENT)
        QTest.keyClicks(answering.reference, "TRX-9")
        type_over(answering.pays, "500")
        type_over(answering.refuses, "300")
        type_over(answering.reason, "Not covered")
        press(Key.Key_Return)
        assert answering.rows.current().item == SECOND
        assert QApplication.focusWidget() is answering.pays
        type_over(answering.pays, "100")
        press(Key.Key_Return)
        answering.primary.click()
        answered(lambda: page.editor is None)

        (sent,) = calls.requests(claims.answer)
        assert [(one.bill_id, one.paid, one.refused, one.reason) for one in sent.items] == [
            (FIRST.bill_id, 500, 300, "Not covered"),
            (SECOND.bill_id, 100, 0, ""),
        ]
        assert (sent.money.mode, sent.money.reference, sent.money.received_on) == (ClaimMode.TRANSFER, "TRX-9", TODAY)

    def test_all_is_paid_by_one_key(self, answering, calls, answered):
        calls.answers(claims.answer, SENT)
        QTest.keyClicks(answering.reference, "TRX-9")
        press(Key.Key_A, Qt.KeyboardModifier.AltModifier)

        assert answering.total.text() == "Paid 950.00 · refused 0.00"
        answering.primary.click()
        answered(lambda: calls.requests(claims.answer))
        assert [one.paid for one in calls.requests(claims.answer)[0].items] == [800, 150]

    def test_more_than_is_open_and_a_refusal_without_a_reason_are_not_taken(self, answering):
        type_over(answering.pays, "900")
        press(Key.Key_Return)
        assert answering.rows.current().item == FIRST
        type_over(answering.pays, "700")
        type_over(answering.refuses, "100")
        press(Key.Key_Return)

        assert not answering._draft.state.says_something
        assert answering._error.text == "Say why the payer refuses it."

    def test_money_without_its_number_is_not_booked(self, answering):
        type_over(answering.pays, "800")
        press(Key.Key_Return)

        assert answering.primary.blocked_reason == "The number of the transfer or cheque is needed"


def test_what_is_owed_back_is_given_back(page, calls, answered, qtbot):
    credited = claim(7, ClaimStatus.SETTLED, [CREDITED])
    calls.answers(claims.get, credited)
    page._desk.refresh()
    answered(lambda: page._desk.state.claim == credited)
    calls.answers(claims.answer, credited)
    press(Key.Key_F9)
    answering = sheet(page, AnswerSheet)
    QTest.keyClicks(answering.reference, "TRX-10")
    type_over(answering.pays, "640")
    answering.primary.click()
    answered(lambda: calls.requests(claims.answer))

    assert calls.requests(claims.answer)[0].items[0].paid == -640


class TestADecision:
    def test_what_was_refused_goes_back_to_the_patient(self, page, calls, answered):
        calls.answers(claims.decide, SENT)
        press(Key.Key_F8)
        type_over(page.editor.reason, "Policy had lapsed")
        page.editor.primary.click()
        answered(lambda: page.editor is None)

        (sent,) = calls.requests(claims.decide)
        assert (sent.bill_ids, sent.decision, sent.reason) == ([REFUSED.bill_id], Decision.RETURN, "Policy had lapsed")

    def test_a_loss_is_agreed_to_by_a_second_person(self, page, calls, answered):
        word = Approval(id=ApprovalId(UUID(int=5)), approved_by="Habibur Rahman", until=NOON)
        calls.answers(
            claims.decide, lambda ask: SENT if ask.approval_id else ApprovalNeeded(Permission.CLAIMS_WRITE_OFF)
        )
        calls.answers(access.approve, word)
        press(Key.Key_F8)
        page.editor.decision.set_value(Decision.WRITE_OFF)
        type_over(page.editor.reason, "Too small")
        page.editor.primary.click()
        answered(lambda: page.editor.findChildren(SecondPersonSheet))
        second = page.editor.findChildren(SecondPersonSheet)[0]
        type_over(second.user_name, "habib")
        type_over(second.password, "secret word")
        second.primary.click()
        answered(lambda: page.editor is None)

        (asked,) = calls.requests(access.approve)
        assert (asked.permission, asked.subject_id) == (Permission.CLAIMS_WRITE_OFF, SENT.id)
        assert calls.requests(claims.decide)[-1].approval_id == word.id


def test_a_submitted_claim_is_printed(page, calls, answered):
    press(Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    answered(lambda: calls.requests(documents.record_print))

    (printed,) = calls.requests(documents.record_print)
    assert (printed.kind, printed.subject_id) == (PaperKind.CLAIM, SENT.id)


@pytest.mark.parametrize(("name", "form"), [("c.xlsx", SpreadsheetForm.XLSX), ("c.csv", SpreadsheetForm.CSV)])
def test_a_file_is_written_where_it_was_asked_for(page, calls, answered, tmp_path, name, form):
    calls.answers(claims.export, SpreadsheetFile(name="x", data=b"rows"))
    page._take_target(str(tmp_path / name))
    answered((tmp_path / name).exists)

    assert calls.requests(claims.export)[0].form is form
    assert (tmp_path / name).read_bytes() == b"rows"


def test_the_history_tells_who_said_what(page):
    press(Key.Key_H, Qt.KeyboardModifier.AltModifier)
    history = sheet(page, HistorySheet)

    fact = history.facts.rows_model.rows[0]
    assert (fact.reason, fact.amount) == ("Policy had lapsed", Decimal(240))
    assert history.payments.rows_model.rows[0].receipt_no == "CP-2026-00001"


@pytest.mark.usefixtures("drafting")
def test_a_claim_that_is_chosen_while_the_lists_are_read_stays_chosen(page, calls, answered):
    page._desk.refresh()
    calls.deliver()
    answered(lambda: calls.requests(claims.get)[-1].claim_id == DRAFT.id)
    page._desk.choose(SENT.id)
    page._desk.refresh()
    answered(lambda: page._desk.state.claim == SENT)
    calls.deliver()

    assert page.card.title.text() == "CL-2026-00007 · Green Life Insurance"


def test_what_has_ended_is_found_apart(page, calls, answered):
    page.ended.button(True).click()
    answered(lambda: calls.requests(claims.claims)[-1].ended)

    assert list(page.claims.rows_model.rows) == []
