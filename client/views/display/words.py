"""Why a doctor calls nobody, in the words of the wall."""

from client.core.tongue import Tongue, clock_text
from shared.models.queue import SessionNotice, SessionPause


def pause_lines(tongue: Tongue, pause: SessionPause) -> list[str]:
    """The reason, and until or since when; a day that is over needs no time."""
    say = tongue.tr
    reason = {
        SessionNotice.BREAK: say("On a break"),
        SessionNotice.EMERGENCY: say("Called to an emergency"),
        SessionNotice.LATE: say("Will be late"),
        SessionNotice.PRAYER: say("At prayer"),
        SessionNotice.PROCEDURE: say("In a procedure"),
        SessionNotice.ROUND: say("On the ward round"),
        SessionNotice.ENDED: say("No more patients today"),
    }[pause.notice]
    if pause.notice is SessionNotice.ENDED:
        return [reason]
    if pause.back_at is not None:
        return [reason, say("Back about {time}", time=clock_text(pause.back_at))]
    return [reason, say("Since {time}", time=clock_text(pause.since))]
