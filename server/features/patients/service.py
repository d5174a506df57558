"""Reception's register of people."""

from datetime import date
from typing import Final
from uuid import UUID

from server.core.context import Context
from server.core.counters import next_number
from server.core.database import Encrypted
from server.features.patients.finding import PatientFinder
from server.features.patients.repository import PatientRepository
from server.features.patients.search_repository import PatientSearch
from server.features.patients.searching import digits, kept, words
from server.features.patients.tables import Allergy, Patient
from server.features.payers.service import PayerService
from shared.ages import OLDEST_YEARS, Precision, age_on, back
from shared.contracts.patients import (
    BirthImpossible,
    DeathImpossible,
    NoSuchNumber,
    PatientDied,
    PatientNotFound,
    PossibleDuplicate,
)
from shared.errors import StaleVersion
from shared.ids import AllergyId, PatientId, new_id
from shared.models.charts import ChartPart, OpenedBy
from shared.models.patients import (
    UNKNOWN,
    Birth,
    FindLookAlikes,
    PatientDetails,
    PatientForm,
    PatientSummary,
    RecordAllergy,
    RegisterPatient,
    RegisterUnknown,
    Sex,
    TypedAge,
    UpdatePatient,
    WithdrawAllergy,
)
from shared.permissions import Permission
from shared.rules.likeness import WORTH_ASKING
from shared.rules.patient_numbers import number_in

WALK_IN: Final = PatientId(UUID(int=1))
# They prescribe, give out, measure, treat: a missed allergy costs a life.
_MUST_KNOW_ALLERGIES: Final = frozenset(
    {
        Permission.CONSULTATIONS_WRITE,
        Permission.PHARMACY_DISPENSE,
        Permission.PRESCRIPTIONS_WRITE,
        Permission.VITALS_RECORD,
    }
)


