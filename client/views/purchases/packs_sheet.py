"""In which packs a medicine is bought: the usual one first."""

from typing import Any, Final

from pydantic import ValidationError
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from client.core.i18n import tr
from client.views.purchases.words import medicine_text
from client.widgets.basics import Label, hbox
from client.widgets.dialog import Sheet
from client.widgets.field import Field
from client.widgets.inputs import LineInput, NumberInput
from shared.models.prescriptions import Medicine
from shared.models.stock_packs import Pack, SavePacks

_ROWS: Final = 4


class PacksSheet(Sheet):
    decided = Signal(object)  # list[Pack]

    def __init__(self, medicine: Medicine, packs: list[Pack], parent: QWidget) -> None:
        super().__init__(tr("Packs"), tr("Save"), parent, subtitle=medicine_text(medicine), width=460)
        self._medicine = medicine
        self.rows = [(LineInput(most=40), NumberInput()) for _ in range(max(_ROWS, len(packs)))]
        for pack, (name, units) in zip(packs, self.rows, strict=False):
            name.set_value(pack.name)
            units.set_amount(pack.units)
        for place, (name, units) in enumerate(self.rows):
            units.setFixedWidth(120)
            if place:
                name.setAccessibleName(tr("Pack"))
                units.setAccessibleName(tr("How many in it"))
                self.add(hbox(name, units, spacing=12))
            else:
                self.add(hbox(Field(tr("Pack"), name), Field(tr("How many in it"), units), spacing=12))
        self.add(Label(tr("The first one is proposed: Box 100, Strip 10."), "small"))

        self.submitted.connect(self._decide)
        self.rows[0][0].setFocus()

    def _decide(self) -> None:
        said: list[dict[str, Any]] = [
            {"name": name.value(), "units": units.amount()} for name, units in self.rows if name.value()
        ]
        try:
            request = SavePacks.model_validate({"medicine_id": self._medicine.id, "packs": said})
        except ValidationError:
            self.set_error(tr("Each pack has a name of its own and says how many are in it."))
        else:
            self.decided.emit(request.packs)
            self.accept()
