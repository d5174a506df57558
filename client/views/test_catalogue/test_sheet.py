"""A test's own facts, and a laboratory's name."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from PySide6.QtWidgets import QCheckBox, QWidget

from client.core.i18n import tr
from client.views.upkeep import CallSheet
from client.widgets.basics import hbox
from client.widgets.dialog import SHORTEST_REASON
from client.widgets.field import Field
from client.widgets.inputs import Combo, LineInput, NumberInput
from client.widgets.pills import Note
from shared.contract import Call
from shared.contracts import test_catalogue
from shared.ids import LabId
from shared.models.test_catalogue import CatalogueLab, TestDetails

_USUAL_MINUTES: Final = 240


class TestSheet(CallSheet):
    """Of a new test, or of one there is."""

    __test__ = False

    def __init__(self, test: TestDetails | None, labs: Sequence[CatalogueLab], parent: QWidget) -> None:
        title = tr("New test") if test is None else tr("Change {test}", test=test.name)
        super().__init__(title, tr("Save"), parent, key="Ctrl+S", width=640)
        self._test = test
        self.code = LineInput(test.code if test else "", most=20)
        self.name = LineInput(test.name if test else "", most=120)
        self.also = LineInput(test.also if test else "", most=200)
        self.lab = Combo[LabId]((lab.id, lab.name) for lab in labs if lab.is_active or (test and lab.id == test.lab_id))
        self.specimen = LineInput(test.specimen if test else "", most=120)
        self.tube = LineInput(test.tube if test else "", most=120)
        self.minutes = NumberInput()
        self.minutes.set_amount(Decimal(test.target_minutes if test else _USUAL_MINUTES))
        self.one_person = QCheckBox(tr("One person may enter and verify"))
        self.is_active = QCheckBox(tr("Offered"))
        self.reason = LineInput("" if test else tr("new"), most=200)
        self.one_person.setChecked(bool(test and test.one_person))
        self.is_active.setChecked(test is None or test.is_active)
        if test is not None:
            self.lab.set_value(test.lab_id)
        self.add(
            hbox(Field(tr("Code"), self.code, required=True), Field(tr("Name"), self.name, required=True), spacing=12),
            Field(tr("Also called"), self.also),
            hbox(
                Field(tr("Laboratory"), self.lab, required=True),
                Field(tr("Promised within, minutes"), self.minutes, required=True),
                spacing=12,
            ),
            hbox(
                Field(tr("Specimen"), self.specimen, required=True),
                Field(tr("Tube"), self.tube, required=True),
                spacing=12,
            ),
            hbox(self.is_active, self.one_person, None, spacing=20),
            Field(tr("Why"), self.reason, required=True),
        )
        if test is None:
            self.add(Note(tr("It costs nothing until the price list says what it costs."), "info"))

        for text in (self.code, self.name, self.specimen, self.tube, self.minutes, self.reason):
            text.textChanged.connect(self._check)
        self.submitted.connect(self._choose)

        self._check()
        (self.code if test is None else self.name).setFocus()

    def _check(self) -> None:
        filled = all(text.value() for text in (self.code, self.name, self.specimen, self.tube))
        if not filled or not self.minutes.amount() or self.lab.value() is None:
            self.primary.set_blocked(tr("Fill in what is marked with *"))
        else:
            long_enough = len(self.reason.value()) >= SHORTEST_REASON
            self.primary.set_blocked("" if long_enough else tr("A reason is needed"))

    def _choose(self) -> None:
        """The request has its own limits: a code with a space, a hundred days."""
        self._hand_up(tr("A code is of letters, digits, + and -; a test is promised within 90 days."), self._call)

    def _call(self) -> Call[TestDetails]:
        """Raises ValueError."""
        facts = {
            "code": self.code.value(),
            "name": self.name.value(),
            "also": self.also.value(),
            "lab_id": self.lab.value(),
            "specimen": self.specimen.value(),
            "tube": self.tube.value(),
            "target_minutes": int(self.minutes.amount() or 0),
            "one_person": self.one_person.isChecked(),
            "is_active": self.is_active.isChecked(),
            "reason": self.reason.value(),
        }
        if self._test is None:
            return test_catalogue.add_test.bind(test_catalogue.add_test.request.model_validate(facts))
        about = {"test_type_id": self._test.id, "version": self._test.version}
        return test_catalogue.change_test.bind(test_catalogue.change_test.request.model_validate({**facts, **about}))


class LabSheet(CallSheet):
    def __init__(self, lab: CatalogueLab | None, parent: QWidget) -> None:
        title = tr("New laboratory") if lab is None else tr("Change {lab}", lab=lab.name)
        super().__init__(title, tr("Save"), parent, key="Ctrl+S")
        self._lab = lab
        self.name = LineInput(lab.name if lab else "", most=120)
        self.is_active = QCheckBox(tr("Offered"))
        self.is_active.setChecked(lab is None or lab.is_active)
        self.reason = LineInput("" if lab else tr("new"), most=200)
        self.add(Field(tr("Name"), self.name, required=True), self.is_active)
        self.add(Field(tr("Why"), self.reason, required=True))
        self.name.textChanged.connect(self._check)
        self.reason.textChanged.connect(self._check)
        self.submitted.connect(self._choose)
        self._check()
        self.name.setFocus()

    def _check(self) -> None:
        enough = self.name.value() and len(self.reason.value()) >= SHORTEST_REASON
        self.primary.set_blocked("" if enough else tr("A name and a reason are needed"))

    def _choose(self) -> None:
        name, is_active, reason = self.name.value(), self.is_active.isChecked(), self.reason.value()
        if self._lab is None:
            self.chosen.emit(test_catalogue.add_lab(name=name, is_active=is_active, reason=reason))
        else:
            call = test_catalogue.change_lab(
                lab_id=self._lab.id, version=self._lab.version, name=name, is_active=is_active, reason=reason
            )
            self.chosen.emit(call)
