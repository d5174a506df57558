"""One document of every kind, with names in three scripts."""

from decimal import Decimal

from client.printing.papers import (
    BillGroup,
    BillLine,
    BillSheet,
    CertificateSheet,
    Diagnosis,
    Footer,
    Letterhead,
    Medicine,
    MedicineLabel,
    PatientCard,
    PatientFacts,
    PatientSticker,
    PrescriptionSheet,
    Receipt,
    ReceiptLine,
    ReferralLetter,
    SpecimenLabel,
    TokenSlip,
)
from shared.money import Currency

BDT = Currency("BDT")
BENGALI = "মোঃ আব্দুল করিম"
HINDI = "अनीता शर्मा"
ARABIC = "خالد بن وليد"

LETTERHEAD = Letterhead(
    name="Shantinagar General Hospital",
    local_name="শান্তিনগর জেনারেল হাসপাতাল",
    address="12 Hospital Road, Shantinagar, Dhaka 1217",
    phone="+880 2 4831 0000",
)
FOOTER = Footer(printed_at="22 Nov 2026 10:42", by="Salma Khatun", workstation="Counter 2")
KARIM = PatientFacts(
    name="Md. Abdul Karim", number="P-2026-0437", age="61 y", sex="Male", local_name=BENGALI, phone="01711-405961"
)
ANITA = PatientFacts(name="Anita Sharma", number="P-2026-0548", age="34 y", sex="Female", local_name=HINDI)
KHALID = PatientFacts(name="Khalid bin Walid", number="P-2026-0611", age="~45 y", sex="Male", local_name=ARABIC)

CARD = PatientCard(
    letterhead=LETTERHEAD,
    patient=KARIM,
    code="P20260437",
    born="born 1965",
    blood_group="B+",
    issued="Issued 22 Nov 2026",
)
STICKER = PatientSticker(patient=KARIM, code="P20260437", blood_group="B+")
SPECIMEN = SpecimenLabel(
    patient=KARIM,
    accession="261126001231",
    tube="lavender EDTA",
    tests="Complete blood count",
    urgency="At once",
    at="26 Nov 2026 11:20",
)
MEDICINE = MedicineLabel(
    hospital="Shantinagar General Hospital",
    patient=KARIM,
    medicine="Amoxicillin + clavulanate 625 mg tablet",
    quantity="21 tablets",
    says=("দিনে তিনবার 1টি ট্যাবলেট খাবেন। 7 দিন।", "After food; finish the course."),
    batches="CL2411 use until 01/2027 · CL2506 use until 08/2027",
    at="Sun 22 Nov 2026",
)

TOKEN = TokenSlip(
    letterhead=LETTERHEAD,
    token="C-019",
    room="Room 104",
    doctor="Dr. Imtiaz Chowdhury",
    department="Cardiology",
    people_ahead=6,
    at="22 Nov 2026 10:42",
    expected="11:20",
    phone_link="HTTP://192.168.10.20:8080/Q/C46OJ6NH6WWAAJWV",
    phone_says=(
        "Follow your place on your phone, in the hospital's Wi-Fi",
        "হাসপাতালের ওয়াই-ফাইয়ে আপনার ফোনে নিজের অবস্থান দেখুন",
        "تابع مكانك على هاتفك عبر شبكة واي فاي المستشفى",
    ),
    patient_number="P-2026-0437",
)

PRESCRIPTION = PrescriptionSheet(
    letterhead=LETTERHEAD,
    footer=FOOTER,
    number="RX-26-00412",
    at="22 Nov 2026 10:31",
    patient=KARIM,
    doctor="Dr. Imtiaz Chowdhury",
    degrees="MBBS, FCPS (Medicine)",
    medicines=(
        Medicine(
            name="Levothyroxine 25 micrograms tablet",
            dose="25 micrograms",
            route="by mouth",
            frequency="every morning",
            duration="30 days",
            quantity="30 tablets",
            instruction="খাবারের আগে খাবেন।",
        ),
        Medicine(
            name="Insulin, human regular 100 IU/mL vial",
            dose="10 units",
            route="under the skin",
            frequency="before breakfast and before dinner",
            duration="30 days",
            quantity="1 vial",
            instruction="Keep it cool.",
        ),
    ),
    allergies=("Penicillin (rash)", "NSAIDs"),
    diagnoses=(Diagnosis(code="E11.9", title="Type 2 diabetes mellitus without complications"),),
    tests=("Complete blood count", "HbA1c"),
    advice="Walk half an hour daily.\nاشرب الكثير من الماء وعد بعد 30 يوما.",
)


