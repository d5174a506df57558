"""One call prints a paper: its copy number from the server, then the spool; the screen never waits."""

from collections.abc import Callable
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from client.core.aio import slot
from client.core.calls import Calls
from client.core.clock import Clock
from client.core.i18n import tr, trn
from client.printing.cash_papers import Facts, Tables
from client.printing.documents import Document
from client.printing.papers import DocumentKind
from client.printing.service import NoPrinterChosen, PrintService
from client.viewmodels.printing.papers import PaperMaker
from shared.contracts import cash, consultations, documents, house, lab, staff
from shared.errors import ApiError, Forbidden
from shared.ids import AppointmentId
from shared.models.appointments import AppointmentDetails
from shared.models.billing import BillDetails, CreditNote, PaymentMode
from shared.models.cash_payments import DepositTaken, PaymentTaken
from shared.models.certificates import Certificate
from shared.models.claims import ClaimDetails
from shared.models.consultations import ConsultationDetails
from shared.models.documents import PaperKind, PrintCopy
from shared.models.house import Logo
from shared.models.lab import Sample
from shared.models.lab_reports import ReportVersion
from shared.models.patients import PatientDetails, PatientSummary
from shared.models.pharmacy import Dispensed
from shared.models.purchases import PurchaseOrder, Supplier, SupplierReturn
from shared.models.referrals import Referral
from shared.models.refunds import RefundPaid
from shared.models.staff import Hospital
from shared.permissions import Permission


