"""The pharmacy's counter: who waits for medicines, and the prescription that is being handed out."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from client.core.calls import Calls
from client.core.clock import Clock
from client.core.i18n import tr, trn
from client.core.numbers import plain
from client.core.scanner import CardScanner
from client.desk import Desk
from client.viewmodels.pharmacy.counter import Counter, CounterState
from client.viewmodels.pharmacy.returns import Returns
from client.viewmodels.pharmacy.selling import Sale
from client.viewmodels.pharmacy.waiting import WaitingForMedicines
from client.viewmodels.printing.print_desk import PrintDesk
from client.views.approval.second_person_sheet import SecondPersonSheet
from client.views.pharmacy.action_bar import ActionBar
from client.views.pharmacy.prescription_card import PrescriptionCard
from client.views.pharmacy.return_sheet import ReturnSheet
from client.views.pharmacy.sale_sheet import SaleSheet
from client.views.pharmacy.waiting_card import WaitingCard
from client.views.pharmacy.words import give_text, product_text
from client.widgets.basics import hbox, vbox
from client.widgets.table import WIDE_SCREEN
from shared.models.access import Approval
from shared.models.patients import PatientSummary
from shared.models.pharmacy import Dispensed, WaitingPrescription
from shared.models.pharmacy_sales import Sold
from shared.rules.counter_scans import may_become_scan, prescription_no_in, scan_in


class PharmacyPage(QWidget):
    """Keyboard only: scan or type a token, Enter, look, Enter."""

    said = Signal(str)
    bill_opened = Signal(object)  # BillId

    def __init__(
        self,
        waiting: WaitingForMedicines,
        counter: Counter,
        calls: Calls,
        printing: PrintDesk,
        clock: Clock,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._waiting, self._counter = waiting, counter
        self._calls, self._printing, self._clock = calls, printing, clock
        self.waiting = WaitingCard(waiting, clock)
        self.prescription = PrescriptionCard(counter, clock)
        self.bar = ActionBar(counter)
        self._scanner = CardScanner(self._is_mine, self, may_become=may_become_scan, number_in=scan_in)
        self._build()

        self._scanner.scanned.connect(self._take_scan)
        self.waiting.chosen.connect(self._open)
        waiting.called.connect(self._say_called)
        self.waiting.sell.clicked.connect(self._sell)
        self.waiting.take_back.clicked.connect(self._take_back)
        self.prescription.settled.connect(counter.go_on)
        counter.opened.connect(self.prescription.start)
        counter.witness_wanted.connect(self._ask_witness)
        counter.handed_out.connect(self._go_on)
        counter.bill_found.connect(self.bill_opened)
        counter.state_changed.connect(self._render)

        self._render(counter.state)
        counter.ask_stores()

    @property
    def counter(self) -> CounterState:
        return self._counter.state

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()

    def open_patient(self, patient: PatientSummary) -> None:
        """Of a scanned card: what he waits for."""
        self.waiting.box.setText(patient.patient_no)
        self._waiting.find(patient.patient_no)

    def _build(self) -> None:
        self.setFocusProxy(self.waiting.box)
        right = vbox(self.prescription, self.bar, spacing=10)
        right.setStretch(0, 1)
        row = hbox(self.waiting, right, spacing=12, margins=(16, 12, 16, 12))
        row.setStretch(1, 1)
        self.setLayout(row)

    def _fit(self) -> None:
        self.waiting.setFixedWidth(500 if self.window().width() >= WIDE_SCREEN else 390)

    def _say_called(self, row: WaitingPrescription) -> None:
        self.said.emit(tr("{token} is called to this counter", token=row.token or ""))

    def _sell(self) -> None:
        store_id = self._counter.state.store_id
        if store_id is not None:
            sheet = SaleSheet(Sale(self._calls, store_id), self._clock, self.window())
            sheet.sold.connect(self._go_to_bill)
            sheet.open()

    def _go_to_bill(self, sold: Sold) -> None:
        self.said.emit(tr("{number}: {amount} to pay", number=sold.sale_no, amount=plain(sold.total, sold.currency)))
        self.bill_opened.emit(sold.bill_id)

    def _take_back(self) -> None:
        state = self._counter.state
        if state.store_id is not None:
            term = state.opened.prescription.prescription_no if state.opened is not None else ""
            sheet = ReturnSheet(Returns(self._calls, self._printing, state.store_id), term, self.window())
            sheet.taken.connect(self.said)
            sheet.open()

    def _is_mine(self, receiver: object) -> bool:
        return self.isVisible() and isinstance(receiver, QWidget) and (receiver is self or self.isAncestorOf(receiver))

    def _take_scan(self, scanned: str) -> None:
        """The code on a pack says nothing here, and its Enter must hand out nothing."""
        if prescription_no_in(scanned):
            self._waiting.find(scanned)
        else:
            self.said.emit(tr("{code} is the code on a pack: scan the prescription, or type the token.", code=scanned))

    def _open(self, row: WaitingPrescription) -> None:
        shown = self._counter.state.opened
        self._counter.open(row.prescription_id)
        if shown is not None and shown.prescription.id == row.prescription_id:
            self.prescription.start()

    def _render(self, state: CounterState) -> None:
        if state.opened is not None:
            self.waiting.select(state.opened.prescription.id)

    def _ask_witness(self) -> None:
        controlled = [line for line in self._counter.state.to_give if line.is_controlled]
        medicines = ", ".join(
            tr("{quantity} × {medicine}", quantity=give_text(line), medicine=product_text(line)) for line in controlled
        )
        opened = self._counter.state.opened
        assert opened is not None  # it is what is handed out
        what = tr("For {name}, before your eyes: {medicines}", name=opened.patient.name, medicines=medicines)
        sheet = SecondPersonSheet(self._counter.witness(), what, self)
        sheet.agreed.connect(self._hand_out)
        sheet.open()

    def _hand_out(self, approval: Approval) -> None:
        self._counter.hand_out(approval.id)

    def _go_on(self, given: Dispensed) -> None:
        """The next one is scanned, or typed."""
        number = given.opened.prescription.prescription_no
        medicines = len({part.line for part in given.parts})
        if medicines:
            self.said.emit(
                trn("{number}: {n} medicine handed out", "{number}: {n} medicines handed out", medicines, number=number)
            )
        else:
            self.said.emit(tr("{number}: written down, nothing handed out", number=number))
        self.waiting.box.clear()
        self.waiting.box.setFocus()


def build_pharmacy(desk: Desk) -> PharmacyPage:
    page = PharmacyPage(
        waiting := WaitingForMedicines(desk.calls, desk.changes),
        counter := Counter(desk.calls, desk.changes, desk.printing, desk.session),
        desk.calls,
        desk.printing,
        desk.clock,
    )
    for view_model in (waiting, counter):
        view_model.setParent(page)
    return page
