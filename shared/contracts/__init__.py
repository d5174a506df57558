"""Every remote call there is."""

from collections.abc import Iterator
from functools import cache
from typing import Any, Final

from shared import contract
from shared.contract import Endpoint
from shared.contracts import (
    access,
    analysers,
    appointments,
    audit,
    billing,
    boards,
    calendar,
    cash,
    certificates,
    charts,
    claims,
    confidential,
    consultations,
    dashboard,
    documents,
    formulary,
    house,
    instructions,
    lab,
    ledger,
    merges,
    patients,
    payers,
    people,
    pharmacy,
    prescriptions,
    prices,
    purchases,
    queue,
    referrals,
    reminders,
    reports,
    roles,
    schedules,
    sign_in,
    staff,
    stock,
    system,
    test_catalogue,
    vitals,
    workstations,
)

FEATURES: Final = (
    access,
    analysers,
    appointments,
    audit,
    billing,
    boards,
    calendar,
    cash,
    certificates,
    charts,
    claims,
    confidential,
    consultations,
    dashboard,
    documents,
    formulary,
    house,
    instructions,
    lab,
    ledger,
    merges,
    patients,
    payers,
    people,
    pharmacy,
    prescriptions,
    prices,
    purchases,
    queue,
    referrals,
    roles,
    reminders,
    reports,
    schedules,
    sign_in,
    staff,
    stock,
    system,
    test_catalogue,
    vitals,
    workstations,
)


def endpoints() -> Iterator[Endpoint[..., Any, Any]]:
    """All remote calls, feature by feature."""
    for feature in FEATURES:
        yield from (value for value in vars(feature).values() if isinstance(value, Endpoint))


@cache
def fingerprint() -> str:
    """What client and server compare at sign-in: another one means another wire."""
    return contract.fingerprint(endpoints())
