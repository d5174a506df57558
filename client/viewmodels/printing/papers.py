"""Papers from what the server answered: every word decided here, so that the printer only draws."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import groupby
from typing import Final

from client.core.bill_text import shown_items, with_parts
from client.core.bill_words import discount_text
from client.core.certificate_words import certificate_sentences
from client.core.clock import Clock
from client.core.dosage_words import patient_sentence
from client.core.i18n import date_text, datetime_text, time_text, tr
from client.core.letter_words import urgency_of_letter
from client.core.medicine_words import dose_text, duration_text, form_word, often_words, quantity_text, route_word
from client.core.tongue import Tongue, tongue
from client.core.words import age_text, item_kind_word, mode_word, sex_word, shown_name, urgency_word
from client.printing import papers
from client.printing.amount_words import amount_in_words
from client.printing.cash_papers import Facts, ReportSheet, Tables, Voucher
from client.printing.purchase_sheet import PurchaseSheet
from client.viewmodels.printing.cash_paper import deposit_voucher, refund_voucher
from client.viewmodels.printing.claim_paper import claim_sheet
from client.viewmodels.printing.medicine_labels import medicine_labels
from client.viewmodels.printing.purchase_papers import debit_sheet, order_sheet
from client.viewmodels.printing.report_paper import report_sheet
from shared.languages import Language
from shared.models.appointments import AppointmentDetails, Priority
from shared.models.billing import BillDetails, CreditNote, ItemKind
from shared.models.cash_payments import DepositTaken, PaymentTaken
from shared.models.certificates import Certificate
from shared.models.claims import ClaimDetails
from shared.models.consultations import ConsultationDetails
from shared.models.lab import Sample, Urgency
from shared.models.lab_reports import ReportPaper
from shared.models.patients import PatientDetails, PatientSummary
from shared.models.pharmacy import Dispensed
from shared.models.prescriptions import Prescription, PrescriptionItem
from shared.models.purchases import PurchaseOrder, Supplier, SupplierReturn
from shared.models.referrals import Referral
from shared.models.refunds import RefundPaid
from shared.models.staff import Hospital
from shared.money import ZERO, Currency
from shared.rules.counter_scans import code_of as code_of_prescription
from shared.rules.patient_numbers import code_of

FOLLOW_BY_PHONE: Final = "Follow your place on your phone, in the hospital's Wi-Fi"
_GROUPS: Final = tuple(ItemKind)


def _expected(appointment: AppointmentDetails) -> str | None:
    """Not for who is called at once, nor while nobody knows when the doctor is back."""
    if not appointment.expected_minutes or appointment.expected_at is None:
        return None
    return time_text(appointment.expected_at)


class PaperMaker:
    """Knows the house, who prints and where."""

    def __init__(self, hospital: Hospital, by: str, workstation: str, clock: Clock, logo: bytes = b"") -> None:
        self._hospital = hospital
        self._logo = logo
        self._by = by
        self._workstation = workstation
        self._clock = clock

    def token(self, appointment: AppointmentDetails, copy: int) -> papers.TokenSlip:
        return papers.TokenSlip(
            letterhead=self._letterhead(),
            token=appointment.token or "",
            room=tr("Room {room}", room=appointment.room),
            doctor=appointment.doctor,
            department=appointment.department,
            people_ahead=appointment.people_ahead,
            expected=_expected(appointment),
            at=datetime_text(appointment.checked_in_at or self._clock.now()),
            phone_link=appointment.phone_link,
            phone_says=tuple(tongue(one).tr(FOLLOW_BY_PHONE) for one in self._hospital.languages),
            patient_number=appointment.patient.patient_no,
            copy=copy,
            booked_for=_booked_for(appointment),
        )

    def prescription(
        self, consultation: ConsultationDetails, prescription: Prescription, copy: int
    ) -> papers.PrescriptionSheet:
        return papers.PrescriptionSheet(
            letterhead=self._letterhead(),
            footer=self._footer(),
            number=_number(prescription),
            at=datetime_text(prescription.prescribed_at),
            patient=self._patient(consultation.patient),
            doctor=prescription.prescribed_by,
            degrees=consultation.degrees,
            replaces=_replaces(prescription),
            medicines=tuple(_medicine(item, self._hospital.languages) for item in prescription.items),
            allergies=tuple(a.substance for a in consultation.patient.allergies) or None,
            diagnoses=tuple(papers.Diagnosis(d.code, d.title) for d in consultation.diagnoses),
            tests=tuple(test.name for test in consultation.tests),
            advice=consultation.note.advice,
            code=code_of_prescription(prescription.prescription_no),
            copy=copy,
        )

    def referral_letter(self, referral: Referral, patient: PatientSummary, copy: int) -> papers.ReferralLetter:
        letter = referral.letter
        assert letter is not None  # a place at a colleague's has no paper
        return papers.ReferralLetter(
            letterhead=self._letterhead(),
            footer=self._footer(),
            number=referral.referral_no,
            at=datetime_text(referral.given_at),
            patient=self._patient(patient),
            doctor=referral.doctor,
            degrees=referral.degrees,
            department=referral.department,
            addressee=letter.addressee,
            to_department=letter.department,
            urgency="" if referral.urgency is Priority.NORMAL else urgency_of_letter(referral.urgency),
            reason=referral.reason,
            summary=letter.summary,
            copy=copy,
        )

    def certificate(self, certificate: Certificate, patient: PatientSummary, copy: int) -> papers.CertificateSheet:
        return papers.CertificateSheet(
            letterhead=self._letterhead(),
            footer=self._footer(),
            number=certificate.certificate_no,
            at=datetime_text(certificate.issued_at),
            patient=self._patient(patient),
            doctor=certificate.doctor,
            degrees=certificate.degrees,
            department=certificate.department,
            says=tuple(certificate_sentences(certificate, one) for one in self._tongues()),
            diagnosis=certificate.diagnosis,
            remark=certificate.remark,
            copy=copy,
        )

    def _tongues(self) -> tuple[Tongue, ...]:
        """English, and the first language beside it."""
        spoken = next((one for one in self._hospital.languages if one is not Language.ENGLISH), None)
        return (tongue(Language.ENGLISH), *((tongue(spoken),) if spoken else ()))

    def bill(self, bill: BillDetails, copy: int) -> papers.BillSheet:
        lines = sorted(shown_items(bill.items), key=lambda item: _GROUPS.index(item.itemable_type))
        return papers.BillSheet(
            letterhead=self._letterhead(),
            footer=self._footer(),
            number=bill.bill_no or tr("Draft"),
            at=datetime_text(bill.issued_at or bill.since),
            patient=self._patient(bill.patient),
            currency=bill.currency,
            groups=tuple(
                papers.BillGroup(
                    item_kind_word(kind),
                    tuple(
                        papers.BillLine(
                            description=with_parts(bill.items, item),
                            quantity=item.quantity,
                            rate=item.unit_price,
                            amount=item.amount,
                            discount=item.discount,
                            tax=item.tax,
                        )
                        for item in items
                    ),
                )
                for kind, items in groupby(lines, key=lambda item: item.itemable_type)
            ),
            gross=bill.subtotal,
            discount=bill.discount,
            discounts=tuple((discount_text(one, bill), one.amount) for one in bill.discounts),
            tax=bill.tax,
            total=bill.total,
            credited=bill.credited,
            payer=bill.payer.name if bill.payer is not None else "",
            payer_share=bill.payer.share if bill.payer is not None else ZERO,
            paid=bill.paid,
            due=bill.due,
            amount_in_words=self._in_words(bill.total, bill.currency),
            copy=copy,
        )

    def credit_note(self, bill: BillDetails, note: CreditNote, copy: int) -> papers.BillSheet:
        """In the shape of the bill, with what was credited of each line."""
        items = {item.id: item for item in bill.items}
        lines = sorted(note.lines, key=lambda line: _GROUPS.index(items[line.bill_item_id].itemable_type))
        return papers.BillSheet(
            letterhead=self._letterhead(),
            footer=self._footer(),
            number=note.note_no,
            credits=bill.bill_no or "",
            reason=note.reason,
            at=datetime_text(note.made_at),
            patient=self._patient(bill.patient),
            currency=bill.currency,
            groups=tuple(
                papers.BillGroup(
                    item_kind_word(kind),
                    tuple(
                        papers.BillLine(
                            description=line.description,
                            quantity=line.quantity,
                            rate=items[line.bill_item_id].unit_price,
                            amount=line.amount,
                            discount=line.discount,
                            tax=line.tax,
                        )
                        for line in group
                    ),
                )
                for kind, group in groupby(lines, key=lambda line: items[line.bill_item_id].itemable_type)
            ),
            gross=note.subtotal,
            discount=note.discount,
            tax=note.tax,
            total=note.total,
            paid=note.refundable,
            due=note.total - note.refundable,
            copy=copy,
        )

    def receipt(self, taken: PaymentTaken, copy: int) -> papers.Receipt:
        payment, bill = taken.payments[-1], taken.bill
        return papers.Receipt(
            letterhead=self._letterhead(),
            footer=self._footer(),
            number=payment.receipt_no,
            bill_number=bill.bill_no or "",
            at=datetime_text(payment.taken_at),
            patient=self._patient(bill.patient),
            currency=bill.currency,
            lines=tuple(papers.ReceiptLine(item.description, item.amount) for item in shown_items(bill.items)),
            total=bill.total,
            payer=bill.payer.name if bill.payer is not None else "",
            payer_share=bill.payer.share if bill.payer is not None else ZERO,
            paid_now=tuple((mode_word(each.mode), each.received) for each in taken.payments),
            still_due=payment.due_after,
            cashier=payment.taken_by,
            counter=payment.workstation,
            tendered=taken.tendered,
            change=taken.change,
            rounding=sum((each.rounding for each in taken.payments), ZERO),
            paid_before=bill.patient_share - payment.due_after - taken.amount,
            amount_in_words=self._in_words(sum((each.received for each in taken.payments), ZERO), bill.currency),
            copy=copy,
        )

    def refund(self, paid: RefundPaid, copy: int) -> Voucher:
        back = -sum((each.received for each in paid.taken.payments), ZERO)
        voucher = refund_voucher(paid, self._letterhead(), self._footer(), self._patient(paid.refund.patient))
        return replace(voucher, amount_in_words=self._in_words(back, paid.refund.currency), copy=copy)

    def deposit(self, taken: DepositTaken, copy: int) -> Voucher:
        voucher = deposit_voucher(taken, self._letterhead(), self._footer(), self._patient(taken.patient), copy)
        return replace(voucher, amount_in_words=self._in_words(abs(taken.deposit.amount), taken.currency))

    def money_report(
        self, title: str, about: Facts, tables: Tables, signs: tuple[str, ...], code: str = ""
    ) -> ReportSheet:
        return ReportSheet(self._letterhead(), self._footer(), title, about, tables, signs, code)

    def claim(self, claim: ClaimDetails, copy: int) -> papers.ClaimSheet:
        in_words = self._in_words(claim.amount, claim.currency)
        return claim_sheet(claim, self._letterhead(), self._footer(), in_words, copy)

    def _in_words(self, amount: Decimal, currency: Currency) -> str:
        return tr("In words: {amount}", amount=amount_in_words(amount, currency, self._hospital.languages))

    def card(self, patient: PatientDetails, copy: int) -> papers.PatientCard:
        born = tr("born {year}", year=patient.birth.date.year) if patient.birth is not None else ""
        return papers.PatientCard(
            letterhead=self._letterhead(),
            patient=self._patient(patient),
            code=code_of(patient.patient_no),
            born=born,
            blood_group=patient.blood_group or "",
            issued=tr("Issued {day}", day=date_text(self._hospital.business_date)),
            copy=copy,
        )

    def sticker(self, patient: PatientDetails, copy: int) -> papers.PatientSticker:
        return papers.PatientSticker(
            patient=self._patient(patient),
            code=code_of(patient.patient_no),
            blood_group=patient.blood_group or "",
            copy=copy,
        )

    def specimen_label(self, sample: Sample) -> papers.SpecimenLabel:
        """Counted already: the first print is no copy."""
        printed = sample.label_printed
        return papers.SpecimenLabel(
            patient=self._patient(sample.patient),
            accession=sample.accession,
            tube=sample.tube,
            tests=", ".join(sample.tests),
            urgency="" if sample.urgency is Urgency.ROUTINE else urgency_word(sample.urgency),
            at=datetime_text(printed.at if printed is not None else self._clock.now()),
            copy=max(0, sample.label_prints - 1),
        )

    def medicine_labels(self, given: Dispensed, copy: int) -> tuple[papers.MedicineLabel, ...]:
        """One for each medicine, whichever batches it came out of."""
        return medicine_labels(given, self._patient(given.opened.patient), self._hospital, copy)

    def report(self, paper: ReportPaper) -> papers.TestReportSheet:
        return report_sheet(paper, self._letterhead(), self._footer())

    def purchase_order(self, order: PurchaseOrder, supplier: Supplier, copy: int) -> PurchaseSheet:
        return order_sheet(order, supplier, self._letterhead(), self._footer(), self._hospital.currency, copy)

    def debit_note(self, returned: SupplierReturn, supplier: Supplier, copy: int) -> PurchaseSheet:
        return debit_sheet(returned, supplier, self._letterhead(), self._footer(), self._hospital.currency, copy)

    def _letterhead(self) -> papers.Letterhead:
        return papers.Letterhead(
            name=self._hospital.name,
            local_name=self._hospital.name_local or None,
            address=self._hospital.address,
            phone=self._hospital.phone,
            extra=self._hospital.print_head,
            logo=self._logo,
        )

    def _footer(self) -> papers.Footer:
        return papers.Footer(printed_at=datetime_text(self._clock.now()), by=self._by, workstation=self._workstation)

    def _patient(self, patient: PatientSummary) -> papers.PatientFacts:
        return papers.PatientFacts(
            name=shown_name(patient.name),
            local_name=patient.name_local or None,
            number=patient.patient_no,
            age=age_text(patient.birth, self._hospital.business_date),
            sex=sex_word(patient.sex),
            phone=patient.phone or None,
        )


def _number(prescription: Prescription) -> str:
    """An amended one says so: the pharmacist may hold the older paper."""
    if prescription.version == 1:
        return prescription.prescription_no
    return tr("{number}, version {version}", number=prescription.prescription_no, version=prescription.version)


def _replaces(prescription: Prescription) -> str:
    if prescription.version == 1:
        return ""
    return tr("Replaces version {n}: nothing is handed out by that paper any more.", n=prescription.version - 1)


def _medicine(item: PrescriptionItem, languages: Sequence[Language]) -> papers.Medicine:
    """The columns are for the pharmacist; the sentence is for the patient, in the first language beside English."""
    spoken = next((one for one in languages if one is not Language.ENGLISH), None)
    return papers.Medicine(
        name=tr(
            "{medicine} {strength} {form}", medicine=item.medicine, strength=item.strength, form=form_word(item.form)
        ),
        dose=dose_text(item.dose, item.form, item.strength),
        route=route_word(item.route),
        frequency=often_words(item.frequency, item.needed_for, item.most_a_day),
        duration=duration_text(item.days),
        quantity=quantity_text(item),
        instruction=item.instruction,
        patient_says=patient_sentence(item, tongue(spoken)) if spoken else "",
    )


def _booked_for(appointment: AppointmentDetails) -> str:
    if appointment.slot_at is None or appointment.checked_in_at is not None:
        return ""
    return datetime_text(appointment.slot_at)
