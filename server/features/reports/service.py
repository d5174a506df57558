"""Reports: started, asked after, cancelled, and opened to the documents behind a figure."""

from collections.abc import Container
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Any, Final, TypeVar
from uuid import UUID

from server.core.context import Context
from server.core.database import Encrypted
from server.features.reports.house_repository import PeopleRepository
from server.features.reports.leads_repository import Lead, LeadsRepository
from server.features.reports.making import given, make_table
from server.features.reports.repository import (
    PAGE,
    RUNS_AT_MOST,
    WAITS_AT_MOST,
    Ran,
    RunsRepository,
    figures_of,
    source_of,
)
from server.features.reports.runner import ReportRunner
from server.features.reports.tables import ReportRunRow
from shared.contracts.reports import ReportNotReady, ReportRunNotFound
from shared.errors import Forbidden, InvalidRequest
from shared.ids import PatientId, ReportRunId
from shared.models.charts import ChartPart
from shared.models.common import Page
from shared.models.report_runs import ReportPerson, ReportRun, RunState
from shared.models.reports import (
    BUDGET_SECONDS,
    MOST_ROWS,
    Grouping,
    ListDocuments,
    ReportDocument,
    ReportDocumentKind,
    ReportDocuments,
    ReportKind,
    ReportRequest,
    ReportTable,
    StartReport,
)
from shared.permissions import Permission, Scope
from shared.rules.reports import is_of_money, reach, sees_whose

Asked = TypeVar("Asked", bound=ReportRequest)
_DOCUMENTS_SECONDS: Final = 10
MOST_PEOPLE: Final = 2000
_NEARLY: Final = 0.95
# Money and stock: of these no patient's record is closed.
_LEADING: Final = frozenset(
    {
        ReportDocumentKind.BATCH,
        ReportDocumentKind.BILL,
        ReportDocumentKind.BILL_CANCELLED,
        ReportDocumentKind.BILL_ISSUED,
        ReportDocumentKind.CREDIT_NOTE,
        ReportDocumentKind.PAYMENT,
        ReportDocumentKind.REFUND,
        ReportDocumentKind.REFUND_PAID,
        ReportDocumentKind.STOCK_MOVE,
    }
)
_PART_OF: Final = {
    ReportDocumentKind.DIAGNOSIS: ChartPart.VISITS,
    ReportDocumentKind.PRESCRIPTION: ChartPart.PRESCRIPTIONS,
    ReportDocumentKind.TEST_ORDER: ChartPart.TESTS,
}
"""Of the chart, what a clinical document tells with its patient's name."""


