"""The general notices of a wall, as sentences: for the wall in its languages, for staff in theirs."""

from datetime import time
from typing import Protocol

from shared.models.boards import NoticeKind


class Say(Protocol):
    """`tr`, of the computer's language or of one of the hospital's."""

    def __call__(self, text: str, /, **values: object) -> str: ...


def notice_text(say: Say, kind: NoticeKind, at: time | None = None, doctor: str | None = None) -> str:
    """What its sentence names may be missing where a notice is only being chosen."""
    hours = f"{at:%H:%M}" if at else "–:–"
    return {
        NoticeKind.KEEP_SLIP: say("Please keep your slip until you leave."),
        NoticeKind.EMERGENCIES_FIRST: say("Emergencies are seen first. Thank you for waiting."),
        NoticeKind.PAY_FIRST: say("Please pay at the cash counter before your tests."),
        NoticeKind.MASK: say("Please wear a mask."),
        NoticeKind.SILENCE: say("Silence, please."),
        NoticeKind.SILENT_TELEPHONE: say("Please switch your telephone to silent."),
        NoticeKind.NO_SMOKING: say("No smoking in the hospital."),
        NoticeKind.PHARMACY_CLOSES: say("The pharmacy closes at {time}.", time=hours),
        NoticeKind.SAMPLES_UNTIL: say("The laboratory takes samples until {time}.", time=hours),
        NoticeKind.REPORTS_FROM: say("Reports are given from {time}.", time=hours),
        NoticeKind.DOCTOR_AWAY: say("{doctor} is not seeing patients today.", doctor=doctor or "…"),
    }[kind]
