"""A service, a package and anything typed in, put on a draft at the counter."""

from decimal import Decimal

import pytest

from shared.contracts import billing, cash, consultations, lab, patients, prices
from shared.contracts.billing import BillStateConflict, LineNotRemovable
from shared.contracts.patients import PatientNotFound
from shared.contracts.prices import NothingPriced
from shared.errors import Forbidden, StaleVersion
from shared.ids import PatientId, new_id
from shared.models.billing import FreeBecause, ItemKind
from shared.models.patients import Sex, TypedAge
from shared.models.prices import PackageItem, PriceKind
from shared.permissions import Role
from tests.server.features.consultations.visits import completed, in_room


@pytest.fixture
def desk(api):
    return api(Role.RECEPTIONIST)


@pytest.fixture
def service(api, priced):
    """A dressing."""
    made = api(Role.MANAGER).send(prices.add_service(code="DRS", name="Dressing"))
    priced(PriceKind.SERVICE, made.id, 150)
    return made


@pytest.fixture
def package(api, priced, house, service):
    """A blood count (450), a CRP (600) and a dressing (150) for 1,000."""
    items = [
        PackageItem(kind=PriceKind.TEST, priced_id=house.tests["CBC"]),
        PackageItem(kind=PriceKind.TEST, priced_id=house.tests["CRP"]),
        PackageItem(kind=PriceKind.SERVICE, priced_id=service.id),
    ]
    made = api(Role.MANAGER).send(prices.add_package(code="CHECK", name="Check-up", items=items))
    priced(PriceKind.PACKAGE, made.id, 1000)
    return made


@pytest.fixture
def walk_in(desk):
    """A patient who only buys something."""
    return desk.send(patients.register(name="Rahima Begum", sex=Sex.FEMALE, age=TypedAge(amount=54)))


@pytest.fixture
def draft(desk, walk_in):
    return desk.send(billing.open_draft(patient_id=walk_in.id))


@pytest.fixture
def add(desk):
    def one(bill, kind, priced_id, **rest):
        return desk.send(
            billing.add_offer(bill_id=bill.id, version=bill.version, kind=kind, priced_id=priced_id, **rest)
        )

    return one


def of(desk, visit_id):
    return desk.send(billing.of_appointment(appointment_id=visit_id))


def order(api, house, visit_id, code="CBC"):
    return api("doctor").send(lab.order(appointment_id=visit_id, test_type_ids=[house.tests[code]])).items[-1]


def shown(bill):
    return [(item.itemable_type, item.description, str(item.amount)) for item in bill.items]


def test_a_patient_without_a_visit_has_one_draft(desk, walk_in, draft):
    again = desk.send(billing.open_draft(patient_id=walk_in.id))

    assert (again.id, draft.appointment_id, draft.items, draft.doctor) == (draft.id, None, [], "")


def test_nobody_gets_a_bill_who_does_not_exist(desk):
    with pytest.raises(PatientNotFound):
        desk.send(billing.open_draft(patient_id=PatientId(new_id())))


def test_services_and_packages_are_found_by_words_at_the_patients_price(desk, draft, service, package):
    found = desk.send(billing.offers(bill_id=draft.id, term="dress")).items
    all_there_are = desk.send(billing.offers(bill_id=draft.id)).items

    assert [(one.code, str(one.price)) for one in found] == [("DRS", "150.00")]
    assert [one.name for one in all_there_are] == ["Check-up", "Dressing"]
    assert desk.send(billing.offers(bill_id=draft.id, term="no such thing")).items == []


def test_a_service_may_be_charged_as_often_as_it_is_done(add, draft, service):
    once = add(draft, PriceKind.SERVICE, service.id, quantity=Decimal(2))
    twice = add(once, PriceKind.SERVICE, service.id)

    assert shown(twice) == [(ItemKind.SERVICE, "Dressing", "300.00"), (ItemKind.SERVICE, "Dressing", "150.00")]
    assert twice.total == 450


def test_anything_can_be_typed_in(desk, draft):
    bill = desk.send(
        billing.add_typed(
            bill_id=draft.id,
            version=draft.version,
            description="Taxi to the other hospital",
            unit_price=Decimal("120.50"),
            quantity=Decimal(2),
        )
    )

    assert shown(bill) == [(ItemKind.OTHER, "Taxi to the other hospital", "241.00")]


def test_a_bill_without_a_visit_is_issued_and_paid_like_any_other(api, desk, draft, add, service):
    bill = add(draft, PriceKind.SERVICE, service.id)
    issued = desk.send(billing.issue(bill_id=bill.id, version=bill.version))
    drawer = api(Role.CASHIER)
    drawer.send(cash.open_session(opening_float=Decimal(0)))
    waiting = drawer.send(billing.unpaid()).items

    assert [one.id for one in waiting] == [issued.id]
    with pytest.raises(BillStateConflict):
        add(issued, PriceKind.SERVICE, service.id)


