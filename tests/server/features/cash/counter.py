"""What happens at a counter, for tests."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

from shared.contracts import billing, cash
from shared.models.billing import PaymentMode
from shared.models.cash import CashSessionStatus, Count
from shared.models.cash_payments import PaymentPart
from shared.permissions import Role
from tests.server.features.consultations.visits import completed

CASHIER, CASHIER_B = Role.CASHIER, "cashier_b"


def owing(api, house, *, name="Amina Begum"):
    """An issued bill of 800."""
    visit_id = completed(api, house, name=name)
    draft = api(CASHIER).send(billing.of_appointment(appointment_id=visit_id))
    return api(CASHIER).send(billing.issue(bill_id=draft.id, version=draft.version))


def part(mode, amount, tendered=None, reference=""):
    return PaymentPart(mode=mode, amount=Decimal(amount), tendered=tendered, reference=reference)


def paying(bill, *parts):
    return cash.pay(bill_id=bill.id, version=bill.version, parts=list(parts))


def in_cash(bill, amount, tendered=None):
    return paying(bill, part(PaymentMode.CASH, amount, tendered))


def by_card(bill, amount, reference=""):
    return paying(bill, part(PaymentMode.CARD, amount, reference=reference))


def money(amount):
    """A count of so much, unsorted."""
    return Count(other=Decimal(amount))


def counting(till, drawer):
    return till.send(cash.count_session(cash_session_id=drawer.id, version=drawer.version))


def closed(till, amount):
    """The drawer as it stands, counted and closed."""
    drawer = till.send(cash.current_session())
    if drawer.status is CashSessionStatus.OPEN:
        drawer = counting(till, drawer)
    return till.send(cash.close_session(cash_session_id=drawer.id, version=drawer.version, counted=money(amount)))


def together(*acts):
    """All at once; each one's answer or refusal."""

    def outcome(act):
        try:
            return act()
        except Exception as error:  # noqa: BLE001 refusals are outcomes here
            return error

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(outcome, acts))
