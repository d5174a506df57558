"""Instructions to patients: find one, add one, word it anew, retire it, see who changed what, import and export."""

from typing import Any, Final

from PySide6.QtWidgets import QCheckBox, QWidget

from client.core.i18n import tr, trn
from client.desk import Desk
from client.viewmodels.files.list_desk import ListCalls, ListDesk
from client.viewmodels.files.transfer import FileCalls
from client.views.files.import_sheet import ImportWords
from client.views.files.list_files import FileWords
from client.views.files.list_page import ListPage, ListWords
from client.views.instructions.words import (
    change_and_who,
    change_text,
    code_text,
    entry_text,
    import_text,
    sentence_text,
    state_text,
    state_tone,
)
from client.views.upkeep import CallSheet
from client.widgets.basics import hbox
from client.widgets.field import Field
from client.widgets.inputs import Combo, LineInput
from client.widgets.rows import Column
from shared.contract import Call
from shared.contracts import instructions
from shared.languages import Language
from shared.models.common import LONGEST_LINE
from shared.models.instructions import LONGEST_CODE, InstructionEntry, InstructionFacts
from shared.topics import Topic

ASKS: Final = ListCalls(
    entries=lambda term: instructions.instructions(term=term),
    changes=lambda entry, before: instructions.changes(instruction_id=entry.id if entry else None, before=before),
    files=FileCalls(
        export=lambda form: instructions.export(form=form),
        attempt=lambda data: instructions.try_import(data=data),
        import_=lambda data: instructions.import_file(data=data),
    ),
    topic=Topic.FORMULARY,
)


def instruction_words() -> ListWords:
    return ListWords(
        title=tr("Instructions"),
        hint=tr("Words of the sentence, or its code"),
        icon="file-text",
        empty=(tr("No instruction says so."), tr("Ctrl+N adds one.")),
        columns=(
            Column(tr("Code"), code_text, look="strong", width=80),
            Column(tr("Sentence"), sentence_text),
            Column(tr("Language"), lambda row: row.language.own_name, width=100),
            Column(
                tr("State"),
                lambda row: state_text(row.facts),
                tone=lambda row: state_tone(row.facts),
                look="pill",
                width=110,
            ),
        ),
        entry=entry_text,
        change=change_text,
        change_detail=change_and_who,
        new=tr("New instruction"),
        enter=tr("Enter changes it"),
        files=FileWords(
            export=tr("Export instructions"),
            name=lambda: "instructions.xlsx",
            exported=lambda path: tr("The instructions are in {file}.", file=path),
            imported=lambda rows: trn("{n} instruction was imported.", "{n} instructions were imported.", rows),
            sheet=ImportWords(
                tr("Import instructions"),
                tr("Nothing is changed yet: this is what would become of each row. What is not in the file stays."),
                import_text,
            ),
        ),
    )


class InstructionSheet(CallSheet):
    """None is a new one. What was prescribed keeps the sentence as it was."""

    def __init__(self, entry: InstructionEntry | None, parent: QWidget) -> None:
        super().__init__(
            tr("Instruction {code}", code=entry.code) if entry else tr("New instruction"),
            tr("Save"),
            parent,
            subtitle=tr("What was prescribed keeps the sentence as it was then."),
            key="Ctrl+S",
            width=620,
        )
        self._entry = entry
        self.code = LineInput(entry.code if entry else "", most=LONGEST_CODE)
        self.language: Combo[Language] = Combo((each, each.own_name) for each in Language)
        self.text = LineInput(entry.facts.text if entry else "", most=LONGEST_LINE)
        self.active = QCheckBox(tr("In use; retired, it is offered to nobody"))
        self.active.setChecked(entry is None or entry.facts.is_active)
        if entry is None:
            self.add(
                hbox(Field(tr("Code"), self.code, required=True), Field(tr("Language"), self.language), spacing=12)
            )
        self.add(Field(tr("Sentence"), self.text, required=True), self.active)
        self.submitted.connect(self._submit)
        (self.code if entry is None else self.text).setFocus()

    def _submit(self) -> None:
        self._hand_up(tr("It needs a code and a sentence."), self._call)

    def _call(self) -> Call[Any]:
        """Raises ValidationError."""
        facts = InstructionFacts(text=self.text.value(), is_active=self.active.isChecked())
        if self._entry is None:
            language = self.language.value() or Language.ENGLISH
            return instructions.add(code=self.code.value(), language=language, facts=facts)
        return instructions.change(instruction_id=self._entry.id, before=self._entry.facts, after=facts)


def build_instructions(desk: Desk) -> ListPage:
    return ListPage(ListDesk(desk.calls, desk.changes, ASKS), instruction_words(), InstructionSheet)
