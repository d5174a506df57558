import inspect
import re
from datetime import UTC, date, datetime
from decimal import Decimal
from types import UnionType
from typing import Any, get_type_hints
from uuid import UUID

import pytest

import shared.errors
from client.core import problem_text as table
from client.core.problem import Tone
from client.core.problem_text import problem_text
from shared.contracts import FEATURES
from shared.contracts.appointments import AppointmentStateConflict, WrongDay
from shared.contracts.billing import BillStateConflict
from shared.contracts.cash import MoreThanDue
from shared.contracts.claims import ClaimStateConflict
from shared.contracts.queue import DoctorBusy
from shared.errors import ApiError, Unreachable
from shared.ids import AppointmentId
from shared.models.access import PasswordFault
from shared.models.analysers import ValueReason
from shared.models.appointments import AppointmentStatus
from shared.models.billing import BillStatus, PaymentMode
from shared.models.cash import CashSessionStatus
from shared.models.claims import ClaimStatus
from shared.models.lab import SampleStage, TestOrderStatus
from shared.models.prescriptions import PrescriptionStatus
from shared.models.prices import VersionStatus
from shared.models.purchases import OrderStatus
from shared.models.queue import SessionNotice
from shared.models.refunds import RefundStatus
from shared.models.reminders import Channel, MessageState
from shared.models.sign_in import OpenIdFault
from shared.permissions import Permission, Scope
from shared.rules.lab_catalogue import CatalogueProblem
from shared.rules.lab_values import Refusal
from shared.rules.sick_leave import SickLeaveFault
from shared.rules.vitals import Sign

EVERY_ERROR = sorted(
    {
        value
        for module in (shared.errors, *FEATURES)
        for value in vars(module).values()
        if inspect.isclass(value) and issubclass(value, ApiError)
    },
    key=lambda kind: kind.__name__,
)

SAMPLES = {
    bool: False,
    str: "J06.9",
    int: 2048,
    dict: {"phone": "wrong"},
    datetime: datetime(2026, 11, 23, 9, 30, tzinfo=UTC),
    date: date(2026, 11, 23),
    Decimal: Decimal("12.50"),
    UUID: UUID(int=1),
    list: [],
    AppointmentStatus: AppointmentStatus.COMPLETED,
    BillStatus: BillStatus.PAID,
    OrderStatus: OrderStatus.RECEIVED,
    CashSessionStatus: CashSessionStatus.COUNTING,
    Channel: Channel.SMS,
    ClaimStatus: ClaimStatus.SETTLED,
    MessageState: MessageState.SENDING,
    PaymentMode: PaymentMode.CARD,
    RefundStatus: RefundStatus.APPROVED,
    TestOrderStatus: TestOrderStatus.RELEASED,
    SampleStage: SampleStage.REJECTED,
    Refusal: Refusal.NOT_VALID,
    ValueReason: ValueReason.NOT_ORDERED,
    Permission: Permission.QUEUE_PRIORITY,
    PasswordFault: PasswordFault.COMMON,
    OpenIdFault: OpenIdFault.CODE,
    Scope: Scope.OWN,
    PrescriptionStatus: PrescriptionStatus.DISPENSED,
    VersionStatus: VersionStatus.PUBLISHED,
    SessionNotice: SessionNotice.BREAK,
    Sign: Sign.WEIGHT,
    SickLeaveFault: SickLeaveFault.TOO_LONG,
    CatalogueProblem: CatalogueProblem.BANDS_OVERLAP,
}


def sample(kind: Any) -> ApiError:
    """An error of this class, with some data in it."""
    if not hasattr(kind, "__dataclass_fields__"):
        return kind()  # type: ignore[no-any-return]  # a class of EVERY_ERROR
    hints = get_type_hints(kind)
    return kind(*(value_of(hints[name]) for name in kind.__dataclass_fields__))  # type: ignore[no-any-return]  # as above


def value_of(hint):
    plain = getattr(hint, "__supertype__", getattr(hint, "__origin__", hint))
    assert not isinstance(plain, UnionType)
    if plain is tuple:
        return (value_of(hint.__args__[0]),) * 2
    return SAMPLES[plain]


@pytest.mark.parametrize("kind", EVERY_ERROR, ids=lambda kind: kind.__name__)
def test_every_error_has_a_sentence_of_its_own(kind):
    assert kind in table._PROBLEMS, f"say in problem_text.py what {kind.__name__} means to people"

    problem = problem_text(sample(kind))

    assert problem.title
    assert problem.text.endswith((".", "?"))
    assert not re.search(r"[{}]", problem.title + problem.text)


@pytest.mark.parametrize("status", AppointmentStatus)
def test_every_state_of_an_appointment_is_explained(status):
    assert problem_text(AppointmentStateConflict(status)).text.endswith(".")


@pytest.mark.parametrize("status", BillStatus)
def test_every_state_of_a_bill_is_explained(status):
    assert problem_text(BillStateConflict(status)).text.endswith(".")


@pytest.mark.parametrize(
    ("due", "said"), [("1500", "1,500.00"), ("1E+3", "1,000.00"), ("0.5", "0.50"), ("1.125", "1.125")]
)
def test_money_is_said_with_its_minor_digits(due, said):
    assert said in problem_text(MoreThanDue(Decimal(due))).text


def test_sentences_carry_the_errors_data():
    assert "12.50" in problem_text(MoreThanDue(Decimal("12.50"))).text
    assert "A-017" in problem_text(DoctorBusy(AppointmentId(UUID(int=1)), "A-017")).title
    assert "2026" in problem_text(WrongDay(date(2026, 11, 24))).text


def test_an_absent_server_is_a_warning_and_says_what_is_safe():
    problem = problem_text(Unreachable())

    assert problem.tone is Tone.WARN
    assert "kept" in problem.text


def test_an_error_of_a_newer_server_is_said_in_the_words_of_its_kind():
    class RoomTaken(shared.errors.Conflict):
        pass

    assert problem_text(RoomTaken()) == problem_text(shared.errors.Conflict())


@pytest.mark.parametrize("status", ClaimStatus)
def test_every_state_of_a_claim_is_explained(status):
    assert problem_text(ClaimStateConflict(status)).text.endswith(".")
