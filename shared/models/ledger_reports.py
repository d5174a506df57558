"""The reports of the ledger as they travel: of some business days, as they stood at `as_of`."""

from datetime import date, datetime
from decimal import Decimal

from shared.ids import BillId, CashSessionId, DepartmentId, EmployeeId, PatientId, PayerId, PostingId
from shared.models.billing import ItemKind, PaymentMode
from shared.models.common import Day, Model
from shared.models.ledger import Account, PostingKind
from shared.money import Currency


class _Report(Model):
    day: date
    last_day: date
    as_of: datetime
    currency: Currency


class ShiftRow(Model):
    """So many postings of a kind, and what they moved on one account; out is less than nothing."""

    kind: PostingKind
    account: Account
    number: int
    amount: Decimal


class SealLine(Model):
    """The newest seal of the logs at that moment: on paper it is an anchor that nobody at the server can change."""

    day: date
    number: int
    hash: str

    @property
    def line(self) -> str:
        """As in a file of anchors, for `hms-server audit verify --anchors`."""
        return f"{self.day.isoformat()} {self.number} {self.hash}"


class ShiftSheet(_Report):
    """One drawer; it is counted, or still open where nothing is declared.

    Where it was handed over, what the next cashier accepted is declared: for that they answer.
    """

    cash_session_id: CashSessionId
    rows: list[ShiftRow]
    expected: Decimal
    declared: Decimal | None
    difference: Decimal | None
    seal: SealLine | None = None


class DayBookRow(Model):
    """One posting that moved money: what came in by each mode, and what went out as less than nothing."""

    posting_id: PostingId
    kind: PostingKind
    document_no: str
    at: datetime
    bill_id: BillId | None
    patient_id: PatientId | None
    patient: str
    cashier: str
    moved: dict[PaymentMode, Decimal]


class DayBook(_Report):
    """The totals are of all, also of what had no room in the list."""

    rows: list[DayBookRow]
    more: bool
    totals: dict[PaymentMode, Decimal]


class CashierRow(Model):
    """`rounding` and `difference`: what the house has more than it should, or less."""

    cashier_id: EmployeeId
    cashier: str
    taken: dict[PaymentMode, Decimal]
    given_back: dict[PaymentMode, Decimal]
    rounding: Decimal
    difference: Decimal


class CashierReport(_Report):
    rows: list[CashierRow]


class Earned(Model):
    """`net` is gross less discount and credit notes; tax is on top of it."""

    kind: ItemKind | None
    gross: Decimal
    discount: Decimal
    credited: Decimal
    net: Decimal
    tax: Decimal


class DepartmentRow(Earned):
    department_id: DepartmentId | None = None
    department: str


class DepartmentReport(_Report):
    rows: list[DepartmentRow]


class DoctorRow(Earned):
    """`share` is the doctor's, of consultations."""

    doctor_id: EmployeeId
    doctor: str
    share: Decimal


class DoctorReport(_Report):
    rows: list[DoctorRow]


class DuesRow(Model):
    """Less than nothing where the house owes the patient."""

    patient_id: PatientId
    patient_no: str
    patient: str
    owed: Decimal
    bills: int
    since: date


class DuesReport(_Report):
    """At the end of the last day; the totals are of all, also of those that had no room in the list."""

    rows: list[DuesRow]
    more: bool
    patients: Decimal
    payers: Decimal
    deposits: Decimal
    to_pay_back: Decimal


class DepositsRow(Model):
    patient_id: PatientId
    patient_no: str
    patient: str
    held: Decimal
    moved: date
    """The last day on which something was paid in, used or given back."""


class DepositsReport(_Report):
    """What was paid in advance and is not used up at the end of the last day; the most first."""

    rows: list[DepositsRow]
    more: bool


class Ageing(Model):
    """By how many days ago the bill was issued; less than nothing where the house owes the payer."""

    up_to_30: Decimal
    up_to_60: Decimal
    up_to_90: Decimal
    older: Decimal

    @property
    def total(self) -> Decimal:
        return self.up_to_30 + self.up_to_60 + self.up_to_90 + self.older


class PayerRow(Model):
    payer_id: PayerId
    payer: str
    ageing: Ageing


class PayerReport(_Report):
    """What each payer owes at the end of the last day."""

    rows: list[PayerRow]
    total: Decimal


class ReportOfDays(Model):
    """Of today where no day is named; of one day where there is no last one; of a year at most."""

    day: Day | None = None
    last_day: Day | None = None


class GetDayBook(ReportOfDays):
    """Of all cashiers, or of one."""

    cashier_id: EmployeeId | None = None


class GetShiftSheet(Model):
    cash_session_id: CashSessionId
