"""The cashier's drawer: open since, float, what should be in it; opening and counting it."""

from PySide6.QtWidgets import QWidget

from client.core.i18n import time_text, tr
from client.core.numbers import plain
from client.core.problem_text import problem_text
from client.core.words import shown_name
from client.viewmodels.cashier.drawer import CashDrawer, DrawerState
from client.views.cashier.amounts import FactRow
from client.views.cashier.count_sheets import CloseDrawerSheet, TakeOverSheet
from client.views.cashier.drawer_sheets import OpenDrawerSheet, PettyCashSheet
from client.widgets.basics import Card, Elide, Label, Rule, box, clear, hbox, vbox
from client.widgets.buttons import KeyButton
from client.widgets.dialog import Sheet
from client.widgets.pills import Note, Pill
from shared.models.cash import CashSession, CashSessionStatus
from shared.models.cash_payments import PaymentTaken


class DrawerCard(Card):
    def __init__(self, view_model: CashDrawer, parent: QWidget | None = None) -> None:
        super().__init__(spacing=6, margins=(14, 10, 14, 12))
        self.setParent(parent)
        self._view_model = view_model
        self.status = Pill("", "grey")
        self.open_drawer = KeyButton(tr("Open drawer"), "Alt+D", icon="wallet", size="sm")
        self.close_drawer = KeyButton(tr("Count"), "Alt+D", icon="lock", size="sm")
        self.petty_cash = KeyButton(tr("Petty cash"), "Alt+P", size="sm")
        self.take_over = KeyButton(tr("Take over"), "Alt+H", icon="users", size="sm")
        self.take_back = KeyButton(tr("Take back"), "Alt+H", icon="undo-2", size="sm")
        self.sheet: Sheet | None = None
        self._note = Note("", "warn")
        self._offer = Note("", "info")
        self._facts = {
            "opening_float": FactRow(tr("Opening float")),
            "cash_taken": FactRow(tr("Cash taken")),
            "expected": FactRow(tr("Expected in drawer")),
            "last_receipt": FactRow(tr("Last receipt")),
        }
        self._rows = box(vbox(*self._facts.values(), spacing=4))
        self._receipts = vbox(spacing=4)
        self._shown: tuple[PaymentTaken, ...] = ()
        self._last = box(vbox(Rule(), 4, self._receipts))
        head = hbox(Label(tr("Cash session"), "h2"), None, self.status)
        self.add(head, self._note, self._offer, self._rows, self._last, None)
        self.add(hbox(self.open_drawer, self.close_drawer, self.petty_cash, self.take_over, self.take_back))

        self.open_drawer.clicked.connect(self.ask_float)
        self.close_drawer.clicked.connect(self.ask_count)
        self.petty_cash.clicked.connect(self.ask_petty_cash)
        self.take_over.clicked.connect(self.ask_take_over)
        self.take_back.clicked.connect(view_model.withdraw)
        view_model.state_changed.connect(self._render)

        self._render(view_model.state)
        view_model.refresh()

    @property
    def last_receipt(self) -> str:
        return self._facts["last_receipt"].figures.text()

    @property
    def expected(self) -> str:
        return self._facts["expected"].figures.text()

    def set_compact(self, compact: bool) -> None:  # noqa: FBT001  # a setter
        """Only what a cashier asks for between two payments."""
        for name in ("opening_float", "cash_taken"):
            self._facts[name].setVisible(not compact)

    def ask_float(self) -> None:
        self._show_sheet(OpenDrawerSheet(self._view_model, self.window()))

    def ask_count(self) -> None:
        opened = self._view_model.state.session
        if opened is not None:
            self._show_sheet(CloseDrawerSheet(self._view_model, opened, self.window()))

    def ask_petty_cash(self) -> None:
        self._show_sheet(PettyCashSheet(self._view_model, self.window()))

    def ask_take_over(self) -> None:
        offer = self._view_model.state.to_accept
        if offer is not None:
            self._show_sheet(TakeOverSheet(self._view_model, offer, self.window()))

    def _show_sheet(self, sheet: Sheet) -> None:
        self.sheet = sheet
        sheet.finished.connect(self._forget_sheet)
        sheet.open()

    def _forget_sheet(self) -> None:
        self.sheet = None

    def _render(self, state: DrawerState) -> None:
        if not state.allowed or self.parent() is not None:  # shown without a parent it would be a window of its own
            self.setVisible(state.allowed)
        session = state.session
        self._rows.setVisible(session is not None)
        offered = state.own_offer is not None
        counting = session is not None and session.status is CashSessionStatus.COUNTING
        self.close_drawer.setVisible(session is not None and not offered)
        self.petty_cash.setVisible(session is not None and not counting)
        self.open_drawer.setVisible(state.known and session is None)
        self.take_over.setVisible(state.known and state.to_accept is not None)
        self.take_back.setVisible(offered)
        self._render_offer(state)
        if session is not None:
            opened = tr("Open since {time}", time=time_text(session.opened_at))
            self.status.set_state(tr("Being counted") if counting else opened, "warn" if counting else "ok")
            self._render_session(session)
        elif state.known:
            self.status.set_state(tr("Closed"), "grey")
        else:
            self.status.set_state(tr("Asking…"), "grey")
        self._facts["last_receipt"].figures.setText(state.receipts[0].receipt_no if state.receipts else "–")
        self._render_receipts(state.receipts[1:] if session else ())
        self._note.setVisible(state.problem is not None and self.sheet is None)
        if state.problem is not None:
            self._note.set_state(problem_text(state.problem).title, "warn")

    def _render_offer(self, state: DrawerState) -> None:
        text = ""
        if state.own_offer is not None:
            text = tr("Handed over: the next cashier counts it and goes on.")
        elif state.to_accept is not None:
            text = tr("{cashier} hands over a drawer.", cashier=state.to_accept.from_cashier)
        self._offer.set_state(text, "info")
        self._offer.setVisible(bool(text))

    def _render_session(self, session: CashSession) -> None:
        self._facts["opening_float"].figures.setText(plain(session.opening_float, session.currency))
        self._facts["cash_taken"].figures.setText(plain(session.cash_taken, session.currency))
        self._facts["expected"].figures.setText(plain(session.expected, session.currency))

    def _render_receipts(self, receipts: tuple[PaymentTaken, ...]) -> None:
        self._last.setVisible(bool(receipts))
        if receipts == self._shown:
            return
        self._shown = receipts
        clear(self._receipts)
        for taken in receipts:
            row = hbox(
                Label(taken.receipt_no, "small"),
                Elide(shown_name(taken.bill.patient.name), "small"),
                Label(plain(taken.amount, taken.bill.currency), "small"),
            )
            row.setStretch(1, 1)
            self._receipts.addLayout(row)
