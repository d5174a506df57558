import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from client.viewmodels.reminders.wishes import Wishes
from client.views.reminders.wishes_sheet import WishesSheet
from client.widgets.dialog import Confirm
from shared.contracts import reminders
from shared.languages import Language
from shared.models.common import Page
from shared.models.reminders import Channel, MessageKind, MessageState, Outcome, Preferences, TrialOutcome
from tests.client.patient import visits
from tests.client.reminders import mailing
from tests.client.spoken import silent

Key = Qt.Key


def press(page, key, modifier=Qt.KeyboardModifier.NoModifier):
    QTest.keyClick(QApplication.focusWidget() or page, key, modifier)


class TestList:
    def test_begins_with_what_failed_and_says_what_to_do_about_it(self, page):
        shown, _, _ = page.pages

        assert [row.state for row in shown.rows.rows_model.rows] == [MessageState.FAILED]
        assert "Call the patient" in shown.what_now.text
        assert "Not taken now" in shown.attempts.text()
        assert "(503)" in shown.attempts.text()
        assert "overdue" in shown.standing.text

    def test_one_that_waits_for_its_server_says_so_and_not_only_that_it_is_planned(self, page, calls, answered):
        shown, _, _ = page.pages
        held_up = mailing.item(state=MessageState.PLANNED, waits_since=mailing.NOON, due_at=mailing.NOON)
        calls.answers(reminders.messages, Page(items=[held_up]))
        hours = [(Outcome.TURNED_AWAY, "535")] * 40
        calls.answers(reminders.message, mailing.details(held_up, *hours))
        shown.states.button(MessageState.PLANNED).click()
        answered(lambda: shown.rows.current() and shown.rows.current().state is MessageState.PLANNED)
        answered(lambda: shown.state.text == "Waiting")

        assert "takes nothing from the hospital" in shown.what_now.text
        assert "The hospital itself was turned away (535)" in shown.attempts.text()
        assert shown.attempts.text().startswith("30 earlier lines\n")

    def test_a_failed_message_is_sent_again_by_its_key(self, page, calls, answered):
        again = mailing.item(state=MessageState.PLANNED)
        calls.answers(reminders.send_again, again)
        said: list[str] = []
        page.said.connect(said.append)

        press(page, Key.Key_F9)
        answered(lambda: said)

        (request,) = calls.requests(reminders.send_again)
        assert (request.message_id, request.version) == (again.id, 3)

    def test_all_that_failed_and_are_shown_are_sent_again_with_one_key(self, page, calls, answered):
        shown, _, _ = page.pages
        assert not shown.all_again.isVisible()  # one alone has its own
        failed = [mailing.item(1), mailing.item(6, version=5), mailing.item(7)]
        calls.answers(reminders.messages, Page(items=[*failed, mailing.PERHAPS]))
        shown.states.button(None).click()
        answered(shown.all_again.isVisible)
        assert shown.all_again.text() == "Send all 3 again"
        calls.answers(reminders.send_all_again, Page(items=failed))
        said: list[str] = []
        page.said.connect(said.append)

        press(page, Key.Key_F9, Qt.KeyboardModifier.ShiftModifier)
        answered(lambda: said)

        (request,) = calls.requests(reminders.send_all_again)
        assert [(one.message_id, one.version) for one in request.messages] == [(one.id, one.version) for one in failed]
        assert said == ["3 messages go out again"]

    def test_what_may_have_gone_out_is_asked_about_first(self, page, calls, answered, qtbot):
        shown, _, _ = page.pages
        shown.states.button(MessageState.PERHAPS).click()
        answered(lambda: shown.rows.current() and shown.rows.current().id == mailing.PERHAPS.id)
        answered(lambda: shown.again.blocked_reason == "")
        calls.answers(reminders.send_again, mailing.item(2, state=MessageState.PLANNED))

        press(page, Key.Key_F9)
        qtbot.waitUntil(lambda: page.window().findChild(Confirm) is not None)
        assert calls.requests(reminders.send_again) == []
        page.window().findChild(Confirm).primary.click()

        answered(lambda: calls.requests(reminders.send_again))

    def test_the_one_that_was_asked_about_goes_again_whichever_is_shown_by_then(self, page, calls, answered, qtbot):
        shown, _, _ = page.pages
        shown.states.button(MessageState.PERHAPS).click()
        answered(lambda: shown.rows.current() and shown.rows.current().id == mailing.PERHAPS.id)
        answered(lambda: shown.again.blocked_reason == "")
        press(page, Key.Key_F9)
        qtbot.waitUntil(lambda: page.window().findChild(Confirm) is not None)
        other = mailing.item(7, state=MessageState.PERHAPS)
        calls.answers(reminders.messages, Page(items=[other]))
        calls.answers(reminders.message, mailing.details(other))
        calls.answers(reminders.send_again, other)

        shown._messages.refresh()
        answered(lambda: shown._messages.state.message.id == other.id)
        page.window().findChild(Confirm).primary.click()
        answered(lambda: calls.requests(reminders.send_again))

        assert [one.message_id for one in calls.requests(reminders.send_again)] == [mailing.PERHAPS.id]

    def test_is_given_up_by_its_key_and_filtered_by_kind_day_and_patient(self, page, calls, answered):
        shown, _, _ = page.pages
        calls.answers(reminders.give_up, mailing.item(state=MessageState.SKIPPED))
        press(page, Key.Key_G, Qt.KeyboardModifier.AltModifier)
        answered(lambda: calls.requests(reminders.give_up))

        press(page, Key.Key_F2)
        assert shown.search.hasFocus()
        QTest.keyClicks(shown.search, "Rahima")
        answered(lambda: calls.requests(reminders.messages)[-1].term == "Rahima")
        shown.kind.set_value(MessageKind.FOLLOW_UP)
        shown.kind.picked.emit(MessageKind.FOLLOW_UP)
        answered(lambda: calls.requests(reminders.messages)[-1].kind is MessageKind.FOLLOW_UP)