class PrintDesk(QObject):
    """Prints for one workstation. A paper that can't be numbered is not printed: a copy must say that it is one."""

    printed = Signal(str)
    """What lies in the spool now, in words."""
    refused = Signal(object)
    """ApiError, NoPrinterChosen or OSError: the paper did not reach the spool."""

    def __init__(
        self, calls: Calls, service: PrintService, clock: Clock, workstation: str, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.service = service
        self._calls = calls
        self._clock = clock
        self._workstation = workstation
        self._by = ""
        self._may_print = True
        self._hospital: Hospital | None = None
        self._logo: Logo | None = None

    def signed_in(self, name: str, *, may_print: bool = True) -> None:
        """Whose name the papers carry from now on; without the right to print, the server isn't even asked."""
        self._by = name
        self._may_print = may_print
        self.forget_house()  # its business day may be another one by now

    def called(self, workstation: str) -> None:
        """This computer has another name from now on."""
        self._workstation = workstation

    def forget_house(self) -> None:
        """The next paper asks how it is: name, head, languages, logo."""
        self._hospital = None

    @slot
    async def token(self, appointment: AppointmentDetails) -> None:
        await self._print(
            PaperKind.TOKEN,
            appointment.id,
            (DocumentKind.TOKEN_SLIP,),
            tr("Token {token}", token=appointment.token or ""),
            lambda maker, copy: maker.token(appointment, copy),
        )

    @slot
    async def prescription(self, consultation: ConsultationDetails) -> None:
        await self._prescription(consultation)

    @slot
    async def prescription_of(self, appointment_id: AppointmentId) -> None:
        """The version that stands of a visit that is not on the screen."""
        try:
            consultation = await self._calls.send(consultations.get(appointment_id=appointment_id))
        except ApiError as problem:
            self.refused.emit(problem)
        else:
            await self._prescription(consultation)

    async def _prescription(self, consultation: ConsultationDetails) -> None:
        prescription = consultation.prescription
        if prescription is None:
            return
        await self._print(
            PaperKind.PRESCRIPTION,
            prescription.id,
            (DocumentKind.PRESCRIPTION,),
            tr("Prescription {number}", number=prescription.prescription_no),
            lambda maker, copy: maker.prescription(consultation, prescription, copy),
        )

    @slot
    async def referral_letter(self, referral: Referral, patient: PatientSummary) -> None:
        await self._print(
            PaperKind.REFERRAL,
            referral.id,
            (DocumentKind.REFERRAL_LETTER,),
            tr("Referral letter {number}", number=referral.referral_no),
            lambda maker, copy: maker.referral_letter(referral, patient, copy),
        )

    @slot
    async def certificate(self, certificate: Certificate, patient: PatientSummary) -> None:
        await self._print(
            PaperKind.CERTIFICATE,
            certificate.id,
            (DocumentKind.CERTIFICATE,),
            tr("Sick-leave certificate {number}", number=certificate.certificate_no),
            lambda maker, copy: maker.certificate(certificate, patient, copy),
        )

    @slot
    async def bill(self, bill: BillDetails) -> None:
        await self._print(
            PaperKind.BILL,
            bill.id,
            (DocumentKind.BILL,),
            tr("Bill {number}", number=bill.bill_no or ""),
            lambda maker, copy: maker.bill(bill, copy),
        )

    @slot
    async def credit_note(self, bill: BillDetails, note: CreditNote) -> None:
        """On the printer of the bills."""
        await self._print(
            PaperKind.CREDIT_NOTE,
            note.id,
            (DocumentKind.BILL,),
            tr("Credit note {number}", number=note.note_no),
            lambda maker, copy: maker.credit_note(bill, note, copy),
        )

    @slot
    async def claim(self, claim: ClaimDetails) -> None:
        """On the printer of the bills."""
        await self._print(
            PaperKind.CLAIM,
            claim.id,
            (DocumentKind.BILL,),
            tr("Claim {number}", number=claim.claim_no or ""),
            lambda maker, copy: maker.claim(claim, copy),
        )

    @slot
    async def receipt(self, taken: PaymentTaken) -> None:
        """On the roll and, where the workstation has a printer for it, on a sheet; cash opens the drawer."""
        await self._print(
            PaperKind.RECEIPT,
            taken.payments[0].id,
            (DocumentKind.RECEIPT, DocumentKind.RECEIPT_SHEET),
            tr("Receipt {number}", number=taken.receipt_no),
            lambda maker, copy: maker.receipt(taken, copy),
            cash=any(each.mode is PaymentMode.CASH for each in taken.payments),
        )

    @slot
    async def refund(self, paid: RefundPaid) -> None:
        """A voucher where the receipts come out; cash opens the drawer."""
        await self._refund(paid)

    @slot
    async def refund_again(self, taken: PaymentTaken) -> None:
        """Of payments that went back: which refund they were is known by the moment."""
        try:
            found = await self._calls.send(cash.refunds(bill_id=taken.bill.id))
        except ApiError as problem:
            self.refused.emit(problem)
            return
        for refund in found.items:
            if refund.paid_at == taken.payments[0].taken_at:
                await self._refund(RefundPaid(refund=refund, taken=taken))

    async def _refund(self, paid: RefundPaid) -> None:
        await self._print(
            PaperKind.RECEIPT,
            paid.taken.payments[0].id,
            (DocumentKind.RECEIPT, DocumentKind.RECEIPT_SHEET),
            tr("Refund {number}", number=paid.refund.refund_no),
            lambda maker, copy: maker.refund(paid, copy),
            cash=any(each.mode is PaymentMode.CASH for each in paid.taken.payments),
        )

    @slot
    async def deposit(self, taken: DepositTaken) -> None:
        await self._print(
            PaperKind.DEPOSIT,
            taken.deposit.id,
            (DocumentKind.RECEIPT, DocumentKind.RECEIPT_SHEET),
            tr("Deposit receipt {number}", number=taken.deposit.receipt_no),
            lambda maker, copy: maker.deposit(taken, copy),
            cash=taken.deposit.mode is PaymentMode.CASH,
        )

    @slot
    async def money_report(
        self,
        title: str,
        about: Facts,
        tables: Tables,
        signs: tuple[str, ...] = (),
        code: str = "",
    ) -> None:
        """On the printer of the bills; figures of a moment, so no copy of another paper."""
        try:
            maker = await self._maker()
            sheet = maker.money_report(title, about, tables, signs, code)
            await self.service.print(sheet, DocumentKind.MONEY_REPORT, title=title)
        except (ApiError, NoPrinterChosen, OSError) as problem:
            self.refused.emit(problem)
        else:
            self.printed.emit(title)

    async def report_pdf(self, title: str, about: Facts, tables: Tables) -> bytes:
        """The same as a file. Raises ApiError."""
        maker = await self._maker()
        return await self.service.as_file(maker.money_report(title, about, tables, ()))

    @slot
    async def purchase_order(self, order: PurchaseOrder, supplier: Supplier) -> None:
        await self._print(
            PaperKind.PURCHASE_ORDER,
            order.id,
            (DocumentKind.PURCHASE,),
            tr("Order {number}", number=order.order_no),
            lambda maker, copy: maker.purchase_order(order, supplier, copy),
        )

    @slot
    async def debit_note(self, returned: SupplierReturn, supplier: Supplier) -> None:
        """On the printer of the orders."""
        await self._print(
            PaperKind.DEBIT_NOTE,
            returned.id,
            (DocumentKind.PURCHASE,),
            tr("Debit note {number}", number=returned.return_no),
            lambda maker, copy: maker.debit_note(returned, supplier, copy),
        )

    @slot
    async def card(self, patient: PatientDetails) -> None:
        await self._print(
            PaperKind.CARD,
            patient.id,
            (DocumentKind.PATIENT_CARD,),
            tr("Card of {number}", number=patient.patient_no),
            lambda maker, copy: maker.card(patient, copy),
        )

    @slot
    async def sticker(self, patient: PatientDetails) -> None:
        await self._print(
            PaperKind.STICKER,
            patient.id,
            (DocumentKind.PATIENT_STICKER,),
            tr("Sticker of {number}", number=patient.patient_no),
            lambda maker, copy: maker.sticker(patient, copy),
        )

    @slot
    async def specimen_label(self, sample: Sample) -> None:
        """Its printing is a fact of the tube, and counted there."""
        title = tr("Label {number}", number=sample.accession)
        try:
            maker = await self._maker()
            counted = await self._calls.send(lab.label_printed(sample_id=sample.id, version=sample.version))
            await self.service.print(maker.specimen_label(counted), DocumentKind.SPECIMEN_LABEL, title=title)
        except (ApiError, NoPrinterChosen, OSError) as problem:
            self.refused.emit(problem)
        else:
            self.printed.emit(title)

    @slot
    async def medicine_labels(self, given: Dispensed) -> None:
        """Of all that was handed out at once, numbered together."""
        number = given.opened.prescription.prescription_no
        try:
            maker = await self._maker()
            copy = await self._numbered(PaperKind.MEDICINE_LABEL, given.id)
            labels = maker.medicine_labels(given, copy.copy_number)
            for label in labels:
                title = tr("Label of {number}", number=number)
                await self.service.print(label, DocumentKind.MEDICINE_LABEL, title=title)
        except (ApiError, NoPrinterChosen, OSError) as problem:
            self.refused.emit(problem)
        else:
            self.printed.emit(trn("{n} label of {number}", "{n} labels of {number}", len(labels), number=number))

    @slot
    async def reports(self, wanted: list[ReportVersion], number: str) -> None:
        """One paper; the server knows of each whether it was given out before. Its number names it in the spool."""
        title = tr("Report {number}", number=number)
        try:
            maker = await self._maker()
            paper = await self._calls.send(lab.print_reports(reports=wanted))
            await self.service.print(maker.report(paper), DocumentKind.TEST_REPORT, title=title)
        except (ApiError, NoPrinterChosen, OSError) as problem:
            self.refused.emit(problem)
        else:
            self.printed.emit(title)

    async def _maker(self) -> PaperMaker:
        if self._hospital is None:
            self._hospital = await self._calls.send(staff.hospital())
        logo = await self._logo_of(self._hospital)
        return PaperMaker(self._hospital, self._by, self._workstation, self._clock, logo)

    async def _logo_of(self, hospital: Hospital) -> bytes:
        """Asked for once; a paper without its logo is better than none."""
        if hospital.logo is None:
            return b""
        if self._logo is None or self._logo.id != hospital.logo:
            try:
                self._logo = await self._calls.send(house.logo(logo_id=hospital.logo))
            except ApiError:
                return b""
        return self._logo.image

    async def _numbered(self, paper: PaperKind, subject: UUID) -> PrintCopy:
        """Raises Forbidden."""
        if not self._may_print:
            raise Forbidden(Permission.DOCUMENTS_PRINT)
        return await self._calls.send(documents.record_print(kind=paper, subject_id=subject))

    async def _print(
        self,
        paper: PaperKind,
        subject: UUID,
        kinds: tuple[DocumentKind, ...],
        title: str,
        make: Callable[[PaperMaker, int], Document],
        *,
        cash: bool = False,
    ) -> None:
        try:
            maker = await self._maker()
            copy = await self._numbered(paper, subject)
            document = make(maker, copy.copy_number)
            for kind in kinds:
                first = kind is kinds[0]
                # A reprint must not open the drawer: no money moved.
                opens = cash and first and copy.copy_number == 0
                try:
                    await self.service.print(document, kind, title=title, open_drawer=opens)
                except NoPrinterChosen:
                    if first:
                        raise
        except (ApiError, NoPrinterChosen, OSError) as problem:
            self.refused.emit(problem)
        else:
            self.printed.emit(title)
