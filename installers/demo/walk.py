"""One patient's whole way through the house, typed and clicked at the real windows."""

from typing import Final, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget

from client.shell import Shell
from client.views.cashier.drawer_sheets import OpenDrawerSheet
from client.views.cashier.page import CashierPage
from client.views.consulting.page import ConsultingPage
from client.views.display.wall import Wall
from client.views.patient.page import PatientPage
from client.views.reception.page import ReceptionPage
from client.widgets.theme import theme
from installers.demo.places import OUT, say
from installers.demo.stations import NothingHappened, Stations, wait_until
from shared.events import EventType
from shared.ids import AppointmentId
from shared.models.billing import BillDetails, BillStatus
from shared.models.patients import Sex
from shared.models.workstations import WorkstationKind

PageT = TypeVar("PageT", bound=QWidget)
_SIZES: Final = ((1366, 768), (1920, 1080))
_SETTLING_MS: Final = 500  # longer than the pause in which screens gather changes
_LAST_STEPS: Final = {EventType.PAYMENT_PARTIAL, EventType.PAYMENT_RECEIVED}


class Walk:
    """Reception → doctor → cashier → the timeline, with a picture of each station on the way."""

    def __init__(self, stations: Stations, looks: tuple[str, ...] = ("light", "dark")) -> None:
        self._stations = stations
        self._looks = looks
        self.reception = self._page(WorkstationKind.RECEPTION, ReceptionPage)
        self.consulting = self._page(WorkstationKind.CONSULTING, ConsultingPage)
        self.cashier = self._page(WorkstationKind.CASHIER, CashierPage)
        wall = stations[WorkstationKind.DISPLAY].window.page
        if not isinstance(wall, Wall):
            raise NothingHappened("the wall display did not come up")
        self.wall = wall
        self.token = ""

    def whole_way(self) -> AppointmentId:
        """The id of the appointment that was walked through."""
        self._empty_the_room()
        appointment = self._register_and_check_in()
        self._call_until_mine()
        self._enter()
        self._consult()
        self._pay()
        self._read_timeline(appointment)
        return appointment

    def _register_and_check_in(self) -> AppointmentId:
        say("Reception: registers a patient and gives a token.")
        page = self.reception
        _type(page.search.box, "rahima")
        wait_until(lambda: page.search.list.model().rowCount() > 0, "the search found nobody")
        self._picture(WorkstationKind.RECEPTION, "reception")
        QTest.keyClick(page.search.box, Qt.Key.Key_Escape)
        form = page.form
        _type(form.person.name, "Walida Khatun")
        form.person.sex.button(Sex.FEMALE).click()
        _type(form.person.age, "34")
        _type(form.person.phone, "01711-555014")
        wait_until(lambda: form.visit.doctor.count() > 0, "reception knows no doctor")
        form.visit.doctor.setFocus()
        QTest.keyClicks(form.visit.doctor, "Medicine")
        form.save.click()
        wait_until(
            lambda: page.last_given is not None or form.look_alikes.isVisible(),
            "no token was given",
        )
        if form.look_alikes.isVisible():  # the demonstration was walked before, today
            form.look_alikes.other.click()
            wait_until(lambda: page.last_given is not None, "no token was given")
        given = page.last_given
        if given is None or given.token is None:
            raise NothingHappened("no token was given")
        self.token = given.token
        self._picture(WorkstationKind.RECEPTION, "reception_token")
        return given.id

    def _empty_the_room(self) -> None:
        """A demonstration that was left in the middle may have somebody in the room."""
        now = self.consulting.now
        wait_until(lambda: self.consulting.room.state.snapshot is not None, "the doctor's queue did not come")
        if now.undo_call.isVisible() and now.undo_call.isEnabled():
            now.undo_call.click()
        elif now.hold.isVisible() and now.hold.isEnabled():
            now.hold.click()
        wait_until(lambda: self.consulting.room.state.current is None, "the room did not get empty")

    def _call_until_mine(self) -> None:
        say(f"Doctor: the new token {self.token} came by push; calls it.")
        table = self.consulting.waiting.table
        wait_until(lambda: self._row_of_mine() is not None, "the doctor's screen did not hear of the token")
        row = self._row_of_mine()
        table.selectRow(row if row is not None else 0)
        QTest.keyClick(table, Qt.Key.Key_Return)
        wait_until(lambda: self._current_token() == self.token, "the patient was not called")
        wait_until(
            lambda: self.wall.state.latest is not None and self.wall.state.latest.token == self.token,
            "the wall display did not show the number",
        )
        self._picture(WorkstationKind.DISPLAY, "wall")

    def _row_of_mine(self) -> int | None:
        line = self.consulting.room.state.line
        return next((row for row, entry in enumerate(line) if entry.token == self.token), None)

    def _current_token(self) -> str:
        current = self.consulting.room.state.current
        return current.token if current else ""

    def _enter(self) -> None:
        self.consulting.now.enter.click()
        strip = self.consulting.centre.strip
        wait_until(strip.isVisible, "the patient's record did not open")

    def _consult(self) -> None:
        say("Doctor: writes the note, a diagnosis, two medicines, two tests; completes.")
        centre = self.consulting.centre
        _type(centre.note.complaint, "Cough with yellow sputum and fever for four days. Breathless on stairs.")
        _type(centre.note.findings, "Coarse crackles at the right base. No wheeze, no oedema.")
        _pick(centre.diagnoses.search, "J18.9")
        _pick(centre.prescription.entry, "amoxicillin 500 tds 7d")
        _pick(centre.prescription.entry, "paracetamol 500 qid 5d")
        _pick(centre.tests.search, "cbc")
        _pick(centre.tests.search, "crp")
        wait_until(lambda: centre.prescription.table.model().rowCount() == 2, "the medicines were not added")
        wait_until(centre.bar.complete.isEnabled, f"cannot complete: {centre.bar.complete.blocked_reason}")
        self._picture(WorkstationKind.CONSULTING, "consulting")
        centre.bar.complete.click()
        wait_until(lambda: self.consulting.room.state.current is None, "the consultation did not complete")

    def _pay(self) -> None:
        say("Cashier: finds the token, issues the bill, takes a part and then the rest.")
        page = self.cashier
        self._open_drawer()
        _type(page.waiting.box, self.token)
        QTest.keyClick(page.waiting.box, Qt.Key.Key_Return)
        wait_until(
            lambda: self.cashier.checkout.bill is not None and self._bill().token == self.token, "no bill was found"
        )
        page.bill.issue.click()
        wait_until(lambda: self._bill().bill_no is not None, "the bill was not issued")
        page.bill.print.click()
        page.pay.part.click()
        _type(page.pay.amount, "1000")
        _type(page.pay.tendered, "1000")
        page.pay.pay.click()
        wait_until(lambda: len(self._bill().payments) == 1 and not page.checkout.busy, "the part was not paid")
        self._picture(WorkstationKind.CASHIER, "cashier_part_paid")
        _type(page.pay.tendered, str(self._bill().due))
        page.pay.pay.click()
        wait_until(lambda: self._bill().status is BillStatus.PAID, "the rest was not paid")

    def _bill(self) -> BillDetails:
        bill = self.cashier.checkout.bill
        if bill is None:
            raise NothingHappened("the cashier sees no bill")
        return bill

    def _open_drawer(self) -> None:
        drawer = self.cashier.drawer
        wait_until(lambda: self.cashier.cash.known, "the drawer did not answer")
        if self.cashier.cash.session is not None:
            return
        drawer.open_drawer.click()
        wait_until(lambda: drawer.sheet is not None, "the drawer's sheet did not open")
        if isinstance(drawer.sheet, OpenDrawerSheet):
            _type(drawer.sheet.amount, "5000")
            drawer.sheet.primary.click()
        wait_until(lambda: self.cashier.cash.session is not None, "the drawer did not open")

    def _read_timeline(self, appointment: AppointmentId) -> None:
        say("Reception: reads the whole way on the timeline.")
        shell = self._shell(WorkstationKind.RECEPTION)
        shell.open_timeline(appointment)
        page = shell.page("patient")
        if not isinstance(page, PatientPage):
            raise NothingHappened("the timeline did not open")
        wait_until(lambda: page.header.name.text() == "Walida Khatun", "the patient's head did not load")
        wait_until(lambda: {entry.type for entry in page.state.events} >= _LAST_STEPS, "the timeline is not complete")
        self._picture(WorkstationKind.RECEPTION, "timeline")
        prints = OUT / "prints"
        wait_until(lambda: len(list(prints.glob("*.pdf"))) >= 7, "not all papers were printed")

    def _picture(self, kind: WorkstationKind, name: str) -> None:
        """Each station at both sizes, light and dark; the wall has one look."""
        window = self._stations[kind].window
        QTest.qWait(_SETTLING_MS)
        for look in ("light",) if kind is WorkstationKind.DISPLAY else self._looks:
            _dress(look)
            for width, height in _SIZES:
                window.resize(width, height)
                QTest.qWait(60)
                window.grab().save(str(OUT / f"{name}_{look}_{width}x{height}.png"))
        _dress("light")
        window.resize(*_SIZES[0])
        QTest.qWait(20)

    def _page(self, kind: WorkstationKind, page: type[PageT]) -> PageT:
        found = self._shell(kind).page(kind.value if kind is not WorkstationKind.CONSULTING else "consulting")
        if not isinstance(found, page):
            raise NothingHappened(f"{kind.value} does not show its page")
        return found

    def _shell(self, kind: WorkstationKind) -> Shell:
        connection = self._stations[kind].connection
        if connection is None or connection.shell is None:
            raise NothingHappened(f"nobody is signed in at {kind.value}")
        return connection.shell


def _dress(look: str) -> None:
    """A switch takes seconds of four windows' time, the same look again included."""
    if theme().tokens.name != look:
        theme().use(look)


def _type(editor: QWidget, text: str) -> None:
    """With the keyboard, replacing what stood there."""
    editor.window().activateWindow()
    editor.setFocus()
    if isinstance(editor, QLineEdit):
        editor.selectAll()
    QTest.keyClicks(editor, text)


def _pick(search: QWidget, text: str) -> None:
    """Type and press Enter: the first of what is found is taken."""
    _type(search, text)
    QTest.keyClick(search, Qt.Key.Key_Return)
    wait_until(lambda: isinstance(search, QLineEdit) and not search.text(), f"nothing was found for {text}")
