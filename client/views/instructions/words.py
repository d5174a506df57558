"""Instructions of the list as people read them."""

from client.core.i18n import datetime_text, tr
from client.widgets.tokens import Tone
from shared.models.instructions import (
    ImportedInstruction,
    InstructionChange,
    InstructionEntry,
    InstructionFacts,
    RowProblem,
)
from shared.models.spreadsheets import Verdict


def code_text(entry: InstructionEntry) -> str:
    return entry.code


def entry_text(entry: InstructionEntry) -> str:
    return tr("{code}: {what}", code=entry.code, what=entry.facts.text)


def sentence_text(entry: InstructionEntry) -> str:
    return entry.facts.text


def state_text(facts: InstructionFacts) -> str:
    return tr("In use") if facts.is_active else tr("Retired")


def state_tone(facts: InstructionFacts) -> Tone:
    return "ok" if facts.is_active else "grey"


def change_text(change: InstructionChange) -> str:
    """What it says now that it did not before."""
    said = change.after.text if change.before is None else _what_differs(change.before, change.after)
    return tr("{code}: {what}", code=change.code, what=said)


def change_and_who(change: InstructionChange) -> str:
    if change.before is None:
        return tr("New · {who}, {when}", who=change.who, when=datetime_text(change.at))
    return tr("{who}, {when}", who=change.who, when=datetime_text(change.at))


def _what_differs(before: InstructionFacts, after: InstructionFacts) -> str:
    parts = []
    if before.text != after.text:
        parts.append(after.text)
    if before.is_active != after.is_active:
        parts.append(state_text(after))
    return " · ".join(parts)


def import_text(row: ImportedInstruction) -> str:
    if row.problem is not None:
        return {
            RowProblem.NO_CODE: tr("It needs a code of at most 20 letters."),
            RowProblem.NO_LANGUAGE: tr("There is no such language: write en, bn, hi or ar."),
            RowProblem.NO_TEXT: tr("It needs a sentence of at most 200 letters."),
            RowProblem.NO_YES: tr("Write yes or no."),
            RowProblem.TWICE: tr("It stands in the file twice."),
        }[row.problem]
    if row.after is None:
        return ""
    if row.before is None or row.verdict is Verdict.UNCHANGED:
        return row.after.text
    return _what_differs(row.before, row.after)
