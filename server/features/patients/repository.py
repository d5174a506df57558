"""SQL of the patients."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Row,
    ScalarSelect,
    Uuid,
    and_,
    case,
    collate,
    func,
    literal,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased, defer, selectinload, undefer, with_expression

from server.features.patients.searching import BETWEEN, fold, phone_in
from server.features.patients.tables import SEALED, Allergy, Patient, PatientArchiving, PatientPhoto
from server.features.staff.tables import Employee
from shared.contracts.patients import AllergyNotFound, NoSuchNumber, PatientNotFound, PhotoNotFound
from shared.ids import AllergyId, EmployeeId, PatientId
from shared.models.patients import PutAway, Sex

# A word shares this much of its trigrams with a misspelt one: "mohamad" finds Mohammad.
_LIKE_ENOUGH: Final = 0.4
_SHORT: Final = 3
_BIRTH_APART: Final = timedelta(days=2 * 366)


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

    def searches_merged_into(self, patient_id: PatientId) -> Sequence[str]:
        """What found the records that were merged into this one."""
        return self._session.scalars(
            select(Patient.search).where(Patient.merged_into == patient_id).order_by(Patient.id)
        ).all()

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
            .where(Patient.is_active.is_(False), said.is_away, *(_has(word) for word in fold(term).split()))
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

    def flush(self) -> None:
        self._session.flush()  # what is read next shows the change and its version

    def visited(self, patient_id: PatientId, day: date) -> None:
        """Without a new version: whoever edits the card meanwhile has not missed anything."""
        self._session.execute(
            update(Patient)
            .where(Patient.id == patient_id, or_(Patient.last_visit.is_(None), Patient.last_visit < day))
            .values(last_visit=day)
        )

    def look_alikes(self, name: str, phone_digits: str, sex: Sex, born: date) -> Sequence[PatientId]:
        """Active patients with the same name or phone whose sex and birth do not speak against it."""
        same = _begins(f"{fold(name)}{BETWEEN}")
        if len(phone_digits) >= 7:
            same = or_(same, Patient.phone_digits == phone_digits)
        query = select(Patient.id).where(
            Patient.is_active,
            same,
            or_(Patient.birth_date.is_(None), Patient.birth_date.between(born - _BIRTH_APART, born + _BIRTH_APART)),
        )
        if sex is not Sex.UNKNOWN:
            query = query.where(Patient.sex.in_((sex, Sex.UNKNOWN)))
        return self._session.scalars(query.order_by(Patient.id).limit(10)).all()

    def search(self, term: str, limit: int) -> Sequence[Patient]:
        """Active patients, the best match first; a misspelt term finds what is most like it."""
        folded = fold(term)
        if not folded:
            return []
        if len(folded) < _SHORT:
            return self._found(_begins(folded), (_by_name(),), limit)
        words = folded.split()
        number = term.strip().upper()
        matches: ColumnElement[bool] = and_(*(_has(word) for word in words))
        first: ColumnElement[int] = case(
            (or_(Patient.patient_no == number, Patient.former_numbers.contains([number])), 0),
            (_begins(f"{folded} "), 1),
            (_begins(folded), 2),
            else_=3,
        )
        if phone := phone_in(term):
            matches = or_(matches, _has(phone))
            first = case((Patient.phone_digits.endswith(phone), 0), else_=first)
        return self._found(matches, (first, _by_name()), limit) or self._similar(words, limit)

    def _similar(self, words: list[str], limit: int) -> Sequence[Patient]:
        # A number is right or wrong: every patient number is like every other, and comparing all of them takes seconds.
        told = [word for word in words if len(word) >= _SHORT and not any(map(str.isdigit, word))]
        if not told:
            return []
        self._session.execute(
            select(func.set_config("pg_trgm.word_similarity_threshold", str(_LIKE_ENOUGH), literal(value=True)))
        )
        matches = and_(*(literal(word).op("<%", is_comparison=True)(Patient.search) for word in told))
        likeness = sum((func.word_similarity(word, Patient.search) for word in told), start=literal(0.0))
        return self._found(matches, (likeness.desc(), _by_name()), limit)

    def _found(
        self, matches: ColumnElement[bool], order: Sequence[ColumnElement[Any]], limit: int
    ) -> Sequence[Patient]:
        """Without what rests encrypted: a row of the search shows none of it."""
        return self._session.scalars(
            select(Patient)
            .options(*(defer(column, raiseload=True) for column in SEALED))
            .where(Patient.is_active, matches)
            .order_by(*order, Patient.id)
            .limit(limit)
        ).all()


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


def _by_name() -> ColumnElement[str]:
    return collate(Patient.search, "C")


def _begins(start: str) -> ColumnElement[bool]:
    return Patient.search.collate("C").like(f"{_plain(start)}%")


def _has(word: str) -> ColumnElement[bool]:
    """Anywhere in the text; fewer than three letters at the beginning of a word, since they have no trigram else."""
    if len(word) >= _SHORT:
        return Patient.search.like(f"%{_plain(word)}%")
    return or_(Patient.search.like(f"{_plain(word)}%"), Patient.search.like(f"% {_plain(word)}%"))


def _plain(typed: str) -> str:
    """A typed % is a percent sign."""
    return typed.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
