from datetime import timedelta

import pytest

from shared.contracts import access, workstations
from shared.contracts.workstations import WorkstationNotFound
from shared.ids import WorkstationId, new_id
from shared.models.workstations import WorkstationKind


def test_all_computers_are_listed_with_where_they_stand(api, house):
    page = api("administrator").send(workstations.workstations())

    assert {one.id: one.kind for one in page.items} == {key: kind for kind, key in house.workstations.items()}
    assert not page.more


def test_signing_in_shows_when_a_computer_was_last_seen(api, house, clock):
    clock.advance(timedelta(hours=1))
    listed = api("administrator").send(workstations.workstations()).items

    seen = {one.kind: one.seen_at for one in listed}
    assert seen[WorkstationKind.OFFICE] - seen[WorkstationKind.LAB] > timedelta(minutes=59)
    assert seen[WorkstationKind.DISPLAY] is None


def test_a_revoked_computer_stays_in_the_list_as_revoked(api, house):
    lab = house.workstations[WorkstationKind.LAB]

    api("administrator").send(workstations.revoke(workstation_id=lab))

    assert [one.id for one in api("administrator").send(workstations.workstations()).items if one.revoked] == [lab]


def test_revoking_again_keeps_the_first_time(api, house, owner):
    lab = house.workstations[WorkstationKind.LAB]
    api("administrator").send(workstations.revoke(workstation_id=lab))
    first = owner.execute("SELECT revoked_at FROM workstations WHERE id = %s", (lab,)).fetchone()

    api("administrator").send(workstations.revoke(workstation_id=lab))

    assert owner.execute("SELECT revoked_at FROM workstations WHERE id = %s", (lab,)).fetchone() == first


def test_revoking_a_computer_that_never_was_says_so(api):
    with pytest.raises(WorkstationNotFound):
        api("administrator").send(workstations.revoke(workstation_id=WorkstationId(new_id())))


def test_revoking_one_computer_leaves_the_others(api, house):
    cashier = api("cashier")

    api("administrator").send(workstations.revoke(workstation_id=house.workstations[WorkstationKind.LAB]))

    assert cashier.send(access.me())
