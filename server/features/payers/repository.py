"""SQL of payers and patients' categories."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from server.features.payers.tables import PatientCategoryRow, PayerRow
from shared.contracts.payers import CategoryNotFound, PayerCodeTaken, PayerNotFound
from shared.ids import PatientCategoryId, PayerId, new_id
from shared.models.payers import AddCategory, AddPayer


class PayerRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def payers(self) -> Sequence[PayerRow]:
        """Those in use first."""
        return self._session.scalars(
            select(PayerRow).order_by(PayerRow.is_active.desc(), PayerRow.name, PayerRow.id)
        ).all()

    def categories(self) -> Sequence[PatientCategoryRow]:
        """Those in use first."""
        return self._session.scalars(
            select(PatientCategoryRow).order_by(
                PatientCategoryRow.is_active.desc(), PatientCategoryRow.name, PatientCategoryRow.id
            )
        ).all()

    def payer(self, payer_id: PayerId, *, lock: bool = False) -> PayerRow:
        """Raises PayerNotFound."""
        row = self._session.get(PayerRow, payer_id, with_for_update=lock or None)
        if row is None:
            raise PayerNotFound
        return row

    def category(self, category_id: PatientCategoryId, *, lock: bool = False) -> PatientCategoryRow:
        """Raises CategoryNotFound."""
        row = self._session.get(PatientCategoryRow, category_id, with_for_update=lock or None)
        if row is None:
            raise CategoryNotFound
        return row

    def add_payer(self, request: AddPayer) -> PayerRow:
        """Raises PayerCodeTaken."""
        return self.payer(PayerId(self._insert(PayerRow, request)))

    def add_category(self, request: AddCategory) -> PatientCategoryRow:
        """Raises PayerCodeTaken."""
        return self.category(PatientCategoryId(self._insert(PatientCategoryRow, request)))

    def flush(self) -> None:
        self._session.flush()  # the version that is answered is the one that was written

    def _insert(self, entity: type[PayerRow | PatientCategoryRow], request: AddPayer | AddCategory) -> PayerId:
        """The unique code decides, also between two at once."""
        made = self._session.scalar(
            insert(entity)
            .values(id=new_id(), version=1, **request.model_dump(exclude={"reason"}))
            .on_conflict_do_nothing(index_elements=["code"])
            .returning(entity.id)
        )
        if made is None:
            raise PayerCodeTaken(request.code)
        return PayerId(made)
