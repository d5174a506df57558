"""The patient's face, and the ways to change it."""

from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QFileDialog, QLabel, QWidget

from client.core.i18n import tr
from client.viewmodels.patient.photo import PhotoDesk, PhotoState
from client.widgets.basics import Label, hbox, vbox
from client.widgets.buttons import KeyButton
from client.widgets.pills import Avatar, Note

_SIDE = 132


class PhotoBox(QWidget):
    """Keys: from a file, from the camera, away."""

    def __init__(self, view_model: PhotoDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view_model = view_model
        self._initials = Avatar(size=_SIDE)
        self._face = QLabel()
        self.file = KeyButton(tr("File…"), "Alt+F", icon="file-text", size="sm")
        self.camera = KeyButton(tr("Camera"), "Alt+C", icon="eye", size="sm")
        self.remove = KeyButton(tr("Remove"), "Alt+R", icon="x", kind="ghost", size="sm")
        self.note = Note("", "warn")
        self._build()

        self.file.clicked.connect(self._ask_file)
        self.camera.clicked.connect(view_model.take)
        self.remove.clicked.connect(view_model.remove)
        view_model.state_changed.connect(self._render)

        self._render(view_model.state)

    def _build(self) -> None:
        self._face.setFixedSize(_SIDE, _SIDE)
        self._face.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._face.setAccessibleName(tr("Photo of the patient"))
        if not self._view_model.has_camera:
            self.camera.set_blocked(tr("No camera program here"))
            self.camera.setToolTip(tr("No camera program on this computer: fswebcam, rpicam-still or ffmpeg."))
        buttons = vbox(self.file, self.camera, self.camera.reason_label(), self.remove, None, spacing=6)
        row = hbox(self._initials, self._face, buttons, None, spacing=14)
        for face in (self._initials, self._face):
            row.setAlignment(face, Qt.AlignmentFlag.AlignTop)
        self.setLayout(vbox(Label(tr("Photo"), "label"), row, self.note, spacing=6))

    def _render(self, state: PhotoState) -> None:
        face = QPixmap()
        face.loadFromData(state.image)
        has_face = not face.isNull()
        if has_face:
            self._face.setPixmap(
                face.scaled(
                    _SIDE,
                    _SIDE,
                    Qt.AspectRatioMode.KeepAspectRatio,
                    Qt.TransformationMode.SmoothTransformation,
                )
            )
        self._initials.set_name(state.patient.name if state.patient else "")
        self._initials.setVisible(not has_face)
        self._face.setVisible(has_face)
        self.remove.setVisible(state.patient is not None and state.patient.photo is not None)
        for button in (self.file, self.camera, self.remove):
            button.set_busy(state.busy)
        self.note.set_state(state.problem, "warn")
        self.note.setVisible(bool(state.problem))

    def _ask_file(self) -> None:
        pictures = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)
        dialog = QFileDialog(self, tr("Choose a photo"), pictures, tr("Pictures (*.jpg *.jpeg *.png *.webp *.bmp)"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self._choose)
        dialog.open()

    def _choose(self, file: str) -> None:
        self._view_model.choose(Path(file))
