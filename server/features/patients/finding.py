"""Finding the person who stands at the counter: by what he says, or because he is in the register already."""

from datetime import date

from server.core.context import Context
from server.features.patients.search_repository import PatientSearch
from server.features.patients.searching import digits, latin_words
from server.features.patients.tables import Patient
from shared.models.common import Page
from shared.models.patients import FindLookAlikes, LookAlike, PatientSummary, Sex
from shared.rules.likeness import WORTH_SHOWING, Traits, likeness

_MOST_ALIKE = 5


class PatientFinder:
    def __init__(self, ctx: Context) -> None:
        self._search = PatientSearch(ctx.session)

    def search(self, term: str, limit: int) -> Page[PatientSummary]:
        found = self._search.find(term, limit + 1)
        return Page(items=[PatientSummary.model_validate(one) for one in found[:limit]], more=len(found) > limit)

    def look_alikes(self, typed: FindLookAlikes, *, worth: int = WORTH_SHOWING) -> list[LookAlike]:
        """The likest first."""
        traits = _traits(typed.name, "", typed.sex, typed.born, typed.phone)
        people = self._search.look_alikes(typed.name, traits.phone_digits, typed.born)
        alike = [_scored(traits, one) for one in people]
        return sorted((one for one in alike if one.score >= worth), key=lambda one: -one.score)[:_MOST_ALIKE]


def _scored(typed: Traits, known: Patient) -> LookAlike:
    found = likeness(typed, _traits(known.name, known.name_local, known.sex, known.birth_date, known.phone))
    summary = PatientSummary.model_validate(known)
    return LookAlike(patient=summary, score=found.score, reasons=list(found.reasons))


def _traits(name: str, name_local: str, sex: Sex | None, born: date | None, phone: str) -> Traits:
    names = tuple(words for each in (name, name_local) if (words := tuple(latin_words(each))))
    return Traits(names, born, None if sex is Sex.UNKNOWN else sex, digits(phone))
