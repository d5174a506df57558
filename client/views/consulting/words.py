"""Sentences of the consulting page that more than one of its parts says."""

from client.core.i18n import tr
from client.core.medicine_words import dose_text, form_word
from client.core.problem_text import problem_text
from client.core.stock_problems import quantity_text
from client.viewmodels.consulting.visit_state import Settle, Step, Unsettled
from client.viewmodels.consulting.worksheet import Line
from client.views.consulting.warning_words import warning_text
from client.widgets.list_picker import PickFacts
from client.widgets.tokens import Tone
from shared.errors import ApiError
from shared.models.consultations import Icd10
from shared.models.lab import TestType
from shared.models.prescriptions import Medicine
from shared.models.stock import FoundMedicine


def whole(error: ApiError) -> str:
    return problem_text(error).sentence


def product(medicine: Medicine) -> str:
    return tr("{strength} {form}", strength=medicine.strength, form=form_word(medicine.form))


def dose_of(line: Line) -> str:
    return "?" if line.dose is None else dose_text(line.dose, line.medicine.form, line.medicine.strength)


def settle_text(unsettled: Unsettled) -> str:
    match unsettled.what:
        case Settle.NO_DIAGNOSIS:
            return tr("No diagnosis yet")
        case Settle.ENTRY_LEFT:
            return tr("Something was typed and not added")
        case Settle.LINE_INCOMPLETE:
            assert unsettled.line is not None
            line, medicine = unsettled.line, unsettled.line.medicine.generic
            if line.dose is None:
                return tr("{medicine}: how much?", medicine=medicine)
            if line.route is None:
                return tr("{medicine}: by which route?", medicine=medicine)
            if line.frequency is None:
                return tr("{medicine}: how often?", medicine=medicine)
            return tr("{medicine}: needed for what, how often at most?", medicine=medicine)
        case Settle.WARNING:
            assert unsettled.warning is not None
            return tr("{warning} (Alt+W)", warning=warning_text(unsettled.warning))


def stopped_text(step: Step) -> str:
    """What is done and what is not, when completing stopped here."""
    return {
        Step.NOTE: tr("The note is not saved yet, nothing was sent."),
        Step.DIAGNOSES: tr("The note is saved. Diagnoses are not recorded yet."),
        Step.PRESCRIPTION: tr("Note and diagnoses are saved. The prescription is not sent yet."),
        Step.TESTS: tr("Prescription sent, tests not ordered yet."),
        Step.COMPLETION: tr("Everything is sent, consultation not completed yet."),
    }[step]


def diagnosis_facts(row: Icd10) -> PickFacts:
    return PickFacts(row.title, mark=row.code, tone="primary", avatar=False)


def medicine_facts(row: FoundMedicine) -> PickFacts:
    note, tone = _in_stock(row)
    return PickFacts(
        row.generic,
        detail=product(row),
        mark=tr("Controlled") if row.controlled else "",
        tone="warn",
        avatar=False,
        note=note,
        note_tone=tone,
    )


def _in_stock(row: FoundMedicine) -> tuple[str, Tone]:
    """What the hospital's pharmacy can hand out; nothing of what it never kept."""
    if row.on_hand is None:
        return "", "grey"
    if row.on_hand <= 0:
        return tr("None in stock"), "bad"
    if row.is_low:
        return tr("Low: {quantity} in stock", quantity=quantity_text(row.on_hand)), "warn"
    return tr("{quantity} in stock", quantity=quantity_text(row.on_hand)), "ok"


def test_facts(row: TestType) -> PickFacts:
    detail = tr("{lab} · {specimen}", lab=row.lab, specimen=row.specimen)
    return PickFacts(row.name, detail=detail, mark=row.code, avatar=False)
