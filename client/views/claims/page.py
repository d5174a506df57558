"""Claims: what each payer owes and since when, gathered, asked for, and answered."""

from operator import attrgetter
from pathlib import Path
from typing import Any

from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QFileDialog, QWidget

from client.core.i18n import tr
from client.core.numbers import plain
from client.desk import Desk
from client.viewmodels.claims.answer_draft import AnswerDraft
from client.viewmodels.claims.claim_desk import ClaimDesk, ClaimState
from client.viewmodels.printing.print_desk import PrintDesk
from client.views.claims.answer_sheet import AnswerSheet
from client.views.claims.claim_card import AgeingCard, ClaimCard
from client.views.claims.sheets import DecideSheet, GatherSheet, HistorySheet
from client.views.claims.words import claim_title, period_text, status_tone, status_word, unclaimed_text
from client.views.upkeep import SecondedPage
from client.widgets.basics import Card, box, hbox, heading, vbox
from client.widgets.buttons import KeyButton
from client.widgets.choices import Tabs
from client.widgets.dialog import Confirm
from client.widgets.rows import Column
from client.widgets.stat import EmptyState
from client.widgets.table import WIDE_SCREEN, RowsTable
from shared.contract import Call
from shared.contracts import claims
from shared.models.claims import ClaimDetails, ClaimStatus, ClaimSummary, PayerStanding
from shared.money import Currency

_FILES = "*.xlsx *.csv"


