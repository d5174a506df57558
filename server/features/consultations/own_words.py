"""What a doctor uses often: own phrases, and the diagnoses made most."""

from datetime import timedelta
from typing import Final

from server.core.context import Context
from server.features.consultations.phrase_repository import PhraseRepository
from server.features.consultations.repository import ConsultationRepository
from shared.models.common import Nothing, Page
from shared.models.consultations import DropPhrase, Icd10, ListFavourites, Phrase, SavePhrase

_LATELY: Final = timedelta(days=365)


class OwnWords:
    """Of whoever asks, and nobody else's."""

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._phrases = PhraseRepository(ctx.session)

    def favourites(self, request: ListFavourites) -> Page[Icd10]:
        since = self._ctx.now - _LATELY
        rows = ConsultationRepository(self._ctx.session).usual(self._ctx.person.employee_id, since, request.limit)
        return Page(items=[Icd10(code=row.code, title=row.title) for row in rows])

    def phrases(self) -> Page[Phrase]:
        rows = self._phrases.of(self._ctx.person.employee_id)
        return Page(items=[Phrase(code=row.code, **row.parts) for row in rows])

    def save(self, request: SavePhrase) -> Nothing:
        parts = request.model_dump(exclude={"code"}, exclude_defaults=True)
        self._phrases.put(self._ctx.person.employee_id, request.code, parts)
        return Nothing()

    def drop(self, request: DropPhrase) -> Nothing:
        """One that is gone already is gone."""
        self._phrases.drop(self._ctx.person.employee_id, request.code)
        return Nothing()
