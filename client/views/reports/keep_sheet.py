"""Keeping a report under a name, and saying whether it is made by itself."""

from pydantic import ValidationError
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QCheckBox, QWidget

from client.core.i18n import tr
from client.core.problem_text import problem_text
from client.core.report_words import report_word
from client.viewmodels.reports.kept import Kept, KeptState
from client.viewmodels.reports.statistics import choice_of
from client.views.reports.schedule_words import due_text
from client.widgets.basics import KeyCap, Label, hbox
from client.widgets.buttons import KeyButton
from client.widgets.choices import Segmented
from client.widgets.dialog import Sheet
from client.widgets.field import Field
from client.widgets.inputs import Combo, LineInput
from client.widgets.pills import Note
from shared.models.common import LONGEST_NAME
from shared.models.reports import StartReport
from shared.models.saved_reports import Rhythm, SavedReport, Schedule
from shared.models.spreadsheets import SpreadsheetForm
from shared.rules.reports import may_be_mailed


class KeepSheet(Sheet):
    """A new one, or one that was kept: then it can be forgotten too."""

    def __init__(self, kept: Kept, asked: StartReport, before: SavedReport | None, parent: QWidget) -> None:
        super().__init__(
            tr("Keep this report"),
            tr("Keep"),
            parent,
            subtitle=tr(
                "{report}, with its filters. The days are chosen anew each time.", report=report_word(asked.kind)
            ),
        )
        self._kept = kept
        self._asked = asked
        self._before = before
        schedule = before.schedule if before is not None else None
        self.name = LineInput(before.name if before is not None else report_word(asked.kind), most=LONGEST_NAME)
        self.rhythm: Combo[Rhythm | None] = Combo(
            (
                (None, tr("Only when I ask")),
                (Rhythm.DAILY, tr("Every day, of yesterday")),
                (Rhythm.WEEKLY, tr("Every week, of the last one")),
                (Rhythm.MONTHLY, tr("Every month, of the last one")),
            )
        )
        self.rhythm.set_value(schedule.rhythm if schedule is not None else None)
        if schedule is None:
            self.rhythm.setCurrentIndex(0)
        self.form: Segmented[SpreadsheetForm] = Segmented(
            ((SpreadsheetForm.XLSX, "XLSX"), (SpreadsheetForm.CSV, "CSV")),
            tr("File"),
            chosen=schedule.form if schedule is not None else SpreadsheetForm.XLSX,
        )
        self.folder = QCheckBox(tr("Into the server's folder"))
        self.folder.setShortcut(QKeySequence("Alt+O"))
        self.folder.setChecked(schedule is None or schedule.folder)
        self.mail_to = LineInput(
            ", ".join(schedule.mail_to) if schedule is not None else "",
            hint=tr("one or more addresses, with commas between"),
        )
        self._where = hbox(self.folder, KeyCap("Alt+O"), None, spacing=8)
        self._addresses = Field(tr("By e-mail to"), self.mail_to, key="Alt+I")
        self._leaves = Label("", "muted", wrap=True)
        self.last = Note("", "info")
        self.mail_again = KeyButton(tr("Send again"), "Alt+S", size="sm")
        self.forget = KeyButton(tr("Forget it"), "Alt+F", kind="danger", size="lg")
        self.forget.setVisible(before is not None)
        self._build()

        self.submitted.connect(self._keep)
        self.rhythm.picked.connect(self._follow)
        self.forget.clicked.connect(self._forget)
        self.mail_again.clicked.connect(self._send_again)
        kept.state_changed.connect(self._render)
        kept.done.connect(self.accept)

        self._follow()
        self._show_last()
        self.name.setFocus()
        self.name.selectAll()

    def _build(self) -> None:
        row = hbox(
            Field(tr("Made by itself"), self.rhythm, key="Alt+M"), Field(tr("File"), self.form, key="Alt+E"), spacing=12
        )
        row.setStretch(0, 1)
        last = hbox(self.last, self.mail_again, spacing=8)
        last.setStretch(0, 1)
        self.add(Field(tr("Name"), self.name, required=True), row, self._where, self._addresses, self._leaves, last)
        self.add_button(self.forget)

    def _follow(self) -> None:
        """Where it goes is asked of what is made by itself."""
        by_itself = self.rhythm.value() is not None
        mailed = may_be_mailed(choice_of(self._asked))
        for widget in (self.folder, self._addresses, self._leaves):
            widget.setVisible(by_itself)
        self.mail_to.setEnabled(mailed)
        self._leaves.setText(
            tr("What is sent by e-mail leaves the hospital. No row of it names a patient.")
            if mailed
            else tr("Its rows are reasons in somebody's own words, which may name a patient: it is not sent by e-mail.")
        )

    def _render(self, state: KeptState) -> None:
        self.set_busy(state.busy)
        self.set_error(problem_text(state.problem).text if state.problem is not None else "")
        known = self._before.id if self._before is not None else None
        self._before = next((each for each in state.kept if each.id == known), self._before)
        self._show_last()

    def _keep(self) -> None:
        if not self.name.value().strip():
            return
        try:
            schedule = self._schedule()
        except ValidationError:
            self.set_error(tr("Choose the folder, or write different addresses like head@clinic.example."))
        else:
            self._kept.keep(self.name.value(), self._asked, schedule, self._before)

    def _schedule(self) -> Schedule | None:
        """Raises ValidationError."""
        rhythm, form = self.rhythm.value(), self.form.value()
        if rhythm is None or form is None:
            return None
        addresses = self.mail_to.value().replace(";", ",").split(",") if self.mail_to.isEnabled() else []
        return Schedule(
            rhythm=rhythm,
            form=form,
            folder=self.folder.isChecked(),
            mail_to=[address.strip() for address in addresses if address.strip()],
        )

    def _forget(self) -> None:
        if self._before is not None:
            self._kept.forget(self._before)

    def _send_again(self) -> None:
        """Each letter that did not go out, or perhaps."""
        for mail in self._before.mails_to_repeat if self._before is not None else ():
            self._kept.mail_again(mail)

    def _show_last(self) -> None:
        """What became of it when it was last due, and what of before is still to be looked at."""
        kept = self._before
        self.last.setVisible(kept is not None and kept.last is not None)
        self.mail_again.setVisible(kept is not None and bool(kept.mails_to_repeat))
        if kept is not None and kept.last is not None:
            bad = kept.last.is_bad or kept.earlier
            self.last.set_state(due_text(kept), "warn" if bad else "info")
