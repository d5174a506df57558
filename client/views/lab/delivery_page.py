"""Reports into people's hands: find who asks, print, say who took them."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from client.core.clock import Clock
from client.core.i18n import trn
from client.core.scanner import CardScanner
from client.desk import Desk
from client.viewmodels.lab.delivery import Delivery, DeliveryState
from client.views.lab.delivery_card import DeliveryCard
from client.views.lab.delivery_list import DeliveryList
from client.widgets.basics import hbox
from client.widgets.table import WIDE_SCREEN
from shared.contracts import billing
from shared.ids import PatientId
from shared.rules.accessions import accession_in, may_become_accession


class DeliveryPage(QWidget):
    """Keyboard only: scan or type and Enter, Ctrl+P, F9, Enter."""

    said = Signal(str)

    def __init__(self, view_model: Delivery, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view_model = view_model
        view_model.setParent(self)
        self.list = DeliveryList(view_model, clock)
        self.card = DeliveryCard(view_model, clock)
        self._scanner = CardScanner(self._is_mine, self, may_become=may_become_accession, number_in=accession_in)
        self._build()

        self._scanner.scanned.connect(view_model.find)
        self.list.chosen.connect(view_model.open)
        view_model.opened.connect(self.card.start)
        view_model.delivered.connect(self._say_delivered)
        view_model.state_changed.connect(self._render)

    @property
    def state(self) -> DeliveryState:
        return self._view_model.state

    def open_patient(self, patient_id: PatientId) -> None:
        """Whose card was scanned."""
        self._view_model.open(patient_id)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()

    def _build(self) -> None:
        self.setFocusProxy(self.list.box)
        row = hbox(self.list, self.card, spacing=12, margins=(16, 12, 16, 12))
        row.setStretch(1, 1)
        self.setLayout(row)

    def _fit(self) -> None:
        wide = self.window().width() >= WIDE_SCREEN
        self.list.setFixedWidth(700 if wide else 560)

    def _is_mine(self, receiver: object) -> bool:
        return self.isVisible() and isinstance(receiver, QWidget) and (receiver is self or self.isAncestorOf(receiver))

    def _render(self, state: DeliveryState) -> None:
        if state.patient is not None:
            self.list.select(state.patient.id)

    def _say_delivered(self, count: int) -> None:
        """The next one is asked for at once."""
        self.said.emit(trn("{n} report handed over.", "{n} reports handed over.", count))
        self.list.box.setFocus()


def build_delivery(desk: Desk) -> DeliveryPage:
    delivery = Delivery(desk.calls, desk.changes, desk.printing)
    delivery.dues.may_ask = desk.session.can(billing.dues)
    return DeliveryPage(delivery, desk.clock)
