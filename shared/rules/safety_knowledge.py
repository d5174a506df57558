"""What is known of medicines that can harm: rules as data, each with its id and its source."""

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Final

from shared.models.prescriptions import Route, WarningLevel
from shared.rules.dosing import Frequency


class Site(StrEnum):
    """Where a medicine acts: a cream does not interact with a tablet, and a puff has limits of its own."""

    SYSTEMIC = "systemic"
    INHALED = "inhaled"
    NEBULISED = "nebulised"
    LOCAL = "local"


_SITES: Final = {
    Route.INHALED: Site.INHALED,
    Route.NEBULISED: Site.NEBULISED,
    **dict.fromkeys(
        (
            Route.NASAL,
            Route.RIGHT_EYE,
            Route.LEFT_EYE,
            Route.BOTH_EYES,
            Route.EAR,
            Route.TOPICAL,
            Route.VAGINAL,
        ),
        Site.LOCAL,
    ),
}


def site(route: Route) -> Site:
    return _SITES.get(route, Site.SYSTEMIC)


@dataclass(frozen=True)
class Rule:
    id: str
    level: WarningLevel
    reason: str
    source: str


@dataclass(frozen=True)
class AllergyRule(Rule):
    """Whoever cannot take what one of `words` names must not be given any of `against`."""

    words: frozenset[str]
    against: frozenset[str]


@dataclass(frozen=True)
class InteractionRule(Rule):
    first: str
    second: str


@dataclass(frozen=True)
class AgeRule(Rule):
    of: str
    below_days: int


@dataclass(frozen=True)
class PregnancyRule(Rule):
    of: str
    above_mg: Decimal | None
    """Only a single dose above it counts; None means any."""


@dataclass(frozen=True)
class FrequencyRule(Rule):
    of: str
    only: frozenset[Frequency]


@dataclass(frozen=True)
class DoseRule(Rule):
    """The most of one site and one age band, in milligrams (of insulin: units)."""

    ingredients: frozenset[str]
    site: Site
    from_days: int
    to_days: int
    single: Decimal
    day: Decimal
    single_kg: Decimal | None
    day_kg: Decimal | None


@dataclass(frozen=True)
class Substance:
    name: str
    classes: frozenset[str]
    also: frozenset[str]


@dataclass(frozen=True)
class Knowledge:
    """All rules of one version."""

    version: str
    ingredients: Mapping[str, tuple[str, ...]]
    """By the folded generic name."""
    substances: Mapping[str, Substance]
    allergies: tuple[AllergyRule, ...]
    other_allergies: frozenset[str]
    """Words of what no medicine is made of: dust, prawns."""
    interactions: tuple[InteractionRule, ...]
    ages: tuple[AgeRule, ...]
    pregnancies: tuple[PregnancyRule, ...]
    doses: tuple[DoseRule, ...]
    frequencies: tuple[FrequencyRule, ...]

    def ingredients_of(self, generic: str) -> tuple[str, ...] | None:
        """None where nobody knows: nothing can be checked then."""
        return self.ingredients.get(folded(generic))

    def names(self, substances: Iterable[str]) -> frozenset[str]:
        """The substances with their classes: what a rule may be about."""
        found = set(substances)
        for name in substances:
            found |= self.substances[name].classes if name in self.substances else frozenset()
        return frozenset(found)

    def told(self, allergy: str) -> frozenset[str] | None:
        """The known words in an allergy as somebody typed it; None where not one is known."""
        text = folded(allergy)
        whole = f" {text} "
        found = {word for word in self._words if f" {word} " in whole}
        for word in text.split():
            if not found and len(word) >= _SHORTEST_MISSPELT:
                found |= set(difflib.get_close_matches(word, self._words, n=1, cutoff=_ALIKE))
        return frozenset(found) or None

    def is_no_medicine(self, allergy: str) -> bool:
        return any(f" {word} " in f" {folded(allergy)} " for word in self.other_allergies)

    def named(self, word: str) -> Substance | None:
        return self._named.get(word)

    @cached_property
    def _named(self) -> Mapping[str, Substance]:
        return {word: one for one in self.substances.values() for word in (one.name, *one.also)}

    @cached_property
    def _words(self) -> frozenset[str]:
        generics = {name for name, of in self.ingredients.items() if len(of) == 1}
        return frozenset(self._named) | {word for rule in self.allergies for word in rule.words} | generics


_SHORTEST_MISSPELT: Final = 5
_ALIKE: Final = 0.82
_BETWEEN: Final = re.compile(r"[\s,;:()/]+")


def folded(text: str) -> str:
    return " ".join(_BETWEEN.sub(" ", text.casefold()).split())
