"""What stands around a page: messages, banners, sheets, the busy line, the frame."""

from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from client.core.clock import Clock
from client.core.i18n import time_text
from client.widgets.basics import Label, Whole, box, vbox
from client.widgets.busy import BusyLine
from client.widgets.dialog import Confirm, Sheet
from client.widgets.field import Field
from client.widgets.frame import Frame
from client.widgets.inputs import LineInput
from client.widgets.patient_strip import AllergyBanner, Mark, PatientStrip, StripFacts
from client.widgets.pills import initials
from client.widgets.rail import NavItem
from client.widgets.theme import theme, tokens
from client.widgets.toast import Toast
from client.widgets.tokens import DARK, LIGHT
from client.widgets.trend import Trend, TrendLine

ITEMS = (
    NavItem("reception", "user-plus", "Reception", "Alt+1", subtitle="Counter 2"),
    NavItem("queue", "list-ordered", "Queue", "Alt+2"),
    NavItem("settings", "settings", "Settings"),
)


@pytest.fixture
def frame(shown):
    made = Frame(ITEMS, Clock())
    for key in ("reception", "queue"):
        made.add_page(key, box(vbox(LineInput(hint=key), LineInput(hint=f"{key} 2"))))
    return shown(made, 1366, 768)


def test_a_key_goes_to_its_place_and_the_cursor_into_its_page(frame, qtbot):
    visited: list[str] = []
    frame.navigated.connect(visited.append)

    qtbot.keyClick(frame, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)

    assert visited == ["queue"]
    assert frame.current == "queue"
    assert frame.focusWidget().accessibleName() == "queue"


def test_coming_back_the_cursor_is_where_it_was(frame, qtbot):
    (second,) = (line for line in frame.findChildren(LineInput) if line.accessibleName() == "reception 2")
    second.setFocus()

    frame.show_page("queue")
    frame.show_page("reception")

    assert second.hasFocus()


def test_a_page_out_of_sight_does_not_make_the_window_larger(frame):
    tall = QWidget()
    tall.setMinimumHeight(3000)

    frame.add_page("settings", tall)

    assert frame.minimumSizeHint().height() < 768


def test_the_theme_switches_by_key(frame, qtbot):
    names: list[str] = []
    frame.top.theme_switched.connect(names.append)

    qtbot.keyClick(frame, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)

    assert tokens() is DARK
    assert names == ["dark"]


def test_the_screen_is_locked_by_key(frame, qtbot):
    with qtbot.waitSignal(frame.top.lock_asked):
        qtbot.keyClick(frame, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)


def test_staleness_is_shown_with_its_time(frame):
    since = datetime(2026, 11, 22, 10, 41, tzinfo=UTC)

    frame.top.set_stale(since)

    assert frame.top.connection.text == f"Not updated since {time_text(since)}"
    assert frame.top.connection.tone == "warn"


def test_a_message_stands_in_the_lower_right_corner_and_goes_by_itself(frame, qtbot):
    frame.toasts.say("Token printed", seconds=0.05)

    assert frame.toasts.geometry().right() > 1300
    assert frame.toasts.geometry().bottom() > 700
    qtbot.waitUntil(lambda: frame.toasts.texts == ())


def test_a_message_takes_no_focus_and_its_action_has_a_key(frame, qtbot):
    done: list[str] = []
    before = frame.focusWidget()

    frame.toasts.say("Removed", action="Undo", on_action=lambda: done.append("undone"))
    assert frame.focusWidget() is before
    qtbot.keyClick(frame, Qt.Key.Key_Z, Qt.KeyboardModifier.AltModifier)

    assert done == ["undone"]
    assert frame.toasts.texts == ()


def test_the_key_undoes_the_newest_thing_only(frame, qtbot):
    done: list[str] = []
    frame.toasts.say("First removed", action="Undo", on_action=lambda: done.append("first"))
    frame.toasts.say("Second removed", action="Undo", on_action=lambda: done.append("second"))

    qtbot.keyClick(frame, Qt.Key.Key_Z, Qt.KeyboardModifier.AltModifier)

    assert done == ["second"]