class TestWords:
    def test_what_is_typed_is_read_at_once_as_a_patient_would(self, page, calls, answered):
        page.show_tab(1)
        _, words, _ = page.pages
        words.text.setPlainText("{name}, come on {date}. {hospital}")

        assert words.preview.text() == "Rahima Khatun, come on 24/12/2026. City Hospital"
        assert words.parts.text() == "48 letters, paid as 1 SMS"
        kept = mailing.TEMPLATES[0].model_copy(update={"text": words.text.toPlainText(), "own": True})
        calls.answers(reminders.save_template, kept)
        words.text.setFocus()
        press(page, Key.Key_S, Qt.KeyboardModifier.ControlModifier)
        answered(lambda: calls.requests(reminders.save_template))
        (saved,) = calls.requests(reminders.save_template)
        assert (saved.channel, saved.language, saved.text) == (Channel.SMS, Language.ENGLISH, kept.text)

    @pytest.mark.parametrize(("text", "words"), [("{test} is bad", "test"), ("{name", "brace")])
    def test_an_unknown_field_is_said_while_it_is_typed(self, page, text, words):
        page.show_tab(1)
        _, template, _ = page.pages
        template.text.setPlainText(text)

        assert words in template.wrong.text
        assert template.save.blocked_reason

    def test_arabic_is_written_from_the_right(self, page):
        page.show_tab(1)
        _, template, _ = page.pages
        template.language.button(Language.ARABIC).click()

        assert template.text.layoutDirection() is Qt.LayoutDirection.RightToLeft
        assert "موعدك" in template.preview.text()


class TestSettings:
    def test_all_of_it_is_saved_at_once_and_passwords_only_when_typed(self, page, calls, answered):
        page.show_tab(2)
        _, _, settings = page.pages
        settings.rules.quiet_from.set_value("20:30")
        settings.gateway.secret.set_value("k3y")
        calls.answers(reminders.save_settings, mailing.SETTINGS.model_copy(update={"version": 5}))
        settings.address.setFocus()
        press(page, Key.Key_S, Qt.KeyboardModifier.ControlModifier)
        answered(lambda: calls.requests(reminders.save_settings))

        (saved,) = calls.requests(reminders.save_settings)
        assert (saved.rules.quiet_from.hour, saved.rules.quiet_from.minute) == (20, 30)
        assert (saved.mail_password, saved.sms_secret, saved.version) == (None, "k3y", 4)
        assert saved.mail == mailing.SETTINGS.mail

    def test_what_is_typed_anew_while_the_save_is_on_its_way_stays(self, page, calls, answered):
        page.show_tab(2)
        _, _, settings = page.pages
        calls.answers(reminders.save_settings, mailing.SETTINGS.model_copy(update={"version": 5}))
        settings.mail.host.setText("mail.example")
        settings.save.clicked.emit()
        settings.mail.host.setText("post.hospital.example")
        answered(lambda: settings._desk.state.settings.version == 5)

        assert settings.mail.host.value() == "post.hospital.example"
        assert [asked.mail.host for asked in calls.requests(reminders.save_settings)] == ["mail.example"]

    def test_what_cannot_be_read_is_said_before_anything_is_sent(self, page, calls):
        page.show_tab(2)
        _, _, settings = page.pages
        settings.rules.at.set_value("soon")
        settings.save.click()
        assert "08:30" in settings.note.text
        settings.rules.at.set_value("10:00")
        settings.gateway.url.set_value("sms.example.com")
        settings.save.click()
        assert "URL" in settings.note.text
        assert calls.requests(reminders.save_settings) == []

    def test_a_test_message_tells_what_came_of_it(self, page, calls, answered):
        page.show_tab(2)
        _, _, settings = page.pages
        calls.answers(reminders.send_test, TrialOutcome(outcome=Outcome.REFUSED, code="550"))
        settings.address.setFocus()
        QTest.keyClicks(settings.address, "01711000111")
        press(page, Key.Key_F8)
        answered(lambda: "550" in settings.note.text)


def test_a_patients_wishes_are_read_changed_and_kept(calls, page, qtbot, answered):
    patient = visits.patient()
    known = Preferences(patient_id=patient.id, language=Language.BENGALI, sms=True, email=False)
    calls.answers(reminders.preferences, known)
    calls.answers(reminders.save_preferences, known)
    wishes = Wishes(calls, patient.id)
    sheet = WishesSheet(wishes, patient, page)
    sheet.open()
    answered(lambda: sheet.language.value() is Language.BENGALI)
    assert (sheet.sms.value(), sheet.email.value()) == (True, False)

    sheet.sms.button(False).click()
    sheet.primary.click()
    answered(lambda: calls.requests(reminders.save_preferences))

    (saved,) = calls.requests(reminders.save_preferences)
    assert (saved.language, saved.sms, saved.email) == (Language.BENGALI, False, False)


def test_every_stop_says_what_it_is(page):
    for place in range(3):
        page.show_tab(place)
        assert silent(page) == []
