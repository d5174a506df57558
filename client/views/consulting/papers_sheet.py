"""The papers of one visit: printed again, or cancelled with a reason."""

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from client.core.i18n import date_text, datetime_text, tr, trn
from client.core.medicine_words import PRESCRIPTION_TONES, prescription_status_word
from client.viewmodels.consulting.letters import Letters, LettersState
from client.views.consulting.words import whole
from client.widgets.buttons import KeyButton
from client.widgets.dialog import Confirm, Sheet
from client.widgets.list_picker import ListPicker, PickFacts
from client.widgets.stat import EmptyState
from client.widgets.tokens import Tone
from shared.ids import EmployeeId
from shared.models.certificates import Certificate
from shared.models.consultations import ConsultationDetails
from shared.models.prescriptions import Prescription, PrescriptionStatus
from shared.models.referrals import Referral

_ROWS_HEIGHT = 260


@dataclass(frozen=True)
class Paper:
    """One row: what it is about is the thing itself."""

    about: Prescription | Referral | Certificate
    title: str
    detail: str
    mark: str = ""
    tone: Tone = "grey"

    @property
    def is_void(self) -> bool:
        match self.about:
            case Prescription():
                return self.about.status is PrescriptionStatus.CANCELLED
            case Certificate():
                return self.about.cancelled is not None
            case _:
                return False


class PapersSheet(Sheet):
    """Enter prints the marked one again: the paper then says which copy it is."""

    print_asked = Signal(object)  # Prescription, Referral or Certificate
    change_asked = Signal(object)  # Prescription
    cancel_asked = Signal(object, str)  # Prescription or Certificate, why

    def __init__(
        self,
        who: str,
        kept: ConsultationDetails,
        me: EmployeeId | None,
        letters: Letters,
        parent: QWidget,
        *,
        prescribes: bool,
    ) -> None:
        super().__init__(tr("Papers of this visit"), tr("Print again"), parent, subtitle=who, key="Ctrl+P", width=680)
        self._kept = kept
        self._may_change = kept.doctor_id == me
        self._prescribes = prescribes
        self.rows: ListPicker[Paper] = ListPicker(_facts, lambda paper: paper.about.id, tr("Papers"))
        self.rows.setMinimumHeight(_ROWS_HEIGHT)
        self.rows.set_empty(EmptyState("printer", tr("No paper was issued in this visit")))
        self.change = KeyButton(tr("Change…"), "Alt+C", icon="pill", size="lg")
        self.void = KeyButton(tr("Cancel paper…"), "Alt+X", icon="ban", kind="danger", size="lg")
        self.cancel.set_text(tr("Close"))
        self.add(self.rows)
        self.body.setStretch(0, 1)
        self.add_button(self.change)
        self.add_button(self.void)

        self.rows.current_changed.connect(self._check)
        self.rows.picked.connect(self._print)
        self.submitted.connect(self._print)
        self.change.clicked.connect(self._change)
        self.void.clicked.connect(self._ask)
        letters.state_changed.connect(self.render_state)

        letters.begin()
        self.render_state(letters.state)
        self.rows.setFocus()

    def render_state(self, state: LettersState) -> None:
        papers = [_letter(one) for one in state.letters] + [_certificate(one) for one in state.certificates]
        # While the visit goes on, its prescription is changed on the sheet itself.
        if self._kept.prescription is not None and self._kept.completed_at is not None:
            papers.insert(0, _prescription(self._kept.prescription))
        self.set_busy(state.sending)
        self.set_error(whole(state.problem) if state.problem else "")
        self.rows.set_rows(papers)
        self._check()

    def _check(self) -> None:
        paper = self.rows.current()
        about = paper.about if paper else None
        own = self._may_change and paper is not None and not paper.is_void
        issued = self._prescribes and isinstance(about, Prescription) and about.status is PrescriptionStatus.ISSUED
        self.change.setVisible(own and issued)
        self.void.setVisible(own and (issued or isinstance(about, Certificate)))
        if paper is None:
            self.primary.set_blocked(tr("Choose a paper"))
        else:
            self.primary.set_blocked(tr("It was cancelled") if paper.is_void else "")

    def _print(self) -> None:
        paper = self.rows.current()
        if paper is not None and not self.primary.blocked_reason:
            self.print_asked.emit(paper.about)

    def _change(self) -> None:
        paper = self.rows.current()
        if paper is not None:
            self.accept()
            self.change_asked.emit(paper.about)

    def _ask(self) -> None:
        paper = self.rows.current()
        if paper is None:
            return
        confirm = Confirm(
            tr("Cancel {paper}?", paper=paper.title),
            tr("It stays readable, with the reason. Take the paper back if you can: it is void from now on."),
            tr("Cancel it"),
            self,
            reason=tr("Why"),
        )
        confirm.confirmed.connect(partial(self._void, paper))
        confirm.open()

    def _void(self, paper: Paper, reason: str) -> None:
        self.cancel_asked.emit(paper.about, reason)


def _facts(paper: Paper) -> PickFacts:
    return PickFacts(paper.title, detail=paper.detail, mark=paper.mark, tone=paper.tone, avatar=False)


def _prescription(prescription: Prescription) -> Paper:
    status = prescription.status
    title = tr("Prescription {number}", number=prescription.prescription_no)
    if prescription.version > 1:
        title = tr("{paper}, version {n}", paper=title, n=prescription.version)
    count = len(prescription.items)
    medicines = trn("{n} medicine", "{n} medicines", count)
    detail = tr("{at} · {medicines}", at=datetime_text(prescription.prescribed_at), medicines=medicines)
    return Paper(prescription, title, detail, prescription_status_word(status), PRESCRIPTION_TONES[status])


def _letter(referral: Referral) -> Paper:
    addressee = referral.letter.addressee if referral.letter else ""
    return Paper(
        referral,
        tr("Referral letter {number}", number=referral.referral_no),
        tr("{at} · to {addressee}", at=datetime_text(referral.given_at), addressee=addressee),
        tr("Issued"),
        "ok",
    )


def _certificate(certificate: Certificate) -> Paper:
    first, last = date_text(certificate.from_day), date_text(certificate.to_day)
    days = trn("{n} day", "{n} days", certificate.days)
    detail = tr("{first} – {last} · {days}", first=first, last=last, days=days)
    if certificate.cancelled is not None:
        detail = tr("{detail} · cancelled: {reason}", detail=detail, reason=certificate.cancelled.reason)
    return Paper(
        certificate,
        tr("Sick-leave certificate {number}", number=certificate.certificate_no),
        detail,
        tr("Cancelled") if certificate.cancelled else tr("Issued"),
        "bad" if certificate.cancelled else "ok",
    )
