"""The laboratory of the bench's tests, and what is needed to change its catalogue."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

import pytest

from shared.contracts import access, test_catalogue
from shared.models.test_catalogue import AnalyteEntry, BandEntry, CatalogueAnalyte, TestDetails, TestEntry
from shared.permissions import Role
from tests.support.bench import Bench
from tests.support.house import PASSWORD, TestHouse
from tests.support.server import Api, Door, TurnedClock

WHY = "as the laboratory decided"


@dataclass
class Keeper:
    """The pathologist with the catalogue open."""

    bench: Bench

    @property
    def api(self) -> Api:
        return self.bench.path

    def test(self, code: str) -> TestDetails:
        return self.api.send(test_catalogue.test(test_type_id=self.bench.tests[code]))

    def line(self, code: str, analyte: str) -> CatalogueAnalyte:
        """The one that is offered now."""
        return next(one for one in self.test(code).lines if one.code == analyte and one.is_active)

    def change_test(self, code: str, **facts: Any) -> TestDetails:
        now = self.test(code)
        said: dict[str, Any] = {name: getattr(now, name) for name in TestEntry.model_fields} | facts
        return self.api.send(test_catalogue.change_test(test_type_id=now.id, **(_changed(now.version) | said)))

    def change(self, test: str, analyte: str, **facts: Any) -> TestDetails:
        now = self.line(test, analyte)
        said: dict[str, Any] = {name: getattr(now, name) for name in AnalyteEntry.model_fields} | facts
        return self.api.send(test_catalogue.change_analyte(analyte_id=now.id, **(_changed(now.version) | said)))

    def add(self, test: str, analyte: str, **facts: Any) -> TestDetails:
        said: dict[str, Any] = {"code": analyte, "name": analyte.title(), "line": 50} | facts
        return self.api.send(test_catalogue.add_analyte(test_type_id=self.bench.tests[test], reason=WHY, **said))

    def retire(self, code: str, analyte: str) -> TestDetails:
        now = self.line(code, analyte)
        return self.api.send(test_catalogue.retire_analyte(analyte_id=now.id, version=now.version, reason=WHY))

    def save_ranges(
        self, code: str, analyte: str, valid_from: str, *bands: dict[str, Any], **facts: Any
    ) -> TestDetails:
        now = self.line(code, analyte)
        said: dict[str, Any] = {"version": now.version, "source": "our own", "reason": WHY} | facts
        call = test_catalogue.save_ranges(
            analyte_id=now.id,
            valid_from=date.fromisoformat(valid_from),
            bands=[BandEntry(**band) for band in bands],
            **said,
        )
        return self.api.send(call)


def _changed(version: int) -> dict[str, Any]:
    return {"version": version, "reason": WHY}


@pytest.fixture
def keeper(bench: Bench) -> Keeper:
    return Keeper(bench)


@pytest.fixture
def next_day(bench: Bench, client: Door, house: TestHouse, clock: TurnedClock) -> Callable[[], None]:
    """A night goes by, and everybody signs in anew."""

    def sign_in(who: str | Role) -> Api:
        alone = Api(client, house.device_for(str(who)))
        signed_in = alone.send(access.sign_in(user_name=house.user_name(str(who)), password=PASSWORD))
        return Api(client, alone.device, signed_in.access_token)

    def turn() -> None:
        clock.advance(timedelta(days=1))
        bench.api = cache(sign_in)

    return turn
