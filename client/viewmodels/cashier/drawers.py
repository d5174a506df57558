"""Drawers from float to count, looked over by somebody else than their cashier; each with its shift sheet."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Final

from PySide6.QtCore import QObject, Signal

from client.core.aio import latest, slot
from client.core.calls import Calls
from client.core.changes import Changes
from client.core.clock import Clock
from client.core.i18n import date_text, datetime_text, number_text, tr
from client.core.ledger_words import posting_word
from client.core.numbers import plain
from client.core.session import Session
from client.core.words import mode_word
from client.printing.cash_papers import ReportColumn, ReportTable
from client.viewmodels.printing.print_desk import PrintDesk
from shared.contracts import cash, ledger
from shared.errors import ApiError
from shared.ids import CashSessionId, EmployeeId
from shared.models.cash import CashSession, CashSessionStatus
from shared.models.ledger import MONEY, Account
from shared.models.ledger_reports import SealLine, ShiftRow, ShiftSheet
from shared.money import ZERO
from shared.topics import Topic

_AMOUNT_MM: Final = 34.0
_MODE: Final = {account: mode for mode, account in MONEY.items()}
_MONEY: Final = frozenset(_MODE)


@dataclass(frozen=True)
class DrawersState:
    """Of `day`, or where there is none those of any day that wait to be verified."""

    day: date | None = None
    sessions: tuple[CashSession, ...] = ()
    known: bool = False
    chosen: CashSessionId | None = None
    sheet: ShiftSheet | None = None
    me: EmployeeId | None = None
    may_verify: bool = False
    busy: bool = False
    problem: ApiError | None = None

    @property
    def session(self) -> CashSession | None:
        return next((one for one in self.sessions if one.id == self.chosen), None)

    @property
    def is_own(self) -> bool:
        return self.session is not None and self.session.cashier_id == self.me

    @property
    def can_verify(self) -> bool:
        return self.may_verify and self.session is not None and self.session.status is CashSessionStatus.CLOSED

    @property
    def rows(self) -> tuple[ShiftRow, ...]:
        """What money the chosen drawer's sheet says was moved; what is missing is a sum of its own."""
        sheet = self.sheet if self.sheet is not None and self.sheet.cash_session_id == self.chosen else None
        return tuple(row for row in sheet.rows if row.account in _MONEY) if sheet is not None else ()


