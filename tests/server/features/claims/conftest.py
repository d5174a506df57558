"""Bills that Green Life pays 80 % of, and what an office does about them."""

from datetime import timedelta
from decimal import Decimal

import pytest

from shared.contracts import access, billing, claims, patients, payers
from shared.models.claims import AnsweredItem, ClaimMode, ClaimMoney, Decision
from shared.models.patients import Sex, TypedAge
from shared.models.payers import PayerKind
from shared.permissions import Permission, Role
from tests.support.house import PASSWORD
from tests.support.server import NOON, people_of

CASHIER, MANAGER = Role.CASHIER, Role.MANAGER
TODAY = NOON.date()


class Office:
    """A cashier who asks payers for their shares."""

    def __init__(self, client, house):
        self._client, self._house = client, house
        self._cards = {}
        self.api = people_of(client, house)
        self.green = self.api(MANAGER).send(
            payers.add(code="GREEN", name="Green Life", kind=PayerKind.INSURER, default_share=Decimal(80))
        )

    def send(self, call):
        return self.api(CASHIER).send(call)

    def later(self, days):
        """Everybody has slept since, and signs in again."""
        self._client.clock.advance(timedelta(days=days))
        self.api = people_of(self._client, self._house)

    def billed(self, amount, name="Amina Begum", policy_no="G-17"):
        """Of somebody whom Green Life insures: 80 % of it is the insurer's."""
        desk = self.api(Role.RECEPTIONIST)
        if name not in self._cards:
            card = patients.register(
                name=name,
                sex=Sex.FEMALE,
                age=TypedAge(amount=30),
                payer_id=self.green.id,
                policy_no=policy_no,
                confirmed=True,
            )
            self._cards[name] = desk.send(card).id
        draft = desk.send(billing.open_draft(patient_id=self._cards[name]))
        typed = billing.add_typed(
            bill_id=draft.id, version=draft.version, description="Dressing", unit_price=Decimal(amount)
        )
        draft = desk.send(typed)
        return desk.send(billing.issue(bill_id=draft.id, version=draft.version))

    def gathered(self, first=TODAY, last=TODAY):
        return self.send(claims.gather(payer_id=self.green.id, period_from=first, period_to=last))

    def submitted(self):
        draft = self.gathered()
        return self.send(claims.submit(claim_id=draft.id, version=draft.version))

    def answered(self, claim, *items, mode=ClaimMode.TRANSFER):
        """Each item: the bill, what is paid, what is refused."""
        said = [
            AnsweredItem(bill_id=bill.id, paid=Decimal(paid), refused=Decimal(refused), reason="Not covered")
            for bill, paid, refused in items
        ]
        money = ClaimMoney(mode=mode, reference="TRX-1", received_on=TODAY) if any(item.paid for item in said) else None
        return self.send(claims.answer(claim_id=claim.id, version=claim.version, items=said, money=money))

    def decided(self, claim, decision, *bills, approval_id=None):
        return self.send(
            claims.decide(
                claim_id=claim.id,
                version=claim.version,
                bill_ids=[bill.id for bill in bills],
                decision=decision,
                reason="As agreed",
                approval_id=approval_id,
            )
        )

    def word(self, permission, subject_id):
        """The manager's, at the cashier's desk."""
        given = access.approve(
            user_name=self._house.user_name(MANAGER), password=PASSWORD, permission=permission, subject_id=subject_id
        )
        return self.send(given).id

    def written_off(self, claim, *bills):
        word = self.word(Permission.CLAIMS_WRITE_OFF, claim.id)
        return self.decided(claim, Decision.WRITE_OFF, *bills, approval_id=word)

    def credited(self, bill):
        bill = self.send(billing.get(bill_id=bill.id))
        word = self.word(Permission.BILLING_CANCEL, bill.id)
        credit = billing.credit(bill_id=bill.id, version=bill.version, reason="Not done", approval_id=word)
        return self.send(credit)

    def get(self, claim):
        return self.send(claims.get(claim_id=claim.id))


@pytest.fixture
def office(client, house):
    return Office(client, house)


@pytest.fixture
def api(office):
    """The same people, signed in once."""
    return office.api


def item_of(claim, bill):
    return next(item for item in claim.items if item.bill_id == bill.id)


def balances(owner):
    sums = "SELECT account, sum(amount) FROM ledger_entries GROUP BY 1 HAVING sum(amount) <> 0 ORDER BY 1"
    return dict(owner.execute(sums).fetchall())
