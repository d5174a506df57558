"""Labels of what was handed out: how each medicine is taken, in the patients' language."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import groupby

from client.core.dosage_words import patient_sentence
from client.core.i18n import date_text, tr
from client.core.medicine_words import form_word
from client.core.stock_words import unit_text
from client.core.tongue import tongue
from client.printing.papers import MedicineLabel, PatientFacts
from shared.languages import Language
from shared.models.pharmacy import Dispensed, DispensedPart
from shared.models.prescriptions import PrescriptionItem
from shared.models.staff import Hospital


def medicine_labels(
    given: Dispensed, patient: PatientFacts, hospital: Hospital, copy: int
) -> tuple[MedicineLabel, ...]:
    spoken = next((one for one in hospital.languages if one is not Language.ENGLISH), Language.ENGLISH)
    items = {line.line: line.item for line in given.opened.lines}
    labels = []
    for number, group in groupby(given.parts, key=lambda part: part.line):
        parts = list(group)
        item = _as_given(items[number], parts[0])
        said = (patient_sentence(item, tongue(spoken)), item.instruction)
        labels.append(
            MedicineLabel(
                hospital=hospital.name,
                patient=patient,
                medicine=tr(
                    "{medicine} {strength} {form}",
                    medicine=item.medicine,
                    strength=item.strength,
                    form=form_word(item.form),
                ),
                quantity=unit_text(item.form, sum((part.quantity for part in parts), Decimal(0))),
                says=tuple(sentence for sentence in said if sentence),
                batches=batches_text(parts),
                at=date_text(hospital.business_date),
                copy=copy,
            )
        )
    return tuple(labels)


def batches_text(parts: Sequence[DispensedPart]) -> str:
    said = (tr("{batch} use until {month}", batch=p.batch_no, month=f"{p.expires_on:%m/%Y}") for p in parts)
    return " · ".join(said)


def _as_given(item: PrescriptionItem, part: DispensedPart) -> PrescriptionItem:
    """The product that is in the box, in the dose that comes to what was prescribed."""
    return item.model_copy(
        update={"medicine": part.medicine, "strength": part.strength, "form": part.form, "dose": part.dose}
    )
