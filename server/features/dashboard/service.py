"""The day as it stands, and the lists behind its figures."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any, Final

from server.core.context import Context
from server.core.database import Encrypted
from server.features.dashboard.paging import PAGE, BatchPlace, LowPlace, SlowPlace, VisitPlace, page_of, place_in
from server.features.dashboard.repository import DashboardRepository, Part
from server.features.lab.bench_repository import Ordered
from server.features.lab.reports import Reports
from server.features.ledger.balances import Balances
from server.features.ledger.reports import ReportService
from server.features.schedules.sittings import Sitting, Sittings
from server.features.stock.repository import Stored
from server.features.stock.service import told
from shared.errors import Forbidden
from shared.ids import DepartmentId
from shared.models.appointments import AppointmentType
from shared.models.common import ListPage
from shared.models.dashboard import (
    Dashboard,
    Heads,
    HourOfDay,
    Income,
    ListBatchesAtRisk,
    ListLowStock,
    ListTests,
    ListVisits,
    LowStock,
    MoneyOfTheDay,
    OfTheDay,
    QueueNow,
    Spread,
    StockAtRisk,
    Taken,
    TestTook,
    TimesOf,
    VisitRow,
)
from shared.models.ledger import MONEY, Account
from shared.models.ledger_reports import ReportOfDays
from shared.models.stock import StoredBatch
from shared.money import ZERO, rounded
from shared.permissions import Permission, Scope

_HOUR: Final = timedelta(hours=1)


class DashboardService:
    def __init__(self, ctx: Context, balances: Balances) -> None:
        self._ctx = ctx
        self._balances = balances
        self._counts = DashboardRepository(ctx.session)

    def show(self, request: OfTheDay) -> Dashboard:
        """Raises Forbidden for a doctor who asks for another's day."""
        part = self._part(request)
        is_today = part.day == self._ctx.today
        spread = [(row.is_all, _times(row)) for row in self._counts.times(part)]
        return Dashboard(
            day=part.day,
            is_today=is_today,
            as_of=self._ctx.now,
            heads=Heads.model_validate(self._counts.heads(part)),
            hours=_hours(self._counts.hours(part, self._ctx.house.timezone)),
            together=next(times for is_all, times in spread if is_all),
            departments=[times for is_all, times in spread if not is_all and times.doctor_id is None],
            doctors=[times for _, times in spread if times.doctor_id is not None],
            queues=self._queues(part) if is_today else [],
            laboratory=self._laboratory.stages(self._ordered(part)),
            money=self._money(part),
            stock=self._stock() if Permission.STOCK_VIEW in self._ctx.actor.permissions else None,
        )

    def visits(self, request: ListVisits) -> ListPage[VisitRow]:
        """Raises Forbidden for a doctor who asks for another's day, InvalidRequest."""
        after = place_in(VisitPlace, request.after)
        rows = self._counts.visits(self._part(request), request, self._ctx.house.timezone, after)
        return page_of(rows, _visit_place, lambda shown: list(map(VisitRow.model_validate, shown)))

    def tests(self, request: ListTests) -> ListPage[TestTook]:
        """Raises Forbidden for a doctor who asks for another's day, InvalidRequest."""
        after = place_in(SlowPlace, request.after)
        ordered = self._ordered(self._part(request))
        found = self._laboratory.slowest(ordered, request.stage, after, _secret(), PAGE + 1)
        return page_of(found, _test_place, self._took)

    def batches(self, request: ListBatchesAtRisk) -> ListPage[StoredBatch]:
        """Raises InvalidRequest."""
        today = self._ctx.today
        rows = self._counts.batches(request.risk, today, place_in(BatchPlace, request.after))
        return page_of(rows, _batch_place, lambda shown: told(today, shown))

    def low_stock(self, request: ListLowStock) -> ListPage[LowStock]:
        """Raises InvalidRequest."""
        rows = self._counts.low_stock(self._ctx.today, place_in(LowPlace, request.after), out=request.out)
        return page_of(rows, _low_place, lambda shown: list(map(LowStock.model_validate, shown)))

    def _took(self, rows: Sequence[Any]) -> list[TestTook]:
        closed = self._ctx.closed_records(row.patient_id for row in rows)
        may = Permission.LAB_VIEW in self._ctx.actor.permissions
        return [_took(row, told=may and row.patient_id not in closed) for row in rows]

    @property
    def _laboratory(self) -> Reports:
        return Reports(self._ctx)

    def _part(self, request: OfTheDay) -> Part:
        """What was asked for; of who sees the own day only, that. Raises Forbidden."""
        part = Part(request.day or self._ctx.today, self._ctx.today, request.department_id, request.doctor_id)
        if self._ctx.actor.permissions[Permission.DASHBOARD_VIEW] is not Scope.OWN:
            return part
        own = self._ctx.person.employee_id
        if part.doctor_id not in {None, own} or part.department_id is not None:
            raise Forbidden(Permission.DASHBOARD_VIEW)
        return replace(part, doctor_id=own)

    def _ordered(self, part: Part) -> Ordered:
        ordered = self._laboratory.ordered_on(part.day, part.day)
        return replace(ordered, doctor_id=part.doctor_id, department_id=part.department_id)

    def _queues(self, part: Part) -> list[QueueNow]:
        sittings = Sittings(self._ctx.session, self._ctx.house, self._ctx.today)
        return [self._queue(row, sittings) for row in self._counts.queues(part)]

    def _queue(self, row: Any, sittings: Sittings) -> QueueNow:
        longest = None if row.longest_since is None else _minutes(self._ctx.now - row.longest_since)
        return QueueNow(
            doctor_id=row.doctor_id,
            doctor=row.doctor,
            department=row.department,
            room=sittings.at(row.doctor_id, self._ctx.now, Sitting(row.room_id, row.room)).room,
            waiting=row.waiting,
            with_doctor=row.with_doctor,
            on_hold=row.on_hold,
            longest_minutes=longest,
        )

    def _money(self, part: Part) -> MoneyOfTheDay | None:
        """The ledger's own reports, so that no figure here is another than there."""
        if self._ctx.actor.permissions.get(Permission.LEDGER_REPORTS) is not Scope.ALL:
            return None
        ledger = ReportService(self._ctx)
        day = ReportOfDays(day=part.day)
        cashiers = ledger.cashiers(day).rows
        standing = self._balances.at_end_of(part.day, self._ctx)
        return MoneyOfTheDay(
            currency=self._ctx.house.currency,
            taken=[
                Taken(
                    mode=mode,
                    taken=self._sum(row.taken.get(mode, ZERO) for row in cashiers),
                    given_back=self._sum(row.given_back.get(mode, ZERO) for row in cashiers),
                )
                for mode in MONEY
            ],
            income=self._income(part, ledger),
            patients_owe=self._sum([standing.get(Account.PATIENT_DUES, ZERO)]),
            payers_owe=self._sum([standing.get(Account.PAYER_DUES, ZERO)]),
            deposits=self._sum([-standing.get(Account.DEPOSITS, ZERO)]),
            to_pay_back=self._sum([-standing.get(Account.REFUNDS_PAYABLE, ZERO)]),
        )

    def _income(self, part: Part, ledger: ReportService) -> list[Income]:
        """By department, the most first."""
        report = ledger.departments(ReportOfDays(day=part.day), part.department_id, part.doctor_id)
        net: dict[tuple[DepartmentId | None, str], Decimal] = {}
        for row in report.rows:
            of = (row.department_id, row.department)
            net[of] = net.get(of, ZERO) + row.net
        most_first = sorted(net.items(), key=lambda each: (-each[1], each[0][1]))
        return [Income(department_id=of, department=name, net=amount) for (of, name), amount in most_first]

    def _stock(self) -> StockAtRisk:
        today = self._ctx.today
        row = self._counts.stock(today)
        short = self._counts.short(today)
        return StockAtRisk(
            currency=self._ctx.house.currency,
            expired=row.expired,
            expired_cost=self._sum([row.expired_cost]),
            soon=row.soon,
            soon_cost=self._sum([row.soon_cost]),
            aside=row.aside,
            aside_cost=self._sum([row.aside_cost]),
            low=short.low,
            out=short.out,
        )

    def _sum(self, amounts: Iterable[Decimal]) -> Decimal:
        return rounded(sum(amounts, ZERO), self._ctx.house.currency)