def test_at_most_four_messages_stand_there_and_each_is_whole(frame, qtbot):
    for n in range(6):
        frame.toasts.say(f"Message {n} " + "with quite a lot to tell " * n)
    qtbot.waitUntil(lambda: len(frame.toasts.findChildren(Toast)) == 4)

    assert len(frame.toasts.texts) == 4
    assert all(t.height() >= t.wanted_height() for t in frame.toasts.findChildren(Toast))


def test_a_banner_is_one_a_subject(frame):
    frame.banners.set_banner("link", "Offline", "bad")
    frame.banners.set_banner("link", "Offline for 5 minutes", "bad")
    frame.banners.set_banner("clock", "The clock is wrong")

    assert frame.banners.texts == {"link": "Offline for 5 minutes", "clock": "The clock is wrong"}

    frame.banners.set_banner("link", "")
    frame.banners.set_banner("clock", "")

    assert frame.banners.texts == {}
    assert not frame.banners.isVisible()


def test_what_is_quick_shows_no_busy_line(shown, qtbot):
    line = shown(BusyLine())

    line.set_busy(True)
    line.set_busy(False)
    assert not line.shown

    line.set_busy(True)
    qtbot.waitUntil(lambda: line.shown)


@pytest.fixture
def sheet(frame, qtbot):
    made = Sheet("Discount", "Ask for approval", frame)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    made.add(LineInput(hint="Percent"))
    with qtbot.waitExposed(made):
        made.open()
    return made


def test_enter_is_the_primary_button_and_leaves_closing_to_the_view(sheet, qtbot):
    with qtbot.waitSignal(sheet.submitted):
        qtbot.keyClick(sheet, Qt.Key.Key_Return)

    assert sheet.isVisible()


def test_escape_cancels(sheet, qtbot):
    with qtbot.waitSignal(sheet.rejected):
        qtbot.keyClick(sheet, Qt.Key.Key_Escape)

    assert not sheet.isVisible()


def test_a_refusal_is_shown_in_the_sheet(sheet):
    sheet.set_error("The bill is already paid.")

    assert sheet.isVisible()
    assert "The bill is already paid." in {w.accessibleName() for w in sheet.findChildren(QWidget)}


def test_a_long_refusal_makes_the_sheet_higher_and_presses_nothing_together(sheet, qtbot):
    words = [Label(" ".join(["Ten short words that fit in no single line here."] * 3), "body", wrap=True) for _ in "ab"]
    sheet.add(*words)
    sheet.adjustSize()

    sheet.set_error("The slot is full, and nothing was booked: somebody may have been quicker. " * 3)
    qtbot.waitUntil(lambda: sheet.height() >= sheet.layout().totalHeightForWidth(sheet.width()))

    assert all(one.height() >= one.heightForWidth(one.width()) for one in words)


def test_what_needs_a_reason_is_not_done_without_one(frame, qtbot):
    confirm = Confirm("Void?", "It stays in the list.", "Void", frame, reason="Why")
    reasons: list[str] = []
    confirm.confirmed.connect(reasons.append)
    with qtbot.waitExposed(confirm):
        confirm.open()
    (field,) = confirm.findChildren(Field)

    qtbot.keyClick(confirm, Qt.Key.Key_Return)
    qtbot.keyClicks(confirm.findChild(LineInput), "Ty")
    qtbot.keyClick(confirm, Qt.Key.Key_Return)
    said = field.error.text()
    assert reasons == []

    qtbot.keyClicks(confirm.findChild(LineInput), "ped twice")
    qtbot.keyClick(confirm, Qt.Key.Key_Return)

    assert said == "At least 3 letters"
    assert not field.has_error
    assert reasons == ["Typed twice"]


