"""What stands on a paper, from what the server answered."""

import json
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, cast
from uuid import UUID

import pytest

from client.core import zone
from client.core.certificate_words import SENTENCES
from client.core.clock import Clock
from client.core.i18n import time_text
from client.core.tongue import tongue
from client.printing import papers as printed
from client.printing.documents import to_pdf
from client.printing.papers import Paper
from client.resources import path
from client.viewmodels.printing.papers import FOLLOW_BY_PHONE, PaperMaker
from shared.ages import Precision
from shared.ids import AppointmentId, ConsultationId, EmployeeId, MedicineId, PrescriptionId
from shared.languages import Language
from shared.models.appointments import AppointmentStatus, Priority
from shared.models.billing import ItemKind, PaymentMode
from shared.models.certificates import Fitness
from shared.models.consultations import ConsultationDetails, Diagnosis, DiagnosisKind, Note
from shared.models.patients import Birth
from shared.models.prescriptions import DoseForm, Prescription, PrescriptionItem, PrescriptionStatus, Route
from shared.rules.dosing import Frequency
from tests.client.cashier import bills
from tests.client.cashier.conftest import HOSPITAL
from tests.client.consulting.examples import PENICILLIN, PNEUMONIA, patient
from tests.client.consulting.letters_out import CERTIFICATE, LETTER
from tests.client.reception import people

NOON = bills.NOON


class NoonClock(Clock):
    def now(self):
        return NOON


@pytest.fixture(autouse=True)
def dhaka():
    before = zone._house.info
    zone.live_by("Asia/Dhaka")
    yield
    zone._house.info = before


@pytest.fixture
def maker():
    return PaperMaker(HOSPITAL, "Salma Khatun", "Counter 2", NoonClock())


def item(form=DoseForm.TABLET, dose="1", **changes):
    line = PrescriptionItem(
        medicine_id=MedicineId(UUID(int=1)),
        medicine="Paracetamol",
        strength="500 mg",
        form=form,
        dose=Decimal(dose),
        route=Route.ORAL,
        frequency=Frequency.TDS,
        days=5,
        quantity=15,
        instruction="After food.",
    )
    return line.model_copy(update=changes)


def consultation(*items, **changes):
    person = patient(1, "Rahima Begum", allergies=[PENICILLIN])
    prescription = Prescription(
        id=PrescriptionId(UUID(int=3)),
        prescription_no="RX-2026-000412",
        version=1,
        status=PrescriptionStatus.ISSUED,
        items=list(items),
        advice="",
        prescriber_id=EmployeeId(UUID(int=1)),
        prescribed_by="Dr. Farhana Rahman",
        prescribed_at=NOON,
    )
    details = ConsultationDetails(
        id=ConsultationId(UUID(int=2)),
        appointment_id=AppointmentId(UUID(int=21)),
        status=AppointmentStatus.COMPLETED,
        token="M-012",
        doctor_id=EmployeeId(UUID(int=1)),
        doctor="Dr. Farhana Rahman",
        degrees="MBBS, FCPS",
        patient=person,
        note=Note(advice="Rest for a week."),
        diagnoses=[Diagnosis(code=PNEUMONIA.code, title=PNEUMONIA.title, kind=DiagnosisKind.PRIMARY)],
        prescription=prescription,
        tests=[],
        amendments=[],
        started_at=NOON,
        saved_at=NOON,
        completed_at=NOON,
        version=3,
    )
    return details.model_copy(update=changes)


@pytest.fixture
def medicine(maker):
    """One medicine as the sheet names it."""

    def of(**changes):
        details = consultation(item(**changes))
        return maker.prescription(details, details.prescription, 0).medicines[0]

    return of


