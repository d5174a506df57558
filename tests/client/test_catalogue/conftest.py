from datetime import date
from decimal import Decimal
from typing import Any, cast
from uuid import UUID

import pytest

from client.core.changes import Changes
from client.core.clock import Clock
from client.viewmodels.test_catalogue.catalogue import Catalogue
from client.views.test_catalogue.page import CataloguePage
from client.widgets.theme import theme
from shared.contracts import test_catalogue
from shared.ids import AnalyteId, CatalogueChangeId, LabId, TestTypeId
from shared.models.common import Page
from shared.models.lab import Stamp
from shared.models.patients import Sex
from shared.models.test_catalogue import (
    BandEntry,
    CatalogueAnalyte,
    CatalogueChange,
    CatalogueLab,
    CatalogueTest,
    FieldChange,
    RangeSet,
    SubjectKind,
    TestDetails,
)
from shared.rules.lab_catalogue import Gap, gaps
from tests.client.fakes import FakeCalls
from tests.client.lab.work import NOON

LAB = LabId(UUID(int=1))
TEXTBOOK = "typical textbook value, confirm locally"


class NoonClock(Clock):
    """It is always noon."""

    def now(self):
        return NOON


def band(**facts):
    said: Any = {name: Decimal(str(fact)) if isinstance(fact, float) else fact for name, fact in facts.items()}
    return BandEntry(**said)


def line(number, code, name, unit, *bands, **facts):
    ranges = [RangeSet(valid_from=date(2026, 1, 1), source=TEXTBOOK, bands=list(bands))] if bands else []
    missing: list[Gap] = gaps(entry.band for entry in bands)
    said = {"decimals": 1, "line": number, "is_active": True, "is_used": False, "version": 3} | facts
    return CatalogueAnalyte(
        id=AnalyteId(UUID(int=100 + number)), code=code, name=name, unit=unit, sets=ranges, gaps=missing, **said
    )


SODIUM = line(
    1,
    "NA",
    "Sodium",
    "mmol/L",
    band(age_max=6574, critical_low=120, critical_high=160),
    band(age_min=6574, low=135, high=145, critical_low=120, critical_high=160),
    decimals=0,
    loinc="2951-2",
    valid_low=Decimal(80),
    valid_high=Decimal(220),
)
POTASSIUM = line(
    2,
    "K",
    "Potassium",
    "mmol/L",
    band(age_max=6574, critical_low=2.5, critical_high=6.5),
    band(age_min=6574, low=3.5, high=5.1, critical_low=2.5, critical_high=6.5),
    loinc="2823-3",
    valid_low=Decimal("0.8"),
    valid_high=Decimal(15),
    is_used=True,
)
CHLORIDE = line(3, "CL", "Chloride", "mmol/L", band(age_min=6574, low=98, high=107), decimals=0, loinc="2075-0")
GAP = line(4, "AGAP", "Anion gap", "mmol/L", formula="NA - CL - BICARB", decimals=0)
OLD = line(5, "BICARB", "Bicarbonate", "mmol/L", is_active=False)
HAEMOGLOBIN = line(
    1,
    "HGB",
    "Haemoglobin",
    "g/dL",
    band(age_max=28, low=14, high=22, critical_low=7),
    band(age_min=6574, sex=Sex.MALE, low=13, high=17, critical_low=7, critical_high=20),
    band(age_min=6574, sex=Sex.FEMALE, low=12, high=15, critical_low=7, critical_high=20),
    valid_low=Decimal(1),
    valid_high=Decimal(30),
)


def made(number, code, name, lines, **facts):
    said = {"is_active": True, "version": 4, "target_minutes": 240} | facts
    return TestDetails(
        id=TestTypeId(UUID(int=number)),
        code=code,
        name=name,
        lab_id=LAB,
        lab="Biochemistry",
        specimen="serum",
        tube="yellow gel serum",
        analytes=len(lines),
        lines=list(lines),
        **said,
    )


def summary(test):
    return CatalogueTest(**{name: getattr(test, name) for name in CatalogueTest.model_fields})


ELECTROLYTES = made(1, "ELEC", "Electrolytes", (SODIUM, POTASSIUM, CHLORIDE, GAP, OLD))
BLOOD_COUNT = made(2, "CBC", "Complete blood count", (HAEMOGLOBIN,))
RETIRED = made(3, "WIDAL", "Widal", (), is_active=False)
CHANGE = CatalogueChange(
    id=CatalogueChangeId(UUID(int=9)),
    kind=SubjectKind.RANGES,
    subject="ELEC · K",
    reason="our own 120 donors",
    done=Stamp(who="Dr. Nusrat Jahan", at=NOON),
    fields=[
        FieldChange(
            field="range",
            of="any 18y–",
            before="3.5–5.1; critical < 2.5; critical > 6.5",
            after="3.5–5; critical < 2.5; critical > 6.5",
        )
    ],
)


@pytest.fixture
def calls():
    calls = FakeCalls()
    known = {one.id: one for one in (ELECTROLYTES, BLOOD_COUNT, RETIRED)}
    labs = [CatalogueLab(id=LAB, name="Biochemistry", tests=3, version=1)]
    calls.answers(test_catalogue.labs, Page(items=labs))
    calls.answers(test_catalogue.tests, Page(items=[summary(one) for one in known.values()]))
    calls.answers(test_catalogue.test, lambda request: known[request.test_type_id])
    calls.answers(test_catalogue.history, Page(items=[CHANGE]))
    return calls


@pytest.fixture
def catalogue(calls, stream):
    return Catalogue(calls, Changes(cast("Any", stream), debounce_ms=1))


@pytest.fixture
def page(catalogue, calls, qtbot, qapp, answered):
    theme()
    page = CataloguePage(catalogue, NoonClock())
    qtbot.addWidget(page)
    page.resize(1286, 640)
    with qtbot.waitExposed(page):
        page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    answered(lambda: catalogue.state.known)
    yield page
    page.close()
