"""A message as it came."""

from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from client.core.i18n import tr
from client.widgets.dialog import Sheet


class MessageSheet(Sheet):
    """To be read out to whoever looks after the analyser; nothing in it can be changed."""

    def __init__(self, analyser: str, text: str, parent: QWidget) -> None:
        super().__init__(tr("The message as it came"), tr("Close"), parent, subtitle=analyser, width=760)
        self.text = QPlainTextEdit("\n".join(line for line in text.splitlines() if line))
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName(tr("The message as it came"))
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.text.setMinimumHeight(340)
        self.add(self.text)
        self.cancel.hide()
        self.submitted.connect(self.accept)
        self.primary.setFocus()
