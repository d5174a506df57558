"""The patient's face: kept encrypted, one that counts."""

from io import BytesIO

from PIL import Image, UnidentifiedImageError

from server.core.context import Context
from server.features.patients.repository import PatientRepository
from server.features.patients.service import PatientService
from server.features.patients.tables import PatientPhoto
from shared.contracts.patients import NotAPhoto
from shared.ids import PatientId, PhotoId, new_id
from shared.models.charts import ChartPart, OpenedBy
from shared.models.patients import PHOTO_SIDE, PatientDetails, Photo, SetPhoto


class Photos:
    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._patients = PatientRepository(ctx.session)

    def get(self, patient_id: PatientId) -> Photo:
        photo = Photo.model_validate(self._patients.photo(patient_id))
        self._ctx.looked_at(patient_id, ChartPart.CARD, OpenedBy.AGAIN)
        return photo

    def keep(self, request: SetPhoto) -> PatientDetails:
        _check(request.image)
        patient = PatientService(self._ctx).active(request.patient_id)
        self._end(patient.id)
        self._patients.add(
            PatientPhoto(
                id=PhotoId(new_id()),
                patient_id=patient.id,
                image=request.image,
                taken_at=self._ctx.now,
                taken_by=self._ctx.person.employee_id,
            )
        )
        return self._card(patient.id)

    def remove(self, patient_id: PatientId) -> PatientDetails:
        patient = PatientService(self._ctx).active(patient_id)
        self._end(patient.id)
        return self._card(patient.id)

    def _end(self, patient_id: PatientId) -> None:
        self._patients.end_photos(patient_id, self._ctx.person.employee_id, self._ctx.now)

    def _card(self, patient_id: PatientId) -> PatientDetails:
        self._ctx.touched(patient_id)
        self._patients.flush()
        return PatientService(self._ctx).shown(patient_id)


def _check(image: bytes) -> None:
    """Its size first: what claims to be a whole wall is not unpacked. Raises NotAPhoto."""
    try:
        with Image.open(BytesIO(image), formats=("JPEG",)) as picture:
            if max(picture.size) > PHOTO_SIDE:
                raise NotAPhoto
            picture.load()
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise NotAPhoto from error
