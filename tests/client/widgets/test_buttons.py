import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from client.widgets.basics import box, hbox
from client.widgets.buttons import IconButton, KeyButton
from client.widgets.inputs import LineInput


@pytest.fixture
def pressed():
    return []


def button_on(shown, button, pressed):
    button.clicked.connect(lambda: pressed.append(button.accessibleName()))
    shown(box(hbox(button, LineInput())))
    return button


@pytest.mark.parametrize(
    ("key", "press", "modifier"),
    [
        ("F9", Qt.Key.Key_F9, Qt.KeyboardModifier.NoModifier),
        ("Ctrl+Enter", Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier),
        ("Ctrl+Enter", Qt.Key.Key_Enter, Qt.KeyboardModifier.ControlModifier),
        ("Ctrl+P", Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier),
    ],
)
def test_the_key_on_it_presses_it(shown, qtbot, pressed, key, press, modifier):
    button = button_on(shown, KeyButton("Register", key), pressed)

    qtbot.keyClick(button.window(), press, modifier)

    assert pressed == ["Register"]


def test_blocked_it_says_why_and_its_key_does_nothing(shown, qtbot, pressed):
    button = button_on(shown, KeyButton("Complete", "F8"), pressed)
    beside = button.reason_label()

    button.set_blocked("1 alert to settle")
    qtbot.keyClick(button.window(), Qt.Key.Key_F8)

    assert pressed == []
    assert not button.isEnabled()
    assert beside.text() == button.toolTip() == button.accessibleDescription() == "1 alert to settle"


def test_unblocked_it_works_again_and_its_reason_is_gone(shown, qtbot, pressed):
    button = button_on(shown, KeyButton("Complete", "F8"), pressed)
    beside = button.reason_label()
    button.set_blocked("1 alert to settle")

    button.set_blocked("")
    qtbot.keyClick(button.window(), Qt.Key.Key_F8)

    assert pressed == ["Complete"]
    assert beside.text() == ""


def test_busy_it_cannot_be_pressed_twice_and_gets_its_focus_back(shown, qtbot, pressed):
    button = button_on(shown, KeyButton("Pay", "F9"), pressed)
    button.setFocus()

    button.set_busy(True)
    qtbot.keyClick(button.window(), Qt.Key.Key_F9)
    button.set_busy(False)

    assert pressed == []
    assert button.hasFocus()


def test_busy_ends_but_blocked_stays(qtbot):
    button = KeyButton("Pay")
    qtbot.addWidget(button)
    button.set_blocked("Nothing to pay")
    button.set_busy(True)

    button.set_busy(False)

    assert not button.isEnabled()


def test_an_ampersand_is_a_letter_like_any_other(qtbot):
    button = KeyButton("Register & print")
    qtbot.addWidget(button)

    assert button.accessibleName() == "Register & print"
    assert button.shortcut().isEmpty()


def test_it_is_wide_enough_for_words_icon_and_key(qtbot):
    plain, full = KeyButton("Print"), KeyButton("Print", "Ctrl+P", icon="printer")
    for button in (plain, full):
        qtbot.addWidget(button)

    assert full.sizeHint().width() > plain.sizeHint().width() + 18


def test_an_icon_alone_has_a_spoken_name_and_a_tooltip(qtbot):
    bell = IconButton("bell", "Notifications", "Ctrl+B")
    qtbot.addWidget(bell)

    assert bell.accessibleName() == "Notifications"
    assert bell.toolTip() == "Notifications (Ctrl+B)"


def test_it_is_mirrored_from_right_to_left(shown, qapp):
    button = shown(KeyButton("Print", "Ctrl+P", icon="printer"), 160, 36)
    before = button.grab().toImage()

    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)

    assert button.grab().toImage() != before


def test_a_key_works_only_on_the_page_in_sight(shown, qtbot, pressed):
    hidden, visible = KeyButton("Old", "F9"), KeyButton("New", "F9")
    for button in (hidden, visible):
        button.clicked.connect(lambda _=False, b=button: pressed.append(b.accessibleName()))
    window = shown(box(hbox(hidden, visible)))
    assert isinstance(window, QWidget)
    hidden.hide()

    qtbot.keyClick(window, Qt.Key.Key_F9)

    assert pressed == ["New"]
