"""Asking money back of a bill that was paid: how much of which lines, and why."""

from decimal import Decimal
from typing import Final

from PySide6.QtWidgets import QGridLayout, QWidget

from client.core.i18n import tr
from client.core.numbers import plain
from client.core.problem_text import problem_text
from client.core.words import shown_name
from client.viewmodels.cashier.refund_request import RefundRequest, RefundRequestState
from client.widgets.basics import Elide, Label, Scroll, box, hbox
from client.widgets.buttons import KeyButton
from client.widgets.dialog import SHORTEST_REASON, Sheet
from client.widgets.field import Field
from client.widgets.inputs import LineInput, MoneyInput
from shared.ids import BillItemId
from shared.models.refunds import RefundLine
from shared.money import ZERO, minor_digits

_ROWS_SHOWN: Final = 7
_ROW_HEIGHT: Final = 50


class RefundSheet(Sheet):
    """What was credited after it was paid is filled in; another person approves before anything is paid out."""

    def __init__(self, view_model: RefundRequest, parent: QWidget) -> None:
        bill = view_model.bill
        super().__init__(
            tr("Ask for a refund"),
            tr("Ask for refund"),
            parent,
            subtitle=tr("Of bill {number} of {name}", number=bill.bill_no or "", name=shown_name(bill.patient.name)),
            width=640,
        )
        self._bill = bill
        self._view_model = view_model
        view_model.setParent(self)
        self.amounts: dict[BillItemId, MoneyInput] = {}
        self.reason = LineInput(most=300)
        self.all = KeyButton(tr("All that was paid"), "Alt+A", kind="ghost", size="sm")
        self._total = Label("", "mid")
        self._lines = QGridLayout()
        self._scroll = Scroll(box(self._lines))
        self._build()

        self.all.clicked.connect(self._fill_all)
        self.reason.textChanged.connect(self._check)
        self.submitted.connect(self._ask)
        view_model.done.connect(self.accept)
        view_model.state_changed.connect(self._render)

        self._check()
        view_model.look()

    def _build(self) -> None:
        self._lines.setColumnStretch(0, 1)
        self._lines.setHorizontalSpacing(12)
        self.add(
            hbox(Label(tr("How much of each"), "label"), None, self.all),
            self._scroll,
            hbox(Label(tr("To be paid back"), "h2"), None, self._total, Label(self._bill.currency, "small")),
            Field(tr("Reason"), self.reason, required=True),
            Label(tr("What is paid back without a credit note is due again on the bill."), "muted", wrap=True),
        )

    def _render(self, state: RefundRequestState) -> None:
        self.set_busy(state.busy)
        problem = problem_text(state.problem) if state.problem is not None else None
        self.set_error(tr("{what}. {why}", what=problem.title, why=problem.text) if problem else "", "warn")
        if state.left is not None and not self.amounts:
            self._show_lines(state)
        self._check()

    def _show_lines(self, state: RefundRequestState) -> None:
        currency = self._bill.currency
        for item in self._bill.items:
            left = self._left(item.id)
            if left <= ZERO:
                continue
            editor = MoneyInput(places=minor_digits(currency), hint=plain(ZERO, currency))
            editor.setFixedWidth(120)
            editor.setAccessibleName(tr("Of {line} pay back", line=item.description))
            editor.set_amount(state.suggested.get(item.id))
            editor.textChanged.connect(self._check)
            of = Label(tr("of {left}", left=plain(left, currency)), "muted")
            for column, widget in enumerate((Elide(item.description), editor, of)):
                self._lines.addWidget(widget, len(self.amounts), column)
                widget.show()  # the sheet is open: what is hidden takes no focus
            self.amounts[item.id] = editor
        self._lines.setRowStretch(len(self.amounts), 1)
        self._scroll.setMinimumHeight(min(len(self.amounts), _ROWS_SHOWN) * _ROW_HEIGHT)
        self.adjustSize()
        if state.suggested:
            self.reason.set_value(self._bill.credit_notes[-1].reason)
            self.reason.setFocus()
        elif self.amounts:
            next(iter(self.amounts.values())).setFocus()

    def _left(self, item_id: BillItemId) -> Decimal:
        return (self._view_model.state.left or {}).get(item_id, ZERO)

    def _wanted(self) -> list[RefundLine] | None:
        """None where what was typed cannot be paid back."""
        wanted = []
        for item_id, editor in self.amounts.items():
            amount = editor.amount() if editor.value() else ZERO
            if amount is None or not ZERO <= amount <= self._left(item_id):
                return None
            if amount:
                wanted.append(RefundLine(bill_item_id=item_id, amount=amount))
        return wanted

    def _check(self) -> None:
        wanted = self._wanted()
        total = sum((line.amount for line in wanted or ()), ZERO)
        self._total.setText("–" if wanted is None else plain(total, self._bill.currency))
        if self._view_model.state.left is None:
            self.primary.set_blocked(tr("Asking what was paid…"))
        elif not self.amounts:
            self.primary.set_blocked(tr("All of it was paid back or asked for"))
        elif wanted is None:
            self.primary.set_blocked(tr("More than was paid"))
        elif not wanted:
            self.primary.set_blocked(tr("Say how much"))
        else:
            self.primary.set_blocked("" if len(self.reason.value()) >= SHORTEST_REASON else tr("A reason is needed"))

    def _fill_all(self) -> None:
        for item_id, editor in self.amounts.items():
            editor.set_amount(self._left(item_id))
        self.reason.setFocus()

    def _ask(self) -> None:
        wanted = self._wanted()
        if wanted:
            self._view_model.ask(wanted, self.reason.value())
