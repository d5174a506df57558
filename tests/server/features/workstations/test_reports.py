import pytest

from shared.contracts import workstations
from shared.contracts.workstations import StaysADisplay, WorkstationNotFound
from shared.errors import InvalidRequest, NotPaired
from shared.ids import WorkstationId, new_id
from shared.models.documents import PaperKind
from shared.models.workstations import NetworkPrinter, Printers, SystemPrinter, WorkstationKind
from tests.support.server import Api

SLIPS = NetworkPrinter(host="192.168.1.40", drawer=True)


def report(printers=None, **said):
    facts = {"version": "0.1.0", "found": ["HP"], "printers": printers or {}, "stuck": 0, **said}
    return workstations.report(**facts)


def listed(api, workstation_id):
    return next(one for one in api("administrator").send(workstations.workstations()).items if one.id == workstation_id)


def test_what_a_computer_reports_is_seen_by_who_looks_after_it(api, house, clock):
    counter = house.workstations[WorkstationKind.CASHIER]
    assert listed(api, counter).report is None

    place = api("cashier").send(report({PaperKind.TOKEN: SLIPS}, stuck=2, trouble="unreachable"))

    assert (place.name, place.kind, place.printers) == ("cashier 1", WorkstationKind.CASHIER, None)
    seen = listed(api, counter)
    assert (seen.report.found, seen.report.printers, seen.report.stuck) == (["HP"], {PaperKind.TOKEN: SLIPS}, 2)
    assert seen.reported_at <= clock.now()


def test_a_computer_reports_before_anybody_signs_in_and_nobody_else_does(client, house, anyone):
    display = Api(client, house.device_for("display"))

    assert display.send(report()).kind is WorkstationKind.DISPLAY
    with pytest.raises(NotPaired):
        anyone.send(report())


def test_a_computer_is_renamed_and_told_where_to_print(api, house):
    counter = house.workstations[WorkstationKind.CASHIER]
    office = api("administrator")
    printers: Printers = {PaperKind.BILL: SystemPrinter(printer="HP"), PaperKind.TOKEN: SLIPS}

    office.send(workstations.change(workstation_id=counter, name="Counter 7", kind=WorkstationKind.PHARMACY))
    office.send(workstations.choose_printers(workstation_id=counter, printers=printers))

    place = api("cashier").send(report())
    assert (place.name, place.kind, place.printers) == ("Counter 7", WorkstationKind.PHARMACY, printers)
    assert listed(api, counter).printers == printers


def test_a_display_stays_one_and_nothing_becomes_one(api, house):
    display, counter = (house.workstations[kind] for kind in (WorkstationKind.DISPLAY, WorkstationKind.CASHIER))
    office = api("administrator")

    for which, kind in ((display, WorkstationKind.OFFICE), (counter, WorkstationKind.DISPLAY)):
        with pytest.raises(StaysADisplay):
            office.send(workstations.change(workstation_id=which, name="Other", kind=kind))
    with pytest.raises(WorkstationNotFound):
        office.send(workstations.change(workstation_id=WorkstationId(new_id()), name="Other", kind=WorkstationKind.LAB))


def test_a_printer_with_an_address_that_is_none_is_refused(api, house):
    counter = house.workstations[WorkstationKind.CASHIER]
    body = {"printers": {"token": {"kind": "escpos", "host": "rm -rf /; echo"}}}

    answer = api("administrator").raw(
        "POST", f"/workstations/{counter}/printers", json=body, headers={"Command-Key": "01K0000000000000000000000A"}
    )

    assert answer.status_code == InvalidRequest.status
    assert listed(api, counter).printers is None
