"""The sheets that send a patient on or home: a referral, a letter, sick leave."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from client.core.i18n import date_text, tr
from client.core.words import shown_name, who_text
from client.desk import Desk
from client.viewmodels.consulting.letters import Letters, LettersState
from client.viewmodels.consulting.patient_side import PastState, PatientPast
from client.viewmodels.consulting.visit import Visit
from client.viewmodels.consulting.visit_state import VisitState
from client.viewmodels.queue.doctors import Doctors
from client.views.consulting.certificate_sheet import CertificateSheet
from client.views.consulting.letter_sheet import LetterSheet
from client.views.consulting.letter_text import summary
from client.views.consulting.letters_row import LettersRow
from client.views.consulting.refer_sheet import ReferSheet
from client.views.consulting.visit_papers import VisitPapers
from shared.models.certificates import Certificate
from shared.models.consultations import ConsultationDetails
from shared.models.referrals import Referral


class LettersDesk(QObject):
    """Follows the visit in the room; what is issued is printed at once."""

    said = Signal(str)

    def __init__(
        self, desk: Desk, visit: Visit, past: PatientPast, letters: Letters, row: LettersRow, host: QWidget
    ) -> None:
        super().__init__(host)
        self._desk, self._visit, self._past, self._host = desk, visit, past, host
        self._letters = letters
        self.papers = VisitPapers(desk, host)

        row.refer.clicked.connect(self.refer)
        row.certificate.clicked.connect(self.certify)
        row.papers.clicked.connect(self._open_papers)
        letters.referred.connect(self._referred)
        letters.issued.connect(self._issued)
        self.papers.said.connect(self.said)
        visit.state_changed.connect(self._follow)
        past.state_changed.connect(self._follow)

    def refer(self) -> None:
        kept = self._mine
        if kept is not None:
            doctors = Doctors(self._desk.calls, kept.doctor_id)
            sheet = ReferSheet(self._who(kept), self._desk.clock.today(), self._letters, doctors, self._host)
            sheet.letter_asked.connect(self.write_letter)
            sheet.open()

    def write_letter(self) -> None:
        kept = self._mine
        if kept is not None:
            self._letters.look_up_results(kept.patient.id)
            LetterSheet(self._who(kept), self._letters, self._summary, self._host).open()

    def certify(self) -> None:
        kept = self._mine
        if kept is not None:
            diagnosis = ", ".join(d.title for d in self._visit.state.sheet.diagnoses)
            today = self._desk.clock.today()
            CertificateSheet(self._who(kept), today, diagnosis, self._letters, self._host).open()

    @property
    def _mine(self) -> ConsultationDetails | None:
        """The visit in the room, its letters with it, where this person may write them."""
        state = self._visit.state
        if state.kept is None or not state.may_write or not state.is_open:
            return None
        self._letters.show(state.kept.appointment_id)
        return state.kept

    def _follow(self, _changed: VisitState | PastState) -> None:
        """The past first: what was written of this visit must not hold up what the doctor reads before he speaks."""
        kept, past = self._visit.state.kept, self._past.state
        if kept is None:
            self._letters.show(None)
        elif past.patient_id == kept.patient.id and (past.known or past.problem):
            self._letters.show(kept.appointment_id)

    def _summary(self, state: LettersState) -> str:
        visit, known = self._visit.state, self._past.state.known
        if visit.kept is None:
            return ""
        active = known.medicines if known and known.medicines else []
        return summary(visit.sheet.diagnoses, visit.sheet.lines, active, visit.kept.patient.allergies, state.reports)

    def _open_papers(self) -> None:
        if self._visit.state.kept is not None:
            self.papers.open(self._visit.state.kept)

    def _referred(self, referral: Referral) -> None:
        kept, place = self._visit.state.kept, referral.place
        if place is not None:
            when = place.token or date_text(place.date)
            self.said.emit(tr("Referred to {doctor}: {when}", doctor=place.doctor, when=when))
        elif kept is not None:
            self._desk.printing.referral_letter(referral, kept.patient)

    def _issued(self, certificate: Certificate) -> None:
        if self._visit.state.kept is not None:
            self._desk.printing.certificate(certificate, self._visit.state.kept.patient)

    def _who(self, kept: ConsultationDetails) -> str:
        who = who_text(kept.patient, self._desk.clock.today())
        return tr("{name} · {who}", name=shown_name(kept.patient.name), who=who)
