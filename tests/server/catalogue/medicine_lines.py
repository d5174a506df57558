"""Prescriptions as a doctor would say them: "Warfarin/5 mg/1/OD"."""

from decimal import Decimal
from uuid import NAMESPACE_OID, uuid5

from server.catalogue.files import rows, several
from shared.ids import MedicineId
from shared.models.patients import Sex
from shared.models.prescriptions import DoseForm, Route
from shared.rules.dosing import Frequency
from shared.rules.prescription_checks import Person, Taken

_ROUTES = {
    DoseForm.INHALER: Route.INHALED,
    DoseForm.NEBULISER: Route.NEBULISED,
    DoseForm.CREAM: Route.TOPICAL,
    DoseForm.GEL: Route.TOPICAL,
    DoseForm.INJECTION: Route.IM,
    DoseForm.INFUSION: Route.IV,
    DoseForm.INSULIN: Route.SC,
}
FORMS = {
    (line["generic"], strength): DoseForm(line["form"])
    for line in reversed(list(rows("medicines")))
    for strength in several(line["strengths"])
}
_GENERICS = sorted({generic for generic, _ in FORMS}, key=len, reverse=True)


def line(said, *, of=""):
    """Generic, strength, units an intake, how often; another route at the end. Names and strengths may hold a slash.

    PRN*4 is "when needed, at most four times".
    """
    generic = next((name for name in _GENERICS if said.startswith(f"{name}/")), said.partition("/")[0])
    written, dose, last = said.removeprefix(f"{generic}/").rsplit("/", 2)
    often, _, route = last.partition("@")
    frequency, _, most = often.partition("*")
    form = FORMS.get((generic, written), DoseForm.TABLET)
    return Taken(
        medicine_id=MedicineId(uuid5(NAMESPACE_OID, f"{generic} {written} {form}")),
        generic=generic,
        form=form,
        strength=written,
        dose=Decimal(dose),
        route=Route(route) if route else _ROUTES.get(form, Route.ORAL),
        frequency=Frequency(frequency),
        most_a_day=int(most) if most else None,
        of=of,
    )


def person(years=40, sex=Sex.MALE, *, days=None, **facts):
    return Person(sex=sex, age_days=years * 365_250 // 1000 + 1 if days is None else days, **facts)
