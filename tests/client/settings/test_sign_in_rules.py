from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox

from client.viewmodels.settings.sign_in_rules import SignInRuleDesk
from client.views.approval.second_person_sheet import SecondPersonSheet
from client.views.settings.sign_in_rules import SignInRulesTab
from client.widgets.dialog import Confirm
from shared.contracts import access, sign_in
from shared.contracts.access import ApprovalNeeded
from shared.errors import StaleVersion
from shared.ids import ApprovalId, RoleId, UserId
from shared.models.access import Approval
from shared.models.common import Nothing, Page
from shared.models.sign_in import SIGN_IN_RULES, RoleChoice, SecondFactorSummary
from shared.permissions import Permission
from tests.client.examples import NOON
from tests.client.fakes import FakeCalls
from tests.client.settings.conftest import ROLES, RULES
from tests.client.why import why_of
from tests.client.widgets.conftest import look, shown

__all__ = ["look", "shown"]

AMINA = SecondFactorSummary(
    user_id=UserId(UUID(int=7)), full_name="Amina Begum", user_name="amina", since=NOON, recovery_codes=2
)


@pytest.fixture
def calls():
    calls = FakeCalls()
    calls.answers(sign_in.rules, RULES)
    calls.answers(sign_in.second_factors, Page(items=[AMINA], more=False))
    calls.answers(
        sign_in.save_rules,
        lambda asked: RULES.model_copy(update={"version": asked.version + 1, "password_days": asked.password_days}),
    )
    calls.answers(sign_in.reset_second_factor, Nothing())
    return calls


@pytest.fixture
def tab(calls, shown, answered, look):
    tab = shown(SignInRulesTab(SignInRuleDesk(calls)), 1278, 700)
    answered(lambda: tab._view_model.state.second_factors)
    return tab