class PatientService:
    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._patients = PatientRepository(ctx.session)
        self._search = PatientSearch(ctx.session)

    def get(self, patient_id: PatientId) -> PatientDetails:
        """For the server's own rules, or of a record that was opened."""
        patient = self._patients.get(patient_id)
        card = PatientDetails.model_validate(patient)
        return card if patient.is_active else card.model_copy(update={"put_away": self._patients.put_away(patient_id)})

    def open(self, patient_id: PatientId) -> PatientDetails:
        """As `shown`; the look is kept."""
        card = self.shown(patient_id)
        self._ctx.looked_at(patient_id, ChartPart.CARD, OpenedBy.AGAIN)
        return card

    def shown(self, patient_id: PatientId) -> PatientDetails:
        """For somebody's eyes. Whoever may harm the patient by an allergy reads it, of a closed record too."""
        card = self.get(patient_id)
        if self._ctx.may_open(patient_id):
            return card
        shown = card.model_copy(update={"is_closed": True, "notes": "", "policy_no": ""})
        if _MUST_KNOW_ALLERGIES.isdisjoint(self._ctx.actor.permissions):
            return shown.model_copy(update={"hides_allergies": True, "allergies": []})
        return shown

    def by_number(self, typed: str) -> PatientSummary:
        """Raises NoSuchNumber."""
        number = number_in(typed)
        if number is None:
            raise NoSuchNumber
        return PatientSummary.model_validate(self._patients.by_number(number))

    def active(self, patient_id: PatientId) -> Patient:
        """For whoever gives a patient something new: of a merged record, the one that took its place.

        Raises PatientNotFound for one who was put away.
        """
        patient = self._patients.get_held(patient_id)
        if patient.merged_into is not None:
            return self.active(patient.merged_into)
        if not patient.is_active:
            raise PatientNotFound(patient_id)
        return patient

    def living(self, patient_id: PatientId) -> Patient:
        """As `active`, for who is to come to a doctor. Raises PatientDied."""
        patient = self.active(patient_id)
        self.check_lives(patient)
        return patient

    @staticmethod
    def check_lives(patient: Patient) -> None:
        if patient.died_on is not None:
            raise PatientDied(patient.died_on)

    def hold(self, *patient_ids: PatientId) -> None:
        """Nobody gives these patients anything new until this is done."""
        self._patients.hold(*patient_ids)

    def record(self, patient_id: PatientId) -> Patient:
        """As it lies there, whatever became of it."""
        return self._patients.get(patient_id)

    def join(self, merged: Patient, kept: Patient) -> None:
        """The one leaves the register; its number and names find the other from now on."""
        merged.is_active = False
        merged.merged_into = kept.id
        kept.former_numbers = [*kept.former_numbers, merged.patient_no, *merged.former_numbers]
        if merged.last_visit is not None:
            kept.last_visit = max(merged.last_visit, kept.last_visit or merged.last_visit)
        self._patients.flush()
        self._index(kept)

    def part(self, merged: Patient, kept: Patient, last_visit: date | None) -> None:
        """Each is a record of its own again."""
        merged.is_active = True
        merged.merged_into = None
        gone = {merged.patient_no, *merged.former_numbers}
        kept.former_numbers = [number for number in kept.former_numbers if number not in gone]
        kept.last_visit = last_visit
        self._patients.flush()
        self._index(kept)

    def register(self, request: RegisterPatient) -> PatientDetails:
        birth = self._birth(request)
        if birth is None:
            raise BirthImpossible
        if not request.confirmed:
            self._refuse_look_alikes(request, birth)
        self._learn(request.name, request.name_local)
        patient = self._next()
        self._fill(patient, request, birth)
        self._index(patient)
        self._check_death(patient)
        self._patients.add(patient)
        return self._card(patient.id)

    def register_unknown(self, request: RegisterUnknown) -> PatientDetails:
        """Called by the number until a name is known; then the card is changed like any other."""
        birth = self._born(None, request.age)
        self._learn(UNKNOWN)
        patient = self._next()
        patient.name, patient.name_local, patient.sex = patient.patient_no, "", request.sex
        self._tell_birth(patient, birth)
        self._index(patient)
        self._patients.add(patient)
        return self._card(patient.id)

    def walk_in(self) -> PatientId:
        """Stands for everybody who buys at a counter and has no card: no search finds it, and nobody can be booked."""
        self._patients.keep(
            {
                "id": WALK_IN,
                "patient_no": "WALK-IN",
                "name": "Walk-in customer",
                "sex": Sex.UNKNOWN,
                "is_active": False,
                "registered_at": self._ctx.now,
                "name_folded": "",
                "found_by": [],
            }
        )
        return WALK_IN

    def update(self, request: UpdatePatient) -> PatientDetails:
        patient = self._patients.get_locked(request.patient_id)
        if not patient.is_active:
            raise PatientNotFound(request.patient_id)
        if patient.version != request.version:
            raise StaleVersion(patient.version)
        self._learn(request.name, request.name_local)
        self._fill(patient, self._with_unseen(patient, request), self._birth(request))
        self._index(patient)
        self._check_death(patient)
        return self._card(patient.id)

    def record_allergy(self, request: RecordAllergy) -> PatientDetails:
        patient = self.active(request.patient_id)
        self._patients.add(
            Allergy(
                id=AllergyId(new_id()),
                patient_id=patient.id,
                substance=request.substance,
                reaction=request.reaction,
                severity=request.severity,
                recorded_at=self._ctx.now,
                recorded_by=self._ctx.person.employee_id,
            )
        )
        return self._card(patient.id)

    def withdraw_allergy(self, request: WithdrawAllergy) -> PatientDetails:
        patient = self.active(request.patient_id)
        allergy = self._patients.get_allergy_locked(patient.id, request.allergy_id)
        allergy.withdrawn_at = self._ctx.now
        allergy.withdrawn_by = self._ctx.person.employee_id
        allergy.withdrawn_reason = request.reason
        return self._card(patient.id)

    def visited(self, patient_id: PatientId, day: date) -> None:
        self._patients.visited(patient_id, day)

    def _card(self, patient_id: PatientId) -> PatientDetails:
        self._ctx.touched(patient_id)
        self._patients.flush()
        return self.shown(patient_id)

    def _with_unseen(self, patient: Patient, typed: UpdatePatient) -> UpdatePatient:
        """What whoever typed was not shown stays; a new policy number is written over it, another payer ends it."""
        if self._ctx.may_open(patient.id):
            return typed
        standing = patient.policy_no if typed.payer_id == patient.payer_id else ""
        return typed.model_copy(update={"notes": patient.notes, "policy_no": typed.policy_no or standing})

    def _next(self) -> Patient:
        """With the next number of the year: whoever else registers waits for it until this commits."""
        year = self._ctx.today.year
        number = next_number(self._ctx.session, f"patient:{year}")
        return Patient(
            id=PatientId(new_id()),
            patient_no=f"P-{year}-{number:04d}",
            registered_at=self._ctx.now,
            registered_by=self._ctx.person.employee_id,
            former_numbers=[],
        )

    def _birth(self, form: PatientForm) -> Birth | None:
        """As given, or made of the age that was said; None when the form leaves it as it is."""
        return self._born(form.birth, form.age)

    def _born(self, birth: Birth | None, age: TypedAge | None) -> Birth | None:
        today = self._ctx.today
        try:
            if birth is not None:
                if age_on(today, birth.date).years > OLDEST_YEARS:
                    raise BirthImpossible
                return birth
            if age is not None:
                born, precision = back(today, age.amount, age.unit)
                return Birth(date=born, precision=precision)
        except ValueError as error:
            raise BirthImpossible from error
        return None

    def _index(self, patient: Patient) -> None:
        """What the search compares: its own, and that of the records that became part of it."""
        found = kept(patient.patient_no, patient.name, patient.name_local, patient.birth_date)
        if patient.former_numbers:
            found = found.joined(self._search.former_keys(patient.former_numbers))
        patient.name_folded, patient.found_by = found.name_folded, found.found_by

    def _check_death(self, patient: Patient) -> None:
        """A birth that is known to the year only may lie later in it."""
        died, born = patient.died_on, patient.birth_date
        if died is None:
            return
        if died > self._ctx.today or (born is not None and died < born and patient.birth_precision is Precision.DAY):
            raise DeathImpossible

    def _refuse_look_alikes(self, form: PatientForm, birth: Birth) -> None:
        typed = FindLookAlikes(name=form.name, sex=form.sex, born=birth.date, phone=form.phone or "")
        found = PatientFinder(self._ctx).look_alikes(typed, worth=WORTH_ASKING)
        if found:
            raise PossibleDuplicate(tuple(one.patient.id for one in found))

    def _learn(self, *names: str) -> None:
        self._search.learn(word for name in names for word in words(name))

    def _fill(self, patient: Patient, form: PatientForm, birth: Birth | None) -> None:
        """Raises CategoryNotFound, PayerNotFound."""
        PayerService(self._ctx).check(form.category_id, form.payer_id)
        patient.name = form.name
        patient.name_local = form.name_local
        patient.sex = form.sex
        patient.phone = form.phone or ""
        patient.phone_digits = digits(patient.phone)
        patient.email = form.email or ""
        patient.email_index = _email_index(patient.email)
        kin = form.next_of_kin
        patient.kin_name = kin.name if kin else ""
        patient.kin_relation = kin.relation if kin else ""
        patient.kin_phone = (kin.phone or "") if kin else ""
        patient.address = form.address
        patient.blood_group = form.blood_group
        patient.sealed_notes = form.notes or None
        patient.died_on = form.died_on
        patient.category_id = form.category_id
        patient.payer_id = form.payer_id
        patient.sealed_policy_no = form.policy_no or None
        self._tell_birth(patient, birth)

    def _tell_birth(self, patient: Patient, birth: Birth | None) -> None:
        if birth is not None:
            patient.birth_date = birth.date
            patient.birth_precision = birth.precision
            patient.birth_recorded_on = self._ctx.today


def _email_index(email: str) -> bytes | None:
    """Equal for equal addresses, so that an encrypted one can be looked up."""
    if not email:
        return None
    if Encrypted.keys is None:
        raise RuntimeError("no key ring: the composition root sets Encrypted.keys")
    return Encrypted.keys.blind_index(email.casefold(), "patients.email")
