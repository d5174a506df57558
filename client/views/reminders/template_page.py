"""The words of messages, with what an invented patient would read beside them."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from client.core.i18n import tr, trn
from client.core.problem_text import problem_text
from client.viewmodels.reminders.template_desk import TemplateDesk, TemplateState
from client.views.reminders.words import channel_word, kind_word
from client.widgets.basics import Card, Label, Sunken, box, hbox, heading, vbox
from client.widgets.buttons import KeyButton
from client.widgets.choices import Segmented
from client.widgets.field import Field
from client.widgets.inputs import Combo, LineInput, TextArea
from client.widgets.pills import Note, Pill
from shared.languages import Language
from shared.models.reminders import Channel, MessageKind
from shared.rules.messages import FIELDS


class TemplatePage(QWidget):
    said = Signal(str)

    def __init__(self, desk: TemplateDesk, *, may_write: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        desk.setParent(self)
        self.kind: Combo[MessageKind] = Combo((kind, kind_word(kind)) for kind in MessageKind)
        self.channel: Segmented[Channel] = Segmented(
            ((channel, channel_word(channel)) for channel in Channel), tr("Sent by"), chosen=Channel.SMS
        )
        self.language: Segmented[Language] = Segmented(
            ((language, language.own_name) for language in Language), tr("Language"), chosen=Language.ENGLISH
        )
        self.own = Pill("", "grey")
        self.subject = LineInput(most=200)
        self._subject = Field(tr("Subject"), self.subject)
        self.text = TextArea(lines=7)
        self.fields = Label(
            tr("Fields: {fields}", fields="  ".join(f"{{{name}}}" for name in FIELDS)), "small", wrap=True
        )
        self.wrong = Note("", "bad")
        self.preview_subject = Label("", "strong", wrap=True)
        self.preview = Label("", "body", wrap=True)
        self.parts = Label("", "small")
        self.take_back = KeyButton(tr("Use the built-in words"), "Alt+B", icon="undo-2")
        self.save = KeyButton(tr("Save"), "Ctrl+S", icon="save", kind="primary")
        self._may_write = may_write
        self._build()

        self.kind.picked.connect(lambda kind: desk.choose(kind=kind))
        self.channel.picked.connect(lambda channel: desk.choose(channel=channel))
        self.language.picked.connect(lambda language: desk.choose(language=language))
        self.subject.textEdited.connect(self._type)
        self.text.textChanged.connect(self._type)
        self.save.clicked.connect(desk.save)
        self.take_back.clicked.connect(desk.take_back)
        desk.state_changed.connect(self._render)
        desk.saved.connect(lambda _: self.said.emit(tr("Saved: the next message goes out like that")))

        self._render(desk.state)
        desk.refresh()

    def _build(self) -> None:
        self.setFocusProxy(self.kind)
        choice = hbox(
            Field(tr("Message"), self.kind),
            Field(tr("Sent by"), self.channel),
            Field(tr("Language"), self.language),
            None,
            self.own,
            spacing=16,
        )
        self.kind.setMinimumWidth(260)
        for editor in (self.subject, self.text):
            editor.setReadOnly(not self._may_write)
        written = Card(
            heading(tr("Words")),
            self._subject,
            Field(tr("Text"), self.text),
            self.fields,
            self.wrong,
            None,
            box(hbox(None, self.take_back, self.save, spacing=8)),
            spacing=10,
        )
        self.take_back.setVisible(self._may_write)
        self.save.setVisible(self._may_write)
        sheet = Sunken(self.preview_subject, self.preview)
        read = Card(heading(tr("As a patient reads it")), sheet, self.parts, None, spacing=10)
        row = hbox(written, read, spacing=12)
        row.setStretch(0, 3)
        row.setStretch(1, 2)
        layout = vbox(Card(choice), row, spacing=12)
        layout.setStretch(1, 1)
        self.setLayout(layout)

    def _type(self) -> None:
        state = self._desk.state
        if (self.subject.value(), self.text.toPlainText()) != (state.subject, state.text):
            self._desk.type(self.subject.value(), self.text.toPlainText())

    def _render(self, state: TemplateState) -> None:
        self.kind.set_value(state.kind)
        self.channel.set_value(state.channel)
        self.language.set_value(state.language)
        way = Qt.LayoutDirection.RightToLeft if state.language.right_to_left else Qt.LayoutDirection.LeftToRight
        for part in (self.subject, self.text, self.preview, self.preview_subject):
            part.setLayoutDirection(way)
        is_mail = state.channel is Channel.EMAIL
        self._subject.setVisible(is_mail)
        self.preview_subject.setVisible(is_mail)
        if self.subject.value() != state.subject:
            self.subject.set_value(state.subject)
        if self.text.toPlainText() != state.text:
            self.text.setPlainText(state.text)
        self.preview_subject.setText(state.preview_subject)
        self.preview.setText(state.preview)
        self.parts.setVisible(not is_mail)
        letters = trn("{n} letter", "{n} letters", len(state.preview))
        sms = trn("paid as {n} SMS", "paid as {n} SMS", state.parts)
        self.parts.setText(tr("{letters}, {sms}", letters=letters, sms=sms))
        own = state.kept is not None and state.kept.own
        self.own.set_state(tr("Our own words") if own else tr("Built-in words"), "primary" if own else "grey")
        self.take_back.set_blocked("" if own else tr("These are the built-in words"))
        self.save.set_blocked("" if state.can_save else tr("Nothing was changed"))
        self._render_wrong(state)

    def _render_wrong(self, state: TemplateState) -> None:
        words = ""
        if state.unknown is None:
            words = tr("A brace has no other: write a field as {field}.", field="{name}")
        elif state.unknown:
            words = tr("Unknown field: {names}", names=", ".join(state.unknown))
        elif state.problem is not None:
            words = problem_text(state.problem).sentence
        self.wrong.setVisible(bool(words))
        self.wrong.set_state(words, "bad")
