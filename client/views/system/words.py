"""How the system is, for somebody who looks after it beside another job: what is so, and what to do."""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from client.core.i18n import datetime_text, number_text, tr, trn
from client.core.problem_text import problem_text
from client.widgets.tokens import Tone
from shared.errors import ApiError, Unavailable, Unreachable
from shared.models.system import Check, CheckKind, CheckState

TONES: Final[dict[CheckState, Tone]] = {CheckState.OK: "ok", CheckState.LOOK: "warn", CheckState.ACT: "bad"}
STATE_ICONS: Final = {
    CheckState.OK: "circle-check",
    CheckState.LOOK: "triangle-alert",
    CheckState.ACT: "circle-alert",
}
ICONS: Final = {
    CheckKind.SERVER: "server",
    CheckKind.DATABASE: "layers",
    CheckKind.LIVE: "wifi",
    CheckKind.DISK: "package",
    CheckKind.BACKUP: "save",
    CheckKind.COMPUTERS: "monitor",
    CheckKind.PRINTERS: "printer",
    CheckKind.MESSAGES: "bell",
    CheckKind.REPORTS: "file-text",
    CheckKind.SEAL: "shield-check",
}


def state_word(state: CheckState) -> str:
    return {CheckState.OK: tr("All right"), CheckState.LOOK: tr("Look at it"), CheckState.ACT: tr("Act now")}[state]


def check_title(kind: CheckKind) -> str:
    return {
        CheckKind.SERVER: tr("Server"),
        CheckKind.DATABASE: tr("Database"),
        CheckKind.LIVE: tr("News to the screens"),
        CheckKind.DISK: tr("Disk"),
        CheckKind.BACKUP: tr("Backup"),
        CheckKind.COMPUTERS: tr("Computers"),
        CheckKind.PRINTERS: tr("Printers"),
        CheckKind.MESSAGES: tr("Messages to patients"),
        CheckKind.REPORTS: tr("Reports made by themselves"),
        CheckKind.SEAL: tr("Logs"),
    }[kind]


def check_text(check: Check) -> str:
    """What is so."""
    return _TEXTS[check.kind](check)


def what_to_do(check: Check, *, computers: bool) -> str:
    """Nothing where all is right. `computers`: whether the page that tells them one by one is this person's."""
    if check.state is CheckState.OK:
        return ""
    do = _TO_DO[check.kind](check)
    if check.kind not in _AT_COMPUTERS:
        return do
    which = (
        tr("Which ones, and what is wrong there: Computers, Ctrl+Shift+W.")
        if computers
        else tr("An administrator sees which ones, and what is wrong there.")
    )
    return tr("{do} {which}", do=do, which=which)


def unknown(problem: ApiError) -> tuple[str, str]:
    """Why nothing is known, and what to do where that is known."""
    if isinstance(problem, Unreachable):
        return tr("The server does not answer. How things stand is not known."), tr(
            "Go to the server's machine. Is it switched on, and is its network cable in? Then type there:"
            " systemctl restart hms-server. If it stays so, tell whoever installed it."
        )
    if isinstance(problem, Unavailable):
        return tr("The server answers, but its database does not. Nothing can be saved until it does."), tr(
            "If this does not pass within a minute or two, go to the server's machine. Is its disk full? Then type"
            " there: systemctl restart postgresql, and after it systemctl restart hms-server. If it stays so, tell"
            " whoever installed it."
        )
    return problem_text(problem).sentence, ""


def _number(check: Check, figure: str) -> int:
    value = check.figures.get(figure, 0)
    return value if isinstance(value, int) else 0


def _when(check: Check, figure: str) -> str:
    return datetime_text(datetime.fromisoformat(str(check.figures[figure])))


