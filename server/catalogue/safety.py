"""The rules against harm, out of their files: no internet, no database, the same for every server of the house."""

from decimal import Decimal
from functools import cache
from typing import Final

from server.catalogue.files import number, rows, several
from shared.models.prescriptions import WarningLevel
from shared.rules.dosing import Frequency
from shared.rules.lab_ages import days
from shared.rules.safety_knowledge import (
    AgeRule,
    AllergyRule,
    DoseRule,
    FrequencyRule,
    InteractionRule,
    Knowledge,
    PregnancyRule,
    Site,
    Substance,
    folded,
)

_OLDEST_DAYS: Final = 60_000


@cache
def safety_knowledge() -> Knowledge:
    return Knowledge(
        version=next(rows("safety/version"))["version"],
        ingredients={
            folded(line["generic"]): tuple(several(line["ingredients"])) for line in rows("safety/ingredients")
        },
        substances={
            line["substance"]: Substance(line["substance"], _words(line["classes"]), _words(line["also"]))
            for line in rows("safety/substances")
        },
        allergies=tuple(
            AllergyRule(*_head(line), words=_words(line["words"]), against=_words(line["against"]))
            for line in rows("safety/allergy_groups")
        ),
        other_allergies=frozenset().union(*(_words(line["words"]) for line in rows("safety/other_allergies"))),
        interactions=tuple(
            InteractionRule(*_head(line), first=line["first"], second=line["second"])
            for line in rows("safety/interactions")
        ),
        ages=tuple(
            AgeRule(*_head(line), of=line["of"], below_days=days(line["below"], unbounded=0))
            for line in rows("safety/age_limits")
        ),
        pregnancies=tuple(
            PregnancyRule(*_head(line), of=line["of"], above_mg=number(line["above_mg"]))
            for line in rows("safety/pregnancy")
        ),
        doses=tuple(map(_dose, rows("safety/max_doses"))),
        frequencies=tuple(
            FrequencyRule(*_head(line), of=line["of"], only=frozenset(map(Frequency, several(line["frequencies"]))))
            for line in rows("safety/only_frequencies")
        ),
    )


def _head(line: dict[str, str]) -> tuple[str, WarningLevel, str, str]:
    return line["rule"], WarningLevel(line.get("level", "stop")), line.get("reason", ""), line["source"]


def _dose(line: dict[str, str]) -> DoseRule:
    return DoseRule(
        *_head(line),
        ingredients=frozenset(several(line["ingredients"])),
        site=Site(line["site"]),
        from_days=days(line["from"], unbounded=0),
        to_days=days(line["to"], unbounded=_OLDEST_DAYS),
        single=Decimal(line["single"]),
        day=Decimal(line["day"]),
        single_kg=number(line["single_kg"]),
        day_kg=number(line["day_kg"]),
    )


def _words(cell: str) -> frozenset[str]:
    return frozenset(several(cell)) if cell else frozenset()