def test_an_allergy_is_in_sight_and_spoken(shown):
    strip = shown(PatientStrip(StripFacts("Rahima Begum", allergy="Penicillin")))

    assert "Penicillin" in strip.accessibleName()
    assert any(w.accessibleName().startswith("ALLERGY") and w.isVisible() for w in strip.findChildren(QWidget))


@pytest.mark.parametrize("theme_tokens", [LIGHT, DARK], ids=lambda each: each.name)
def test_every_word_of_an_allergy_that_comes_later_is_readable_on_its_red(shown, theme_tokens):
    theme().apply(theme_tokens)
    strip = shown(PatientStrip())

    strip.set_facts(StripFacts("Rahima Begum", allergy="Penicillin", allergy_detail="life-threatening"))

    banner = strip.findChild(AllergyBanner)
    words = [label for label in banner.findChildren(Label) if label.isVisible()]
    inks = {label.text(): label.palette().color(label.foregroundRole()).name().upper() for label in words}
    assert inks == {"ALLERGY  Penicillin": theme_tokens.on_bad, "life-threatening": theme_tokens.on_bad}


def test_allergies_that_nobody_asked_for_are_not_no_allergies(shown):
    strip = shown(PatientStrip(StripFacts("Rahima Begum", allergies_known=False)))

    assert any(w.accessibleName() == "Allergies not asked yet" and w.isVisible() for w in strip.findChildren(QWidget))


def test_allergies_that_are_not_shown_are_not_no_allergies(shown):
    strip = shown(PatientStrip(StripFacts("Rahima Begum", allergies_hidden=True)))

    said = "Allergies not shown: confidential record"
    assert any(w.accessibleName() == said and w.isVisible() for w in strip.findChildren(QWidget))
    assert said in strip.accessibleName()


def test_a_long_name_and_a_long_allergy_take_lines_and_not_the_screen(shown):
    strip = shown(
        PatientStrip(
            StripFacts(
                "Mohammad Abdul Karim Chowdhury",
                "মোহাম্মদ আবদুল করিম চৌধুরী",
                "M · 61 y",
                "M-014",
                (Mark("Old due", "bad"),),
                "Amoxicillin and clavulanic acid – anaphylaxis with loss of consciousness, 2019",
                "also Sulphonamides",
            )
        ),
        640,
        200,
    )

    whole = [label for label in strip.findChildren(Whole) if label.isVisible()]

    assert strip.width() == 640
    assert len(whole) == 4
    assert all(label.height() >= label.heightForWidth(label.width()) for label in whole)


def test_with_room_a_name_stays_on_one_line(shown):
    strip = shown(PatientStrip(StripFacts("Mohammad Abdul Karim Chowdhury", "মোহাম্মদ আবদুল করিম")), 1000, 60)

    name, local = [label for label in strip.findChildren(Whole) if label.isVisible()]

    assert name.heightForWidth(name.width()) < 2 * name.fontMetrics().lineSpacing()
    assert local.y() < name.y() + name.height()


def test_the_next_patient_keeps_nothing_of_the_last(shown):
    strip = shown(PatientStrip(StripFacts("Rahima", "রহিমা", marks=(Mark("Old due", "bad"),), allergy="Nuts")))

    strip.set_facts(StripFacts("Anna"))

    visible = {w.accessibleName() for w in strip.findChildren(QWidget) if w.isVisible()}
    assert not any("ALLERGY" in name or "Old due" in name for name in visible)


@pytest.mark.parametrize("values", [(), (1.0,), (1.0, 1.0), (1.0, 2.0, 1.5)])
def test_a_trend_is_drawn_whatever_there_is(shown, values):
    trend = shown(Trend("Weight"), 140, 80)
    before = trend.grab().toImage()

    trend.set_lines((TrendLine(values),))

    assert (trend.grab().toImage() != before) is bool(values)


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Rahima Begum", "RB"), ("Md. Abdul Karim", "AK"), ("মোঃ আব্দুল করিম", "আ"), ("Anna", "A"), ("", "")],
)
def test_initials(name, letters):
    assert initials(name) == letters
