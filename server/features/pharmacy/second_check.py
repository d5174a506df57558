"""The second safety check: the rules of prescribing again, and what was handed out lately."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final, TypeAlias

from server.catalogue.safety import safety_knowledge
from server.core.context import Context
from server.features.pharmacy.lines import Line, Product, as_drafted
from server.features.pharmacy.repository import PharmacyRepository
from server.features.pharmacy.tables import DispenseWarningRow
from server.features.prescriptions.repository import PrescriptionRepository
from server.features.prescriptions.safety import Safety
from server.features.prescriptions.tables import PrescriptionRow
from shared.contracts.prescriptions import UnsettledWarnings
from shared.ids import MedicineId, PatientId, new_id
from shared.models.prescriptions import (
    NewPrescriptionItem,
    Override,
    PatientFacts,
    SafetyWarning,
    WarningKind,
    WarningLevel,
)
from shared.rules.dosing import Frequency

Standing: TypeAlias = Mapping[int, tuple[Line, Product]]
"""The lines that are waited for, and as what each is given."""
_WITHOUT_DOSE: Final = frozenset(
    {
        WarningKind.ALLERGY,
        WarningKind.INTERACTION,
        WarningKind.DUPLICATE,
        WarningKind.AGE,
        WarningKind.PREGNANCY,
        WarningKind.UNKNOWN_ALLERGY,
    }
)


class SecondCheck:
    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._pharmacy = PharmacyRepository(ctx.session)
        self._safety = Safety(ctx, PrescriptionRepository(ctx.session))

    def warnings(self, prescription: PrescriptionRow, products: Standing) -> list[SafetyWarning]:
        """Of the lines that stand, with the products they are given as. Raises MedicineNotFound."""
        found = self._safety.warnings(
            prescription.patient_id,
            prescription.appointment_id,
            [as_drafted(line.item, product) for line, product in products.values()],
            PatientFacts(),
        )
        return [*self._had_lately(prescription, [product for _, product in products.values()]), *found]

    def settled(
        self,
        prescription: PrescriptionRow,
        products: Standing,
        given: Collection[MedicineId],
        overrides: Iterable[Override],
    ) -> list[DispenseWarningRow]:
        """Those about what is given now, as they are kept with it. Raises UnsettledWarnings, MedicineNotFound."""
        warnings = [
            warning
            for warning in self.warnings(prescription, products)
            if not warning.medicine_ids or set(warning.medicine_ids) & set(given)
        ]
        return _kept(warnings, overrides)

    def settled_sale(
        self, patient_id: PatientId | None, medicine_ids: Sequence[MedicineId], overrides: Iterable[Override]
    ) -> list[DispenseWarningRow]:
        """What is known of the patient against what is sold; of whoever has no card nothing is known.

        No dose is said, so none is checked. Raises UnsettledWarnings, MedicineNotFound.
        """
        if patient_id is None:
            return []
        sold = [NewPrescriptionItem(medicine_id=one, dose=Decimal(1), frequency=Frequency.STAT) for one in medicine_ids]
        found = self._safety.warnings(patient_id, None, sold, PatientFacts())
        return _kept([warning for warning in found if warning.kind in _WITHOUT_DOSE], overrides)

    def _had_lately(self, prescription: PrescriptionRow, products: Iterable[Product]) -> Iterator[SafetyWarning]:
        knowledge = safety_knowledge()
        lasting = self._pharmacy.lasting(prescription.patient_id, prescription.appointment_id, self._ctx.today)
        for product in products:
            ingredients = set(knowledge.ingredients_of(product.medicine) or (product.medicine,))
            for had in lasting:
                if same := ingredients & set(knowledge.ingredients_of(had.generic) or (had.generic,)):
                    yield SafetyWarning(
                        rule="DUP-DISPENSED",
                        kind=WarningKind.DUPLICATE,
                        level=WarningLevel.STOP,
                        medicine_ids=[product.medicine_id],
                        medicine=f"{product.medicine} {product.strength}",
                        found=f"{had.generic} {had.strength} ({had.prescription_no})",
                        reason=f"{', '.join(sorted(same))}: handed out, lasts until {had.until:%d/%m/%Y}",
                        source="house rule",
                    )


def _kept(warnings: list[SafetyWarning], overrides: Iterable[Override]) -> list[DispenseWarningRow]:
    """As they are written down with what was given in spite of them. Raises UnsettledWarnings."""
    reasons = {override.key: override.reason for override in overrides}
    if any(warning.needs_reason and warning.key not in reasons for warning in warnings):
        raise UnsettledWarnings(warnings)
    return [
        DispenseWarningRow(
            id=new_id(),
            **warning.model_dump(),
            override=reasons.get(warning.key, ""),
            knowledge=safety_knowledge().version,
        )
        for warning in warnings
    ]
