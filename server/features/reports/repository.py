"""The reports' SQL, put together from their sources, and the runs they are made in."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, TypeAlias

from sqlalchemy import and_, delete, func, or_, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from server.features.reports import clinic_repository, house_repository, money_repository, visits_repository
from server.features.reports.sources import Key, Measure, Reads, Source
from server.features.reports.tables import ReportRunRow
from shared.ids import EmployeeId, PatientId, ReportRunId
from shared.models.report_runs import RunState
from shared.models.reports import (
    BUDGET_SECONDS,
    MOST_FILE_ROWS,
    Figure,
    Grouping,
    ListDocuments,
    ReportDocumentKind,
    ReportKind,
    ReportRequest,
)

SOURCES: Final[Mapping[ReportKind, Source]] = {
    **visits_repository.SOURCES,
    **clinic_repository.SOURCES,
    **money_repository.SOURCES,
    **house_repository.SOURCES,
}

# A backend's settings for one transaction. No helpers beside it and no compiling: the counters need the other core.
_SETTLE: Final = text("""
    SELECT set_config('statement_timeout', :milliseconds, true), set_config('application_name', :name, true),
        set_config('max_parallel_workers_per_gather', '0', true), set_config('jit', 'off', true),
        set_config('work_mem', '64MB', true), set_config('transaction_read_only', 'on', true)
""")
_TURN: Final = text("SELECT set_config('lock_timeout', '0', true), set_config('statement_timeout', '0', true)")
_TRY: Final = text("SELECT pg_try_advisory_xact_lock(:slot)")
_WAIT: Final = text("SELECT pg_advisory_xact_lock(:slot)")
_STILL: Final = text("""
    SELECT set_config('statement_timeout',
        greatest(1, :milliseconds - extract(epoch FROM clock_timestamp() - now()) * 1000)::int::text, true)
""")
Wanted: TypeAlias = Callable[[], bool]
PAGE: Final = 200
_FIRST_SLOT: Final = 7_208_440
_LISTS_FIRST: Final = 7_208_444
LISTS_AT_ONCE: Final = 3
RUNS_AT_MOST: Final = timedelta(seconds=BUDGET_SECONDS + 10)
WAITS_AT_MOST: Final = timedelta(minutes=10)
"""Behind a dozen others that take all their time."""
_CANCEL: Final = text("""
    SELECT pg_cancel_backend(pid) FROM pg_stat_activity
    WHERE application_name = :name AND datname = current_database()
