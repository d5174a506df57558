"""What one does with the papers of a visit that may be over: print again, change a prescription, cancel."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from client.core.i18n import date_text, tr
from client.core.words import shown_name
from client.core.zone import day_of
from client.desk import Desk
from client.viewmodels.consulting import finder
from client.viewmodels.consulting.amending import Amending
from client.viewmodels.consulting.finder import Finder
from client.viewmodels.consulting.letters import Letters
from client.viewmodels.consulting.reuse import Reuse
from client.views.consulting.amend_sheet import AmendSheet
from client.views.consulting.papers_sheet import PapersSheet
from shared.contracts import prescriptions
from shared.ids import AppointmentId
from shared.models.certificates import Certificate
from shared.models.consultations import ConsultationDetails
from shared.models.prescriptions import Prescription
from shared.models.referrals import Referral


class VisitPapers(QObject):
    said = Signal(str)

    def __init__(self, desk: Desk, host: QWidget) -> None:
        super().__init__(host)
        self._host, self._session, self._printing = host, desk.session, desk.printing
        self._letters = Letters(desk.calls, desk.changes, desk.session, self)
        self.amending = Amending(desk.calls, self)
        self._medicines = Finder(desk.calls, finder.medicines, parent=self)
        self._instructions = Finder(desk.calls, finder.instructions, parent=self)
        self._reuse = Reuse(desk.calls, self)
        self._kept: ConsultationDetails | None = None

        self.amending.amended.connect(self._amended)
        self.amending.cancelled.connect(self._cancelled)

    def open(self, kept: ConsultationDetails) -> None:
        self._kept = kept
        self._letters.show(kept.appointment_id)
        me = self._session.me
        who = tr(
            "{name} · {day} · {doctor}",
            name=shown_name(kept.patient.name),
            day=date_text(day_of(kept.started_at)),
            doctor=kept.doctor,
        )
        own = me.employee_id if me else None
        prescribes = self._session.can(prescriptions.amend)
        sheet = PapersSheet(who, kept, own, self._letters, self._host, prescribes=prescribes)
        sheet.print_asked.connect(self._print)
        sheet.change_asked.connect(self._change)
        sheet.cancel_asked.connect(self._cancel)
        self.amending.cancelled.connect(sheet.accept)
        sheet.open()

    def change(self, appointment_id: AppointmentId) -> None:
        """The prescription of that visit."""
        self.amending.open(appointment_id)
        AmendSheet(self.amending, self._medicines, self._instructions, self._reuse, self._host).open()

    def _print(self, about: Prescription | Referral | Certificate) -> None:
        assert self._kept is not None
        match about:
            case Prescription():
                self._printing.prescription(self._kept.model_copy(update={"prescription": about}))
            case Referral():
                self._printing.referral_letter(about, self._kept.patient)
            case Certificate():
                self._printing.certificate(about, self._kept.patient)

    def _change(self, _prescription: Prescription) -> None:
        if self._kept is not None:
            self.change(self._kept.appointment_id)

    def _cancel(self, about: Prescription | Certificate, reason: str) -> None:
        if isinstance(about, Prescription):
            self.amending.cancel(about, reason)
        else:
            self._letters.cancel(about.id, reason)

    def _amended(self, kept: ConsultationDetails) -> None:
        self._printing.prescription(kept)
        prescription = kept.prescription
        assert prescription is not None
        number, version = prescription.prescription_no, prescription.version
        self.said.emit(tr("{number}: version {n} is issued", number=number, n=version))

    def _cancelled(self, prescription: Prescription) -> None:
        self.said.emit(tr("{number} is cancelled", number=prescription.prescription_no))
