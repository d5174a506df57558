"""Insurers, companies and patients' categories."""

from server.core.context import Context
from server.features.payers.repository import PayerRepository
from shared.errors import StaleVersion
from shared.ids import PatientCategoryId, PayerId
from shared.models.payers import (
    AddCategory,
    AddPayer,
    ChangeCategory,
    ChangePayer,
    PatientCategory,
    Payer,
    PayerChoices,
)


class PayerService:
    def __init__(self, ctx: Context) -> None:
        self._payers = PayerRepository(ctx.session)

    def choices(self) -> PayerChoices:
        return PayerChoices(
            categories=[PatientCategory.model_validate(row) for row in self._payers.categories()],
            payers=[Payer.model_validate(row) for row in self._payers.payers()],
        )

    def check(self, category_id: PatientCategoryId | None, payer_id: PayerId | None) -> list[str]:
        """Their names. Raises CategoryNotFound, PayerNotFound."""
        names: list[str] = []
        if category_id is not None:
            names.append(self._payers.category(category_id).name)
        if payer_id is not None:
            names.append(self._payers.payer(payer_id).name)
        return names

    def add(self, request: AddPayer) -> Payer:
        return Payer.model_validate(self._payers.add_payer(request))

    def change(self, request: ChangePayer) -> Payer:
        row = self._payers.payer(request.payer_id, lock=True)
        if row.version != request.version:
            raise StaleVersion(row.version)
        row.name, row.kind, row.default_share = request.name, request.kind, request.default_share
        row.is_active = request.is_active
        self._payers.flush()
        return Payer.model_validate(row)

    def add_category(self, request: AddCategory) -> PatientCategory:
        return PatientCategory.model_validate(self._payers.add_category(request))

    def change_category(self, request: ChangeCategory) -> PatientCategory:
        row = self._payers.category(request.category_id, lock=True)
        if row.version != request.version:
            raise StaleVersion(row.version)
        row.name, row.is_active = request.name, request.is_active
        self._payers.flush()
        return PatientCategory.model_validate(row)
