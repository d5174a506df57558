"""Gathering what a payer owes, deciding what it refused, and what was said of a claim."""

from datetime import date, timedelta
from operator import attrgetter

from PySide6.QtWidgets import QWidget

from client.core.i18n import tr, trn
from client.core.numbers import plain
from client.views.claims.words import fact_detail, fact_text, mode_word
from client.views.upkeep import CallSheet
from client.widgets.basics import Label, hbox
from client.widgets.choices import Segmented
from client.widgets.dialog import SHORTEST_REASON, Sheet
from client.widgets.field import Field
from client.widgets.inputs import DateInput, LineInput
from client.widgets.rows import Column
from client.widgets.table import RowsTable
from shared.contracts import claims
from shared.ids import BillId
from shared.models.claims import (
    ClaimDetails,
    ClaimFact,
    ClaimItem,
    ClaimPayment,
    Decision,
    PayerStanding,
)


class GatherSheet(CallSheet):
    """Proposes from the oldest share that was never asked for to the end of the month before."""

    def __init__(self, payer: PayerStanding, today: date, parent: QWidget) -> None:
        super().__init__(
            tr("Gather a claim to {payer}", payer=payer.name),
            tr("Gather"),
            parent,
            subtitle=tr("All bills of these days of which the payer owes a share, and no claim asks for it yet."),
            width=500,
        )
        self._payer_id = payer.payer_id
        first, last = proposed_period(payer.unclaimed_since or today, today)
        self.first, self.last = DateInput(), DateInput()
        self.first.set_day(first)
        self.last.set_day(last)
        self.add(
            hbox(
                Field(tr("Bills issued from"), self.first, required=True),
                Field(tr("to"), self.last, required=True),
                spacing=12,
            )
        )
        self.submitted.connect(self._submit)
        self.first.setFocus()

    def _submit(self) -> None:
        first, last, wrong = self.first.day(), self.last.day(), tr("Type two days, the earlier one first.")
        if first is None or last is None or first > last:
            self.set_error(wrong)
        else:
            self._hand_up(wrong, claims.gather, payer_id=self._payer_id, period_from=first, period_to=last)


def proposed_period(since: date, today: date) -> tuple[date, date]:
    """Whole months where there is one that has passed, else all until today."""
    end = today.replace(day=1) - timedelta(days=1)
    return (since, end) if since <= end else (since, today)


class DecideSheet(CallSheet):
    """Of one bill, or of all that wait at once."""

    def __init__(self, claim: ClaimDetails, current: ClaimItem | None, parent: QWidget) -> None:
        waiting = [item for item in claim.items if item.to_decide]
        one = current if current in waiting else waiting[0]
        amount = plain(one.to_decide, claim.currency)
        super().__init__(
            tr("Decide what {payer} refused", payer=claim.payer),
            tr("Decide"),
            parent,
            subtitle=tr("{number} · {patient}: {amount}", number=one.bill_no, patient=one.patient, amount=amount),
            width=620,
        )
        self._claim = claim
        each = [item.bill_id for item in waiting]
        this = tr("{number}: {amount}", number=one.bill_no, amount=amount)
        choices: list[tuple[tuple[BillId, ...], str]] = [((one.bill_id,), this)]
        if len(each) > 1:
            choices.append((tuple(each), trn("All {n} bill", "All {n} bills", len(each))))
        self.which: Segmented[tuple[BillId, ...]] = Segmented(choices, tr("Which bills"), chosen=(one.bill_id,))
        self.decision: Segmented[Decision] = Segmented(
            (
                (Decision.RETURN, tr("Due from the patient")),
                (Decision.RESUBMIT, tr("Ask for it again")),
                (Decision.WRITE_OFF, tr("Write it off")),
            ),
            tr("What becomes of it"),
            chosen=Decision.RETURN,
        )
        self.says = Label("", "muted", wrap=True)
        self.reason = LineInput(most=300)
        which = Field(tr("Which bills"), self.which)
        which.setVisible(len(choices) > 1)
        self.add(
            which,
            Field(tr("What becomes of it"), self.decision),
            self.says,
            Field(tr("Why"), self.reason, required=True),
        )
        self.decision.picked.connect(self._render)
        self.reason.textChanged.connect(self._render)
        self.submitted.connect(self._submit)
        self._render()
        self.decision.setFocus()

    def _render(self) -> None:
        decision = self.decision.value()
        self.says.setText(_consequence(decision) if decision is not None else "")
        filled = len(self.reason.value()) >= SHORTEST_REASON
        self.primary.set_blocked("" if filled else tr("A reason is needed"))

    def _submit(self) -> None:
        decision, wrong = self.decision.value(), tr("Say what becomes of it, and why.")
        if decision is None:
            self.set_error(wrong)
            return
        self._hand_up(
            wrong,
            claims.decide,
            claim_id=self._claim.id,
            version=self._claim.version,
            bill_ids=list(self.which.value() or ()),
            decision=decision,
            reason=self.reason.value(),
        )


def _consequence(decision: Decision) -> str:
    return {
        Decision.RETURN: tr("Every counter shows it as due from the patient, who can pay it there."),
        Decision.RESUBMIT: tr("It goes onto the payer's draft, and is asked for under a new number."),
        Decision.WRITE_OFF: tr("Nobody pays it: it is booked as a loss. A second person has to agree."),
    }[decision]


class HistorySheet(Sheet):
    """Payments, and what was said of each bill, the newest first."""

    def __init__(self, claim: ClaimDetails, parent: QWidget) -> None:
        super().__init__(
            tr("History of {number}", number=claim.claim_no or ""),
            tr("Close"),
            parent,
            subtitle=tr("Submitted by {who}", who=claim.submitted_by),
            key="Esc",
            width=760,
        )
        self._claim = claim
        self.cancel.hide()
        self.payments: RowsTable[ClaimPayment] = RowsTable(
            (
                Column(tr("Receipt"), attrgetter("receipt_no"), look="strong", width=150),
                Column(tr("How"), lambda row: mode_word(row.mode), detail=attrgetter("reference")),
                Column(tr("By"), attrgetter("taken_by"), width=150),
                Column(tr("Amount"), lambda row: plain(row.amount, claim.currency), look="money", width=120),
            ),
            key=attrgetter("id"),
            name=tr("Payments"),
            row_height=44,
        )
        self.facts: RowsTable[ClaimFact] = RowsTable(
            (Column(tr("What was said"), lambda row: fact_text(row, claim.currency), detail=fact_detail),),
            key=attrgetter("id"),
            name=tr("What was said"),
            row_height=44,
        )
        self.payments.set_rows(claim.payments[::-1])
        self.payments.show_rows(min(3, len(claim.payments)))
        self.facts.set_rows(claim.history[::-1])
        self.facts.show_rows(max(1, min(6, len(claim.history))))
        self.add(self.payments, self.facts)
        self.payments.setVisible(bool(claim.payments))
        self.submitted.connect(self.accept)
        self.facts.setFocus()
