"""SQL of the patients."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, ScalarSelect, Uuid, literal, or_, select, true, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased, defer, selectinload, undefer, with_expression

from server.features.patients.search_repository import has_said
from server.features.patients.tables import SEALED, Allergy, Patient, PatientArchiving, PatientPhoto
from server.features.staff.tables import Employee
from shared.contracts.patients import AllergyNotFound, NoSuchNumber, PatientNotFound, PhotoNotFound
from shared.ids import AllergyId, EmployeeId, PatientId
from shared.models.patients import PutAway


class PatientRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, patient_id: PatientId) -> Patient:
        """With the allergies that stand, and the photo's id."""
        return self._one(patient_id)

    def by_number(self, patient_no: str) -> Patient:
        """An active one, or the one that took its place. Raises NoSuchNumber."""
        patient = self._plain(Patient.patient_no == patient_no)
        while patient is not None and patient.merged_into is not None:
            patient = self._plain(Patient.id == patient.merged_into)
        if patient is None or not patient.is_active:
            raise NoSuchNumber
        return patient

    def _plain(self, which: ColumnElement[bool]) -> Patient | None:
        return self._session.scalar(
            select(Patient).options(*(defer(column, raiseload=True) for column in SEALED)).where(which)
        )

    def get_locked(self, patient_id: PatientId) -> Patient:
        """With the allergies that stand."""
        return self._one(patient_id, lock=True)

    def get_held(self, patient_id: PatientId) -> Patient:
        """As it stands for whoever gives the patient something new: not put away before that is done."""
        return self._one(patient_id, lock=True, read=True)

    def hold(self, *patient_ids: PatientId) -> None:
        """Nobody gives these patients anything new until the commit; who is at it is waited for."""
        self._session.execute(
            select(Patient.id).where(Patient.id.in_(patient_ids)).order_by(Patient.id).with_for_update()
        )

    def _one(self, patient_id: PatientId, *, lock: bool = False, read: bool = False) -> Patient:
        query = (
            select(Patient)
            .where(Patient.id == patient_id)
            .options(selectinload(Patient.allergies), with_expression(Patient.photo, _photo_of(Patient.id)))
        )
        if lock:
            # NO KEY UPDATE: others may meanwhile write rows that refer to the patient. KEY SHARE is what they hold
            # themselves: only `hold` is in its way.
            query = query.with_for_update(read=read, key_share=True)
        patient = self._session.scalar(query.execution_options(populate_existing=True))
        if patient is None:
            raise PatientNotFound(patient_id)
        return patient

    def get_allergy_locked(self, patient_id: PatientId, allergy_id: AllergyId) -> Allergy:
        """One that stands."""
        allergy = self._session.scalar(
            select(Allergy)
            .where(Allergy.id == allergy_id, Allergy.patient_id == patient_id, Allergy.withdrawn_at.is_(None))
            .with_for_update()
        )
        if allergy is None:
            raise AllergyNotFound(allergy_id)
        return allergy

    def put_away(self, patient_id: PatientId) -> PutAway | None:
        """Why, when and by whom, as it was said last."""
        row = self._session.execute(
            select(PatientArchiving, Employee.full_name)
            .join(Employee, Employee.id == PatientArchiving.employee_id)
            .where(PatientArchiving.patient_id == patient_id)
            .order_by(PatientArchiving.id.desc())
            .limit(1)
        ).one_or_none()
        if row is None or not row[0].is_away:
            return None
        return PutAway(reason=row[0].reason, at=row[0].at, by=row[1])

    def archived(self, term: str, limit: int) -> Sequence[Row[Patient, PatientArchiving, str]]:
        """Those put away with why, when and by whom, the latest first."""
        last = (
            select(PatientArchiving)
            .where(PatientArchiving.patient_id == Patient.id)
            .order_by(PatientArchiving.id.desc())
            .limit(1)
            .lateral()
        )
        said = aliased(PatientArchiving, last)
        return self._session.execute(
            select(Patient, said, Employee.full_name)
            .select_from(Patient)
            .options(*(defer(column, raiseload=True) for column in SEALED))
            .join(said, true())
            .join(Employee, Employee.id == said.employee_id)
            .where(Patient.is_active.is_(False), said.is_away, has_said(term))
            .order_by(said.id.desc())
            .limit(limit)
        ).all()

    def photo(self, patient_id: PatientId) -> PatientPhoto:
        """With its image. Raises PhotoNotFound."""
        photo = self._session.scalar(
            select(PatientPhoto)
            .options(undefer(PatientPhoto.image))
            .where(PatientPhoto.id == _photo_of(literal(patient_id, Uuid())))
        )
        if photo is None:
            raise PhotoNotFound
        return photo

    def end_photos(self, patient_id: PatientId, by: EmployeeId, at: datetime) -> None:
        """Whatever stands is replaced."""
        self._session.execute(
            update(PatientPhoto)
            .where(PatientPhoto.patient_id == patient_id, PatientPhoto.replaced_at.is_(None))
            .values(replaced_at=at, replaced_by=by)
        )

    def add(self, entity: Patient | Allergy | PatientPhoto | PatientArchiving) -> None:
        self._session.add(entity)

    def keep(self, values: Mapping[str, Any]) -> None:
        """Of two who need the same record first, one makes it."""
        self._session.execute(insert(Patient).values(**values).on_conflict_do_nothing(index_elements=["id"]))

    def flush(self) -> None:
        self._session.flush()  # what is read next shows the change and its version

    def visited(self, patient_id: PatientId, day: date) -> None:
        """Without a new version: whoever edits the card meanwhile has not missed anything."""
        self._session.execute(
            update(Patient)
            .where(Patient.id == patient_id, or_(Patient.last_visit.is_(None), Patient.last_visit < day))
            .values(last_visit=day)
        )


def _photo_of(patient_id: ColumnElement[Any] | InstrumentedAttribute[PatientId]) -> ScalarSelect[Any]:
    """The newest that stands."""
    photos = aliased(PatientPhoto)
    return (
        select(photos.id)
        .where(photos.patient_id == patient_id, photos.replaced_at.is_(None))
        .order_by(photos.id.desc())
        .limit(1)
        .scalar_subquery()
    )