class Drawers(QObject):
    state_changed = Signal(object)  # DrawersState
    verified = Signal(object)  # CashSession

    def __init__(
        self,
        calls: Calls,
        changes: Changes,
        clock: Clock,
        printing: PrintDesk,
        session: Session,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._calls = calls
        self._clock = clock
        self._printing = printing
        me, may_verify = session.me, session.can(cash.verify_session)
        self.state = DrawersState(
            day=None if may_verify else clock.today(),
            me=me.employee_id if me is not None else None,
            may_verify=may_verify,
        )
        changes.on({Topic.CASH}, self, self.refresh)

    @property
    def today(self) -> date:
        return self._clock.today()

    def show_day(self, day: date | None) -> None:
        self._show(replace(self.state, day=day, known=False))
        self.refresh()

    @latest
    async def refresh(self) -> None:
        day = self.state.day
        try:
            page = await self._calls.send(cash.sessions(day=day, to_verify=day is None))
        except ApiError as problem:
            self._show(replace(self.state, problem=problem))
        else:
            self._show(replace(self.state, sessions=tuple(page.items), known=True))
            if self.state.session is not None:
                await self._look_at(self.state.session)

    @latest
    async def choose(self, chosen: CashSessionId | None) -> None:
        self._show(replace(self.state, chosen=chosen, problem=None))
        if self.state.session is not None:
            await self._look_at(self.state.session)

    @slot
    async def verify(self, note: str) -> None:
        """Another person has seen the money and the count."""
        session = self.state.session
        if session is None or not self.state.can_verify or self.state.busy:
            return
        self._show(replace(self.state, busy=True, problem=None))
        try:
            verified = await self._calls.send(
                cash.verify_session(cash_session_id=session.id, version=session.version, note=note)
            )
        except ApiError as problem:
            self._show(replace(self.state, busy=False, problem=problem))
        else:
            self._show(replace(self.state, busy=False))
            self.verified.emit(verified)
        self.refresh()

    def print(self) -> None:
        """The shift sheet, to be signed by both."""
        session, sheet = self.state.session, self.state.sheet
        if session is None or sheet is None or sheet.cash_session_id != session.id:
            return
        self._printing.money_report(
            tr("Shift sheet"),
            shift_about(session, sheet),
            shift_tables(session, sheet),
            (tr("Cashier: {name}", name=session.cashier), _verifier(session)),
            sheet.seal.line if sheet.seal is not None else "",
        )

    async def _look_at(self, session: CashSession) -> None:
        try:
            sheet = await self._calls.send(ledger.shift_sheet(cash_session_id=session.id))
        except ApiError as problem:
            self._show(replace(self.state, problem=problem))
        else:
            self._show(replace(self.state, sheet=sheet))

    def _show(self, state: DrawersState) -> None:
        if state != self.state:
            self.state = state
            self.state_changed.emit(state)


def moved_text(row: ShiftRow) -> str:
    """What was moved, and where the money stands."""
    return tr("{what} · {where}", what=posting_word(row.kind), where=mode_word(_MODE[row.account]))


def handed_over_by(session: CashSession, sheet: ShiftSheet | None) -> Decimal:
    """What the next cashier counted more than was declared, or less: that belongs to this drawer too."""
    if sheet is None or sheet.declared is None or session.declared is None:
        return ZERO
    return sheet.declared - session.declared


def shift_tables(session: CashSession, sheet: ShiftSheet) -> tuple[ReportTable, ...]:
    """What went in and out by way of paying, what was counted piece by piece, and what they differ by."""
    currency = session.currency
    amounts = ReportColumn(tr("Amount, {currency}", currency=currency), _AMOUNT_MM, right=True)
    cash_rows = [row for row in sheet.rows if row.account is Account.CASH]
    others = [row for row in sheet.rows if row.account in _MONEY - {Account.CASH}]
    moved = (ReportColumn(tr("What"), grows=True), ReportColumn(tr("Number"), 24, right=True), amounts)
    tables = [
        ReportTable(
            moved,
            tuple((posting_word(row.kind), number_text(row.number), plain(row.amount, currency)) for row in cash_rows),
            title=tr("Cash"),
            total=(tr("Expected in the drawer"), "", plain(sheet.expected, currency)),
        )
    ]
    if others:
        paid = tuple((moved_text(row), number_text(row.number), plain(row.amount, currency)) for row in others)
        tables.append(ReportTable(moved, paid, title=tr("Other ways of paying")))
    if session.counted is not None:
        counted = session.counted
        pieces = [
            (plain(one.denomination, currency), number_text(one.number), plain(one.denomination * one.number, currency))
            for one in counted.pieces
        ]
        if counted.other:
            pieces.append((tr("Other coins and notes"), "", plain(counted.other, currency)))
        pieces_of = (ReportColumn(tr("Note or coin"), grows=True), ReportColumn(tr("Pieces"), 24, right=True), amounts)
        whole = (tr("Counted"), "", plain(counted.total, currency))
        tables.append(ReportTable(pieces_of, tuple(pieces), title=tr("Counted in the drawer"), total=whole))
    if session.declared is not None and session.difference is not None:
        at_hand_over = handed_over_by(session, sheet)
        rows = [
            (tr("Expected"), plain(session.expected, currency)),
            (tr("Declared"), plain(session.declared, currency)),
        ]
        if at_hand_over:
            rows.append((tr("Counted otherwise by the next cashier"), plain(at_hand_over, currency)))
        difference = session.difference + at_hand_over
        total = (tr("Difference"), plain(difference, currency))
        tables.append(ReportTable((ReportColumn(tr("Result"), grows=True), amounts), tuple(rows), total=total))
    return tuple(tables)


def shift_about(session: CashSession, sheet: ShiftSheet) -> tuple[tuple[str, str], ...]:
    closed = datetime_text(session.closed_at) if session.closed_at is not None else tr("not closed yet")
    about = [
        (tr("Drawer"), session.session_no),
        (tr("Cashier"), session.cashier),
        (tr("Counter"), session.workstation),
        (tr("Opened"), datetime_text(session.opened_at)),
        (tr("Closed"), closed),
        (tr("As it stood"), datetime_text(sheet.as_of)),
    ]
    if session.verified_at is not None:
        about.append(
            (tr("Verified"), tr("{name}, {at}", name=session.verified_by, at=datetime_text(session.verified_at)))
        )
    if session.verified_note:
        about.append((tr("Note"), session.verified_note))
    if sheet.seal is not None:
        about.append((tr("Logs sealed"), _seal_text(sheet.seal)))
    return tuple(about)


def _seal_text(seal: SealLine) -> str:
    """Whoever keeps the paper can say what the logs were then; the code has it whole."""
    short = f"{seal.hash[:8]}…{seal.hash[-8:]}"
    return tr("{day}, seal {number}: {short}", day=date_text(seal.day), number=number_text(seal.number), short=short)


def _verifier(session: CashSession) -> str:
    return tr("Verified by: {name}", name=session.verified_by) if session.verified_by else tr("Verified by")
