"""Medicines: find one, add one, say how it is handed out, retire it, see who changed what, import and export."""

from operator import attrgetter
from typing import Any, Final

from PySide6.QtWidgets import QCheckBox, QWidget

from client.core.i18n import tr, trn
from client.core.medicine_words import form_word
from client.desk import Desk
from client.viewmodels.files.list_desk import ListCalls, ListDesk
from client.viewmodels.files.transfer import FileCalls
from client.views.files.import_sheet import ImportWords
from client.views.files.list_files import FileWords
from client.views.files.list_page import ListPage, ListWords
from client.views.formulary.words import (
    change_and_who,
    form_text,
    import_text,
    name_text,
    pack_text,
    rule_text,
    state_text,
    state_tone,
)
from client.views.upkeep import CallSheet
from client.widgets.basics import hbox
from client.widgets.field import Field
from client.widgets.inputs import Combo, LineInput, NumberInput
from client.widgets.rows import Column
from shared.contract import Call
from shared.contracts import formulary
from shared.models.formulary import MedicineEntry, MedicineFacts
from shared.models.prescriptions import DoseForm
from shared.topics import Topic

_PACK_PLACES: Final = 3
ASKS: Final = ListCalls(
    entries=lambda term: formulary.medicines(term=term),
    changes=lambda entry, before: formulary.changes(medicine_id=entry.id if entry else None, before=before),
    files=FileCalls(
        export=lambda form: formulary.export(form=form),
        attempt=lambda data: formulary.try_import(data=data),
        import_=lambda data: formulary.import_file(data=data),
    ),
    topic=Topic.FORMULARY,
)


def medicine_words() -> ListWords:
    return ListWords(
        title=tr("Medicines"),
        hint=tr("Name, strength or form"),
        icon="pill",
        empty=(tr("No medicine is called so."), tr("Ctrl+N adds one.")),
        columns=(
            Column(tr("Medicine"), name_text, detail=form_text, look="strong"),
            Column(tr("Pack"), lambda row: pack_text(row.facts), look="money", width=90),
            Column(tr("Handed out"), lambda row: rule_text(row.facts), width=190),
            Column(
                tr("State"),
                lambda row: state_text(row.facts),
                tone=lambda row: state_tone(row.facts),
                look="pill",
                width=110,
            ),
        ),
        entry=name_text,
        change=attrgetter("medicine"),
        change_detail=change_and_who,
        new=tr("New medicine"),
        enter=tr("Enter changes it"),
        files=_file_words(),
    )


class MedicineSheet(CallSheet):
    """Hands up the call it would make; None is a new one. A name is for ever: prescriptions say it."""

    def __init__(self, entry: MedicineEntry | None, parent: QWidget) -> None:
        facts = entry.facts if entry else MedicineFacts()
        super().__init__(
            name_text(entry) if entry else tr("New medicine"),
            tr("Save"),
            parent,
            subtitle=tr("What it is called stays: prescriptions say it. Retire it and add another one instead."),
            key="Ctrl+S",
            width=560,
        )
        self._entry = entry
        self.generic = LineInput(entry.generic if entry else "", most=120)
        self.strength = LineInput(entry.strength if entry else "", hint=tr("As 500 mg or 125 mg/5 mL"), most=60)
        self.form: Combo[DoseForm] = Combo((form, form_word(form)) for form in DoseForm)
        self.pack = NumberInput(_PACK_PLACES)
        self.pack.set_amount(facts.pack)
        self.over_the_counter = QCheckBox(tr("Sold without a prescription"))
        self.controlled = QCheckBox(tr("Controlled: a witness stands by when it is handed out"))
        self.active = QCheckBox(tr("In use; retired, it stays on what was prescribed"))
        for box_, is_so in (
            (self.over_the_counter, facts.over_the_counter),
            (self.controlled, facts.controlled),
            (self.active, facts.is_active),
        ):
            box_.setChecked(is_so)
        if entry is None:
            self.add(
                Field(tr("Generic name"), self.generic, required=True),
                hbox(Field(tr("Strength"), self.strength), Field(tr("Form"), self.form), spacing=12),
            )
        self.add(
            Field(tr("One bottle, ampoule or vial holds (mL; of insulin units)"), self.pack),
            self.over_the_counter,
            self.controlled,
            self.active,
        )
        self.submitted.connect(self._submit)
        (self.generic if entry is None else self.pack).setFocus()

    def _submit(self) -> None:
        self._hand_up(tr("Give it a name; a pack is an amount above 0, or empty."), self._call)

    def _call(self) -> Call[Any]:
        """Raises ValidationError."""
        # an empty pack is none; what is no amount is refused by the model
        pack = self.pack.amount() if self.pack.amount() is not None else self.pack.value() or None
        facts = MedicineFacts.model_validate(
            {
                "controlled": self.controlled.isChecked(),
                "over_the_counter": self.over_the_counter.isChecked(),
                "pack": pack,
                "is_active": self.active.isChecked(),
            }
        )
        if self._entry is None:
            form = self.form.value() or DoseForm.TABLET
            name = {"generic": self.generic.value(), "strength": self.strength.value()}
            return formulary.add(**name, form=form, facts=facts)
        return formulary.change(medicine_id=self._entry.id, before=self._entry.facts, after=facts)


def _file_words() -> FileWords:
    return FileWords(
        export=tr("Export medicines"),
        name=lambda: "medicines.xlsx",
        exported=lambda path: tr("The medicines are in {file}.", file=path),
        imported=lambda rows: trn("{n} medicine was imported.", "{n} medicines were imported.", rows),
        sheet=ImportWords(
            tr("Import medicines"),
            tr("Nothing is changed yet: this is what would become of each row. What is not in the file stays."),
            import_text,
        ),
    )


def build_formulary(desk: Desk) -> ListPage:
    return ListPage(ListDesk(desk.calls, desk.changes, ASKS), medicine_words(), MedicineSheet)
