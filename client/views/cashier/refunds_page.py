"""Refunds that wait: the manager decides, the cashier pays out."""

from operator import attrgetter

from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from client.core.i18n import datetime_text, tr
from client.core.numbers import plain
from client.core.refund_words import REFUND_TONES, refund_status_word
from client.core.words import shown_name
from client.desk import Desk
from client.viewmodels.cashier.refunds import Refunds, RefundsState
from client.views.cashier.refund_card import RefundCard
from client.widgets.basics import Card, hbox
from client.widgets.rows import Column
from client.widgets.stat import EmptyState
from client.widgets.table import WIDE_SCREEN, RowsTable
from shared.models.refunds import Refund


class RefundsPage(QWidget):
    """Keyboard only: the arrows choose, F9 approves or pays out, F8 rejects."""

    def __init__(self, view_model: Refunds, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view_model = view_model
        view_model.setParent(self)
        self.list: RowsTable[Refund] = RowsTable(
            (
                Column(tr("Patient"), lambda one: shown_name(one.patient.name), detail=_when),
                Column(tr("Amount"), _amount, look="money", width=120),
                Column(
                    tr("Status"),
                    lambda one: refund_status_word(one.status),
                    tone=lambda one: REFUND_TONES[one.status],
                    look="pill",
                    width=120,
                ),
            ),
            key=attrgetter("id"),
            name=tr("Refunds that wait"),
        )
        self.card = RefundCard(view_model)
        self._empty = EmptyState("undo-2", "")
        self._build()

        self.list.current_changed.connect(self._choose)
        view_model.state_changed.connect(self._render)

        self._render(view_model.state)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()
        self._view_model.refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _build(self) -> None:
        self.setFocusProxy(self.list)
        self.list.set_empty(self._empty)
        self._left = Card(self.list, margins=(1, 4, 1, 6))
        row = hbox(self._left, self.card, spacing=12, margins=(16, 12, 16, 12))
        row.setStretch(1, 1)
        self.setLayout(row)

    def _fit(self) -> None:
        self._left.setFixedWidth(700 if self.window().width() >= WIDE_SCREEN else 560)

    def _render(self, state: RefundsState) -> None:
        if state.known:
            self._empty.set_text(
                tr("No refund waits"), tr("One is asked for on the cashier's page, on the bill that was paid.")
            )
        else:
            self._empty.set_text(tr("Asking which refunds wait…"))
        self.list.set_rows(state.refunds)
        if state.refund is None and state.paid is None:
            self.list.select_first()

    def _choose(self, refund: Refund | None) -> None:
        self.card.start(refund)
        self._view_model.choose(refund.id if refund is not None else None)


def _when(refund: Refund) -> str:
    return tr("{number} · {at}", number=refund.refund_no, at=datetime_text(refund.requested_at))


def _amount(refund: Refund) -> str:
    return plain(refund.amount, refund.currency)


def build_refunds(desk: Desk) -> RefundsPage:
    return RefundsPage(Refunds(desk.calls, desk.changes, desk.printing, desk.session))
