"""The administrator's other day, by keyboard: a setting, a computer, a list of medicines, and how all of it is."""

from pathlib import Path
from typing import Any

import openpyxl
import psycopg
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLineEdit
from sqlalchemy import make_url

from client.api.pairing import Pairing
from client.core import settings as client_settings
from client.views.audit.words import field_text
from client.views.entrance.sign_in_page import SignInPage
from client.views.files.import_sheet import FileImportSheet
from client.views.settings.words import after_text, before_text
from client.views.workstations.printers_sheet import PrintersSheet
from client.views.workstations.sheets import ChangeSheet, PairSheet
from client.widgets.dialog import Confirm
from server.core.database import Database
from shared.contracts import formulary
from shared.models.documents import PaperKind
from shared.models.reminders import MessageState
from shared.models.spreadsheets import Verdict
from shared.models.system import CheckKind, CheckState
from shared.models.workstations import WorkstationKind
from shared.permissions import Role
from tests.journeys.conftest import small_hospital
from tests.journeys.stations import ALT, CTRL, Computer, Station, wait
from tests.support.house import PASSWORD, TestHouse
from tests.support.mailing import make_due, plan_reminders
from tests.support.post_office import mail_server
from tests.support.processes import ServerProcess

Key = Qt.Key
SHIFT = Qt.KeyboardModifier.ShiftModifier
BEFORE, NAME = "Test Hospital", "Shantinagar General Hospital"
PRINTER = "192.168.1.40"
ZINC = ("Zinc sulphate", "tablet", "20 mg", "no", "yes", None, "yes")


@pytest.fixture(scope="module")
def hospital():
    """Two patients are to be told of their follow-ups by a mail server that knows neither address."""
    with small_hospital() as (server, house), mail_server() as mail:
        mail.rcpt = "550 no such mailbox"
        nobody_takes_mail(server, house, mail.port)
        yield server, house


def nobody_takes_mail(server: ServerProcess, house: TestHouse, port: int) -> None:
    database = Database(server.urls.app_url, pool_size=1)
    plan_reminders(database, house.doctor, 2, port, most_tries=1)
    database.close()
    owner = make_url(server.urls.owner_url).set(drivername="postgresql")
    with psycopg.connect(owner.render_as_string(hide_password=False), autocommit=True) as connection:
        make_due(connection)


@pytest.fixture
def newcomer(tmp_path, monkeypatch):
    """A computer that never saw a server."""
    monkeypatch.setattr(Pairing, "discover", lambda _: None)  # this network's other servers are no part of it
    computer = Computer(tmp_path / "newcomer")
    yield computer
    computer.close()


def go(office: Station, key: str, letter: Qt.Key) -> Any:
    office.come()
    office.press(letter, held=CTRL | SHIFT)
    wait(lambda: shell_of(office).frame.current == key, key)
    return office.page(key)


def shell_of(computer: Computer) -> Any:
    return computer.client.connection.shell  # type: ignore[union-attr]  # paired: it has a connection


def title_of(computer: Computer) -> str:
    return str(shell_of(computer).frame.top._subtitle.text())


def type_over(office: Station, text: str) -> None:
    office.press(Key.Key_A, held=CTRL)
    office.write(text)


def hospital_renamed(office: Station, counter: Station) -> None:
    settings = go(office, "settings", Key.Key_H)
    form = settings.pages[0]
    wait(lambda: form.entries["name"].read() == BEFORE, "the settings")
    type_over(office, NAME)
    office.press(Key.Key_S, held=CTRL)
    wait(lambda: NAME in title_of(counter), "reception does not see it")
    wait(lambda: NAME in title_of(office), "nor its own screen")
    office.picture("settings")

    office.press(Key.Key_0, held=ALT)
    history = settings.pages[-1]
    wait(lambda: history.table.model().rowCount(), "its history")
    office.press(Key.Key_Home)
    change = history.table.current()
    assert (before_text(change), after_text(change), change.who) == (BEFORE, NAME, "Administrator")
    office.picture("settings_history")


