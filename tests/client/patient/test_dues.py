from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, cast
from uuid import UUID

import pytest
from PySide6.QtCore import QObject, Signal

from client.core.changes import Changes
from client.viewmodels.patient.dues import Dues
from client.views.patient.dues_pill import DuesPill
from client.widgets.theme import theme
from shared.contracts import billing
from shared.errors import Forbidden, Unreachable
from shared.ids import BillId, PatientId
from shared.models.billing import PatientDues
from shared.money import Currency
from shared.permissions import Permission
from shared.topics import Topic
from tests.client.fakes import FakeCalls

PATIENT, OTHER = PatientId(UUID(int=1)), PatientId(UUID(int=2))
BILL = BillId(UUID(int=3))
OWED = PatientDues(
    currency=Currency("BDT"), amount=Decimal("1250.50"), bills=2, oldest=datetime(2026, 11, 3, 9, tzinfo=UTC)
)
NOTHING = PatientDues(currency=Currency("BDT"), amount=Decimal(0), bills=0, oldest=None)


class Stream(QObject):
    changed = Signal(object, object)
    connected = Signal()


@pytest.fixture
def calls():
    return FakeCalls()


@pytest.fixture
def stream(qapp):
    return Stream()


@pytest.fixture
def dues(calls, stream):
    return Dues(calls, Changes(cast("Any", stream), debounce_ms=1))


@pytest.fixture
def pill(dues, qtbot):
    theme()
    pill = DuesPill(dues)
    qtbot.addWidget(pill)
    return pill


def test_the_sum_and_the_oldest_day_stand_beside_the_name(pill, dues, calls, answered):
    calls.answers(billing.dues, OWED)

    dues.show(PATIENT, besides=BILL)
    answered(lambda: dues.state == OWED)

    assert pill.text == "Owes 1,250.50 since 3 Nov 26"
    assert not pill.isHidden()
    assert calls.requests(billing.dues)[0].besides == BILL


@pytest.mark.parametrize("answer", [NOTHING, Forbidden(Permission.BILLING_VIEW), Unreachable()])
def test_nothing_is_shown_where_nothing_is_owed_or_known(pill, dues, calls, qtbot, answer):
    calls.answers(billing.dues, answer)

    dues.show(PATIENT)
    calls.deliver()
    qtbot.wait(1)

    assert pill.isHidden()


def test_the_dues_of_the_one_before_are_never_shown_for_the_next(pill, dues, calls, answered):
    calls.answers(billing.dues, OWED)
    dues.show(PATIENT)
    answered(lambda: dues.state == OWED)

    dues.show(OTHER)

    assert pill.isHidden()


def test_what_is_paid_elsewhere_goes_away_here(pill, dues, calls, answered, stream):
    calls.answers(billing.dues, OWED)
    dues.show(PATIENT)
    answered(lambda: dues.state == OWED)

    calls.answers(billing.dues, NOTHING)
    stream.changed.emit(frozenset({Topic.BILLING}), frozenset())
    answered(lambda: dues.state is None)

    assert pill.isHidden()
