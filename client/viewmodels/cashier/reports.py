"""The reports of money: of which days, of whom, and what of them is shown."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from PySide6.QtCore import QObject, Signal

from client.core.aio import latest
from client.core.calls import Calls
from client.core.clock import Clock
from client.core.i18n import date_text, datetime_text, tr
from client.core.numbers import plain
from client.core.session import Session
from client.printing.cash_papers import ReportColumn, ReportTable
from client.viewmodels.cashier import report_tables
from client.viewmodels.cashier.report_tables import OF_EVERYBODY, ReportKind, ShownReport, ShownRow
from client.viewmodels.printing.print_desk import PrintDesk
from shared.contracts import ledger
from shared.errors import ApiError
from shared.ids import EmployeeId
from shared.permissions import Permission, Scope


@dataclass(frozen=True)
class ReportsState:
    """`report` is of another kind or of other days until the answer is here: then it is None."""

    first: date
    last: date
    kind: ReportKind = ReportKind.DAY_BOOK
    cashier_id: EmployeeId | None = None
    cashiers: tuple[tuple[EmployeeId, str], ...] = ()
    """Those with figures of their own on these days."""
    term: str = ""
    report: ShownReport | None = None
    kinds: tuple[ReportKind, ...] = ()
    problem: ApiError | None = None

    @property
    def rows(self) -> tuple[ShownRow, ...]:
        return self.report.found(self.term) if self.report is not None else ()

    @property
    def total(self) -> tuple[str, ...]:
        """What the amounts come to, under the words."""
        report = self.report
        if report is None or not report.rows:
            return ()
        blank = [""] * (len(report.rows[0].words) - 1)
        return (tr("Total"), *blank, *(plain(amount, report.currency) for amount in report.total(self.term)))


class CashReports(QObject):
    state_changed = Signal(object)  # ReportsState

    def __init__(
        self, calls: Calls, clock: Clock, printing: PrintDesk, session: Session, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._calls = calls
        self._clock = clock
        self._printing = printing
        everybody = session.scope(Permission.LEDGER_REPORTS) is Scope.ALL
        kinds = tuple(kind for kind in ReportKind if everybody or kind not in OF_EVERYBODY)
        today = clock.today()
        self.state = ReportsState(today, today, kinds=kinds)

    def show_kind(self, kind: ReportKind) -> None:
        self._show(replace(self.state, kind=kind, report=None, term=""))
        self.refresh()

    def show_last(self, days: int) -> None:
        today = self._clock.today()
        self.choose_days(today - timedelta(days=days - 1), today)

    def choose_days(self, first: date, last: date) -> None:
        """In whichever order they were typed."""
        self._show(replace(self.state, first=min(first, last), last=max(first, last), report=None))
        self.refresh()

    def choose_cashier(self, cashier_id: EmployeeId | None) -> None:
        """Whose day book it is; None is everybody's."""
        self._show(replace(self.state, kind=ReportKind.DAY_BOOK, cashier_id=cashier_id, report=None, term=""))
        self.refresh()

    def look_for(self, term: str) -> None:
        self._show(replace(self.state, term=term))

    @latest
    async def refresh(self) -> None:
        asked = self.state
        try:
            report = await self._ask(asked)
        except ApiError as problem:
            self._show(replace(self.state, problem=problem))
        else:
            self._show(replace(self.state, report=report, problem=None))

    def print(self) -> None:
        """What is shown, as it was found."""
        state, report = self.state, self.state.report
        if report is None:
            return
        columns = report_tables.columns(state.kind)
        table = ReportTable(
            columns=tuple(ReportColumn(each.title, right=each.is_amount, grows=not each.width) for each in columns),
            rows=tuple(report.cells(row) for row in state.rows),
            total=state.total,
        )
        self._printing.money_report(report_title(state.kind), self._about(report), (table,))

    def _about(self, report: ShownReport) -> tuple[tuple[str, str], ...]:
        state = self.state
        names = dict(state.cashiers)
        days = date_text(state.first)
        if state.last != state.first:
            days = tr("{first} to {last}", first=days, last=date_text(state.last))
        about = [
            (tr("Days"), days),
            (tr("As it stood"), datetime_text(report.as_of)),
            (tr("Currency"), report.currency),
        ]
        if state.kind is ReportKind.DAY_BOOK and state.cashier_id is not None:
            about.append((tr("Cashier"), names.get(state.cashier_id, "")))
        if state.term:
            about.append((tr("Only with"), state.term))
        if report.more:
            about.append((tr("Not whole"), tr("There are more rows than are listed; the total is of all.")))
        return (*about, *((name, plain(amount, report.currency)) for name, amount in report.notes))

    async def _ask(self, asked: ReportsState) -> ShownReport:
        send, first, last = self._calls.send, asked.first, asked.last
        match asked.kind:
            case ReportKind.DAY_BOOK:
                taken = await send(ledger.cashiers(day=first, last_day=last))
                self._show(replace(self.state, cashiers=tuple((row.cashier_id, row.cashier) for row in taken.rows)))
                book = await send(ledger.day_book(day=first, last_day=last, cashier_id=asked.cashier_id))
                return report_tables.day_book(book)
            case ReportKind.CASHIERS:
                return report_tables.cashiers(await send(ledger.cashiers(day=first, last_day=last)))
            case ReportKind.DEPARTMENTS:
                return report_tables.departments(await send(ledger.departments(day=first, last_day=last)))
            case ReportKind.DOCTORS:
                return report_tables.doctors(await send(ledger.doctors(day=first, last_day=last)))
            case ReportKind.DUES:
                return report_tables.dues(await send(ledger.dues(day=first, last_day=last)))
            case ReportKind.PAYERS:
                return report_tables.payers(await send(ledger.payers(day=first, last_day=last)))

    def _show(self, state: ReportsState) -> None:
        if state != self.state:
            self.state = state
            self.state_changed.emit(state)


def report_title(kind: ReportKind) -> str:
    return {
        ReportKind.DAY_BOOK: tr("Day book"),
        ReportKind.CASHIERS: tr("Cashiers"),
        ReportKind.DEPARTMENTS: tr("Departments"),
        ReportKind.DOCTORS: tr("Doctors"),
        ReportKind.DUES: tr("Dues"),
        ReportKind.PAYERS: tr("Payers"),
    }[kind]