@pytest.mark.parametrize(
    ("form", "dose", "words"),
    [
        (DoseForm.TABLET, "1.000", "1 tablet"),
        (DoseForm.TABLET, "2.000", "2 tablets"),
        (DoseForm.TABLET, "0.500", "0.5 tablets"),
        (DoseForm.CAPSULE, "1", "1 capsule"),
        (DoseForm.INSULIN, "10.000", "10 units"),
        (DoseForm.INSULIN, "1", "1 unit"),
        (DoseForm.SYRUP, "7.500", "7.5 mL"),
        (DoseForm.INHALER, "2", "2 puffs"),
        (DoseForm.DROPS, "1", "1 drop"),
        (DoseForm.CREAM, "1", "a thin layer"),
    ],
)
def test_a_dose_is_said_in_words_without_a_trailing_nought(medicine, form, dose, words):
    assert medicine(form=form, dose=dose).dose == words


@pytest.mark.parametrize("form", DoseForm)
@pytest.mark.parametrize("frequency", Frequency)
def test_no_dangerous_abbreviation_can_be_printed(medicine, form, frequency):
    said = medicine(form=form, dose="10.000", frequency=frequency)

    words = f"{said.dose} {said.frequency} {said.route} {said.duration}".split()
    assert not {"U", "IU", "µg", "μg", "mcg", "QD", "OD", "QOD", "BD", "TDS", "QID", "HS", "cc"} & set(words)
    assert not any(".0" in word or word.startswith(".") for word in words)


def test_a_medicine_says_what_how_how_often_how_long_and_how_many(medicine):
    assert medicine() == printed.Medicine(
        name="Paracetamol 500 mg tablet",
        dose="1 tablet",
        route="by mouth",
        frequency="three times a day",
        duration="5 days",
        quantity="15",
        instruction="After food.",
    )


def test_a_medicine_for_as_long_as_needed_names_no_days_and_no_number(medicine):
    said = medicine(days=None, quantity=None, frequency=Frequency.PRN)

    assert (said.duration, said.quantity, said.frequency) == ("", "", "when needed")


def test_a_prescription_carries_its_diagnosis_its_allergies_and_its_advice(maker):
    details = consultation(item())

    sheet = maker.prescription(details, details.prescription, 0)

    assert sheet.number == "RX-2026-000412"
    assert sheet.diagnoses == (printed.Diagnosis("J18.9", "Pneumonia, unspecified organism"),)
    assert sheet.allergies == ("Penicillin",)
    assert sheet.advice == "Rest for a week."
    assert (sheet.doctor, sheet.degrees) == ("Dr. Farhana Rahman", "MBBS, FCPS")


def test_an_amended_prescription_says_which_version_it_is(maker):
    details = consultation(item())
    amended = details.prescription.model_copy(update={"version": 2})

    sheet = maker.prescription(details, amended, 0)
    assert sheet.number == "RX-2026-000412, version 2"
    assert sheet.replaces.startswith("Replaces version 1:")
    assert maker.prescription(details, details.prescription, 0).replaces == ""


def test_the_patient_reads_how_to_take_it_in_the_first_language_beside_english():
    both = HOSPITAL.model_copy(update={"languages": (Language.ENGLISH, Language.BENGALI)})
    details = consultation(item())

    def said(hospital):
        maker = PaperMaker(hospital, "Salma Khatun", "Counter 2", NoonClock())
        return maker.prescription(details, details.prescription, 0).medicines[0].patient_says

    assert said(both) == "দিনে তিনবার 1টি ট্যাবলেট খাবেন। 5 দিন।"
    assert said(HOSPITAL.model_copy(update={"languages": (Language.ENGLISH,)})) == ""