def test_who_looked_at_an_older_draft_adds_nothing(add, draft, service):
    add(draft, PriceKind.SERVICE, service.id)

    with pytest.raises(StaleVersion):
        add(draft, PriceKind.SERVICE, service.id)


def test_only_what_is_offered_is_added(add, draft, house):
    with pytest.raises(NothingPriced):
        add(draft, PriceKind.SERVICE, house.tests["CBC"])


def test_a_line_of_the_counter_is_taken_off_and_one_of_the_doctor_is_not(api, desk, house, add, service):
    visit_id = completed(api, house)
    bill = add(of(desk, visit_id), PriceKind.SERVICE, service.id)
    fee, dressing = bill.items

    with pytest.raises(LineNotRemovable):
        desk.send(billing.remove_line(bill_id=bill.id, version=bill.version, bill_item_id=fee.id))
    left = desk.send(billing.remove_line(bill_id=bill.id, version=bill.version, bill_item_id=dressing.id))

    assert shown(left) == [(ItemKind.CONSULTATION, "Consultation: Dr doctor", "800.00")]


def test_the_doctor_puts_nothing_on_a_bill(api, draft, service):
    with pytest.raises(Forbidden):
        api("doctor").send(
            billing.add_offer(bill_id=draft.id, version=draft.version, kind=PriceKind.SERVICE, priced_id=service.id)
        )


class TestPackages:
    def test_its_lines_come_to_its_price_exactly(self, add, draft, package):
        bill = add(draft, PriceKind.PACKAGE, package.id)

        head, *parts = bill.items
        assert shown(bill) == [
            (ItemKind.PACKAGE, "Check-up", "0.00"),
            (ItemKind.TEST, "Complete blood count", "375.00"),
            (ItemKind.TEST, "C-reactive protein", "500.00"),
            (ItemKind.SERVICE, "Dressing", "125.00"),
        ]
        assert {part.package_of for part in parts} == {head.id}
        assert (head.free_because, bill.total) == (None, 1000)

    def test_what_is_done_of_it_in_the_visit_is_not_charged_again(self, api, desk, house, add, package):
        visit_id = in_room(api, house)
        order(api, house, visit_id, "CRP")
        add(of(desk, visit_id), PriceKind.PACKAGE, package.id)

        order(api, house, visit_id)

        assert of(desk, visit_id).total == 1000

    def test_also_when_its_bill_is_issued(self, api, desk, house, add, package):
        visit_id = in_room(api, house)
        order(api, house, visit_id, "CRP")
        bill = add(of(desk, visit_id), PriceKind.PACKAGE, package.id)
        desk.send(billing.issue(bill_id=bill.id, version=bill.version))

        order(api, house, visit_id)
        api("doctor").send(consultations.complete(appointment_id=visit_id, version=1))

        assert shown(of(desk, visit_id)) == [(ItemKind.CONSULTATION, "Consultation: Dr doctor", "800.00")]

    def test_what_is_done_more_often_than_it_holds_is_charged(self, api, desk, house, add, package):
        visit_id = in_room(api, house)
        order(api, house, visit_id)
        add(of(desk, visit_id), PriceKind.PACKAGE, package.id)

        order(api, house, visit_id)

        assert shown(of(desk, visit_id))[-1] == (ItemKind.TEST, "Complete blood count", "450.00")

    def test_what_was_charged_before_becomes_part_of_it(self, api, desk, house, add, package):
        visit_id = in_room(api, house)
        order(api, house, visit_id)
        before = of(desk, visit_id)

        bill = add(before, PriceKind.PACKAGE, package.id)

        assert (before.total, bill.total) == (450, 1000)
        assert len(bill.items) == 4

    def test_taken_off_what_was_done_is_charged_by_itself(self, api, desk, house, add, package):
        visit_id = in_room(api, house)
        order(api, house, visit_id)
        bill = add(of(desk, visit_id), PriceKind.PACKAGE, package.id)
        head = bill.items[0]

        left = desk.send(billing.remove_line(bill_id=bill.id, version=bill.version, bill_item_id=head.id))

        assert shown(left) == [(ItemKind.TEST, "Complete blood count", "450.00")]

    def test_no_part_of_it_is_taken_off_alone(self, desk, add, draft, package):
        bill = add(draft, PriceKind.PACKAGE, package.id)

        with pytest.raises(LineNotRemovable):
            desk.send(billing.remove_line(bill_id=bill.id, version=bill.version, bill_item_id=bill.items[3].id))

    def test_a_package_nobody_priced_costs_nothing_and_says_so(self, add, draft, package, priced):
        priced(PriceKind.PACKAGE, package.id, None)

        bill = add(draft, PriceKind.PACKAGE, package.id)

        assert (bill.total, bill.items[0].free_because) == (0, FreeBecause.NO_PRICE)
