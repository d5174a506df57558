"""How reception's screen says things."""

from datetime import date

from client.core.i18n import date_text, tr
from client.core.problem_text import problem_text
from client.core.words import allergy_text, shown_name, who_text
from client.widgets.patient_strip import StripFacts
from client.widgets.pills import Note
from shared.errors import ApiError
from shared.models.patients import PatientDetails, PatientSummary


def numbers_text(patient: PatientSummary) -> str:
    """Number and phone, as one reads them to tell two people of one name apart; and whose number it was before."""
    number = patient.patient_no
    if patient.former_numbers:
        number = tr("{number} (was {old})", number=number, old=", ".join(patient.former_numbers))
    if not patient.phone:
        return number
    return tr("{number} · {phone}", number=number, phone=patient.phone)


def visits_text(patient: PatientSummary) -> str:
    if patient.last_visit is None:
        return numbers_text(patient)
    return tr("{numbers} · last visit {day}", numbers=numbers_text(patient), day=date_text(patient.last_visit))


def strip_facts(patient: PatientDetails, today: date) -> StripFacts:
    """Without the allergy, which has a line of its own here."""
    return StripFacts(
        name=shown_name(patient.name),
        local_name=patient.name_local,
        details=tr("{who} · {numbers}", who=who_text(patient, today), numbers=numbers_text(patient)),
    )


def allergy_facts(patient: PatientDetails) -> StripFacts:
    substance, detail = allergy_text(patient.allergies)
    return StripFacts(
        shown_name(patient.name),
        allergy=substance,
        allergy_detail=detail,
        allergies_hidden=patient.hides_allergies,
    )


def show_problem(note: Note, problem: ApiError | None) -> None:
    if problem is not None:
        note.set_state(problem_text(problem).sentence, "warn")
    note.setVisible(problem is not None)
