import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from client.api.pairing import Found, PairedComputer
from client.api.transport import ServerAddress
from client.viewmodels.entrance.pairing import PairingViewModel
from client.views.entrance.pairing_page import PairingPage
from shared.models.workstations import WorkstationKind

ELSEWHERE = Found("Other Hospital", ServerAddress("10.0.0.9", 8843), "0123456789abcdef")


@pytest.fixture
def page(asking, shown):
    return shown(PairingPage(PairingViewModel(asking)), 1366, 700)


@pytest.fixture
def joined(page):
    """The computers that were let in."""
    computers: list[PairedComputer] = []
    page._view_model.paired.connect(computers.append)
    return computers


def fill(page, address="", code="7K3M-9QRT", name="Counter 2"):
    for editor, text in ((page.address, address), (page.code, code), (page.name, name)):
        editor.setFocus()
        editor.selectAll()
        QTest.keyClicks(editor, text)


def errors(page):
    return [field.error.text() for field in (page._address_field, page._code_field, page._name_field)]


@pytest.mark.parametrize("typed", ["7K3M-9QRT", "7k3m9qrt", "7k3m-9qrt", " 7K3M 9QRT "])
def test_the_code_is_taken_as_people_type_it(page, hospital, address, joined, qtbot, typed):
    page.kind.set_value(WorkstationKind.CASHIER)
    fill(page, str(address), typed)

    QTest.keyClick(page.name, Qt.Key.Key_Return)

    qtbot.waitUntil(lambda: bool(joined))
    assert (joined[0].name, joined[0].kind) == ("Counter 2", WorkstationKind.CASHIER)
    assert joined[0].addresses == (address,)
    assert not page.problem.isVisible()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"address": "no such: place"}, ["An address such as 10.0.0.5", "", ""]),
        ({"address": ""}, ["An address such as 10.0.0.5", "", ""]),
        ({"code": "7K3M-9QR"}, ["", "Eight letters and digits", ""]),
        ({"name": "  "}, ["", "", "Give it a name"]),
        (
            {"address": "", "code": "", "name": ""},
            ["An address such as 10.0.0.5", "Eight letters and digits", "Give it a name"],
        ),
    ],
)
def test_what_cannot_be_right_is_said_beside_its_field_and_nothing_is_sent(page, hospital, address, typed, said):
    fill(page, **{"address": str(address), **typed})

    page.pair.click()

    assert errors(page) == said
    assert hospital.requests == []
    assert not page.pair.busy


def test_an_error_goes_once_it_is_mended(page, hospital, address, joined, qtbot):
    fill(page, str(address), code="7K3M")
    page.pair.click()

    fill(page, str(address))
    page.pair.click()

    assert errors(page) == ["", "", ""]
    qtbot.waitUntil(lambda: bool(joined))


def test_a_refusal_is_said_and_what_was_typed_stays(page, hospital, address, joined, qtbot):
    fill(page, str(address), code="0000-0000")

    page.pair.click()

    assert page.pair.busy
    qtbot.waitUntil(page.problem.isVisible)
    assert "The code is wrong or too old" in page.problem.accessibleName()
    assert (page.address.value(), page.code.value(), page.name.value()) == (str(address), "0000-0000", "Counter 2")
    assert not page.pair.busy
    assert joined == []


def test_a_server_that_is_not_there_is_told_from_a_wrong_code(page, qtbot):
    fill(page, "127.0.0.1:9")

    page.pair.click()

    qtbot.waitUntil(page.problem.isVisible)
    assert page.problem.accessibleName().startswith("No server answers at this address.")


def test_a_server_that_is_found_is_offered_and_fills_the_empty_address(page, asking):
    asking.found.emit(ELSEWHERE)

    assert page.servers.current() == ELSEWHERE
    assert page.address.value() == "https://10.0.0.9:8843"


def test_an_address_typed_by_hand_outlives_what_is_found(page, asking, hospital, address, joined, qtbot):
    fill(page, str(address))

    asking.found.emit(ELSEWHERE)
    page.pair.click()

    qtbot.waitUntil(lambda: bool(joined))
    assert joined[0].addresses == (address,)


def test_a_found_server_can_be_picked_instead_of_the_typed_one(page, asking):
    fill(page, "10.0.0.7")
    asking.found.emit(ELSEWHERE)
    asking.found.emit(Found("Third Hospital", ServerAddress("10.0.0.10", 8843), "fedcba9876543210"))

    QTest.keyClick(page.servers, Qt.Key.Key_Down)

    assert page.address.value() == "https://10.0.0.10:8843"


def test_a_server_that_goes_is_offered_no_more(page, asking):
    asking.found.emit(ELSEWHERE)

    asking.lost.emit("Other Hospital")

    assert page.servers.current() is None
