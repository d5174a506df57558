"""Who sets up the house and its work gets no right by it: tried, or said why not, for every call that does so."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from shared.contract import Call, Endpoint
from shared.contracts import (
    access,
    boards,
    calendar,
    claims,
    endpoints,
    formulary,
    instructions,
    payers,
    people,
    prices,
    reminders,
    roles,
    schedules,
    stock,
    test_catalogue,
    workstations,
)
from shared.contracts import house as house_calls
from shared.contracts.roles import NotYourOwnRights
from shared.contracts.workstations import StaysADisplay
from shared.errors import Forbidden
from shared.models.roles import RoleChange
from shared.models.stock import StoreKind
from shared.models.workstations import WorkstationKind
from shared.permissions import Permission, Scope
from tests.server.features.roles.conftest import ADMINISTRATION
from tests.support.server import NOON

OF_THE_HOUSE = (Permission.HOUSE_MANAGE, Permission.WORKSTATIONS_MANAGE)
# What else sets up the work of a hospital, each with why nobody may more by it than before.
GIVES_NO_RIGHT: dict[str, set[Endpoint[..., Any, Any]]] = {
    "amounts, and who owes them": {
        payers.add, payers.change, payers.add_category, payers.change_category, prices.add_list, prices.change_list,
        prices.try_import, prices.import_file, prices.begin_draft, prices.put, prices.publish, prices.discard,
        prices.set_tax_class, prices.add_service, prices.change_service, prices.add_package, prices.change_package,
        claims.gather, claims.leave_out, claims.discard, claims.submit, claims.answer, claims.decide,
        claims.export,
    },
    "when doctors sit: a session opens no queue, and whose it is stays theirs": {
        calendar.take_leave, schedules.add_weekly, schedules.change_weekly, schedules.end_weekly, schedules.add_dated,
        schedules.withdraw_dated, schedules.withdraw_leave, schedules.try_import, schedules.import_file,
    },
    "what there is to prescribe and to examine, of which each change is kept with its name": {
        formulary.add, formulary.change, formulary.try_import, formulary.import_file,
        instructions.add, instructions.change, instructions.try_import, instructions.import_file,
        test_catalogue.add_lab, test_catalogue.change_lab, test_catalogue.add_test, test_catalogue.change_test,
        test_catalogue.add_analyte, test_catalogue.change_analyte, test_catalogue.retire_analyte,
        test_catalogue.save_ranges, test_catalogue.try_import, test_catalogue.import_file,
    },
    "how much of it is kept, wherever it lies": {stock.set_reorder_level, stock.save_packs},
    "what is sent to patients, and what a wall shows": {
        reminders.send_again, reminders.send_all_again, reminders.give_up,
        reminders.save_template, reminders.save_settings, reminders.send_test, boards.arrange, boards.post_notices,
    },
}  # fmt: skip


def test_every_call_that_sets_something_up_is_tried_or_said_to_give_no_right():
    setting_up = {each for each in Permission if each.partition(":")[2] in {"manage", "arrange", "stores"}}
    others = (setting_up | {Permission.TEST_CATALOGUE_EDIT}) - {*ADMINISTRATION, *OF_THE_HOUSE}
    calls = {each for each in endpoints() if each.allow in others and each.method == "POST"}

    assert calls == {stock.save_store}.union(*GIVES_NO_RIGHT.values()), "try it here, or say why it gives no right"


def test_who_sets_up_the_house_and_its_computers_gets_no_right_by_any_call(office, house, clerk, rights_of_all):
    """Nor a computer's: what a wall may see is not seen at a workplace, nor the other way round."""
    somebody, _, _ = clerk(*OF_THE_HOUSE)
    kept, place = office.send(house_calls.settings()), office.send(house_calls.departments()).items[0]
    room = office.send(house_calls.rooms()).items[0]
    wall, cashiers = house.workstations[WorkstationKind.DISPLAY], house.workstations[WorkstationKind.CASHIER]
    facts = kept.facts.model_copy(update={"idle_lock_minutes": 0, "discount_limit": Decimal(100)})
    first, later = (NOON.date() + timedelta(days=ahead) for ahead in (40, 41))
    closed = office.send(house_calls.close_days(first_day=first, last_day=first, name="Eid al-Fitr")).items[0]
    tries: list[Call[Any]] = [
        house_calls.close_days(first_day=later, last_day=later, name="Mine"),
        house_calls.open_again(closing_day_id=closed.id),
        house_calls.change(version=kept.version, facts=facts),
        house_calls.set_logo(image=None),
        house_calls.add_department(name="Mine"),
        house_calls.change_department(department_id=place.id, name="Mine too", is_active=True),
        house_calls.add_room(name="My room", department_id=place.id),
        house_calls.change_room(room_id=room.id, name="Room of mine", department_id=room.department_id, is_active=True),
        workstations.open_pairing(),
        workstations.choose_printers(workstation_id=cashiers, printers={}),
        workstations.revoke(workstation_id=cashiers),
    ]
    before = rights_of_all()

    for call in tries:
        somebody.send(call)
    for device, kind in ((wall, WorkstationKind.OFFICE), (cashiers, WorkstationKind.DISPLAY)):
        with pytest.raises(StaysADisplay):
            somebody.send(workstations.change(workstation_id=device, name="Mine", kind=kind))

    assert rights_of_all() == before
    assert somebody.send(access.me()).permissions == dict.fromkeys(OF_THE_HOUSE, Scope.ALL)
    of_the_house = {each for each in endpoints() if each.allow in OF_THE_HOUSE and each.method == "POST"}
    assert of_the_house == {workstations.change, *(call.endpoint for call in tries)}


