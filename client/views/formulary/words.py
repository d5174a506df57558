"""Medicines of the list as people read them."""

from client.core.i18n import datetime_text, number_text, tr
from client.core.medicine_words import form_word
from client.widgets.tokens import Tone
from shared.models.formulary import ImportedMedicine, MedicineChange, MedicineEntry, MedicineFacts, RowProblem
from shared.models.spreadsheets import Verdict


def name_text(entry: MedicineEntry) -> str:
    return " ".join(part for part in (entry.generic, entry.strength) if part)


def form_text(entry: MedicineEntry) -> str:
    return form_word(entry.form)


def rule_text(facts: MedicineFacts) -> str:
    """How it may be handed out."""
    if facts.controlled:
        return tr("Controlled: a witness")
    return tr("Without a prescription") if facts.over_the_counter else tr("On prescription")


def pack_text(facts: MedicineFacts) -> str:
    return "" if facts.pack is None else number_text(facts.pack.normalize())


def state_text(facts: MedicineFacts) -> str:
    return tr("In use") if facts.is_active else tr("Retired")


def state_tone(facts: MedicineFacts) -> Tone:
    return "ok" if facts.is_active else "grey"


def facts_text(facts: MedicineFacts) -> str:
    parts = [rule_text(facts), state_text(facts)]
    if facts.pack is not None:
        parts.insert(1, tr("pack {n}", n=pack_text(facts)))
    return " · ".join(parts)


def change_text(change: MedicineChange) -> str:
    """What it says now that it did not before."""
    if change.before is None:
        return tr("new: {facts}", facts=facts_text(change.after))
    return _what_differs(change.before, change.after)


def change_and_who(change: MedicineChange) -> str:
    return tr("{change} · {who}, {when}", change=change_text(change), who=change.who, when=datetime_text(change.at))


def _what_differs(before: MedicineFacts, after: MedicineFacts) -> str:
    parts = []
    if rule_text(before) != rule_text(after):
        parts.append(rule_text(after))
    if before.pack != after.pack:
        parts.append(tr("pack {n}", n=pack_text(after) or "–"))
    if before.is_active != after.is_active:
        parts.append(state_text(after))
    return " · ".join(parts)


def import_text(row: ImportedMedicine) -> str:
    if row.problem is not None:
        return {
            RowProblem.NO_NAME: tr("It needs a name."),
            RowProblem.NO_FORM: tr("There is no such form."),
            RowProblem.NO_YES: tr("Write yes or no."),
            RowProblem.NO_PACK: tr("The pack is no amount."),
            RowProblem.TWICE: tr("It stands in the file twice."),
        }[row.problem]
    if row.after is None:
        return ""
    if row.before is None or row.verdict is Verdict.UNCHANGED:
        return facts_text(row.after)
    return _what_differs(row.before, row.after)