@pytest.mark.parametrize("language", [one for one in Language if one is not Language.ENGLISH])
@pytest.mark.parametrize("fitness", Fitness)
@pytest.mark.parametrize("days", [1, 5])
def test_a_certificate_says_the_same_in_english_and_in_the_patients_language(language, fitness, days):
    hospital = HOSPITAL.model_copy(update={"languages": (Language.ENGLISH, language)})
    maker = PaperMaker(hospital, "Salma Khatun", "Counter 2", NoonClock())
    changes = {"fitness": fitness, "days": days, "to_day": CERTIFICATE.from_day + timedelta(days=days - 1)}

    english, local = maker.certificate(CERTIFICATE.model_copy(update=changes), patient(1, "Rahima Begum"), 0).says

    assert len(english) == len(local) == 2
    assert not set(english) & set(local)
    for said in (english, local):
        assert "23/11/2026" in said[0]
        assert ("27/11/2026" in said[1]) is (days == 5)
    assert translations(language).keys() >= SENTENCES


def translations(language):
    return json.loads((path("translations") / f"{language}.json").read_text(encoding="utf-8"))


def test_in_a_house_of_english_alone_a_certificate_says_it_once(maker):
    english = HOSPITAL.model_copy(update={"languages": (Language.ENGLISH,)})

    sheet = PaperMaker(english, "Salma Khatun", "Counter 2", NoonClock()).certificate(CERTIFICATE, patient(1, "R"), 0)

    assert sheet.says == (
        (
            "The patient named above was examined on 23/11/2026 and is not fit for work.",
            "From 23/11/2026 to 27/11/2026, both days included: 5 days.",
        ),
    )


def test_a_letter_names_its_urgency_only_where_it_is_more_than_routine(maker):
    person = patient(1, "Rahima Begum")
    urgent = LETTER.model_copy(update={"urgency": Priority.EMERGENCY})

    assert maker.referral_letter(LETTER, person, 0).urgency == ""
    assert maker.referral_letter(urgent, person, 0).urgency == "EMERGENCY: please see at once"


def test_who_was_never_asked_for_allergies_is_not_said_to_have_none(maker):
    details = consultation(item(), patient=patient(1, "Rahima Begum", allergies=[]))

    assert maker.prescription(details, details.prescription, 0).allergies is None


@pytest.mark.parametrize(
    ("birth", "age"),
    [
        (Birth(date=date(1972, 3, 4), precision=Precision.DAY), "54 y"),
        (Birth(date=date(1972, 1, 1), precision=Precision.YEAR), "~54 y"),
        (Birth(date=date(2026, 9, 23), precision=Precision.DAY), "2 m"),
        (None, "age unknown"),
    ],
)
def test_an_age_is_the_one_of_the_hospitals_own_day(maker, birth, age):
    bill = bills.bill(patient=bills.RAHIMA.model_copy(update={"birth": birth}))

    assert maker.bill(bill, 0).patient.age == age


def test_a_token_slip_says_number_room_doctor_and_how_many_are_ahead(maker):
    details = people.details()

    slip = maker.token(details, 0)

    assert slip.token == details.token
    assert slip.room == f"Room {details.room}"
    assert (slip.doctor, slip.people_ahead) == (details.doctor, details.people_ahead)
    assert slip.patient_number == details.patient.patient_no


def test_a_token_slip_says_when_the_turn_is_likely_to_come(maker, pages_of):
    waits = people.details().model_copy(update={"expected_minutes": 25, "expected_at": NOON})
    next_one = waits.model_copy(update={"expected_minutes": 0, "people_ahead": 0})
    nobody_knows = waits.model_copy(update={"expected_minutes": None, "expected_at": None})

    slip = maker.token(waits, 0)

    assert f"Expected at about {slip.expected}" in pages_of(to_pdf(slip, Paper.ROLL))[0]
    assert slip.expected == time_text(NOON)
    for details in (next_one, nobody_knows):
        assert "Expected" not in pages_of(to_pdf(maker.token(details, 0), Paper.ROLL))[0]


def test_a_token_slip_leads_a_phone_to_its_place_in_the_hospitals_languages(maker):
    hospital = HOSPITAL.model_copy(update={"languages": (Language.BENGALI, Language.ENGLISH)})
    details = people.details(phone_link="HTTP://10.0.0.7:8080/Q/ABCDEFGHIJKLMNOP")

    slip = PaperMaker(hospital, "Salma Khatun", "Counter 2", NoonClock()).token(details, 0)

    assert slip.phone_link == details.phone_link
    assert len(slip.phone_says) == 2
    assert slip.phone_says[1] == FOLLOW_BY_PHONE


