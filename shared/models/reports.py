"""What travels of reports: one table of figures for all kinds, and the documents behind any figure of it."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Final, Self, TypeAlias
from uuid import UUID

from pydantic import Field, model_validator

from shared.ids import BillId, DepartmentId, EmployeeId, MedicineId, PatientId, ReportRunId, StoreId
from shared.models.common import Day, ListPage, Model
from shared.money import Currency

MOST_ROWS: Final = 1000
"""On a screen, and on paper."""
MOST_FILE_ROWS: Final = 10_000
LONGEST_DAYS: Final = 366
BUDGET_SECONDS: Final = 60


class ReportKind(StrEnum):
    REGISTER = "register"
    """Who came: new and repeat, by age and sex."""
    DOCTORS = "doctors"
    DEPARTMENTS = "departments"
    DIAGNOSES = "diagnoses"
    TESTS = "tests"
    INCOME = "income"
    DISCOUNTS = "discounts"
    REFUNDS = "refunds"
    DUES = "dues"
    CONSUMPTION = "consumption"
    EXPIRY = "expiry"
    NO_SHOWS = "no_shows"
    WAITING = "waiting"
    USER_ACTIVITY = "user_activity"


class Grouping(StrEnum):
    """What a row is of. `GROUPINGS` says which a kind knows; the first is taken where none is named."""

    AGE = "age"
    """Bands of completed years on the day of the visit: `0`, `1-4`, …, `65+`, `unknown`."""
    APPROVER = "approver"
    CHAPTER = "chapter"
    CODE = "code"
    DAY = "day"
    """A business day, as ISO 8601 writes it."""
    DEBTOR = "debtor"
    """`patients`, or a payer."""
    DEPARTMENT = "department"
    DOCTOR = "doctor"
    EMPLOYEE = "employee"
    HOUR = "hour"
    """Of the house's clock: `00` to `23`."""
    ITEM_KIND = "item_kind"
    """A member of `ItemKind`."""
    MEDICINE = "medicine"
    MODE = "mode"
    """A member of `PaymentMode`."""
    MONTH = "month"
    REASON = "reason"
    STORE = "store"
    TEST = "test"


GROUPINGS: Final[dict[ReportKind, tuple[Grouping, ...]]] = {
    ReportKind.REGISTER: (Grouping.DAY, Grouping.AGE, Grouping.DOCTOR, Grouping.DEPARTMENT),
    ReportKind.DOCTORS: (Grouping.DOCTOR, Grouping.DAY),
    ReportKind.DEPARTMENTS: (Grouping.DEPARTMENT, Grouping.DAY),
    ReportKind.DIAGNOSES: (Grouping.CHAPTER, Grouping.CODE),
    ReportKind.TESTS: (Grouping.TEST, Grouping.DEPARTMENT, Grouping.DAY),
    ReportKind.INCOME: (Grouping.MODE, Grouping.DEPARTMENT, Grouping.ITEM_KIND, Grouping.DOCTOR),
    ReportKind.DISCOUNTS: (Grouping.EMPLOYEE, Grouping.APPROVER, Grouping.REASON),
    ReportKind.REFUNDS: (Grouping.EMPLOYEE, Grouping.APPROVER, Grouping.REASON),
    ReportKind.DUES: (Grouping.DEBTOR,),
    ReportKind.CONSUMPTION: (Grouping.MEDICINE, Grouping.STORE),
    ReportKind.EXPIRY: (Grouping.MEDICINE, Grouping.STORE, Grouping.MONTH),
    ReportKind.NO_SHOWS: (Grouping.DOCTOR, Grouping.DEPARTMENT, Grouping.DAY),
    ReportKind.WAITING: (Grouping.DOCTOR, Grouping.DEPARTMENT, Grouping.HOUR, Grouping.DAY),
    ReportKind.USER_ACTIVITY: (Grouping.EMPLOYEE, Grouping.DAY),
}


class Filter(StrEnum):
    """The fields of a request that narrow a report."""

    DOCTOR = "doctor_id"
    DEPARTMENT = "department_id"
    EMPLOYEE = "employee_id"
    STORE = "store_id"


_OF_DOCTORS: Final = frozenset({Filter.DOCTOR, Filter.DEPARTMENT})

FILTERS: Final[dict[ReportKind, frozenset[Filter]]] = {
    **dict.fromkeys(ReportKind, _OF_DOCTORS),
    **dict.fromkeys((ReportKind.DISCOUNTS, ReportKind.REFUNDS, ReportKind.DUES), frozenset()),
    **dict.fromkeys((ReportKind.CONSUMPTION, ReportKind.EXPIRY), frozenset({Filter.STORE})),
    ReportKind.USER_ACTIVITY: frozenset({Filter.EMPLOYEE}),
}


class CellKind(StrEnum):
    COUNT = "count"
    QUANTITY = "quantity"
    """Of a medicine, in its own units: up to three digits after the point."""
    MONEY = "money"
    MINUTES = "minutes"
    PER_CENT = "per_cent"
    DATE = "date"
    DAYS = "days"