""")


def _day_of(moment: str, days: int = 0) -> str:
    """When the business day of the moment begins; or one so many days later."""
    local = f"{moment} AT TIME ZONE :zone - make_interval(hours => :starts)"
    return f"(date_trunc('day', {local}) + make_interval(days => {days}, hours => :starts)) AT TIME ZONE :zone"


def source_of(kind: ReportKind, by: Grouping) -> Source:
    return money_repository.BY_MODE if by is Grouping.MODE else SOURCES[kind]


def table_sql(request: ReportRequest) -> str:
    """A row for each key, the largest first, and one of all, whose `whole` is 1.

    What is alike is folded first; only then it is summed for each row and for all, and rows get their names.
    """
    source = source_of(request.kind, request.grouping)
    key = source.keys[request.grouping]
    documents = f"({source.documents}) documents {_where(request)}"
    plain = {figure: measure for figure, measure in source.figures.items() if not measure.is_spread}
    spread = {figure: measure for figure, measure in source.figures.items() if measure.is_spread}
    alike = (f"{key.fold} AS folded", *source.flags)
    sums = "".join(f", sum({column}) AS {column}" for column in source.added)
    groups = ", ".join(str(place + 1) for place in range(len(alike)))
    folded = f"(SELECT {', '.join(alike)}, count(*) AS n{sums} FROM {documents} GROUP BY {groups}) alike"  # noqa: S608 put together of the sources' own words
    beside = ""
    if spread:
        measured = " OR ".join(dict.fromkeys(f"({measure.behind})" for measure in spread.values()))
        beside = (
            f"LEFT JOIN ({_by_key(key.key, spread, f'{documents} AND ({measured})')}) spread "
            "ON spread.whole = counted.whole AND spread.key IS NOT DISTINCT FROM counted.key"
        )
    named, label = _named(key)
    figures = ", ".join(f"{'spread' if figure in spread else 'counted'}.{figure}" for figure in source.figures)
    order = "counted.key" if key.in_order else f"counted.{next(iter(plain))} DESC, label, counted.key"
    return (
        f"SELECT coalesce(counted.key::text, '{key.nothing}') AS key, {label} AS label, counted.whole, "  # noqa: S608 as above
        f"{figures} FROM ({_by_key(key.of_fold, plain, folded)}) counted {beside} {named} "
        f"ORDER BY counted.whole DESC, {order} LIMIT {MOST_FILE_ROWS + 2}"
    )


def _by_key(key: str, figures: Mapping[Figure, Measure], rows: str) -> str:
    totals = ", ".join(f"{measure.total} AS {figure}" for figure, measure in figures.items())
    return (
        f"SELECT key, grouping(key) AS whole, {totals} FROM (SELECT *, {key} AS key FROM {rows}) keyed "  # noqa: S608 put together of the sources' own words
        "GROUP BY GROUPING SETS ((key), ())"
    )


def documents_sql(
    request: ListDocuments,
    measure: Measure,
    row: str = "true",
    withheld: Iterable[ReportDocumentKind] = (),
    *,
    some_closed: bool = False,
) -> str:
    """A page of what stands behind one figure, with how many there are and what they come to in all.

    Of those `withheld`, whose patients may not be told, and of the records bound as `closed` where there are some, only
    the day is said, and they come in no order: by their moment, their number or their place in the line one could find
    out whose they are.
    """
    source = source_of(request.kind, request.grouping)
    documents = f"({source.documents}) documents"
    behind = f"{documents} {_where(request)} AND ({row}) AND ({measure.behind})"
    kinds = ", ".join(f"'{kind}'" for kind in withheld)
    veils = [f"kind IN ({kinds})"] * bool(kinds) + ["patient_id = ANY(CAST(:closed AS uuid[]))"] * some_closed

    def told(column: str, instead: str) -> str:
        return f"CASE WHEN {' OR '.join(veils)} THEN {instead} ELSE {column} END" if veils else column

    at, ident = told("at", _day_of("at")), told(source.ident, f"md5(:secret || {source.ident}::text)::uuid")
    words = "kind, id, number, patient_id, words"

    def cut(at: str, ident: str) -> str:
        after = "" if request.after is None else f" AND ({at}, {ident}) > (:after_at, :after_ident)"
        return f"{after} ORDER BY {at}, {ident} LIMIT {PAGE + 1}"

    each = f"SELECT {words}, {ident} AS ident, {at} AS at, {measure.amount} AS amount FROM {behind}"  # noqa: S608 put together of the sources' own words
    match source.reads:
        case Reads.TWICE:
            found = f"SELECT {measure.amount} AS amount FROM {behind}"  # noqa: S608 as above
            page = each + (_near(behind, is_more=request.after is not None) if veils else "") + cut(at, ident)
        case Reads.ONCE:
            found = each
            page = f"SELECT * FROM found WHERE true{cut('at', 'ident')}"  # noqa: S608 as above
        case Reads.BY_PARTS:
            found = f"SELECT {ident} AS ident, at, sum({measure.amount}) AS amount FROM {behind} GROUP BY 1, 2"  # noqa: S608 as above
            page = (
                f"SELECT * FROM (SELECT * FROM found WHERE true{cut('at', 'ident')}) part CROSS JOIN LATERAL "  # noqa: S608 as above
                f"(SELECT {words} FROM {documents} WHERE {ident} = part.ident LIMIT 1) told"
            )
    return (
        f"WITH found AS ({found}), "  # noqa: S608 as above
        "whole AS (SELECT count(*) AS documents, coalesce(sum(amount), 0) AS total FROM found) "
        "SELECT whole.documents, whole.total, page.*, patient.patient_no, patient.name AS patient "
        f"FROM whole LEFT JOIN ({page}) page ON true "
        "LEFT JOIN patients patient ON patient.id = page.patient_id ORDER BY page.at, page.ident"
    )


def _near(behind: str, *, is_more: bool) -> str:
    """Where a page's days end: by what is told instead of a moment the rows of a year need not be sorted."""
    after = "CAST(:after_at AS timestamptz)"
    later = f" AND at >= {_day_of(after, 1)}" if is_more else ""
    first = f"SELECT at FROM {behind}{later} ORDER BY at LIMIT {PAGE + 1}"  # noqa: S608 put together of the sources' own words
    upto = f" AND at < coalesce((SELECT {_day_of('max(at)', 1)} FROM ({first}) first), 'infinity')"  # noqa: S608 as above
    return f" AND at >= {after}{upto}" if is_more else upto


def _named(key: Key) -> tuple[str, str]:
    """The join that finds the name of a row, and the name."""
    if key.named is None:
        return "", "''"
    label = f"coalesce({key.named.label}, '')"
    return f"LEFT JOIN {key.named.table} named ON named.{key.named.by} = counted.key", label


def _where(request: ReportRequest) -> str:
    return "WHERE true" + "".join(f" AND {each} = :{each}" for each in request.filters)


@dataclass(frozen=True)
class Ran:
    """How far a run is, and how many are before it."""

    row: ReportRunRow
    ahead: int


class NotWantedError(Exception):
    """It was cancelled meanwhile."""


