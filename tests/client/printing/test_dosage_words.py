"""How a medicine is taken, in the patient's language: every medicine of the list, every frequency, every language."""

import json
import re
from decimal import Decimal

import pytest

from client.core.dosage_words import SENTENCES, patient_sentence
from client.core.medicine_words import (
    dose_text,
    duration_text,
    frequency_words,
    need_word,
    often_words,
    quantity_text,
    route_word,
)
from client.core.tongue import tongue
from client.resources import path
from server.catalogue.files import rows, several
from shared.ids import MedicineId, new_id
from shared.languages import Language
from shared.models.prescriptions import DoseForm, PrescriptionItem, Route
from shared.rules.dosing import Frequency, Need, quantity

FORBIDDEN = re.compile(
    r"µ|μ|\b(?:mcg|I?U|QO?D|OD|OM|BD|TDS|TID|QID|QDS|HS|PRN|SOS|EOD|STAT|cc|tsp|OU)\b|\d\.\d*0(?!\d)|(?<!\d)\.\d|[{}]"
)
DOSES = ("1.000", "0.500", "2.50", "10")
MEDICINES = [
    (line["generic"], DoseForm(line["form"]), strength)
    for line in rows("medicines")
    for strength in several(line["strengths"])
]


def item(generic, form, strength, *, dose="1", frequency=Frequency.TDS, route=Route.ORAL, days=5, **changes):
    return PrescriptionItem(
        medicine_id=MedicineId(new_id()),
        medicine=generic,
        strength=strength,
        form=form,
        dose=Decimal(dose),
        route=route,
        frequency=frequency,
        days=days,
        quantity=quantity(form, Decimal(dose), frequency, days),
        instruction="",
        **changes,
    )


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("frequency", Frequency)
def test_nothing_that_is_misread_is_printed_of_any_medicine(frequency, language):
    for generic, form, strength in MEDICINES:
        for dose in DOSES:
            taken = item(generic, form, strength, dose=dose, frequency=frequency)
            printed = (
                f"{generic} {strength}",
                dose_text(taken.dose, form, strength),
                route_word(taken.route),
                frequency_words(frequency),
                duration_text(taken.days),
                quantity_text(taken),
                patient_sentence(taken, tongue(language)),
            )
            for text in printed:
                assert not FORBIDDEN.search(text), text


@pytest.mark.parametrize("language", [one for one in Language if one is not Language.ENGLISH])
def test_every_sentence_is_translated_into_every_language(language):
    translations = json.loads((path("translations") / f"{language}.json").read_text(encoding="utf-8"))

    assert translations.keys() >= SENTENCES
    assert not [english for english in SENTENCES if translations[english] == english]


@pytest.mark.parametrize("route", Route)
@pytest.mark.parametrize("form", DoseForm)
def test_every_form_by_every_route_has_its_sentence(form, route):
    said = patient_sentence(item("X", form, "5 mg/mL", route=route), tongue(Language.ENGLISH))

    assert said.endswith("For 5 days.")


def test_says_it_whole():
    tablet = item("Paracetamol", DoseForm.TABLET, "500 mg", dose="1.000")
    eye = item("Ciprofloxacin", DoseForm.DROPS, "0.3 %", route=Route.RIGHT_EYE, frequency=Frequency.QID, days=None)
    once = item("Albendazole", DoseForm.TABLET, "400 mg", frequency=Frequency.STAT, days=1)

    assert patient_sentence(tablet, tongue(Language.ENGLISH)) == "Take 1 tablet three times a day. For 5 days."
    assert patient_sentence(tablet, tongue(Language.BENGALI)) == "দিনে তিনবার 1টি ট্যাবলেট খাবেন। 5 দিন।"
    assert patient_sentence(eye, tongue(Language.ENGLISH)) == "Put 1 drop into the RIGHT eye four times a day."
    assert patient_sentence(once, tongue(Language.ENGLISH)) == "Take 1 tablet now, once only."


@pytest.mark.parametrize("need", Need)
@pytest.mark.parametrize("language", Language)
def test_what_is_taken_when_needed_says_for_what_and_how_often_at_most(need, language):
    taken = item(
        "Paracetamol", DoseForm.TABLET, "500 mg", frequency=Frequency.PRN, days=None, needed_for=need, most_a_day=4
    )

    said, column = patient_sentence(taken, tongue(language)), often_words(taken.frequency, need, 4)

    assert "4" in said
    assert not FORBIDDEN.search(said + column)
    assert column == f"when needed {need_word(need)}, at most 4 times in 24 hours"
    if need is Need.PAIN and language is Language.ENGLISH:
        assert said == "Take 1 tablet only when needed for pain. Not more than 4 times in 24 hours."


def test_a_vial_of_powder_is_no_millilitre():
    vial = item("Ceftriaxone", DoseForm.INJECTION, "1 g", route=Route.IV)

    assert dose_text(vial.dose, vial.form, vial.strength) == "1 vial"
    assert "1 vial" in patient_sentence(vial, tongue(Language.ENGLISH))