class ClaimsPage(SecondedPage):
    """Keyboard only: F2 the payers, F3 their claims, F4 its bills; F6 gathers, F9 submits or takes the answer."""

    def __init__(self, desk: ClaimDesk, printing: PrintDesk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._desk, self._printing = desk, printing
        desk.setParent(self)
        self._currency = Currency("")
        self.payers: RowsTable[PayerStanding] = RowsTable(
            (
                Column(tr("Payer"), attrgetter("name"), detail=self._unclaimed, look="strong"),
                Column(tr("Owes"), self._owes, look="money", width=104),
            ),
            key=attrgetter("payer_id"),
            name=tr("Payers"),
            row_height=48,
        )
        self.ended: Tabs[bool] = Tabs(((False, tr("Going on")), (True, tr("Ended"))), tr("Claims"), chosen=False)
        self.claims: RowsTable[ClaimSummary] = RowsTable(
            (
                Column(tr("Claim"), claim_title, detail=period_text, look="strong"),
                Column(
                    tr("State"),
                    lambda row: status_word(row.status),
                    tone=lambda row: status_tone(row.status),
                    look="pill",
                    width=124,
                ),
            ),
            key=attrgetter("id"),
            name=tr("Claims"),
            row_height=48,
        )
        self.gather = KeyButton(tr("Gather"), "F6", icon="plus")
        self.ages = AgeingCard()
        self.card = ClaimCard()
        self._build()

        self.payers.current_changed.connect(self._choose_payer)
        self.ended.picked.connect(desk.show_ended)
        self.claims.current_changed.connect(self._choose_claim)
        self.gather.clicked.connect(self._ask_gather)
        self.card.leave_out.clicked.connect(self._leave_out)
        self.card.discard.clicked.connect(self._ask_discard)
        self.card.submit.clicked.connect(self._ask_submit)
        self.card.answer.clicked.connect(self._ask_answer)
        self.card.decide.clicked.connect(self._ask_decision)
        self.card.history.clicked.connect(self._show_history)
        self.card.print.clicked.connect(self._print)
        self.card.export.clicked.connect(self._ask_where)
        desk.exported.connect(self._say_exported)
        desk.not_written.connect(self._say_not_written)
        desk.state_changed.connect(self._render)

        self._render(desk.state)
        desk.refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._left.setFixedWidth(420 if self.window().width() >= WIDE_SCREEN else 330)

    def _build(self) -> None:
        self.setFocusProxy(self.payers)
        self.payers.set_empty(EmptyState("wallet", tr("No payer yet."), tr("They are kept on the page of prices.")))
        self.claims.set_empty(EmptyState("file-text", tr("No claim."), tr("F6 gathers what is not asked for yet.")))
        self.claims.horizontalHeader().hide()
        payers = Card(spacing=0, margins=(1, 12, 1, 1))
        payers.add(box(vbox(heading(tr("Payers"), key="F2"), margins=(14, 0, 14, 8))), self.payers)
        payers.inside.setStretch(1, 1)
        claims = Card(spacing=0, margins=(1, 12, 1, 1))
        claims.add(
            box(vbox(heading(tr("Claims"), self.gather, key="F3"), self.ended, spacing=8, margins=(14, 0, 14, 8))),
            self.claims,
        )
        claims.inside.setStretch(1, 1)
        self._left = box(vbox(payers, claims, spacing=12))
        right = vbox(self.ages, self.card, spacing=12)
        right.setStretch(1, 1)
        row = hbox(self._left, right, spacing=12)
        row.setStretch(1, 1)
        layout = vbox(self.problem, row, spacing=12, margins=(16, 12, 16, 12))
        layout.setStretch(1, 1)
        self.setLayout(layout)
        for key, table in (("F2", self.payers), ("F3", self.claims), ("F4", self.card.items)):
            QShortcut(QKeySequence(key), self).activated.connect(table.setFocus)

    def _render(self, state: ClaimState) -> None:
        if state.standings is not None:
            self._currency = state.standings.currency
        self.payers.set_rows(state.payers)
        if state.payer_id is not None:
            self.payers.select(state.payer_id)
        self.claims.set_rows(state.claims)
        if state.claim is not None:
            self.claims.select(state.claim.id)
        if state.payer is not None:
            self.ages.show_ages(state.payer.ageing, self._currency)
        owes = state.payer is not None and state.payer.unclaimed_bills
        self.gather.set_blocked("" if owes else tr("All is asked for"))
        self.card.show_claim(state)

    def _unclaimed(self, payer: PayerStanding) -> str:
        return unclaimed_text(payer, self._currency)

    def _owes(self, payer: PayerStanding) -> str:
        return plain(payer.ageing.total, self._currency)

    def _choose_payer(self, payer: PayerStanding | None) -> None:
        if payer is not None:
            self._desk.choose_payer(payer.payer_id)

    def _choose_claim(self, claim: ClaimSummary | None) -> None:
        if claim is not None:
            self._desk.choose(claim.id)

    def _leave_out(self) -> None:
        item = self.card.items.current()
        if item is not None:
            self._desk.leave_out(item.bill_id)

    # Sheets: each stays open until what it asked for is answered

    def _ask_gather(self) -> None:
        state = self._desk.state
        if state.payer is not None and state.standings is not None:
            self._edit(GatherSheet(state.payer, state.standings.day, self.window()))

    def _ask_discard(self) -> None:
        claim = self._desk.state.claim
        if claim is None or not self._desk.state.is_draft:
            return
        sheet = Confirm(
            tr("Discard this draft?"),
            tr("Its bills stay open, and can be gathered again."),
            tr("Discard"),
            self.window(),
        )
        self._confirm(sheet, claims.discard(claim_id=claim.id, version=claim.version))

    def _ask_submit(self) -> None:
        claim = self._desk.state.claim
        if claim is not None and self._desk.state.is_draft:
            amount = plain(claim.amount, claim.currency)
            sheet = Confirm(
                tr("Submit this claim?"),
                tr(
                    "{payer} is asked for {amount}. It gets its number, and is changed no more.",
                    payer=claim.payer,
                    amount=amount,
                ),
                tr("Submit"),
                self.window(),
                kind="primary",
            )
            self._confirm(sheet, claims.submit(claim_id=claim.id, version=claim.version))

    def _ask_answer(self) -> None:
        state = self._desk.state
        if state.claim is not None and state.standings is not None:
            self._edit(AnswerSheet(AnswerDraft(state.claim), state.standings.day, self.window()))

    def _ask_decision(self) -> None:
        claim = self._desk.state.claim
        if claim is not None and self._desk.state.may_decide:
            self._edit(DecideSheet(claim, self.card.items.current(), self.window()))

    def _what_is_agreed(self, call: Call[Any]) -> str:
        asked: Any = call.request
        state = self._desk.state
        known = (one for one in (state.claim, *state.claims) if one is not None)
        payers = (one.payer for one in known if one.id == asked.claim_id)
        return tr("What {payer} refused is written off.", payer=next(payers, ""))

    def _show_history(self) -> None:
        claim = self._desk.state.claim
        if claim is not None:
            HistorySheet(claim, self.window()).open()

    def _said(self, answer: object) -> str:
        if isinstance(answer, ClaimDetails) and answer.status is ClaimStatus.SUBMITTED:
            return tr("Claim {number} is submitted. Ctrl+P prints it.", number=answer.claim_no or "")
        return super()._said(answer)

    # Paper and file

    def _print(self) -> None:
        claim = self._desk.state.claim
        if claim is not None and claim.claim_no is not None:
            self._printing.claim(claim)

    def _ask_where(self) -> None:
        claim = self._desk.state.claim
        if claim is not None:
            dialog = QFileDialog(
                self.window(), tr("Export the claim"), "", tr("Spreadsheets ({suffixes})", suffixes=_FILES)
            )
            dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
            dialog.setDefaultSuffix("xlsx")
            dialog.selectFile(f"{claim.claim_no or tr('claim-draft')}.xlsx")
            dialog.fileSelected.connect(self._take_target)
            dialog.finished.connect(dialog.deleteLater)
            dialog.open()

    def _take_target(self, name: str) -> None:
        self._desk.export(Path(name))

    def _say_exported(self, path: str) -> None:
        self.said.emit(tr("The claim is in {file}.", file=path))

    def _say_not_written(self) -> None:
        self.said.emit(tr("The file can't be written there."))


def build_claims(desk: Desk) -> ClaimsPage:
    return ClaimsPage(ClaimDesk(desk.calls, desk.changes), desk.printing)