def computer_let_in(office: Station, server: ServerProcess, newcomer: Computer) -> Any:
    """The code stands on one screen and is typed at the other; it never travels."""
    page = go(office, "workstations", Key.Key_W)
    wait(lambda: page._desk.state.known, "the computers")
    office.press(Key.Key_N, held=CTRL)
    code = office.sheet(PairSheet)
    wait(lambda: page._desk.state.code is not None, "a code")
    office.picture("workstations_code")

    newcomer.come()
    newcomer.press(Key.Key_Backtab)  # it begins at the code
    newcomer.write(f"127.0.0.1:{server.port}", Key.Key_Tab)
    newcomer.write(code.code.text(), Key.Key_Tab)
    newcomer.write("Counter 7", Key.Key_Tab)
    newcomer.picture("pairing")
    newcomer.press(Key.Key_Return, held=CTRL)
    wait(lambda: isinstance(newcomer.window.page, SignInPage), "it is paired")
    wait(lambda: page.pairing is None, "the code goes by itself")
    newcomer.sign_in("cashier.b", PASSWORD.get_secret_value())
    wait(lambda: "Counter 7" in title_of(newcomer), "its name")
    return page


def computer_looked_after(office: Station, page: Any, newcomer: Computer) -> None:
    """Renamed and given a printer while somebody works there; shut out when it is gone."""
    find_computer(office, page, "Counter 7")
    office.press(Key.Key_N, held=ALT)
    office.sheet(ChangeSheet)
    type_over(office, "Cash desk 7")
    office.picture("workstations_rename")
    office.press(Key.Key_S, held=CTRL)
    wait(lambda: "Cash desk 7" in title_of(newcomer), "its new name")

    find_computer(office, page, "Cash desk 7")
    office.press(Key.Key_F6)
    office.sheet(PrintersSheet)
    office.press(Key.Key_End, Key.Key_Tab)  # on the network, at:
    office.write(PRINTER)
    office.picture("workstations_printers")
    office.press(Key.Key_S, held=CTRL)
    wait(lambda: token_printer(newcomer) == PRINTER, "its printer")
    office.come()
    office.picture("workstations")

    office.press(Key.Key_R, held=ALT)
    office.sheet(Confirm)
    office.picture("workstations_revoke")
    office.press(Key.Key_Return, held=CTRL)
    wait(lambda: isinstance(newcomer.window.page, SignInPage), "whoever was there is put out")
    newcomer.picture("revoked")
    wait(lambda: page.table.current().revoked, "and it stands in the list")


def token_printer(computer: Computer) -> object:
    """As that computer keeps it."""
    return client_settings.load(computer.folder).printers.get(PaperKind.TOKEN, {}).get("host")


def find_computer(office: Station, page: Any, name: str) -> None:
    office.come()
    office.press(Key.Key_F2)
    type_over(office, name)
    wait(lambda: page.table.current() is not None and page.table.current().name == name, name)


def file_named(office: Station, key: Qt.Key, path: Path) -> None:
    office.come()
    office.press(key, held=CTRL)
    dialog = office.sheet(QFileDialog)
    dialog.findChild(QLineEdit).setText(str(path))  # letter by letter, it would propose this machine's files
    office.press(Key.Key_Return)


def taken_out(office: Station, path: Path) -> Any:
    """The list as a spreadsheet program reads it."""
    file_named(office, Key.Key_E, path)
    wait(lambda: any(str(path) in text for text in shell_of(office).frame.toasts.texts), "it says where the file is")
    return openpyxl.load_workbook(path)