def _hours(rows: Sequence[Any]) -> list[HourOfDay]:
    """Without gaps: an hour in which nobody came is part of the picture."""
    if not rows:
        return []
    came = {(row.hour, row.appointment_type): row.visits for row in rows}
    hour, last = rows[0].hour, rows[-1].hour
    hours = []
    while hour <= last:
        hours.append(
            HourOfDay(
                hour=hour.hour,
                new=came.get((hour, AppointmentType.NEW), 0),
                follow_up=came.get((hour, AppointmentType.FOLLOWUP), 0),
                tests_only=came.get((hour, AppointmentType.LABORATORY), 0),
            )
        )
        hour += _HOUR
    return hours


def _times(row: Any) -> TimesOf:
    return TimesOf(
        doctor_id=row.doctor_id,
        doctor=row.doctor or "",
        department_id=row.department_id,
        department=row.department or "",
        waited=_spread(row.waited_patients, row.waited_median, row.waited_ninety),
        seen=_spread(row.seen_patients, row.seen_median, row.seen_ninety),
    )


def _spread(patients: int, median: float | None, ninety: float | None) -> Spread | None:
    if median is None or ninety is None:
        return None
    return Spread(patients=patients, median_minutes=round(median), ninety_percent_minutes=round(ninety))


def _minutes(span: timedelta) -> int:
    return max(0, round(span.total_seconds() / 60))


def _took(row: Any, *, told: bool) -> TestTook:
    return TestTook(
        test_order_id=row.id if told else None,
        accession=row.accession if told else None,
        doctor=row.doctor if told else None,
        ordered_at=row.ordered_at if told else None,
        test=row.test,
        lab=row.lab,
        minutes=row.minutes,
        late=row.late,
    )


def _visit_place(row: Any) -> VisitPlace:
    return VisitPlace(row.came, row.appointment_id)


def _batch_place(row: Stored) -> BatchPlace:
    return BatchPlace(row.batch.expires_on, row.batch.id, row.store.id, row.level.quarantined)


def _low_place(row: Any) -> LowPlace:
    return LowPlace(row.per_cent, row.medicine, row.medicine_id, row.store_id)


def _test_place(row: Any) -> SlowPlace:
    return SlowPlace(row.minutes, row.ident)


def _secret() -> str:
    """The house's own, and the same on every page."""
    if Encrypted.keys is None:
        raise RuntimeError("no key ring: the composition root sets Encrypted.keys")
    return Encrypted.keys.blind_index("withheld", "tests_of_the_day").hex()
