"""What is looked at, one function each: to add one, write it, name it in CHECKS, and give it words in the client."""

import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final, TypeAlias

from server.core.context import Context
from server.features.audit.service import AuditService
from server.features.reminders.service import ReminderService
from server.features.system.repository import SystemRepository
from server.features.workstations.service import is_outdated
from shared.models.system import Check, CheckKind, CheckState
from shared.version import VERSION

SEEN_WITHIN: Final = timedelta(minutes=25)
"""A computer that is switched on is heard every ten minutes."""
_MOST_BEHIND: Final = 100
_CROWDED: Final = 0.8
_MEGABYTE: Final = 1_000_000
_SCARCE: Final = (15, 10_000)
_FULL: Final = (5, 2_000)
"""Per cent and megabytes of the disk that are left."""
_OLD_BACKUP: Final = timedelta(hours=26)
_STALE_BACKUP: Final = timedelta(days=3)
_MANY_PAPERS: Final = 20
_MANY_MESSAGES: Final = 20
_OLD_LETTERS: Final = timedelta(days=14)
"""A letter with a report that nobody missed for so long is missed by nobody."""
_LONG_WAITING: Final = timedelta(minutes=10)
_SEAL_LATE: Final = timedelta(minutes=5)


@dataclass(frozen=True)
class Machine:
    """What this process knows beside the database."""

    started_at: datetime
    hears_redis: Callable[[], bool]
    data_dir: Path | None
    lacking_anchors: Callable[[], Sequence[Path]]
    """Folders that the anchors of the logs could not be written to."""
    folders: Sequence[Path] = ()
    """Where it writes beside its own folder."""


@dataclass(frozen=True)
class Look:
    """What a check is given."""

    ctx: Context
    machine: Machine
    system: SystemRepository


Figures: TypeAlias = dict[str, int | str]
CheckOf: TypeAlias = Callable[[Look], Check]


def server(look: Look) -> Check:
    left = look.system.announcements_left()
    state = CheckState.LOOK if left > _MOST_BEHIND else CheckState.OK
    figures: Figures = {"version": VERSION, "since": look.machine.started_at.isoformat(), "behind": left}
    return Check(kind=CheckKind.SERVER, state=state, figures=figures)


def database(look: Look) -> Check:
    facts = look.system.database()
    crowded = facts.connections > facts.most * _CROWDED
    return Check(
        kind=CheckKind.DATABASE,
        state=CheckState.LOOK if crowded else CheckState.OK,
        figures={
            "version": facts.version,
            "megabytes": facts.megabytes,
            "connections": facts.connections,
            "most": facts.most,
        },
    )


def live(look: Look) -> Check:
    """Whether changes reach the screens by themselves."""
    state = CheckState.OK if look.machine.hears_redis() else CheckState.ACT
    return Check(kind=CheckKind.LIVE, state=state, figures={})


