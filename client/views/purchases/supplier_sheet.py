"""A supplier is added, changed, retired."""

from decimal import Decimal
from typing import Any

from PySide6.QtWidgets import QCheckBox, QWidget

from client.core.i18n import tr
from client.views.upkeep import CallSheet
from client.widgets.basics import hbox
from client.widgets.field import Field
from client.widgets.inputs import LineInput, NumberInput
from shared.contracts import purchases
from shared.models.purchases import Supplier


class SupplierSheet(CallSheet):
    def __init__(self, supplier: Supplier | None, parent: QWidget) -> None:
        title = tr("New supplier") if supplier is None else supplier.name
        super().__init__(title, tr("Save"), parent, width=620)
        self._supplier = supplier
        self.name = LineInput(most=120)
        self.contact, self.phone = LineInput(most=200), LineInput(most=200)
        self.email, self.tax_no = LineInput(most=200), LineInput(most=200)
        self.address = LineInput(most=200)
        self.lead_days = NumberInput()
        self.lead_days.set_amount(Decimal(7))
        self.retired = QCheckBox(tr("Retired: nothing is ordered from it any more"))
        if supplier is not None:
            self._fill(supplier)
        self.add(
            Field(tr("Name"), self.name, required=True),
            hbox(Field(tr("Who is asked for"), self.contact), Field(tr("Phone"), self.phone), spacing=12),
            hbox(Field(tr("Email"), self.email), Field(tr("Tax number"), self.tax_no), spacing=12),
            Field(tr("Address"), self.address),
            hbox(Field(tr("Days until it delivers"), self.lead_days), None),
            self.retired,
        )
        self.retired.setVisible(supplier is not None)

        self.name.textChanged.connect(self._check)
        self.submitted.connect(self._submit)

        self._check()
        self.name.setFocus()

    def _fill(self, supplier: Supplier) -> None:
        self.name.set_value(supplier.name)
        self.contact.set_value(supplier.contact)
        self.phone.set_value(supplier.phone)
        self.email.set_value(supplier.email)
        self.tax_no.set_value(supplier.tax_no)
        self.address.set_value(supplier.address)
        self.lead_days.set_amount(Decimal(supplier.lead_days))
        self.retired.setChecked(not supplier.is_active)

    def _check(self) -> None:
        self.primary.set_blocked("" if self.name.value() else tr("A name is needed"))

    def _submit(self) -> None:
        known = self._supplier
        said: dict[str, Any] = {
            "supplier_id": known.id if known else None,
            "version": known.version if known else None,
            "name": self.name.value(),
            "contact": self.contact.value(),
            "phone": self.phone.value(),
            "email": self.email.value(),
            "tax_no": self.tax_no.value(),
            "address": self.address.value(),
            "lead_days": self.lead_days.amount(),
            "is_active": not self.retired.isChecked(),
        }
        self._hand_up(tr("It delivers within 0 to 365 days."), purchases.save_supplier, **said)
