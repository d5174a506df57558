"""A card is recognised by how fast it is typed, and no letter of a hand is lost."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPushButton, QVBoxLayout, QWidget

from client.core.scanner import CardScanner
from shared.rules.accessions import accession_in, may_become_accession

CODE = "P20260437"


class Keys:
    """Types with a clock of its own: `pace` seconds between two keys."""

    def __init__(self):
        self.now = 100.0
        self.pace = 0.005

    def moment(self, _event):
        return self.now

    def type(self, widget, text, *, pace=None):
        for letter in text:
            self.now += self.pace if pace is None else pace
            QTest.keyClicks(widget, letter) if letter != "\r" else QTest.keyClick(widget, Qt.Key.Key_Return)


class Counter(QWidget):
    def __init__(self):
        super().__init__()
        self.field, self.button = QLineEdit(), QPushButton("Save")
        layout = QVBoxLayout(self)
        layout.addWidget(self.field)
        layout.addWidget(self.button)


@pytest.fixture
def keys():
    return Keys()


@pytest.fixture
def window(qtbot):
    window = Counter()
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.field.setFocus()
    return window


@pytest.fixture
def scanned(window, keys):
    heard: list[str] = []
    scanner = CardScanner(window.isAncestorOf, window, monotonic=keys.moment)
    scanner.scanned.connect(heard.append)
    return heard


@pytest.mark.parametrize("code", [CODE, "P-2026-0437", "p20260437", "P2026-0437"])
def test_a_scanned_card_is_recognised_and_types_nothing(window, keys, scanned, code):
    entered = []
    window.field.returnPressed.connect(lambda: entered.append(1))

    keys.type(window.field, code + "\r")

    assert scanned == ["P-2026-0437"]
    assert window.field.text() == ""
    assert entered == []


def test_it_is_recognised_where_no_text_is_typed(window, keys, scanned):
    window.button.setFocus()

    keys.type(window.button, CODE + "\r")

    assert scanned == ["P-2026-0437"]


def test_what_was_typed_before_stays(window, keys, scanned):
    keys.type(window.field, "Rahima ", pace=0.15)

    keys.type(window.field, CODE + "\r")

    assert window.field.text() == "Rahima "
    assert scanned == ["P-2026-0437"]


@pytest.mark.parametrize("text", ["P20260437", "Pappu Parveen", "PP2026", "P-2026-04", "p"])
def test_what_a_hand_types_arrives_letter_by_letter(window, keys, scanned, text, qtbot):
    keys.type(window.field, text, pace=0.12)
    qtbot.waitUntil(lambda: window.field.text() == text)

    QTest.keyClick(window.field, Qt.Key.Key_Return)

    assert scanned == []
    assert window.field.text() == text


def test_a_number_typed_by_hand_is_entered_where_it_was_typed(window, keys, scanned):
    entered = []
    window.field.returnPressed.connect(lambda: entered.append(window.field.text()))

    keys.type(window.field, CODE + "\r", pace=0.12)

    assert (scanned, entered) == ([], [CODE])


@pytest.mark.parametrize("text", ["8901030865278\r", "Parveen\r", "P2026\r", "P20260437X\r", "A-027\r", "PPP20260437Q"])
def test_another_code_goes_to_where_the_focus_is_whole_and_in_order(window, keys, scanned, text, qtbot):
    keys.type(window.field, text)

    qtbot.waitUntil(lambda: window.field.text() == text.rstrip("\r"))
    assert scanned == []


def test_a_key_far_from_a_number_comes_after_the_letters_before_it(window, keys, scanned):
    keys.type(window.field, "P2")
    QTest.keyClick(window.field, Qt.Key.Key_Backspace)
    keys.type(window.field, "x")

    assert window.field.text() == "Px"


def test_shortcuts_are_no_letters_of_a_card(window, keys, scanned):
    keys.type(window.field, "P2026")
    QTest.keyClick(window.field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    keys.type(window.field, "x")

    assert window.field.text() == "x"


def test_elsewhere_nothing_is_held(window, keys, scanned, qtbot):
    other = QLineEdit()
    qtbot.addWidget(other)
    with qtbot.waitExposed(other):
        other.show()
    other.activateWindow()
    qtbot.waitUntil(other.isActiveWindow)
    other.setFocus()

    keys.type(other, CODE)

    assert other.text() == CODE
    assert scanned == []


def test_it_may_listen_for_other_numbers(window, keys):
    heard: list[str] = []
    scanner = CardScanner(
        window.isAncestorOf,
        window,
        monotonic=keys.moment,
        may_become=may_become_accession,
        number_in=accession_in,
    )
    scanner.scanned.connect(heard.append)

    keys.type(window.field, "12.5", pace=0.15)
    keys.now += 1
    keys.type(window.field, "261126001231\r")

    assert heard == ["261126001231"]
    assert window.field.text() == "12.5"
