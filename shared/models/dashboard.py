"""What travels about one day of the house: figures, and the lists they are made of."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, TypeAlias

from pydantic import Field

from shared.ids import AppointmentId, DepartmentId, EmployeeId, MedicineId, PatientId, StoreId, TestOrderId
from shared.models.appointments import AppointmentStatus, AppointmentType
from shared.models.billing import PaymentMode
from shared.models.common import Day, Model
from shared.models.lab import WorkStage
from shared.models.lab_results import StageTime
from shared.money import Currency

After: TypeAlias = Annotated[str, Field(max_length=600)] | None
"""What the page before said is next."""


class OfTheDay(Model):
    """Today where no day is named; the whole house, or one department's or one doctor's part of it."""

    day: Day | None = None
    department_id: DepartmentId | None = None
    doctor_id: EmployeeId | None = None


class HourOfDay(Model):
    """Who came in this hour, by the clock of the house."""

    hour: int
    new: int
    follow_up: int
    tests_only: int

    @property
    def total(self) -> int:
        return self.new + self.follow_up + self.tests_only


class Spread(Model):
    """Over so many patients: half took no longer than the median, nine of ten no longer than `ninety_percent`."""

    patients: int
    median_minutes: int
    ninety_percent_minutes: int


class TimesOf(Model):
    """`waited` is from the check-in until the patient first enters the room; `seen` is the time in it.

    Of a doctor, of a department where no doctor is named, of all where neither is.
    """

    doctor_id: EmployeeId | None
    doctor: str
    department_id: DepartmentId | None
    department: str
    waited: Spread | None
    seen: Spread | None


class QueueNow(Model):
    """Who is with a doctor, or waits there, at this moment."""

    doctor_id: EmployeeId
    doctor: str
    department: str
    room: str
    waiting: int
    with_doctor: int
    """Called, or in the room."""
    on_hold: int
    longest_minutes: int | None
    """How long the one who waits longest has waited."""


class Heads(Model):
    """The day's visits to doctors by where they stand; `arrived` are those who came."""

    booked: int
    arrived: int
    open: int
    completed: int
    never_came: int
    left_unseen: int
    cancelled: int


class Taken(Model):
    """At the counters, in one way of paying."""

    mode: PaymentMode
    taken: Decimal
    given_back: Decimal


class Income(Model):
    """What a department earned: billed less discounts and credit notes, without tax."""

    department_id: DepartmentId | None
    department: str
    net: Decimal


class MoneyOfTheDay(Model):
    """By the ledger. `taken` and who owes what is of the whole house, whoever is chosen: it belongs to no doctor."""

    currency: Currency
    taken: list[Taken]
    income: list[Income]
    patients_owe: Decimal
    payers_owe: Decimal
    deposits: Decimal
    to_pay_back: Decimal

    @property
    def taken_net(self) -> Decimal:
        return sum((each.taken - each.given_back for each in self.taken), Decimal(0))

    @property
    def income_net(self) -> Decimal:
        return sum((each.net for each in self.income), Decimal(0))


class StockAtRisk(Model):
    """In the stores now: batches and what they cost, and the medicines that run out; of the whole house."""

    currency: Currency
    expired: int
    expired_cost: Decimal
    soon: int
    """Expires within its store's days."""
    soon_cost: Decimal
    aside: int
    """In quarantine or recalled."""
    aside_cost: Decimal
    low: int
    """At or below the level at which a store reorders; some is left."""
    out: int
    """To be kept, and none is left that may be used."""


class Dashboard(Model):
    """One day as it stood at `as_of`; `queues` of today only, `money` and `stock` for those who may see them."""

    day: date
    is_today: bool
    as_of: datetime
    heads: Heads
    hours: list[HourOfDay]
    """From the first to the last in which somebody came, without a gap."""
    together: TimesOf
    departments: list[TimesOf]
    doctors: list[TimesOf]
    queues: list[QueueNow]
    laboratory: list[StageTime]
    """Of tests ordered on this day."""
    money: MoneyOfTheDay | None
    stock: StockAtRisk | None


class VisitPart(StrEnum):
    """Which visits are listed."""

    ARRIVED = "arrived"
    WAITED = "waited"
    """Have been in the room."""
    OPEN = "open"
    """Wait, are called, in the room or on hold."""
    COMPLETED = "completed"
    NEVER_CAME = "never_came"
    """And the day is over."""
    LEFT_UNSEEN = "left_unseen"
    """Came, and was never in the room: called in vain, or still waiting when the day ended."""
    CANCELLED = "cancelled"
    BOOKED = "booked"
    """Not come yet."""


class ListVisits(OfTheDay):
    """In the order of coming; of one hour by the clock of the house, or of one type."""

    part: VisitPart = VisitPart.ARRIVED
    no_department: bool = False
    """Of doctors who belong to none."""
    hour: int | None = Field(default=None, ge=0, le=23)
    type: AppointmentType | None = None
    after: After = None


class VisitRow(Model):
    """One visit; minutes are None where there are none yet."""

    appointment_id: AppointmentId
    patient_id: PatientId
    patient_no: str
    patient: str
    token: str | None
    doctor: str
    department: str
    type: AppointmentType
    status: AppointmentStatus
    checked_in_at: datetime | None
    waited_minutes: int | None
    room_minutes: int | None


class ListTests(OfTheDay):
    """Of those ordered on this day: what took longest in this stage, first."""

    stage: WorkStage | None = None
    """None: the whole way from the order to the first release."""
    after: After = None


class TestTook(Model):
    """One test: no patient and no result, for who looks after the laboratory's time need not know either."""

    __test__ = False

    test_order_id: TestOrderId | None
    """None, as the next three, for who sees times only: by number, doctor and minute one could find out whose it is."""
    accession: str | None
    doctor: str | None
    ordered_at: datetime | None
    test: str
    lab: str
    minutes: int
    late: bool


class BatchRisk(StrEnum):
    """Which batches in the stores are listed."""

    EXPIRED = "expired"
    SOON = "soon"
    """Expires within its store's days, and has not yet."""
    ASIDE = "aside"
    """In quarantine or recalled."""


class ListBatchesAtRisk(Model):
    """What expires first, first."""

    risk: BatchRisk
    after: After = None


class ListLowStock(Model):
    """The emptiest first: with `out` what none is left of, else what some is left of."""

    out: bool
    after: After = None


class LowStock(Model):
    """What a store keeps too little of, as it may be used."""

    store_id: StoreId
    store: str
    medicine_id: MedicineId
    medicine: str
    on_hand: Decimal
    level: Decimal