class Figure(StrEnum):
    """The columns there are; the client has a word for each."""

    ATTENDED = "attended"
    NEW = "new"
    REPEAT = "repeat"
    NEW_FEMALE = "new_female"
    NEW_MALE = "new_male"
    NEW_OTHER = "new_other"
    REPEAT_FEMALE = "repeat_female"
    REPEAT_MALE = "repeat_male"
    REPEAT_OTHER = "repeat_other"
    FEMALE = "female"
    MALE = "male"
    BOOKED = "booked"
    """Before the patient came."""
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    NEVER_CAME = "never_came"
    LEFT_UNSEEN = "left_unseen"
    MISSED = "missed"
    """Never came, or left unseen."""
    MISSED_SHARE = "missed_share"
    """Of those booked: of who came, and who should have by now."""
    PRESCRIPTIONS = "prescriptions"
    TESTS = "tests"
    VISITS = "visits"
    WAITING_MEDIAN = "waiting_median"
    WAITING_P90 = "waiting_p90"
    """Nine in ten waited no longer."""
    ROOM_MEDIAN = "room_median"
    """In the doctor's room; tests and waiting between don't count."""
    ROOM_P90 = "room_p90"
    DIAGNOSES = "diagnoses"
    PRIMARY = "primary"
    ORDERED = "ordered"
    RELEASED = "released"
    ABNORMAL = "abnormal"
    ABNORMAL_SHARE = "abnormal_share"
    """Of what was released."""
    CRITICAL = "critical"
    TURNAROUND_MEDIAN = "turnaround_median"
    """From the order to the first release."""
    TURNAROUND_P90 = "turnaround_p90"
    TAKEN = "taken"
    GIVEN_BACK = "given_back"
    NET = "net"
    BILLED = "billed"
    DISCOUNT = "discount"
    TAX = "tax"
    BILLS = "bills"
    REFUNDS = "refunds"
    APPROVED = "approved"
    PAID_OUT = "paid_out"
    UP_TO_30 = "up_to_30"
    UP_TO_60 = "up_to_60"
    UP_TO_90 = "up_to_90"
    OLDER = "older"
    OWED = "owed"
    IN_CREDIT = "in_credit"
    """More came in, or was taken off the bill, than it comes to; to be given back."""
    CONSUMED = "consumed"
    WASTED = "wasted"
    VALUE = "value"
    """At what the batches cost."""
    ON_HAND = "on_hand"
    DAYS_OF_STOCK = "days_of_stock"
    BATCHES = "batches"
    FIRST_EXPIRY = "first_expiry"
    SIGN_INS = "sign_ins"
    ACTIONS = "actions"
    LOOKS = "looks"


class Meaning(StrEnum):
    """How the figures are meant: one sentence of the client, which stands under the report."""

    ATTENDED = "attended"
    """Who checked in and did not leave unseen; new and repeat go by the problem, not by the person."""
    BY_DAY_OF_VISIT = "by_day_of_visit"
    """Visits, prescriptions and tests belong to the day of the visit, and to its doctor."""
    STANDING_DIAGNOSES = "standing_diagnoses"
    """Diagnoses recorded in these days and not taken back."""
    BY_DAY_OF_ORDER = "by_day_of_order"
    """Tests ordered in these days and not cancelled; abnormal by the newest version that was released."""
    MONEY_TAKEN = "money_taken"
    """What came in and went out at the counters and from payers; no floats and no petty cash."""
    BILLED = "billed"
    """What was billed, less discounts and credit notes of these days; tax is on top of it."""
    DISCOUNTS_BILLED = "discounts_billed"
    """Discounts of bills issued in these days, less what cancellations and credit notes took back."""
    REFUNDS_APPROVED = "refunds_approved"
    """Refunds approved in these days, and what of them has been paid out by now."""
    OWED_AT_THE_END = "owed_at_the_end"
    """What is owed at the end of the last day, by the days since the bill was first booked; `since` plays no part."""
    CONSUMED = "consumed"
    """Given out less what was brought back; on hand is now, and lasts as long as these days' consumption says.

    Quantities stand for one medicine only: tablets and bottles make no sum.
    """
    EXPIRES = "expires"
    """What lies in the stores now and may last be used in these days."""
    MISSED = "missed"
    """Who never came, left unseen or was cancelled; what was booked, and the share of it, is without walk-ins."""
    WAITING_ENDS_IN_THE_ROOM = "waiting_ends_in_the_room"
    """Waiting goes from the check-in to the first entering of the room, not to the call; with the last doctor."""
    DONE_BY = "done_by"
    """Acts at visits, records opened and sign-ins of each person: not what was entered elsewhere in the house."""


class ReportColumn(Model):
    """`summable`: the total is the sum of the rows; else it is of all documents together, as a median is."""

    key: Figure
    kind: CellKind
    summable: bool


