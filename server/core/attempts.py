"""Writing that may be taken back within its transaction: a dry run does everything, and leaves nothing."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from sqlalchemy.orm import Session


class _Undone(Exception):
    pass


@dataclass
class Attempt:
    is_kept: bool = False

    def keep(self) -> None:
        self.is_kept = True


@contextmanager
def tentatively(session: Session) -> Iterator[Attempt]:
    """What is written inside stands only if it is kept at the end."""
    attempt = Attempt()
    with suppress(_Undone), session.begin_nested():
        yield attempt
        if not attempt.is_kept:
            raise _Undone