REFERRAL = ReferralLetter(
    letterhead=LETTERHEAD,
    footer=FOOTER,
    number="REF-2026-000018",
    at="22 Nov 2026 10:35",
    patient=KARIM,
    doctor="Dr. Imtiaz Chowdhury",
    degrees="MBBS, FCPS (Medicine)",
    department="Medicine",
    addressee="National Heart Institute, Dhaka",
    to_department="Cardiology outpatients",
    urgency="Urgent: please see as soon as possible",
    reason="Exertional chest pain for two weeks, new murmur.\nIs this aortic stenosis? Please advise on echo.",
    summary=(
        "Diagnoses:\n– I20.9 Angina pectoris, unspecified\nMedicines:\n– Aspirin 75 mg: 1 tablet, once a day, 30 days\n"
        "Allergies:\n– Penicillin (rash)\nResults:\n– Complete blood count, Sun 22 Nov 2026: "
        "Haemoglobin 9.1 g/dL (low), Platelets 210 ×10³/µL\nবুকে ব্যথা"
    ),
)
CERTIFICATE = CertificateSheet(
    letterhead=LETTERHEAD,
    footer=FOOTER,
    number="MC-2026-000012",
    at="22 Nov 2026 10:36",
    patient=KARIM,
    doctor="Dr. Imtiaz Chowdhury",
    degrees="MBBS, FCPS (Medicine)",
    department="Medicine",
    says=(
        (
            "The patient named above was examined on 22/11/2026 and is not fit for work.",
            "From 22/11/2026 to 26/11/2026, both days included: 5 days.",
        ),
        (
            "فُحص المريض المذكور أعلاه بتاريخ \u206822/11/2026\u2069 وهو غير قادر على العمل.",
            "من \u206822/11/2026\u2069 إلى \u206826/11/2026\u2069، مع احتساب اليومين: \u20685\u2069 يومًا.",
        ),
    ),
    diagnosis="Pneumonia, unspecified organism",
    remark="No lifting for two weeks.",
)


def line(description: str, quantity: str, rate: str, amount: str, discount: str = "0") -> BillLine:
    return BillLine(
        description=description,
        quantity=Decimal(quantity),
        rate=Decimal(rate),
        amount=Decimal(amount),
        discount=Decimal(discount),
    )


BILL = BillSheet(
    letterhead=LETTERHEAD,
    footer=FOOTER,
    number="B-26-004512",
    at="22 Nov 2026 10:42",
    patient=ANITA,
    currency=BDT,
    groups=(
        BillGroup(title="Consultation", lines=(line("Consultation, Dr. Imtiaz Chowdhury", "1", "800", "800.00"),)),
        BillGroup(title="Medicines", lines=(line("Folic acid 5 mg tablet", "30.000", "0.125", "3.56", "0.19"),)),
    ),
    gross=Decimal("803.75"),
    discount=Decimal("0.19"),
    total=Decimal("803.56"),
    paid=Decimal(300),
    due=Decimal("503.56"),
)

RECEIPT = Receipt(
    letterhead=LETTERHEAD,
    footer=FOOTER,
    number="C2-26-000881",
    bill_number="B-26-004512",
    at="22 Nov 2026 10:44",
    patient=KHALID,
    currency=BDT,
    lines=(
        ReceiptLine(description="Consultation, Dr. Imtiaz Chowdhury", amount=Decimal(1000)),
        ReceiptLine(description="Complete blood count", amount=Decimal("467.5")),
    ),
    total=Decimal("1467.5"),
    paid_before=Decimal(400),
    rounding=Decimal("-0.5"),
    paid_now=(("Cash", Decimal(1067)),),
    tendered=Decimal(1100),
    change=Decimal(33),
    still_due=Decimal(0),
    cashier="Salma Khatun",
    counter="Counter 2",
)
