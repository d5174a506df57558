from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from server.features.system.checks import Machine, disk_state, other_disks
from server.features.system.repository import SystemRepository
from server.features.system.tables import Backup
from shared.contracts import system, workstations
from shared.errors import Forbidden
from shared.ids import new_id
from shared.models.system import CheckKind, CheckState
from shared.version import VERSION
from tests.support.server import people_of


def look(api):
    told = api("administrator").send(system.health())
    assert told.version == VERSION
    return {check.kind: check for check in told.checks}


def report(api, who, version=VERSION, stuck=0):
    trouble = "unreachable" if stuck else ""
    api(who).send(workstations.report(version=version, found=[], printers={}, stuck=stuck, trouble=trouble))


def test_everything_is_looked_at_and_says_how_it_is(api):
    found = look(api)

    assert set(found) == set(CheckKind)
    assert found[CheckKind.SERVER].state is CheckState.OK
    assert found[CheckKind.LIVE].state is CheckState.OK
    assert int(str(found[CheckKind.DATABASE].figures["version"]).split(".")[0]) >= 15
    assert int(found[CheckKind.DISK].figures["free"]) > 0


def test_computers_that_run_another_version_are_counted(api):
    report(api, "administrator")
    report(api, "cashier", "0.0.9")

    check = look(api)[CheckKind.COMPUTERS]

    assert check.state is CheckState.LOOK
    assert (check.figures["others"], check.figures["versions"]) == (1, "0.0.9 (1)")
    assert (check.figures["version"], check.figures["same"]) == (VERSION, 1)
    assert int(check.figures["connected"]) >= 2
    listed = api("administrator").send(workstations.workstations()).items
    assert [one.name for one in listed if one.outdated] == ["cashier 1"]


def test_papers_that_wait_for_a_printer_name_their_computer(api):
    assert look(api)[CheckKind.PRINTERS].state is CheckState.OK

    report(api, "cashier", stuck=2)
    report(api, "receptionist", stuck=1)

    check = look(api)[CheckKind.PRINTERS]
    assert (check.state, check.figures) == (CheckState.LOOK, {"papers": 3, "where": "cashier 1, reception 1"})
    report(api, "cashier", stuck=40)
    assert look(api)[CheckKind.PRINTERS].state is CheckState.ACT


def test_a_backup_grows_old(client, house, database, clock):
    def state():
        return look(people_of(client, house))[CheckKind.BACKUP].state

    assert state() is CheckState.ACT
    with database.transaction() as session:
        SystemRepository(session).add(Backup(id=new_id(), made_at=clock.now(), place="/backup", size=12_345_678))
    assert state() is CheckState.OK
    clock.advance(timedelta(hours=30))
    assert state() is CheckState.LOOK
    clock.advance(timedelta(hours=50))
    assert state() is CheckState.ACT


def test_a_lost_redis_is_for_now(api, client, application):
    client.portal.call(application.hub.ready)
    application.hub._hears.clear()

    assert look(api)[CheckKind.LIVE].state is CheckState.ACT


@pytest.mark.parametrize(
    ("percent", "megabytes", "state"),
    [(40, 100_000, "ok"), (14, 100_000, "look"), (40, 9_000, "look"), (4, 100_000, "act"), (40, 1_000, "act")],
)
def test_a_disk_is_judged_by_its_share_and_by_its_room(percent, megabytes, state):
    assert disk_state(percent, megabytes) == state


def test_other_disks_that_are_written_to_are_looked_at_once_each(tmp_path):
    machine = Machine(datetime.now(UTC), lambda: True, tmp_path, lambda: ())
    with TemporaryDirectory(dir="/dev/shm") as elsewhere:  # another disk than the one tests write to
        written = [tmp_path / "reports", tmp_path / "gone", Path(elsewhere), Path(elsewhere).parent]
        written[0].mkdir()

        found = list(other_disks(machine, written))

    assert [folder for folder, *_ in found] == [Path(elsewhere)]
    assert found[0][1] <= found[0][2]


@pytest.mark.parametrize("who", ["receptionist", "doctor"])
def test_others_do_not_look_under_the_hood(api, who):
    with pytest.raises(Forbidden):
        api(who).send(system.health())
