"""How the house sends messages: when, by which servers, and whether they answer."""

from datetime import time

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from client.core.i18n import tr
from client.core.problem_text import problem_text
from client.viewmodels.reminders.messaging_desk import MessagingDesk, MessagingState
from client.views.reminders.server_cards import GatewayCard, MailCard
from client.views.reminders.words import channel_word, kind_word, outcome_text
from client.widgets.basics import Card, Label, Scroll, box, clear, hbox, heading, vbox
from client.widgets.buttons import KeyButton
from client.widgets.choices import Segmented
from client.widgets.field import Field
from client.widgets.inputs import LineInput, NumberInput
from client.widgets.pills import Note
from shared.ids import DepartmentId
from shared.models.reminders import Channel, MessageKind, MessagingSettings, Outcome, Rules, SaveMessaging


class RulesCard(Card):
    """What is told, when, and of whom it is told discreetly."""

    def __init__(self) -> None:
        super().__init__(spacing=12)
        self.sms, self.email = _switch(tr("SMS")), _switch(tr("E-mail"))
        self.kinds = {kind: QCheckBox(kind_word(kind)) for kind in MessageKind}
        self.days, self.at = NumberInput(), LineInput(hint=tr("HH:MM"))
        self.quiet_from, self.quiet_until = LineInput(hint=tr("HH:MM")), LineInput(hint=tr("HH:MM"))
        self.tries = NumberInput()
        self._departments = vbox(spacing=4)
        self._boxes: dict[DepartmentId, QCheckBox] = {}
        self.add(
            heading(tr("What patients are told")),
            hbox(Field(tr("SMS"), self.sms), Field(tr("E-mail"), self.email), None, spacing=20),
            box(vbox(*self.kinds.values(), spacing=4)),
            hbox(
                Field(tr("Reminder, days before"), self.days),
                Field(tr("At"), self.at),
                Field(tr("Tries at most"), self.tries),
                spacing=12,
            ),
            hbox(
                Field(tr("Quiet from"), self.quiet_from),
                Field(tr("Quiet until"), self.quiet_until),
                None,
                spacing=12,
            ),
            Label(tr("The same hour twice: there are no quiet hours."), "small"),
            Label(tr("Departments whose doctor and room are not named"), "group"),
            self._departments,
        )

    def show_rules(self, settings: MessagingSettings) -> None:
        rules = settings.rules
        self.sms.set_value(rules.sms)
        self.email.set_value(rules.email)
        for kind, tick in self.kinds.items():
            tick.setChecked(kind in rules.kinds)
        self.days.set_value(str(rules.remind_days))
        self.tries.set_value(str(rules.most_tries))
        for editor, hour in (
            (self.at, rules.remind_at),
            (self.quiet_from, rules.quiet_from),
            (self.quiet_until, rules.quiet_until),
        ):
            editor.set_value(hour.strftime("%H:%M"))
        if self._boxes.keys() != settings.departments.keys():
            clear(self._departments)
            self._boxes = {one: QCheckBox(name) for one, name in settings.departments.items()}
            for tick in self._boxes.values():
                self._departments.addWidget(tick)
        for one, tick in self._boxes.items():
            tick.setChecked(one in rules.discreet)

    def rules(self) -> Rules:
        """As it is typed. Raises ValueError."""
        return Rules(
            sms=self.sms.value() is True,
            email=self.email.value() is True,
            kinds=[kind for kind, tick in self.kinds.items() if tick.isChecked()],
            remind_days=int(self.days.value()),
            remind_at=time.fromisoformat(self.at.value()),
            quiet_from=time.fromisoformat(self.quiet_from.value()),
            quiet_until=time.fromisoformat(self.quiet_until.value()),
            most_tries=int(self.tries.value()),
            discreet=[one for one, tick in self._boxes.items() if tick.isChecked()],
        )


