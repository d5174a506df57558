"""The last row of the sheet: what goes out of this visit, and what went."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from client.core.i18n import date_text, tr, trn
from client.viewmodels.consulting.letters import Letters, LettersState
from client.viewmodels.consulting.visit import Visit
from client.viewmodels.consulting.visit_state import VisitState
from client.widgets.basics import Elide, Label, hbox
from client.widgets.buttons import KeyButton
from shared.models.referrals import Referral


class LettersRow(QWidget):
    """Each of its keys opens a sheet."""

    def __init__(self, visit: Visit, letters: Letters) -> None:
        super().__init__()
        self._letters = letters
        self.given = Elide("", "body")
        self.refer = KeyButton(tr("Refer"), "Alt+R", icon="arrow-right", kind="ghost", size="sm")
        self.certificate = KeyButton(tr("Sick leave"), "Alt+O", icon="file-check", kind="ghost", size="sm")
        self.papers = KeyButton(tr("Papers"), "Alt+J", icon="printer", kind="ghost", size="sm")
        title = Label(tr("Letters"), "label")
        title.setFixedWidth(64)
        row = hbox(title, self.given, self.refer, self.certificate, self.papers, spacing=8)
        row.setStretch(1, 1)
        row.setAlignment(title, Qt.AlignmentFlag.AlignVCenter)
        self.setLayout(row)
        visit.state_changed.connect(self.render_visit)
        letters.state_changed.connect(self.render_state)
        self.render_visit(visit.state)
        self.render_state(letters.state)

    def render_visit(self, state: VisitState) -> None:
        self.refer.setVisible(state.may_write and state.is_open)
        self.certificate.setVisible(state.may_write and state.is_open)

    def render_state(self, state: LettersState) -> None:
        told = [*map(_referred, state.given)]
        standing = [one for one in state.certificates if one.cancelled is None]
        told += [trn("Sick leave {n} day", "Sick leave {n} days", one.days) for one in standing]
        self.given.setText(" · ".join(told))
        self.papers.setVisible(bool(state.letters or state.certificates))


def _referred(referral: Referral) -> str:
    place = referral.place
    if place is None:
        return tr("Letter {number}", number=referral.referral_no)
    if place.token is None:
        return tr("Referred to {doctor}, {day}", doctor=place.doctor, day=date_text(place.date))
    return tr("Referred to {doctor}, {token}", doctor=place.doctor, token=place.token)
