"""One medicine of the prescription, changed field by field."""

from dataclasses import replace

from pydantic import ValidationError
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from client.core.field_text import field_problems
from client.core.i18n import number_from, tr
from client.core.medicine_words import frequency_words, need_word, route_word
from client.viewmodels.consulting.finder import Finder
from client.viewmodels.consulting.worksheet import Line
from client.views.consulting.suggest import Suggest
from client.views.consulting.words import product
from client.widgets.basics import box, hbox
from client.widgets.dialog import Sheet
from client.widgets.field import Field
from client.widgets.inputs import Combo, LineInput
from client.widgets.list_picker import PickFacts
from shared.models.prescriptions import Instruction, Route
from shared.rules.dosing import Frequency, Need, plain_number


class LineSheet(Sheet):
    """Enter or Ctrl+Enter keeps it; what is missing has the focus at once."""

    saved = Signal(object)  # Line

    def __init__(self, line: Line, instructions: Finder, parent: QWidget) -> None:
        super().__init__(line.medicine.generic, tr("Keep"), parent, subtitle=product(line.medicine), width=560)
        self._line = line
        self.dose = LineInput("" if line.dose is None else plain_number(line.dose), most=8)
        self.route = Combo[Route]((route, route_word(route)) for route in Route)
        self.frequency = Combo[Frequency]((each, frequency_words(each)) for each in Frequency)
        self.most = LineInput("" if line.most_a_day is None else str(line.most_a_day), hint=tr("4"), most=2)
        self.need = Combo[Need]((each, need_word(each)) for each in Need)
        self.need.set_value(line.needed_for)
        self.days = LineInput("" if line.days is None else str(line.days), hint=tr("until changed"), most=3)
        self.quantity = LineInput("" if line.typed_quantity is None else str(line.typed_quantity), most=4)
        self.instruction = Suggest(
            tr("Words for the patient, or search the list"),
            "",
            instructions,
            _facts,
            lambda instruction: instruction.id,
            icon="file-text",
            free=True,
        )
        self.route.set_value(line.route)
        self.frequency.set_value(line.frequency)
        self.instruction.set_value(line.instruction)
        self._fields = {
            "dose": Field(tr("Dose"), self.dose, required=True),
            "route": Field(tr("Route"), self.route, required=True),
            "frequency": Field(tr("How often"), self.frequency, required=True),
            "most": Field(tr("Times in 24 hours at most"), self.most, required=True),
            "need": Field(tr("Needed for"), self.need, required=True),
            "days": Field(tr("Days"), self.days),
            "quantity": Field(tr("Quantity"), self.quantity),
            "instruction": Field(tr("Instruction"), self.instruction),
        }
        first = hbox(*(self._fields[name] for name in ("dose", "route", "frequency")), spacing=12)
        second = hbox(*(self._fields[name] for name in ("days", "quantity")), spacing=12)
        self._when_needed = box(hbox(self._fields["need"], self._fields["most"], spacing=12))
        self.add(first, self._when_needed, second, self._fields["instruction"])
        self.instruction.picked.connect(self._take_instruction)
        self.submitted.connect(self._keep)
        for changed in (self.dose.textChanged, self.days.textChanged, self.frequency.picked):
            changed.connect(self._compute)
        self._compute()
        self._focus_first()

    def _focus_first(self) -> None:
        line = self._line
        missing: tuple[tuple[object, QWidget], ...] = (
            (line.dose, self.dose),
            (line.route, self.route),
            (line.frequency, self.frequency),
            (line.needed_for if line.when_needed else Need.AS_TOLD, self.need),
            (line.most_a_day if line.when_needed else 1, self.most),
        )
        next((editor for value, editor in missing if value is None), self.dose).setFocus()

    def _take_instruction(self, instruction: Instruction) -> None:
        self.instruction.set_value(instruction.text)
        self.instruction.setCursorPosition(0)

    def _compute(self) -> None:
        """What the pharmacy would hand out if no quantity is typed; and whether a need is asked for."""
        self._when_needed.setVisible(self.frequency.value() is Frequency.PRN)
        computed = replace(self._typed(), typed_quantity=None).quantity
        self.quantity.setPlaceholderText(tr("as needed") if computed is None else str(computed))

    def _typed(self) -> Line:
        return replace(
            self._line,
            dose=number_from(self.dose.value()),
            route=self.route.value(),
            frequency=self.frequency.value(),
            days=_whole(self.days.value()),
            typed_quantity=_whole(self.quantity.value()),
            instruction=" ".join(self.instruction.value().split()),
            most_a_day=_whole(self.most.value()),
            needed_for=self.need.value(),
        )

    def _keep(self) -> None:
        line = self._typed()
        wrong = {
            name: tr("Fill this in.")
            for name, value in (("dose", line.dose), ("route", line.route), ("frequency", line.frequency))
            if value is None
        }
        if line.when_needed:
            needs = (("need", line.needed_for), ("most", line.most_a_day))
            wrong |= {name: tr("Fill this in.") for name, value in needs if value is None}
        for name, editor, value in (("days", self.days, line.days), ("quantity", self.quantity, line.typed_quantity)):
            if editor.value() and value is None:
                wrong[name] = tr("A number.")
        if not wrong:
            try:
                line.item()
            except ValidationError as error:
                wrong = {_OF_FIELD.get(name, name): text for name, text in field_problems(error).items()}
        for name, field in self._fields.items():
            field.set_error(wrong.get(name, ""))
        if not wrong:
            self.saved.emit(line)
            self.accept()


_OF_FIELD = {"most_a_day": "most", "needed_for": "need"}


def _whole(typed: str) -> int | None:
    number = number_from(typed)
    return int(number) if number is not None and number == int(number) else None


def _facts(row: Instruction) -> PickFacts:
    return PickFacts(row.text, mark=row.code, avatar=False)