@pytest.mark.parametrize("language", Language)
def test_what_a_slip_says_of_the_phone_is_said_in_every_language(language):
    assert (tongue(language).tr(FOLLOW_BY_PHONE) == FOLLOW_BY_PHONE) is (language is Language.ENGLISH)


def test_a_token_slip_bears_no_name(maker, pages_of):
    slip = maker.token(people.details(), 0)

    assert people.details().patient.name not in pages_of(to_pdf(slip, Paper.ROLL))[0]


def test_a_bill_is_grouped_as_people_know_it_and_adds_up(maker):
    lines = [
        bills.item(1, ItemKind.TEST, "Complete blood count (CBC)", "254.00"),
        bills.item(2, ItemKind.CONSULTATION, "Consultation", "800.00"),
        bills.item(3, ItemKind.TEST, "CRP", "500.50", discount="0.50"),
    ]

    sheet = maker.bill(bills.bill(items=lines, paid="54"), 0)

    assert [(group.title, len(group.lines)) for group in sheet.groups] == [("Consultation", 1), ("Tests", 2)]
    assert (sheet.gross, sheet.discount, sheet.total) == (Decimal("1554.50"), Decimal("0.50"), Decimal("1554.00"))
    assert (sheet.paid, sheet.due) == (Decimal(54), Decimal("1500.00"))


def test_a_receipt_tells_this_payment_from_those_before_it(maker):
    first = bills.taken("400", "500")
    second = bills.taken("654", "700", number=2, before=first.bill)

    receipt = maker.receipt(second, 0)

    assert (receipt.paid_before, receipt.paid_now, receipt.still_due) == (
        Decimal(400),
        (("Cash", Decimal(654)),),
        Decimal(0),
    )
    assert (receipt.tendered, receipt.change) == (Decimal(700), Decimal(46))
    assert receipt.number == "R-CASH1-2026-000002"
    assert (receipt.cashier, receipt.counter) == ("Rafiq Ahmed", "Cashier 1")


def test_a_card_payment_says_nothing_of_change(maker):
    receipt = maker.receipt(bills.taken("400", mode=PaymentMode.CARD), 0)

    assert (receipt.tendered, receipt.change, receipt.paid_now[0][0]) == (None, None, "Card")


def test_the_foot_says_when_by_whom_and_where_it_was_printed(maker):
    footer = maker.bill(bills.bill(), 0).footer

    assert footer == printed.Footer("Mon 23 Nov 2026  18:00", "Salma Khatun", "Counter 2")


@pytest.mark.parametrize(("copy", "marked"), [(0, False), (1, True), (3, True)])
@pytest.mark.parametrize("paper", ["token", "prescription", "bill", "receipt", "letter", "certificate"])
def test_every_paper_but_the_first_says_that_it_is_a_duplicate(maker, pages_of, paper, copy, marked):
    details = consultation(item())
    document = {
        "token": lambda: maker.token(people.details(), copy),
        "prescription": lambda: maker.prescription(details, details.prescription, copy),
        "bill": lambda: maker.bill(bills.bill(), copy),
        "receipt": lambda: maker.receipt(bills.taken("400"), copy),
        "letter": lambda: maker.referral_letter(LETTER, details.patient, copy),
        "certificate": lambda: maker.certificate(CERTIFICATE, details.patient, copy),
    }[paper]()
    size = Paper.ROLL if paper in {"token", "receipt"} else Paper.A4

    text = pages_of(to_pdf(cast("Any", document), size))[0]

    assert ("DUPLICATE" in text.upper()) is marked
    assert not marked or str(copy) in text[text.upper().index("DUPLICATE") :][:20]