def test_whose_a_store_is_says_nobody_who_may_count_in_the_own_ones_only(office, clerk):
    somebody, own_role, me = clerk(Permission.STOCK_STORES)
    own, other = (office.send(house_calls.add_department(name=name)).id for name in ("Mine", "Theirs"))
    office.send(
        people.change(employee_id=me.employee_id, version=me.version, full_name=me.full_name, department_id=own)
    )
    cupboard = office.send(stock.save_store(name="Cupboard", kind=StoreKind.WARD, department_id=own))
    bench = office.send(stock.save_store(name="Bench", kind=StoreKind.LAB))
    rights = {Permission.STOCK_STORES: Scope.ALL, Permission.STOCK_COUNT: Scope.OWN}
    office.send(roles.save(changes=[RoleChange(role_id=own_role, version=2, rights=rights)]))

    def kept(store, **changed):
        facts = store.model_dump(exclude={"id", "version"}) | changed
        return stock.save_store(store_id=store.id, version=store.version, **facts)

    new = stock.save_store(name="New", kind=StoreKind.WARD, department_id=own)
    for call in (new, kept(bench, department_id=own), kept(cupboard, department_id=None)):
        with pytest.raises(NotYourOwnRights):
            somebody.send(call)
    with pytest.raises(Forbidden):
        somebody.send(stock.open_count(store_id=bench.id))
    somebody.send(kept(bench, department_id=other))
    assert somebody.send(kept(cupboard, soon_days=30)).department_id == own


def test_who_needs_a_second_person_for_a_discount_raises_not_what_needs_none(office, clerk):
    somebody, own_role, _ = clerk(Permission.HOUSE_MANAGE)
    rights = {Permission.HOUSE_MANAGE: Scope.ALL, Permission.BILLING_DISCOUNT: Scope.SECOND}
    office.send(roles.save(changes=[RoleChange(role_id=own_role, version=2, rights=rights)]))

    def limit(percent):
        kept = somebody.send(house_calls.settings())
        facts = kept.facts.model_copy(update={"discount_limit": Decimal(percent)})
        return somebody.send(house_calls.change(version=kept.version, facts=facts)).facts.discount_limit

    assert limit(5) == 5
    with pytest.raises(NotYourOwnRights):
        limit(6)