class ReportService:
    def __init__(self, ctx: Context, runner: ReportRunner) -> None:
        self._ctx = ctx
        self._runner = runner
        self._runs = RunsRepository(ctx.session)

    def start(self, request: StartReport) -> ReportRun:
        """One of this id that was started already is that one. Raises Forbidden, ReportRunNotFound."""
        request = self._narrowed(request)
        own = reach(request.kind, self._ctx.actor.permissions) is Scope.OWN
        make = partial(make_table, request, self._ctx.house, own=own)
        return self.run(self._runner.start(request, self._ctx.person.employee_id, make))

    def run(self, run_id: ReportRunId) -> ReportRun:
        """How far it is; whoever may no longer see such figures is not told. Raises Forbidden, ReportRunNotFound."""
        ran, table = self._told(run_id)
        row, now = ran.row, self._ctx.now
        return ReportRun(
            id=row.id,
            state=self._state(row, now),
            ahead=ran.ahead,
            share=self._share(row, now),
            seconds=_seconds(row, now),
            budget_seconds=BUDGET_SECONDS,
            table=table and table.first(MOST_ROWS),
        )

    def table(self, run_id: ReportRunId) -> ReportTable:
        """With the rows that a file has. Raises Forbidden, ReportRunNotFound, ReportNotReady."""
        _, table = self._told(run_id)
        if table is None:
            raise ReportNotReady
        return table

    def cancel(self, run_id: ReportRunId) -> None:
        """Raises ReportRunNotFound."""
        self._own(run_id)
        self._runner.cancel(run_id)

    def documents(self, request: ListDocuments) -> ReportDocuments:
        """Raises Forbidden, InvalidRequest."""
        request = _of_its_day(self._narrowed(request))
        if request.column not in figures_of(request):
            raise InvalidRequest({"column": f"{request.kind} by {request.grouping} has no such column"})
        asked = {
            **given(request.period, self._ctx.house, self._ctx.now),
            **_cursor(request.after),
            "secret": _secret(),
        }
        clinical = source_of(request.kind, request.grouping).clinical
        withheld = [kind for kind in clinical if not sees_whose(kind, self._ctx.actor.permissions)]
        closed = set() if is_of_money(request.kind) else self._ctx.closed_records()
        with self._runner.moment("hms report documents", _DOCUMENTS_SECONDS) as reports:
            reports.take_turn()
            try:
                found = reports.documents(request, asked, withheld, closed)
            except ValueError as error:
                raise InvalidRequest({"row": "no row goes by such a key"}) from error
        shown = [row for row in found[:PAGE] if row.id is not None]
        leads = LeadsRepository(self._ctx.session).of({row.id for row in shown if row.kind in _LEADING})
        items = [self._document(row, withheld, closed, leads.get(row.id, Lead())) for row in shown]
        for kind in clinical:
            named = {one.patient_id for one in items if one.kind is kind and one.patient_id is not None}
            self._ctx.looked_at_each(named, _PART_OF[kind])
        last = items[-1] if len(found) > PAGE else None
        return ReportDocuments(
            items=items,
            next=f"{last.at.isoformat()}/{found[PAGE - 1].ident}" if last else None,
            number=found[0].documents,
            total=Decimal(found[0].total),
        )

    def people(self) -> Page[ReportPerson]:
        """Whoever could ever sign in; nobody for who may not see what others did."""
        if reach(ReportKind.USER_ACTIVITY, self._ctx.actor.permissions) is not Scope.ALL:
            return Page(items=[])
        found = PeopleRepository(self._ctx.session).with_accounts(MOST_PEOPLE + 1)
        people = [ReportPerson(id=one, name=name) for one, name in found[:MOST_PEOPLE]]
        return Page(items=people, more=len(found) > MOST_PEOPLE)

    def _document(
        self, row: Any, withheld: Container[ReportDocumentKind], closed: Container[PatientId], lead: Lead
    ) -> ReportDocument:
        """What is withheld goes by the name that its place in the list has too."""
        kind = ReportDocumentKind(row.kind)
        is_closed = row.patient_id in closed
        seen = row.patient_id is not None and not is_closed and sees_whose(kind, self._ctx.actor.permissions)
        is_veiled = is_closed or kind in withheld
        return ReportDocument(
            kind=kind,
            id=row.ident if is_veiled else row.id,
            number=row.ident.hex[:8].upper() if is_veiled else row.number,
            at=row.at,
            patient_id=row.patient_id if seen else None,
            patient_no=row.patient_no if seen else "",
            patient=row.patient if seen else "",
            words=row.words,
            amount=Decimal(row.amount),
            bill_id=lead.bill_id,
            medicine_id=lead.medicine_id,
        )

    def _narrowed(self, request: Asked) -> Asked:
        """To the own figures, where no others may be seen."""
        scope, me = reach(request.kind, self._ctx.actor.permissions), self._ctx.person.employee_id
        if scope is None or (scope is Scope.OWN and request.doctor_id not in (None, me)):
            raise Forbidden(Permission.REPORTS_VIEW)
        return request if scope is Scope.ALL else request.model_copy(update={"doctor_id": me})

    def _told(self, run_id: ReportRunId) -> tuple[Ran, ReportTable | None]:
        ran = self._own(run_id)
        table = None if ran.row.answer is None else ReportTable.model_validate_json(ran.row.answer)
        scope = reach(ran.row.kind, self._ctx.actor.permissions)
        if scope is None or (scope is Scope.OWN and table is not None and not table.own):
            raise Forbidden(Permission.REPORTS_VIEW)
        return ran, table

    def _own(self, run_id: ReportRunId) -> Ran:
        ran = self._runs.of(run_id, self._ctx.person.employee_id)
        if ran is None:
            raise ReportRunNotFound
        return ran

    def _state(self, row: ReportRunRow, now: datetime) -> RunState:
        """What its process never ended has gone with it."""
        patience = {RunState.WAITING: WAITS_AT_MOST, RunState.RUNNING: RUNS_AT_MOST}.get(row.state)
        lost = patience is not None and now - (row.begun_at or row.asked_at) > patience
        return RunState.FAILED if lost else row.state

    def _share(self, row: ReportRunRow, now: datetime) -> float:
        """By what the last one of this kind took for so many days, or else of the time there is."""
        if row.state is not RunState.RUNNING:
            return float(row.state is RunState.DONE)
        return min(_seconds(row, now) / (self._runs.usual_seconds(row) or BUDGET_SECONDS), _NEARLY)


def _seconds(row: ReportRunRow, now: datetime) -> float:
    # Never less than nothing: who asks took its time a moment before the run took its own.
    return 0.0 if row.begun_at is None else max(((row.ended_at or now) - row.begun_at).total_seconds(), 0.0)


def _secret() -> str:
    """The house's own, and the same on every page: what a withheld document is called comes of it."""
    if Encrypted.keys is None:
        raise RuntimeError("no key ring: the composition root sets Encrypted.keys")
    return Encrypted.keys.blind_index("withheld", "report_documents").hex()


def _of_its_day(request: ListDocuments) -> ListDocuments:
    """The documents of a day's row are those of a period of one day. Raises InvalidRequest."""
    if request.grouping is not Grouping.DAY or request.row is None:
        return request
    try:
        day = date.fromisoformat(request.row)
    except ValueError as error:
        raise InvalidRequest({"row": "a day"}) from error
    if not request.since <= day <= request.until:
        raise InvalidRequest({"row": "a day of the period"})
    return request.model_copy(update={"since": day, "until": day, "row": None})


def _cursor(after: str | None) -> dict[str, Any]:
    """Raises InvalidRequest."""
    if after is None:
        return {}
    at, _, number = after.partition("/")
    try:
        return {"after_at": datetime.fromisoformat(at), "after_ident": UUID(number)}
    except ValueError as error:
        raise InvalidRequest({"after": "what the page before said is next"}) from error