def medicines_by_spreadsheet(office: Station, folder: Path) -> None:
    page = go(office, "formulary", Key.Key_0).pages[0]
    wait(lambda: page.table.model().rowCount(), "the medicines")
    book = taken_out(office, folder / "medicines.xlsx")
    rows = {(row[0].value, row[2].value): row for row in book["Medicines"].iter_rows(min_row=2)}
    free = [cell.value for cell in book["Medicines"][1]].index("over_the_counter")
    rows["Paracetamol", "500 mg"][free].value = "yes"
    book["Medicines"].append(ZINC)
    book.save(folder / "changed.xlsx")

    file_named(office, Key.Key_I, folder / "changed.xlsx")
    sheet = office.sheet(FileImportSheet)
    wait(lambda: sheet._transfer.state.report is not None, "what would become of it")
    count = sheet._transfer.state.count
    assert (count(Verdict.NEW), count(Verdict.CHANGED), count(Verdict.REFUSED)) == (1, 1, 0)
    assert office.answer(formulary.medicines(term="zinc")).items == []  # nothing is so yet
    assert sheet.rows.hasFocus()  # not Cancel: Enter would throw it away
    office.picture("medicines_import")
    office.press(Key.Key_S, held=CTRL)
    wait(lambda: office.answer(formulary.medicines(term="zinc")).items, "it is imported")

    after = taken_out(office, folder / "after.xlsx")["Medicines"]
    found = {(row[0], row[2]): row for row in after.iter_rows(min_row=2, values_only=True)}
    assert found["Zinc sulphate", "20 mg"][: len(ZINC)] == ZINC
    assert found["Paracetamol", "500 mg"][free] == "yes"
    assert len(found) == len(rows) + 1
    office.picture("medicines")


def system_read(office: Station) -> None:
    """Each thing says how it is, and what to do where it is not well."""
    page = go(office, "system", Key.Key_Y)
    wait(lambda: len(page.cards) == len(CheckKind), "how everything is")
    for check in page._desk.state.health.checks:
        card = page.cards[check.kind]
        assert card.text.text(), check.kind
        assert bool(card.to_do.text()) is (check.state is not CheckState.OK), check.kind
    assert "hms-server backup" in page.cards[CheckKind.BACKUP].to_do.text()  # there is none yet
    office.picture("system")


def change_found(office: Station) -> None:
    page = go(office, "audit", Key.Key_A)
    wait(lambda: page._log.state.known and page._log.state.choices is not None, "what happened today")
    page.table.setFocus()  # how one walks there is the page's own test
    office.write("Hospital")
    office.press(Key.Key_F5)
    wait(lambda: {change.table for change in page._log.state.changes} == {"settings"}, "only those of the settings")
    office.press(Key.Key_F3, Key.Key_Home)
    wait(lambda: page._log.state.change is not None, "the newest of them")
    told = page.card.values.texts()
    place = told.index(field_text("name"))
    assert told[place : place + 3] == [field_text("name"), BEFORE, NAME]
    assert page.card.who.text().startswith("Administrator at office 1")
    office.picture("audit")


def failures_opened(office: Station) -> None:
    page = go(office, "messages", Key.Key_M).pages[0]
    wait(lambda: len(page._messages.state.rows) == 2, "what could not be sent")
    office.press(Key.Key_F4, Key.Key_Home)
    wait(lambda: page._messages.state.message is not None, "one of them")
    assert page._messages.state.message.state is MessageState.FAILED
    assert "Refused for good" in page.attempts.text()
    office.picture("messages_failed")


def test_an_administrator_keeps_the_house_and_sees_how_it_is(stations, hospital, newcomer, tmp_path):
    server, _ = hospital
    counter = stations(Role.RECEPTIONIST, WorkstationKind.RECEPTION)
    office = stations(Role.ADMINISTRATOR, WorkstationKind.OFFICE)
    assert BEFORE in title_of(counter)

    hospital_renamed(office, counter)
    page = computer_let_in(office, server, newcomer)
    computer_looked_after(office, page, newcomer)
    medicines_by_spreadsheet(office, tmp_path)
    system_read(office)
    change_found(office)
    failures_opened(office)