def disk(look: Look) -> Check:
    """The server's own; and of the other disks that it writes to, backups among them, the one that is most in need."""
    free, total = free_of(look.machine.data_dir)
    percent = 100 * free // total
    figures: Figures = {"free": free, "total": total, "percent": percent}
    last = look.system.last_backup()
    written = [*look.machine.folders, *([Path(last.place)] if last is not None else [])]
    states = [disk_state(percent, free)]
    others = [(100 * left // there, left, str(folder)) for folder, left, there in other_disks(look.machine, written)]
    if others:
        percent, free, folder = min(others)
        states.append(disk_state(percent, free))
        figures |= {"other": folder, "other_free": free, "other_percent": percent}
    return Check(kind=CheckKind.DISK, state=max(states, key=list(CheckState).index), figures=figures)


def backup(look: Look) -> Check:
    last = look.system.last_backup()
    if last is None:
        return Check(kind=CheckKind.BACKUP, state=CheckState.ACT, figures={})
    age = look.ctx.now - last.made_at
    state = CheckState.ACT if age > _STALE_BACKUP else CheckState.LOOK if age > _OLD_BACKUP else CheckState.OK
    figures: Figures = {"at": last.made_at.isoformat(), "place": last.place, "megabytes": -(-last.size // _MEGABYTE)}
    return Check(kind=CheckKind.BACKUP, state=state, figures=figures)


def computers(look: Look) -> Check:
    seen = look.system.versions_seen(look.ctx.now - SEEN_WITHIN)
    others = {version: number for version, number in seen.items() if is_outdated(version)}
    return Check(
        kind=CheckKind.COMPUTERS,
        state=CheckState.LOOK if others else CheckState.OK,
        figures={
            "connected": sum(seen.values()),
            "version": VERSION,
            "same": seen.get(VERSION, 0),
            "others": sum(others.values()),
            "versions": ", ".join(f"{version} ({number})" for version, number in sorted(others.items())),
        },
    )


def printers(look: Look) -> Check:
    stuck = look.system.stuck()
    papers = sum(number for _, number in stuck)
    state = CheckState.ACT if papers >= _MANY_PAPERS else CheckState.LOOK if papers else CheckState.OK
    where = ", ".join(name for name, _ in stuck)
    return Check(kind=CheckKind.PRINTERS, state=state, figures={"papers": papers, "where": where})


def messages(look: Look) -> Check:
    """Those to patients."""
    standing = ReminderService(look.ctx).standing()
    waiting = standing.overdue if standing.on else 0
    wrong = standing.failed + standing.perhaps
    state = CheckState.ACT if waiting >= _MANY_MESSAGES else CheckState.LOOK if waiting or wrong else CheckState.OK
    figures: Figures = {
        "on": int(standing.on),
        "planned": standing.planned,
        "overdue": waiting,
        "failed": standing.failed,
        "perhaps": standing.perhaps,
    }
    return Check(kind=CheckKind.MESSAGES, state=state, figures=figures)


def reports(look: Look) -> Check:
    due = look.system.due_reports(look.ctx.now - _OLD_LETTERS, look.ctx.now - _LONG_WAITING)
    wrong = due.failed or due.tried_again or due.letters
    return Check(
        kind=CheckKind.REPORTS,
        state=CheckState.LOOK if wrong else CheckState.OK,
        figures={"failed": due.failed, "tried_again": due.tried_again, "letters": due.letters},
    )


def seal(look: Look) -> Check:
    """Whether the logs are as they were written, as far as it was looked at."""
    standing = AuditService(look.ctx).standing()
    figures: Figures = {"seals": standing.seals, "findings": standing.findings or 0}
    since = standing.unsealed_since
    late = since is not None and look.ctx.now - since > _SEAL_LATE
    if late and since is not None:
        figures["waiting"] = since.isoformat()
    if standing.sealed_at is not None:
        figures["at"] = standing.sealed_at.isoformat()
    if standing.verified_at is not None:
        figures["verified"] = standing.verified_at.isoformat()
    lacking = ", ".join(str(folder) for folder in look.machine.lacking_anchors())
    if lacking:
        figures["lacking"] = lacking
    return Check(
        kind=CheckKind.SEAL,
        state=CheckState.ACT if standing.findings else CheckState.LOOK if late or lacking else CheckState.OK,
        figures=figures,
    )


CHECKS: Final[tuple[CheckOf, ...]] = (
    server,
    database,
    live,
    disk,
    backup,
    computers,
    printers,
    messages,
    reports,
    seal,
)


def free_of(folder: Path | None) -> tuple[int, int]:
    """Megabytes that are free and that there are, where the server keeps what it keeps."""
    usage = shutil.disk_usage(folder if folder is not None and folder.exists() else Path.cwd())
    return usage.free // _MEGABYTE, max(1, usage.total // _MEGABYTE)


def other_disks(machine: Machine, folders: Iterable[Path]) -> Iterator[tuple[Path, int, int]]:
    """Folders on other disks than the server's own, each disk once, with what is free and what there is."""
    own = machine.data_dir if machine.data_dir is not None and machine.data_dir.exists() else Path.cwd()
    seen = {own.stat().st_dev}
    for folder in folders:
        with suppress(OSError):  # away, dying, or of somebody else: of what is not told nothing is said
            if (device := folder.stat().st_dev) not in seen:
                seen.add(device)
                yield folder, *free_of(folder)


def disk_state(percent: int, megabytes: int) -> CheckState:
    if percent < _FULL[0] or megabytes < _FULL[1]:
        return CheckState.ACT
    return CheckState.LOOK if percent < _SCARCE[0] or megabytes < _SCARCE[1] else CheckState.OK