Cell: TypeAlias = Annotated[Decimal | date, Field(union_mode="left_to_right")] | None
"""None where there is nothing to tell, as the median of no visits; of the column's kind else."""


class ReportRow(Model):
    """`key` opens its documents. `label` is a name; it is empty where the key itself is a word, a day or an hour."""

    key: str
    label: str
    cells: list[Cell]
    before: list[Cell] | None = None
    """Those of the period before, where it was asked for; None too where the row was not there then."""


class ReportPeriod(Model):
    """Business days, both of them included."""

    since: date
    until: date

    @property
    def days(self) -> int:
        return (self.until - self.since).days + 1

    @property
    def before(self) -> "ReportPeriod":
        """As many days, just before these."""
        return ReportPeriod(since=self.since - timedelta(days=self.days), until=self.since - timedelta(days=1))


class ReportChoice(Model):
    """Which report, of what: all of it but the days."""

    kind: ReportKind
    by: Grouping | None = None
    doctor_id: EmployeeId | None = None
    department_id: DepartmentId | None = None
    employee_id: EmployeeId | None = None
    store_id: StoreId | None = None

    @model_validator(mode="after")
    def _fits_its_kind(self) -> Self:
        if self.grouping not in GROUPINGS[self.kind]:
            raise ValueError(f"by: {self.kind} knows no {self.by}")
        for each in self.filters:
            if each not in FILTERS[self.kind] or self.grouping is Grouping.MODE:
                raise ValueError(f"{each}: {self.kind} by {self.grouping} is not narrowed by it")
        return self

    @property
    def grouping(self) -> Grouping:
        return self.by or GROUPINGS[self.kind][0]

    @property
    def filters(self) -> dict[str, UUID]:
        """Those that are set."""
        return {each.value: wanted for each in Filter if (wanted := getattr(self, each)) is not None}


class ReportRequest(ReportChoice):
    since: Day
    until: Day

    @model_validator(mode="after")
    def _is_some_days(self) -> Self:
        if not 0 <= (self.until - self.since).days < LONGEST_DAYS:
            raise ValueError(f"until: no earlier than since, and at most {LONGEST_DAYS} days")
        return self

    @property
    def period(self) -> ReportPeriod:
        return ReportPeriod(since=self.since, until=self.until)


class StartReport(ReportRequest):
    """`compare`: with as many days just before. `run_id`: by which it can be cancelled before its start is answered."""

    compare: bool = False
    run_id: ReportRunId | None = None


class ReportTable(Model):
    """All of one moment, `taken_at`. The first rows by the first column; the totals are of all rows.

    Compared, rows of what was there only before stand after them, or in their place, with nothing now.
    """

    kind: ReportKind
    by: Grouping
    period: ReportPeriod
    before: ReportPeriod | None
    currency: Currency
    meaning: Meaning
    columns: list[ReportColumn]
    rows: list[ReportRow]
    more: bool
    """There are more than these: in a file, or else with fewer days or another filter."""
    totals: list[Cell]
    totals_before: list[Cell] | None
    taken_at: datetime
    own: bool = False
    """Made for who may see the own figures only."""

    def first(self, most: int) -> Self:
        return self.model_copy(update={"rows": self.rows[:most], "more": self.more or len(self.rows) > most})


class ListDocuments(ReportRequest):
    """Those behind one figure: of one row by its key, or of all rows where none is named."""

    row: Annotated[str, Field(max_length=1000)] | None = None
    column: Figure
    after: Annotated[str, Field(max_length=120)] | None = None
    """What the page before said is next."""


class ReportDocumentKind(StrEnum):
    APPOINTMENT = "appointment"
    PRESCRIPTION = "prescription"
    TEST_ORDER = "test_order"
    DIAGNOSIS = "diagnosis"
    """Its number is its own: it leads to no patient for who may not read notes."""
    BILL = "bill"
    BILL_ISSUED = "bill_issued"
    BILL_CANCELLED = "bill_cancelled"
    CREDIT_NOTE = "credit_note"
    PAYMENT = "payment"
    DEPOSIT = "deposit"
    REFUND = "refund"
    REFUND_PAID = "refund_paid"
    CLAIM_PAID = "claim_paid"
    STOCK_MOVE = "stock_move"
    BATCH = "batch"
    EVENT = "event"
    LOOK = "look"
    SIGN_IN = "sign_in"


class ReportDocument(Model):
    """`amount` is what it adds to a sum or a count, or the value that a median is of."""

    kind: ReportDocumentKind
    id: UUID
    number: str
    at: datetime
    patient_id: PatientId | None
    patient_no: str
    patient: str
    """Empty for who may not see whose it is."""
    words: str
    amount: Decimal
    bill_id: BillId | None = None
    """The bill it is, or belongs to."""
    medicine_id: MedicineId | None = None
    """On whose stock card it stands."""


class ReportDocuments(ListPage[ReportDocument]):
    """In the order of time; `number` and `total` are of all pages."""

    number: int
    total: Decimal
