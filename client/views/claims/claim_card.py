"""One claim: its bills, what became of each, and what is to be done next."""

from operator import attrgetter

from PySide6.QtGui import QKeySequence, QShortcut

from client.core.i18n import tr
from client.core.numbers import plain
from client.viewmodels.claims.claim_desk import ClaimState
from client.views.claims.words import (
    bill_detail,
    item_state,
    item_tone,
    patient_detail,
    period_text,
    status_tone,
    status_word,
    sums_text,
)
from client.widgets.basics import Card, KeyCap, Label, box, hbox, show_only, vbox
from client.widgets.buttons import KeyButton
from client.widgets.pills import Pill
from client.widgets.rows import Column
from client.widgets.stat import EmptyState
from client.widgets.table import RowsTable
from client.widgets.tokens import Tone
from shared.models.claims import ClaimItem
from shared.models.ledger_reports import Ageing
from shared.money import Currency


class AgeingCard(Card):
    """What a payer owes, by how many days ago the bills were issued; large sums leave the screen its width."""

    def __init__(self) -> None:
        super().__init__(margins=(16, 8, 16, 8))
        captions = (tr("Up to 30 days"), tr("31 to 60 days"), tr("61 to 90 days"), tr("More than 90 days"))
        self.sums = tuple(Label("–", "strong") for _ in captions)
        columns = (vbox(value, Label(caption, "small")) for value, caption in zip(self.sums, captions, strict=True))
        row = hbox(*columns, spacing=12)
        for place in range(len(captions)):
            row.setStretch(place, 1)
        self.add(row)

    def show_ages(self, ages: Ageing, currency: Currency) -> None:
        late: tuple[Tone | None, ...] = (None, None, "warn", "bad")
        amounts = (ages.up_to_30, ages.up_to_60, ages.up_to_90, ages.older)
        for label, amount, tone in zip(self.sums, amounts, late, strict=True):
            label.setText(plain(amount, currency))
            label.set_tone(tone if amount else None)


class ClaimCard(Card):
    """The page connects the buttons: what they do needs more than the card."""

    def __init__(self) -> None:
        super().__init__(spacing=0, margins=(1, 12, 1, 12))
        self._currency = Currency("")
        self.title = Label("", "h2")
        self.period = Label("", "muted")
        self.status = Pill("", "grey")
        self.sums = Label("", "strong", wrap=True)
        self.items: RowsTable[ClaimItem] = RowsTable(
            (
                Column(tr("Bill"), attrgetter("bill_no"), detail=bill_detail, look="strong", width=164),
                Column(tr("Patient"), attrgetter("patient"), detail=patient_detail),
                Column(tr("Claimed"), self._amount, look="money", width=100),
                Column(tr("Paid"), self._paid, look="money", width=100),
                Column(tr("Open"), self._open, look="money", width=100),
                Column(tr("State"), item_state, tone=item_tone, look="pill", width=132),
            ),
            key=attrgetter("bill_id"),
            name=tr("Bills of the claim"),
            row_height=44,
        )
        self.discard = KeyButton(tr("Discard"), "Alt+D", kind="ghost")
        self.leave_out = KeyButton(tr("Leave out"), "Delete", kind="ghost", bind=False)
        self.submit = KeyButton(tr("Submit"), "F9", icon="check", kind="primary")
        self.history = KeyButton(tr("History"), "Alt+H", icon="history", kind="ghost")
        self.export = KeyButton(tr("Export"), "Ctrl+E", icon="save", kind="ghost")
        self.print = KeyButton(tr("Print"), "Ctrl+P", icon="printer")
        self.decide = KeyButton(tr("Decide"), "F8", icon="split")
        self.answer = KeyButton(tr("Payer's answer"), "F9", icon="banknote", kind="primary")
        self._delete = QShortcut(QKeySequence("Delete"), self.items)
        self._delete.activated.connect(self.leave_out.click)
        self._foot = box(
            hbox(
                self.discard,
                self.leave_out,
                self.history,
                self.export,
                self.print,
                None,
                self.decide,
                self.answer,
                self.submit,
                spacing=8,
                margins=(14, 8, 14, 0),
            )
        )
        self.items.set_empty(EmptyState("file-text", tr("No claim is chosen."), tr("Gather what a payer owes: F6.")))
        self.add(
            box(
                vbox(
                    hbox(self.title, self.status, self.period, None, KeyCap("F4"), spacing=10),
                    self.sums,
                    spacing=4,
                    margins=(14, 0, 14, 8),
                )
            ),
            self.items,
            self._foot,
        )
        self.inside.setStretch(1, 1)
        self._foot.hide()  # with all buttons at once it would be wider than a screen

    def show_claim(self, state: ClaimState) -> None:
        claim = state.claim
        self.status.setVisible(claim is not None)
        if claim is None:
            self.title.setText(tr("Claim"))
            self.period.setText("")
            self.sums.setText("")
            self.items.set_rows(())
            self._foot.hide()
            return
        self._currency = claim.currency
        numbered = tr("{number} · {payer}", number=claim.claim_no or "", payer=claim.payer)
        self.title.setText(claim.payer if state.is_draft else numbered)
        self.period.setText(period_text(claim))
        self.status.set_state(status_word(claim.status), status_tone(claim.status))
        self.sums.setText(sums_text(claim))
        self.items.set_rows(claim.items)
        sent = not state.is_draft
        show_only(
            {
                self.discard: state.is_draft,
                self.leave_out: state.is_draft,
                self.submit: state.is_draft,
                self.history: sent,
                self.print: sent,
                self.decide: sent,
                self.answer: sent,
            }
        )
        self._foot.show()
        self.answer.set_blocked("" if state.may_answer else tr("Nothing of it is open"))
        self.decide.set_blocked("" if state.may_decide else tr("Nothing waits to be decided"))
        self.submit.set_busy(state.busy)

    def _amount(self, item: ClaimItem) -> str:
        return plain(item.amount, self._currency)

    def _paid(self, item: ClaimItem) -> str:
        return plain(item.paid, self._currency) if item.paid else ""

    def _open(self, item: ClaimItem) -> str:
        return plain(item.open + item.to_decide - item.owed_back, self._currency)
