"""Numbers without gap and without double: a locked row in the same transaction, never a sequence."""

from sqlalchemy import text
from sqlalchemy.orm import Mapped, Session, mapped_column

from server.core.database import Base


class Counter(Base):
    """The last number given out under a name, such as `patient:2026`."""

    __tablename__ = "counters"

    name: Mapped[str] = mapped_column(primary_key=True)
    last: Mapped[int]


def next_number(session: Session, name: str) -> int:
    """One more than the last of `name`. Call as late as you can: whoever else counts waits for your commit."""
    number: int = session.execute(
        text(
            "INSERT INTO counters (name, last) VALUES (:name, 1) "
            "ON CONFLICT (name) DO UPDATE SET last = counters.last + 1 RETURNING last"
        ),
        {"name": name},
    ).scalar_one()
    return number