def test_what_was_changed_is_saved_whole_with_one_key(tab, calls, answered):
    tab.days.setFocus()
    QTest.keyClicks(tab.days, "90")
    tab.roles[ROLES[2].id].setChecked(True)
    tab.why.set_value("The insurer asks for it")
    QTest.keyClick(tab, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    answered(lambda: tab._view_model.state.saved)

    (asked,) = calls.requests(sign_in.save_rules)
    assert (asked.version, asked.password_days, asked.shortest_password) == (4, 90, 10)
    assert asked.second_factor_roles == (ROLES[0].id, ROLES[2].id)
    assert asked.openid_secret is None  # what is kept stays
    assert (asked.reason, tab.why.value()) == ("The insurer asks for it", "")
    assert tab.note.text.startswith("Saved.")
    assert tab._view_model.state.rules.version == 5


def test_what_is_typed_anew_while_the_save_is_on_its_way_stays(tab, calls, answered):
    calls.answers(
        sign_in.save_rules,
        lambda asked: RULES.model_copy(
            update={"version": 5, "password_days": asked.password_days, "openid_scopes": "kept"}
        ),
    )
    tab.days.setText("90")
    tab.secret.setText("first")
    tab.save.clicked.emit()
    tab.days.setText("120")
    tab.secret.setText("second")
    answered(lambda: tab._view_model.state.saved)

    assert (tab.days.value(), tab.secret.value(), tab.scopes.value()) == ("120", "second", "kept")


@pytest.mark.parametrize(
    ("editor", "typed", "field"),
    [
        ("shortest", "8", "shortest_password"),
        ("days", "three", "password_days"),
        ("hours", "0", "session_hours"),
        ("issuer", "http://id.example", "openid_issuer"),
    ],
)
def test_what_cannot_be_stands_beside_its_field_and_is_not_sent(tab, calls, editor, typed, field):
    getattr(tab, editor).set_value(typed)
    tab.save.click()

    assert [name for name, each in tab._fields.items() if each.has_error] == [field]
    limits = {"shortest": "10 to 64", "days": "30 to 3650, or empty", "hours": "1 to 168"}
    assert limits.get(editor, "https://…") in tab._fields[field].error.text()
    assert calls.requests(sign_in.save_rules) == []


def test_a_second_person_agrees_where_less_is_asked_than_before(tab, calls, answered):
    calls.answers(
        sign_in.save_rules,
        lambda asked: (
            RULES.model_copy(update={"second_factor_roles": ()})
            if asked.approval_id
            else ApprovalNeeded(Permission.ROLES_ASSIGN)
        ),
    )
    word = Approval(id=ApprovalId(UUID(int=9)), approved_by="Boss", until=NOON)
    calls.answers(access.approve, word)
    tab.roles[ROLES[0].id].setChecked(False)
    tab.save.click()
    answered(lambda: tab.findChild(SecondPersonSheet))
    second = tab.findChild(SecondPersonSheet)
    second.user_name.set_value("boss")
    second.password.setText("long enough 1")
    second.primary.click()
    answered(lambda: tab._view_model.state.saved)

    assert [asked.approval_id for asked in calls.requests(sign_in.save_rules)] == [None, word.id]
    assert [asked.subject_id for asked in calls.requests(access.approve)] == [SIGN_IN_RULES]
    assert tab.note.text.startswith("Saved.")


def test_somebody_elses_change_meanwhile_is_said(tab, calls, answered):
    calls.answers(sign_in.save_rules, StaleVersion(5))
    tab.save.click()

    answered(tab.note.isVisible)


def test_another_tab_in_between_takes_away_nothing_that_was_typed(tab, calls, answered):
    tab.days.set_value("90")
    tab.secret.setText("s3cret")
    tab.roles[ROLES[2].id].setChecked(True)
    calls.answers(sign_in.rules, RULES.model_copy(update={"version": 5, "session_hours": 8}))

    tab.hide()
    tab.show()
    answered(lambda: tab._view_model.state.rules.version == 5)

    assert (tab.days.value(), tab.secret.text(), tab.roles[ROLES[2].id].isChecked()) == ("90", "s3cret", True)
    assert tab.hours.value() == "8"  # which somebody else has saved
    tab.save.click()
    answered(lambda: tab._view_model.state.saved)
    assert tab.secret.text() == ""


def test_the_boxes_are_those_of_the_roles_there_are_now(tab, calls, answered):
    """A tick of one that was removed would be refused by the server, and nothing on the tab could be saved."""
    _gone, renamed, *others = ROLES
    new = RoleChoice(id=RoleId(UUID(int=99)), name="Matron")
    there = (renamed.model_copy(update={"name": "Night shift"}), *others, new)
    tab.roles[renamed.id].setChecked(True)
    calls.answers(sign_in.rules, RULES.model_copy(update={"version": 5, "roles": there}))
    tab.hide()
    tab.show()
    answered(lambda: tab._view_model.state.rules.version == 5)

    assert list(tab.roles) == [role.id for role in there]
    shown = [tick for tick in tab.findChildren(QCheckBox) if tick.isVisible()]
    places = [(tick.x(), tick.y()) for tick in tab.roles.values()]
    assert {tick.text() for tick in shown} == {tick.text() for tick in tab.roles.values()}
    assert tab.roles[renamed.id].text() == "Night shift"
    assert len(set(places)) == len(there)
    tab.save.click()
    answered(lambda: tab._view_model.state.saved)
    (asked,) = calls.requests(sign_in.save_rules)
    assert asked.second_factor_roles == (renamed.id,)  # ticked and not saved yet; of the one that is gone nothing


def test_a_second_proof_is_reset_after_a_question(tab, calls, answered, qtbot):
    tab.factors.select_first()
    QTest.keyClick(tab, Qt.Key.Key_R, Qt.KeyboardModifier.AltModifier)
    (sure,) = tab.findChildren(Confirm)
    sure.primary.click()
    answered(lambda: not tab._view_model.state.second_factors)

    assert [asked.user_id for asked in calls.requests(sign_in.reset_second_factor)] == [AMINA.user_id]


def test_where_the_house_wants_it_a_second_person_agrees_to_the_reset(tab, calls, answered):
    calls.answers(
        sign_in.reset_second_factor,
        lambda asked: Nothing() if asked.approval_id else ApprovalNeeded(Permission.ROLES_ASSIGN),
    )
    word = Approval(id=ApprovalId(UUID(int=9)), approved_by="Boss", until=NOON)
    calls.answers(access.approve, word)
    tab.factors.select_first()
    tab.reset.click()
    why_of(tab.findChild(Confirm)).set_value("A new phone")
    tab.findChild(Confirm).primary.click()
    answered(lambda: tab.findChild(SecondPersonSheet))
    second = tab.findChild(SecondPersonSheet)
    second.user_name.set_value("boss")
    second.password.setText("long enough 1")
    second.primary.click()
    answered(lambda: not tab._view_model.state.second_factors)

    asked = [(one.approval_id, one.reason) for one in calls.requests(sign_in.reset_second_factor)]
    assert asked == [(None, "A new phone"), (word.id, "A new phone")]
