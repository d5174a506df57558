"""What each document moves between the accounts: pure, and each sums to nothing."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from shared.ids import BillId, BillItemId, CashSessionId, DepartmentId, EmployeeId, PatientId, PayerId
from shared.models.billing import ItemKind, PaymentMode
from shared.models.ledger import SETTLING, Account
from shared.money import ZERO
from shared.rules.bills import LineTotals


@dataclass(frozen=True, kw_only=True)
class Whose:
    """Of what, of whom and by whom the money is: what reports are asked for."""

    bill_id: BillId | None = None
    bill_item_id: BillItemId | None = None
    item_kind: ItemKind | None = None
    patient_id: PatientId | None = None
    payer_id: PayerId | None = None
    doctor_id: EmployeeId | None = None
    department_id: DepartmentId | None = None
    cash_session_id: CashSessionId | None = None
    cashier_id: EmployeeId | None = None


@dataclass(frozen=True)
class Earner:
    """Whose income something is."""

    doctor_id: EmployeeId | None = None
    department_id: DepartmentId | None = None


@dataclass(frozen=True)
class Entry:
    """One line of a posting: a debit is positive, a credit negative."""

    account: Account
    amount: Decimal
    whose: Whose


@dataclass(frozen=True)
class BilledLine:
    bill_item_id: BillItemId
    item_kind: ItemKind
    totals: LineTotals


def bill_issued(
    bill: Whose, lines: Iterable[BilledLine], payer_id: PayerId | None = None, payer_share: Decimal = ZERO
) -> list[Entry]:
    """Each line is earned, its discount given and its tax owed on; the payer owes a share, the patient the rest."""
    lines = tuple(lines)
    dues = sum((line.totals.amount for line in lines), ZERO)
    owed = replace(bill, doctor_id=None, department_id=None)
    return [
        Entry(Account.PATIENT_DUES, dues - payer_share, owed),
        *([Entry(Account.PAYER_DUES, payer_share, replace(owed, payer_id=payer_id))] if payer_share else ()),
        *(entry for line in lines for entry in _earned(bill, line)),
    ]


def taken_back(entries: Iterable[Entry]) -> list[Entry]:
    """As if it had never been: the same, the other way round."""
    return [replace(entry, amount=-entry.amount) for entry in entries]


def bill_credited(
    bill: Whose, lines: Iterable[BilledLine], payers: Iterable[Decimal], payer_id: PayerId | None
) -> list[Entry]:
    """Billed no more: the payer owes less by a part of each line, and the patient by the rest.

    Where the patient has paid it already, the house owes it to the patient: an approved refund takes it up.
    """
    owed = replace(bill, doctor_id=None, department_id=None)
    booked: list[Entry] = []
    for line, part in zip(lines, payers, strict=True):
        of_line = replace(owed, bill_item_id=line.bill_item_id, item_kind=line.item_kind)
        booked += [
            Entry(Account.PATIENT_DUES, part - line.totals.amount, of_line),
            Entry(Account.PAYER_DUES, -part, replace(of_line, payer_id=payer_id)),
            *taken_back(_earned(bill, line)),
        ]
    return booked


def claim_paid(account: Account, payer_id: PayerId | None, shares: Iterable[tuple[Whose, Decimal]]) -> list[Entry]:
    """A payer's money, and the share of each bill that it settles; less than nothing goes back."""
    shares = tuple(shares)
    total = sum((amount for _, amount in shares), ZERO)
    return [
        Entry(account, total, Whose(payer_id=payer_id)),
        *(Entry(Account.PAYER_DUES, -amount, share) for share, amount in shares),
    ]


def share_returned(share: Whose, amount: Decimal) -> list[Entry]:
    """What the payer does not pay is due from the patient."""
    return [
        Entry(Account.PATIENT_DUES, amount, replace(share, payer_id=None)),
        Entry(Account.PAYER_DUES, -amount, share),
    ]


def share_written_off(share: Whose, amount: Decimal) -> list[Entry]:
    """What nobody pays is a loss."""
    return [Entry(Account.PAYER_LOSS, amount, share), Entry(Account.PAYER_DUES, -amount, share)]


def payment(counter: Whose, mode: PaymentMode, amount: Decimal, rounding: Decimal = ZERO) -> list[Entry]:
    """What settles dues, and what came in for it: more by the cash rounding, or less."""
    return [
        Entry(SETTLING[mode], amount + rounding, counter),
        Entry(Account.PATIENT_DUES, -amount, counter),
        Entry(Account.ROUNDING, -rounding, counter),
    ]


def deposit(counter: Whose, mode: PaymentMode, amount: Decimal) -> list[Entry]:
    """Money in advance is owed to the patient; given back, it is less than nothing."""
    return [Entry(SETTLING[mode], amount, counter), Entry(Account.DEPOSITS, -amount, counter)]


def refund_approved(bill: Whose, amount: Decimal) -> list[Entry]:
    """What was paid is owed back, and what it had settled is due again until it is credited."""
    return [Entry(Account.PATIENT_DUES, amount, bill), Entry(Account.REFUNDS_PAYABLE, -amount, bill)]


def refund_paid(counter: Whose, mode: PaymentMode, amount: Decimal, rounding: Decimal = ZERO) -> list[Entry]:
    """What is owed back goes out, to the nearest coin."""
    return [
        Entry(SETTLING[mode], -amount - rounding, counter),
        Entry(Account.REFUNDS_PAYABLE, amount, counter),
        Entry(Account.ROUNDING, rounding, counter),
    ]


def drawer_opened(drawer: Whose, opening_float: Decimal) -> list[Entry]:
    """The float comes out of the safe."""
    return [Entry(Account.CASH, opening_float, drawer), Entry(Account.FLOAT, -opening_float, drawer)]


def drawer_closed(drawer: Whose, expected: Decimal, declared: Decimal) -> list[Entry]:
    """What is missing or too much is kept apart, never adjusted away; what was counted goes to the safe."""
    difference = declared - expected
    return [
        Entry(Account.CASH, difference, drawer),
        Entry(Account.CASH_DIFFERENCE, -difference, drawer),
        Entry(Account.FLOAT, declared, drawer),
        Entry(Account.CASH, -declared, drawer),
    ]


def handed_over(giver: Whose, taker: Whose, expected: Decimal, accepted: Decimal) -> list[Entry]:
    """The next cashier answers for what was accepted; the giver for what was expected beyond it."""
    difference = accepted - expected
    return [
        Entry(Account.CASH, difference, giver),
        Entry(Account.CASH_DIFFERENCE, -difference, giver),
        Entry(Account.CASH, -accepted, giver),
        Entry(Account.CASH, accepted, taker),
    ]


def cash_moved(drawer: Whose, amount: Decimal) -> list[Entry]:
    """Petty cash; out is less than nothing."""
    return [Entry(Account.CASH, amount, drawer), Entry(Account.PETTY_CASH, -amount, drawer)]


def _earned(bill: Whose, line: BilledLine) -> Iterable[Entry]:
    of_line = replace(bill, bill_item_id=line.bill_item_id, item_kind=line.item_kind)
    yield Entry(Account.INCOME, -line.totals.subtotal, of_line)
    yield Entry(Account.DISCOUNT, line.totals.discount, of_line)
    yield Entry(Account.TAX, -line.totals.tax, of_line)
