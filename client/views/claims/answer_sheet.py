"""A payer's letter: how it paid, and what of each bill. Arrows choose a bill, Enter takes what was typed."""

from datetime import date
from decimal import Decimal

from PySide6.QtWidgets import QWidget

from client.core.i18n import tr
from client.core.numbers import plain
from client.viewmodels.claims.answer_draft import AnswerDraft, AnswerRow, AnswerState, Said
from client.views.claims.words import mode_word
from client.views.upkeep import CallSheet
from client.widgets.basics import Label, hbox
from client.widgets.buttons import KeyButton
from client.widgets.choices import Segmented
from client.widgets.dialog import SHORTEST_REASON
from client.widgets.field import Field
from client.widgets.inputs import DateInput, LineInput, MoneyInput
from client.widgets.rows import Column
from client.widgets.table import RowsTable
from shared.models.claims import ClaimMode
from shared.money import ZERO, minor_digits

_SHOWN = 6


class AnswerSheet(CallSheet):
    """Hands up the call it would make, and stays open until that is answered."""

    def __init__(self, draft: AnswerDraft, today: date, parent: QWidget) -> None:
        claim = draft.claim
        super().__init__(
            tr("Answer of {payer}", payer=claim.payer),
            tr("Book"),
            parent,
            subtitle=tr("Claim {number}. What is neither paid nor refused stays open.", number=claim.claim_no or ""),
            key="Ctrl+S",
            width=900,
        )
        self._draft, self._currency = draft, claim.currency
        self.primary.setDefault(False)  # Enter goes on to the next bill
        draft.setParent(self)
        self.mode: Segmented[ClaimMode] = Segmented(
            ((mode, mode_word(mode)) for mode in ClaimMode), tr("How it was paid"), chosen=ClaimMode.TRANSFER
        )
        self.reference = LineInput(most=120)
        self.received = DateInput()
        self.received.set_day(today)
        self.rows: RowsTable[AnswerRow] = RowsTable(
            (
                Column(tr("Bill"), lambda row: row.item.bill_no, look="strong", width=164),
                Column(tr("Patient"), lambda row: row.item.patient, detail=lambda row: row.said.reason),
                Column(tr("Open"), self._open, look="money", width=104),
                Column(tr("Pays"), lambda row: self._text(row.said.paid), look="money", width=104),
                Column(tr("Refuses"), lambda row: self._text(row.said.refused), look="money", width=104),
                Column(tr("Left"), lambda row: plain(row.left, self._currency), look="money", width=104),
            ),
            key=lambda row: row.item.bill_id,
            name=tr("Bills"),
            row_height=40,
        )
        self.rows.show_rows(min(_SHOWN, max(3, len(draft.state.rows))))
        places = minor_digits(self._currency)
        self.pays, self.refuses = MoneyInput(places=places), MoneyInput(places=places)
        self.reason = LineInput(most=200)
        self.all_paid = KeyButton(tr("All paid in full"), "Alt+A", icon="check")
        self.total = Label("", "strong")
        self._pays = Field(tr("Pays"), self.pays)
        head = hbox(
            Field(tr("How it was paid"), self.mode),
            Field(tr("Number of the transfer or cheque"), self.reference),
            Field(tr("Received on"), self.received),
            spacing=12,
        )
        for place, share in enumerate((5, 4, 2)):
            head.setStretch(place, share)
        editors = hbox(
            self._pays, Field(tr("Refuses"), self.refuses), Field(tr("Why it refuses"), self.reason), spacing=12
        )
        editors.setStretch(2, 1)
        self.add(head, self.rows, editors, hbox(Label(tr("Enter takes it and goes on"), "small"), None, self.total))
        self.add_button(self.all_paid)

        self.rows.current_changed.connect(self._edit)
        self.rows.opened.connect(self._focus_pays)
        for editor in (self.pays, self.refuses, self.reason):
            editor.returnPressed.connect(self._take)
        for editor in (self.reference, self.pays, self.refuses):
            editor.textChanged.connect(self._check)
        self.all_paid.clicked.connect(draft.all_paid)
        self.submitted.connect(self._submit)
        draft.state_changed.connect(self._render)

        self._render(draft.state)
        self.rows.select_first()
        self.reference.setFocus()

    def _render(self, state: AnswerState) -> None:
        self.rows.set_rows(state.rows)
        self.total.setText(
            tr(
                "Paid {paid} · refused {refused}",
                paid=plain(state.paid, self._currency),
                refused=plain(state.refused, self._currency),
            )
        )
        self._show(self.rows.current())
        self._check()

    def _edit(self, row: AnswerRow | None) -> None:
        self.set_error("")
        self._show(row)

    def _show(self, row: AnswerRow | None) -> None:
        if row is not None:
            self.pays.set_amount(abs(row.said.paid) or None)
            self.refuses.set_amount(row.said.refused or None)
            self.reason.set_value(row.said.reason)
            back = bool(row.item.owed_back)
            self.refuses.setEnabled(not back)
            self.reason.setEnabled(not back)

    def _focus_pays(self) -> None:
        self.pays.setFocus()

    def _take(self) -> None:
        row = self.rows.current()
        if row is not None and self._takes(row):
            self._go_on(row)

    def _takes(self, row: AnswerRow) -> bool:
        """What stands in the editors is said of this bill; False where it can't be."""
        paid = self.pays.amount() if self.pays.value() else ZERO
        refused = self.refuses.amount() if self.refuses.value() else ZERO
        if paid is None or refused is None:
            self.set_error(tr("This is no amount"))
            return False
        left = row.item.owed_back or row.item.open
        if paid + refused > left:
            self.set_error(tr("Only {left} is open of this bill.", left=plain(left, self._currency)))
            return False
        if refused and len(self.reason.value()) < SHORTEST_REASON:
            self.set_error(tr("Say why the payer refuses it."))
            self.reason.setFocus()
            return False
        self.set_error("")
        said = Said(-paid if row.item.owed_back else paid, refused, self.reason.value() if refused else "")
        self._draft.say(row.item.bill_id, said)
        return True

    def _go_on(self, row: AnswerRow) -> None:
        rows = self._draft.state.rows
        place = next(i for i, one in enumerate(rows) if one.item.bill_id == row.item.bill_id)
        if place + 1 < len(rows):
            self.rows.select(rows[place + 1].item.bill_id)
            self.pays.setFocus()
            self.pays.selectAll()
        else:
            self.primary.setFocus()

    def _check(self) -> None:
        """What is typed counts before Enter takes it: the last bill needs none."""
        state = self._draft.state
        if not (state.says_something or self.pays.value() or self.refuses.value()):
            self.primary.set_blocked(tr("Nothing is paid and nothing refused yet"))
        elif (state.moves_money or self.pays.value()) and not self.reference.value():
            self.primary.set_blocked(tr("The number of the transfer or cheque is needed"))
        else:
            self.primary.set_blocked("")

    def _submit(self) -> None:
        row = self.rows.current()
        if row is not None and not self._takes(row):
            return
        self._hand_up(
            tr("Say how and when it was paid."),
            self._draft.call,
            self.mode.value(),
            self.reference.value(),
            self.received.day(),
        )

    def _open(self, row: AnswerRow) -> str:
        """Less than nothing where the house owes it to the payer."""
        return plain(row.item.open - row.item.owed_back, self._currency)

    def _text(self, amount: Decimal) -> str:
        return plain(amount, self._currency) if amount else ""