class MessagingPage(QWidget):
    said = Signal(str)

    def __init__(self, desk: MessagingDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        desk.setParent(self)
        self._version = -1
        self._sent: SaveMessaging | None = None
        """What is on its way to be saved."""
        self.rules, self.mail, self.gateway = RulesCard(), MailCard(), GatewayCard()
        self.channel: Segmented[Channel] = Segmented(
            ((channel, channel_word(channel)) for channel in Channel), tr("Test by"), chosen=Channel.SMS
        )
        self.address = LineInput(hint=tr("Phone or e-mail address"), most=200)
        self.test = KeyButton(tr("Send a test message"), "F8", icon="bell")
        self.save = KeyButton(tr("Save"), "Ctrl+S", icon="save", kind="primary")
        self.note = Note("", "info")
        self._build()

        self.save.clicked.connect(self._save)
        self.test.clicked.connect(self._send_test)
        self.address.textChanged.connect(self._check)
        desk.state_changed.connect(self._render)
        desk.saved.connect(lambda: self.said.emit(tr("Saved: it counts from the next message on")))

        self._render(desk.state)
        desk.refresh()

    def _build(self) -> None:
        self.setFocusProxy(self.rules.sms)
        columns = hbox(vbox(self.rules, None), vbox(self.mail, self.gateway, None, spacing=12), spacing=12)
        columns.setStretch(0, 1)
        columns.setStretch(1, 1)
        bar = hbox(self.channel, self.address, self.test, None, self.save, spacing=10)
        self.address.setMinimumWidth(240)
        layout = vbox(Scroll(box(columns)), self.note, Card(bar), spacing=10)
        layout.setStretch(0, 1)
        self.setLayout(layout)

    def _render(self, state: MessagingState) -> None:
        settings = state.settings
        if settings is not None and settings.version != self._version:
            self._version = settings.version
            if self._sent is None or self._typed(self._sent.version) == self._sent:  # else it was typed anew meanwhile
                self._fill(settings)
        if not state.busy:
            self._sent = None
        self.save.set_busy(state.busy)
        self.test.set_busy(state.trying)
        self._check()
        self.note.setVisible(state.problem is not None or state.tried is not None)
        if state.problem is not None:
            self.note.set_state(problem_text(state.problem).sentence, "bad")
        elif state.tried is not None:
            tried = state.tried
            taken = tried.outcome is Outcome.ACCEPTED
            what = outcome_text(tried.outcome)
            self.note.set_state(
                tr("The test: {what} ({code})", what=what, code=tried.code)
                if tried.code
                else tr("The test: {what}", what=what),
                "ok" if taken else "bad",
            )

    def _fill(self, settings: MessagingSettings) -> None:
        self.rules.show_rules(settings)
        self.mail.show_server(settings.mail, has_password=settings.has_mail_password)
        self.gateway.show_gateway(settings.sms, has_secret=settings.has_sms_secret)

    def _check(self) -> None:
        self.test.set_blocked("" if self.address.value() else tr("Say whom the test goes to"))

    def _save(self) -> None:
        settings = self._desk.state.settings
        if settings is None:
            return
        request = self._typed(settings.version)
        if request is None:
            self._refuse(tr("A number, an hour or the gateway's URL cannot be read: hours are written like 08:30."))
            return
        if not self._desk.state.busy:
            self._sent = request
        self._desk.save(request)

    def _typed(self, version: int) -> SaveMessaging | None:
        """None where it makes no sense."""
        try:
            return SaveMessaging(
                rules=self.rules.rules(),
                mail=self.mail.server(),
                sms=self.gateway.gateway(),
                mail_password=self.mail.password.value() or None,
                sms_secret=self.gateway.secret.value() or None,
                version=version,
            )
        except ValueError:
            return None

    def _refuse(self, words: str) -> None:
        self.note.setVisible(True)
        self.note.set_state(words, "bad")

    def _send_test(self) -> None:
        channel = self.channel.value()
        if channel is not None and self.address.value():
            self._desk.send_test(channel, self.address.value())


def _switch(name: str) -> Segmented[bool]:
    return Segmented(((True, tr("On")), (False, tr("Off"))), name, chosen=False)