class ReportsRepository:
    """What is read of the house; in a session whose moment stands still, so that `wanted` asks elsewhere."""

    def __init__(self, session: Session, wanted: Wanted) -> None:
        self._session = session
        self._wanted = wanted
        self._milliseconds = 0

    def settle(self, name: str, seconds: int) -> None:
        """Reads only, and all of it no longer than so; `name` is what a cancellation knows the backend by."""
        self._milliseconds = seconds * 1000
        self._session.execute(_SETTLE, {"milliseconds": str(self._milliseconds), "name": name})

    def take_turn(self) -> None:
        """Among the few lists that are read at once in the whole house. Who waits too long is told to come again."""
        _take_turn(self._session, _LISTS_FIRST, LISTS_AT_ONCE)

    def table(self, request: ReportRequest, given: Mapping[str, Any]) -> list[Any]:
        """The row of all first, then the rows."""
        return self._read(table_sql(request), {**given, **request.filters})

    def documents(
        self,
        request: ListDocuments,
        given: Mapping[str, Any],
        withheld: Iterable[ReportDocumentKind],
        closed: Collection[PatientId],
    ) -> list[Any]:
        """Raises ValueError where no row goes by such a key."""
        source = source_of(request.kind, request.grouping)
        row, bound = "true", {**given, **request.filters}
        if closed:
            bound["closed"] = list(closed)
        if request.row is not None:
            row, bound["row"] = source.keys[request.grouping].is_row(request.row)
        figure = source.figures[request.column]
        return self._read(documents_sql(request, figure, row, withheld, some_closed=bool(closed)), bound)

    def _read(self, sql: str, bound: Mapping[str, Any]) -> list[Any]:
        """In what is left of the time. Raises NotWantedError."""
        if not self._wanted():
            raise NotWantedError
        self._session.execute(_STILL, {"milliseconds": self._milliseconds})
        return list(self._session.execute(text(sql), bound))


class RunsRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def forget(self, before: datetime) -> None:
        self._session.execute(delete(ReportRunRow).where(ReportRunRow.asked_at < before))

    def add(self, run: ReportRunRow) -> bool:
        """Unless there is one of this id."""
        values = {column.name: getattr(run, column.name) for column in ReportRunRow.__table__.columns}
        added = insert(ReportRunRow).values(values).on_conflict_do_nothing().returning(ReportRunRow.id)
        return self._session.execute(added).first() is not None

    def take_turn(self, slots: int) -> None:
        """Waits until fewer than so many reports are being made in the whole house; until the transaction ends."""
        self._session.execute(_TURN)
        _take_turn(self._session, _FIRST_SLOT, slots)

    def end_lost(self, at: datetime) -> None:
        """What its process never began, or never ended, has gone with it."""
        lost = (
            and_(ReportRunRow.state == RunState.WAITING, ReportRunRow.asked_at < at - WAITS_AT_MOST),
            and_(ReportRunRow.state == RunState.RUNNING, ReportRunRow.begun_at < at - RUNS_AT_MOST),
        )
        self._session.execute(update(ReportRunRow).where(or_(*lost)).values(state=RunState.FAILED, ended_at=at))

    def begin(self, run_id: ReportRunId, at: datetime) -> bool:
        """Whether it is still wanted."""
        waiting = ReportRunRow.id == run_id, ReportRunRow.state == RunState.WAITING
        changed = update(ReportRunRow).where(*waiting).values(state=RunState.RUNNING, begun_at=at)
        return self._session.execute(changed.returning(ReportRunRow.id)).first() is not None

    def is_running(self, run_id: ReportRunId) -> bool:
        state = select(ReportRunRow.state).where(ReportRunRow.id == run_id)
        return self._session.scalar(state) is RunState.RUNNING

    def end(self, run_id: ReportRunId, state: RunState, at: datetime, answer: str | None = None) -> None:
        """Unless it was cancelled meanwhile."""
        running = ReportRunRow.id == run_id, ReportRunRow.state.in_((RunState.WAITING, RunState.RUNNING))
        self._session.execute(update(ReportRunRow).where(*running).values(state=state, ended_at=at, answer=answer))

    def cancel_backend(self, name: str) -> bool:
        """Exactly the one that makes this report; whether it was there."""
        return self._session.execute(_CANCEL, {"name": name}).first() is not None

    def of(self, run_id: ReportRunId, asked_by: EmployeeId) -> Ran | None:
        row = self._session.scalar(
            select(ReportRunRow).where(ReportRunRow.id == run_id, ReportRunRow.asked_by == asked_by)
        )
        if row is None:
            return None
        before = ReportRunRow.state == RunState.WAITING, ReportRunRow.asked_at < row.asked_at
        ahead = select(func.count()).select_from(ReportRunRow).where(*before)
        return Ran(row, self._session.scalar(ahead) or 0 if row.state is RunState.WAITING else 0)

    def usual_seconds(self, row: ReportRunRow) -> float | None:
        """What the last one of this kind says that this one takes."""
        alike = (
            ReportRunRow.kind == row.kind,
            ReportRunRow.grouping == row.grouping,
            ReportRunRow.state == RunState.DONE,
        )
        took = func.extract("epoch", ReportRunRow.ended_at - ReportRunRow.begun_at) / ReportRunRow.days * row.days
        last = select(took).where(*alike).order_by(ReportRunRow.asked_at.desc()).limit(1)
        found = self._session.scalar(last)
        return None if found is None else float(found)


def _take_turn(session: Session, first: int, slots: int) -> None:
    places = range(first, first + slots)
    if not any(session.execute(_TRY, {"slot": place}).scalar_one() for place in places):
        session.execute(_WAIT, {"slot": first})


def figures_of(request: ReportRequest) -> Mapping[Figure, Measure]:
    return source_of(request.kind, request.grouping).figures