def _size(megabytes: int) -> str:
    if megabytes < _GIGABYTE:
        return tr("{n} MB", n=number_text(megabytes))
    return tr("{n} GB", n=number_text(megabytes // _GIGABYTE))


_GIGABYTE: Final = 1000


def _server(check: Check) -> str:
    return tr(
        "Version {version}, running since {since}.", version=check.figures["version"], since=_when(check, "since")
    )


def _database(check: Check) -> str:
    return tr(
        "PostgreSQL {version} answers. It holds {size}; {used} of {most} connections are in use.",
        version=check.figures["version"],
        size=_size(_number(check, "megabytes")),
        used=number_text(_number(check, "connections")),
        most=number_text(_number(check, "most")),
    )


def _live(check: Check) -> str:
    if check.state is CheckState.OK:
        return tr("Redis answers: a change shows on every screen within a heartbeat.")
    return tr("Redis does not answer. Nothing is lost, but screens show changes only when they ask again.")


def _disk(check: Check) -> str:
    own = tr(
        "{free} of {total} are free ({percent} %).",
        free=_size(_number(check, "free")),
        total=_size(_number(check, "total")),
        percent=number_text(_number(check, "percent")),
    )
    if "other" not in check.figures:
        return own
    return tr(
        "{own} On the disk of {folder} {free} are free ({percent} %).",
        own=own,
        folder=check.figures["other"],
        free=_size(_number(check, "other_free")),
        percent=number_text(_number(check, "other_percent")),
    )


def _backup(check: Check) -> str:
    if not check.figures:
        return tr("There is no backup. If this machine breaks, everything is gone.")
    return tr(
        "The last one is of {when}: {size} in {place}.",
        when=_when(check, "at"),
        size=_size(_number(check, "megabytes")),
        place=check.figures["place"],
    )


def _computers(check: Check) -> str:
    connected, same, others = (_number(check, figure) for figure in ("connected", "same", "others"))
    version, silent = check.figures["version"], connected - same - others
    if same == connected > 0:
        return trn(
            "{n} computer is switched on, with version {version}.",
            "{n} computers are switched on, all with version {version}.",
            connected,
            version=version,
        )
    said = [
        trn("{n} computer is switched on.", "{n} computers are switched on.", connected),
        trn("{n} runs version {version}.", "{n} run version {version}.", same, version=version) if same else "",
        trn(
            "{n} runs another version: {versions}.",
            "{n} run another version: {versions}.",
            others,
            versions=check.figures["versions"],
        )
        if others
        else "",
        trn("{n} has not said its version.", "{n} have not said their versions.", silent) if silent else "",
    ]
    return " ".join(filter(None, said))


def _printers(check: Check) -> str:
    papers = _number(check, "papers")
    if not papers:
        return tr("Every paper was printed.")
    return trn(
        "{n} paper waits for its printer, at {where}. It is kept.",
        "{n} papers wait for their printers, at {where}. They are kept.",
        papers,
        where=check.figures["where"],
    )


def _messages(check: Check) -> str:
    if not _number(check, "on"):
        return tr("They are switched off.")
    overdue, wrong = _number(check, "overdue"), _number(check, "failed") + _number(check, "perhaps")
    if overdue:
        return trn("{n} message should have gone out already.", "{n} messages should have gone out already.", overdue)
    if wrong:
        return trn("{n} message perhaps did not arrive.", "{n} messages perhaps did not arrive.", wrong)
    planned = _number(check, "planned")
    return trn("All have gone out. {n} is planned.", "All have gone out. {n} are planned.", planned)


def _reports(check: Check) -> str:
    failed, again, letters = (_number(check, figure) for figure in ("failed", "tried_again", "letters"))
    told = (
        (failed, trn("{n} report that was due was not made.", "{n} reports that were due were not made.", failed)),
        (again, trn("{n} is tried again.", "{n} are tried again.", again)),
        (letters, trn("{n} letter perhaps did not arrive.", "{n} letters perhaps did not arrive.", letters)),
    )
    return " ".join(words for number, words in told if number) or tr("All that were due were made.")


def _about_reports(check: Check) -> str:
    if _number(check, "failed") or _number(check, "tried_again"):
        return tr(
            "See that the folder of the reports can be written to and its disk is not full. Why each failed sees"
            " whoever keeps it: Statistics, Ctrl+Shift+S."
        )
    return tr(
        "Whoever keeps the report sends its letter again: Statistics, Ctrl+Shift+S. If none arrives, try the settings"
        " of the mail server with a test message."
    )


def _seal(check: Check) -> str:
    findings = _number(check, "findings")
    if findings:
        return trn("{n} entry is not as it was sealed.", "{n} entries are not as they were sealed.", findings)
    if "waiting" in check.figures:
        return tr("Nothing was sealed since {when}.", when=_when(check, "waiting"))
    if "lacking" in check.figures:
        return tr("The anchors of the seal could not be written to {folders}.", folders=check.figures["lacking"])
    if "at" not in check.figures:
        return tr("Nothing has been sealed yet.")
    if "verified" not in check.figures:
        return tr("Sealed until {when}; nobody has compared them yet.", when=_when(check, "at"))
    return tr(
        "Sealed until {when}; found as they were written on {verified}.",
        when=_when(check, "at"),
        verified=_when(check, "verified"),
    )


def _about_the_seal(check: Check) -> str:
    if _number(check, "findings"):
        return tr(
            "Somebody may have changed them behind the server's back. Type at the server: hms-server audit verify. Keep"
            " what it says and the file of anchors, and tell the manager."
        )
    if "waiting" in check.figures:
        return tr("Restart the server. If it stays so, tell whoever installed it.")
    return tr("See that this folder's computer is switched on and its disk not full. The server tries again by itself.")


_AT_COMPUTERS: Final = frozenset({CheckKind.COMPUTERS, CheckKind.PRINTERS})
_TEXTS: Final[dict[CheckKind, Callable[[Check], str]]] = {
    CheckKind.SERVER: _server,
    CheckKind.DATABASE: _database,
    CheckKind.LIVE: _live,
    CheckKind.DISK: _disk,
    CheckKind.BACKUP: _backup,
    CheckKind.COMPUTERS: _computers,
    CheckKind.PRINTERS: _printers,
    CheckKind.MESSAGES: _messages,
    CheckKind.REPORTS: _reports,
    CheckKind.SEAL: _seal,
}
_TO_DO: Final[dict[CheckKind, Callable[[Check], str]]] = {
    CheckKind.SERVER: lambda _: tr(
        "Screens hear of changes late. If this does not pass within minutes, restart the server."
    ),
    CheckKind.DATABASE: lambda _: tr(
        "Nearly all connections are in use. If screens become slow, restart the server and tell whoever installed it."
    ),
    CheckKind.LIVE: lambda _: tr("Restart the server. If it stays so, look at Redis, or tell whoever installed it."),
    CheckKind.DISK: lambda _: tr(
        "Make room: old backups and logs go first. A full disk of the server stops the hospital; a full disk of"
        " backups leaves it without one."
    ),
    CheckKind.BACKUP: lambda _: tr(
        "Put a disk in and type at the server: hms-server backup FOLDER. Let the server do it every night by itself."
    ),
    CheckKind.COMPUTERS: lambda _: tr("Close the program there and start it again once it was updated."),
    CheckKind.PRINTERS: lambda _: tr("Go there and look at paper, cover and cable."),
    CheckKind.MESSAGES: lambda _: tr(
        "Which ones, and why: Messages, Ctrl+Shift+M. If none goes out, try the settings there with a test message."
    ),
    CheckKind.REPORTS: _about_reports,
    CheckKind.SEAL: _about_the_seal,
}
