"""Keeping prices up: drafts, publishing, the history, and what the database itself refuses."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import psycopg
import pytest

from server.features.prices.lookup_repository import LookupRepository
from server.features.prices.opening import offer_prices
from shared.contracts import access, prices
from shared.contracts.access import ApprovalNeeded
from shared.contracts.payers import PayerCodeTaken
from shared.contracts.prices import (
    DraftOpen,
    GeneralListStays,
    NothingPriced,
    PricesFrozen,
    PricesInThePast,
    TaxClassSet,
    TaxUnknown,
)
from shared.errors import Forbidden, StaleVersion
from shared.ids import new_id
from shared.models.prices import PackageItem, PriceFact, PriceKind, PriceSubject, VersionStatus
from shared.permissions import Permission, Role
from tests.support.house import PASSWORD
from tests.support.prices import price_list
from tests.support.server import NOON

TODAY = NOON.date()
VAT: dict[str, Any] = {"code": "VAT", "name": "Value added tax", "rate": Decimal("0.15"), "inclusive": True}


def told(change):
    return change.what, change.subject, {one.fact: (one.before, one.after) for one in change.facts}


@pytest.fixture
def draft(manager):
    return manager.send(prices.begin_draft(price_list_id=price_list(manager).id))


@pytest.fixture
def put(manager, house):
    def one(draft, amount, *, priced_id=None, kind=PriceKind.TEST, tax=""):
        return manager.send(
            prices.put(
                price_version_id=draft.id,
                version=draft.version,
                kind=kind,
                priced_id=priced_id or house.tests["CBC"],
                amount=amount,
                tax_class=tax,
            )
        )

    return one


def test_a_draft_begins_with_what_was_published_last(manager, draft):
    lines = manager.send(prices.lines(price_version_id=draft.id, term="blood count")).items

    assert [(line.code, line.amount, line.before) for line in lines] == [("CBC", 450, 450)]


def test_everything_that_can_have_a_price_is_found_by_its_words(manager, draft):
    manager.send(prices.add_service(code="ecg", name="ECG 12 lead"))

    def found(term):
        lines = manager.send(prices.lines(price_version_id=draft.id, term=term)).items
        return [(line.kind, line.amount) for line in lines]

    assert found("lead ecg") == [(PriceKind.SERVICE, None)]
    assert found("Dr doctor_b") == [(PriceKind.NEW_VISIT, 800), (PriceKind.FOLLOW_UP, 500)]
    assert found("Paracetamol 500") == [(PriceKind.MEDICINE, None)]
    assert found("Department of doctor_c") == [(PriceKind.NEW_VISIT, None), (PriceKind.FOLLOW_UP, None)]


def test_a_list_has_one_draft(manager, draft):
    with pytest.raises(DraftOpen):
        manager.send(prices.begin_draft(price_list_id=price_list(manager).id))


def test_every_change_says_who_when_from_what_to_what(manager, draft, put):
    changed = put(draft, Decimal(475))
    changed = put(changed, Decimal(475))  # nothing new
    put(changed, None)

    history = manager.send(prices.changes()).items[:2]

    assert [(one.subject, one.before, one.after) for one in history] == [
        ("Complete blood count", 475, None),
        ("Complete blood count", 450, 475),
    ]
    assert {(one.who, one.price_list, one.number, one.valid_from, one.at.date()) for one in history} == {
        ("Manager", "General", 2, None, TODAY)
    }


def test_who_was_quicker_is_not_overwritten(draft, put):
    put(draft, Decimal(475))

    with pytest.raises(StaleVersion):
        put(draft, Decimal(480))


def test_what_was_published_is_not_changed_any_more(manager, draft, put):
    done = manager.send(prices.publish(price_version_id=draft.id, version=draft.version, valid_from=TODAY))

    with pytest.raises(PricesFrozen) as refused:
        put(done, Decimal(1))

    assert refused.value.status_found is VersionStatus.PUBLISHED
    assert (done.published_by, done.approved_by, done.valid_from) == ("Manager", "", TODAY)


def test_a_discarded_draft_stays_in_the_history_and_makes_room(manager, draft, put):
    changed = put(draft, Decimal(475))

    gone = manager.send(prices.discard(price_version_id=draft.id, version=changed.version))
    again = manager.send(prices.begin_draft(price_list_id=price_list(manager).id))

    assert gone.status is VersionStatus.DISCARDED
    assert again.number == draft.number + 1
    assert [told(one) for one in manager.send(prices.changes()).items] == [
        (PriceSubject.VERSION, "", {PriceFact.STATUS: (None, "draft")}),
        (PriceSubject.VERSION, "", {PriceFact.STATUS: ("draft", "discarded")}),
        (PriceSubject.PRICE, "Complete blood count", {}),
        (PriceSubject.VERSION, "", {PriceFact.STATUS: (None, "draft")}),
    ]


def test_nothing_is_published_for_a_day_that_has_passed(manager, draft):
    yesterday = TODAY - timedelta(days=1)

    with pytest.raises(PricesInThePast):
        manager.send(prices.publish(price_version_id=draft.id, version=draft.version, valid_from=yesterday))


def test_only_what_exists_has_a_price_and_a_tax(draft, put):
    with pytest.raises(NothingPriced):
        put(draft, Decimal(1), priced_id=new_id())
    with pytest.raises(NothingPriced):
        put(draft, Decimal(1), kind=PriceKind.SERVICE)
    with pytest.raises(TaxUnknown):
        put(draft, Decimal(1), tax="VAT")


def test_a_tax_has_one_rate_from_a_day_on_and_none_in_the_past(manager, set_tax):
    set_tax(**VAT, valid_from=TODAY)

    with pytest.raises(TaxClassSet):
        manager.send(prices.set_tax_class(**VAT, valid_from=TODAY))
    with pytest.raises(PricesInThePast):
        manager.send(prices.set_tax_class(**VAT, valid_from=TODAY - timedelta(days=1)))
    assert [(one.code, one.rate) for one in manager.send(prices.tax_classes()).items] == [("VAT", Decimal("0.15"))]


def test_a_service_is_added_renamed_and_retired(manager, draft):
    service = manager.send(prices.add_service(code="drs", name="Dressing"))
    manager.send(prices.change_service(service_id=service.id, name="Dressing, small", is_active=False))

    assert manager.send(prices.lines(price_version_id=draft.id, term="dressing")).items == []
    with pytest.raises(PayerCodeTaken):
        manager.send(prices.add_service(code="DRS", name="Dressing"))


def test_a_list_is_renamed_and_retired_but_the_general_one_stays(manager, charged, priced, listed, house, staff):
    of_staff = listed("STAFF", staff)
    priced(PriceKind.TEST, house.tests["CBC"], 10, of=of_staff)

    changed = manager.send(prices.change_list(price_list_id=of_staff, name="Own people", is_active=False))

    assert (changed.name, changed.is_active) == ("Own people", False)
    assert charged(category=staff).items[0].amount == 450
    with pytest.raises(GeneralListStays):
        manager.send(prices.change_list(price_list_id=price_list(manager).id, name="All", is_active=False))


class TestTheHistoryOfWhatIsNoPrice:
    """Each entry says who, when, and what was said before and is said now."""

    def test_of_a_service(self, manager, draft, put):
        drs = manager.send(prices.add_service(code="drs", name="Dressing"))
        for _ in ("once", "and nothing new"):
            manager.send(prices.change_service(service_id=drs.id, name="Big dressing", is_active=False))
        put(draft, Decimal(90), priced_id=drs.id, kind=PriceKind.SERVICE)

        history = manager.send(prices.changes(kind=PriceKind.SERVICE, priced_id=drs.id)).items

        changed = {PriceFact.NAME: ("Dressing", "Big dressing"), PriceFact.IN_USE: ("yes", "no")}
        new = {PriceFact.CODE: (None, "DRS"), PriceFact.NAME: (None, "Dressing"), PriceFact.IN_USE: (None, "yes")}
        assert [told(one) for one in history] == [
            (PriceSubject.PRICE, "Big dressing", {}),
            (PriceSubject.SERVICE, "Big dressing", changed),
            (PriceSubject.SERVICE, "Dressing", new),
        ]
        assert {(one.who, one.at.date()) for one in history} == {("Manager", TODAY)}

    def test_of_a_package(self, manager, house):
        cbc, crp = (PackageItem(kind=PriceKind.TEST, priced_id=house.tests[code]) for code in ("CBC", "CRP"))
        check = manager.send(prices.add_package(code="check", name="Check-up", items=[cbc, crp]))
        less = {"package_id": check.id, "version": check.version, "name": "Check-up", "items": [cbc]}
        manager.send(prices.change_package(**less))

        newest, first = manager.send(prices.changes(kind=PriceKind.PACKAGE, priced_id=check.id)).items

        both = "Complete blood count, C-reactive protein"
        assert told(newest)[2] == {PriceFact.ITEMS: (both, "Complete blood count")}
        assert told(first)[2][PriceFact.ITEMS] == (None, both)

    def test_of_a_list_and_its_versions(self, api, house, manager, listed, staff):
        of_staff = listed("STAFF", staff)
        manager.send(prices.change_list(price_list_id=of_staff, name="Own people", is_active=False))
        draft = manager.send(prices.begin_draft(price_list_id=of_staff))
        admin = api(Role.ADMINISTRATOR)
        word = agreed(admin, house, draft.id)
        asked = {"price_version_id": draft.id, "version": draft.version, "valid_from": TODAY, "approval_id": word.id}
        admin.send(prices.publish(**asked))

        history = manager.send(prices.changes(price_list_id=of_staff)).items

        assert [told(one) for one in history] == [
            (
                PriceSubject.VERSION,
                "",
                {
                    PriceFact.STATUS: ("draft", "published"),
                    PriceFact.VALID_FROM: (None, str(TODAY)),
                    PriceFact.APPROVED_BY: (None, "Manager"),
                },
            ),
            (PriceSubject.VERSION, "", {PriceFact.STATUS: (None, "draft")}),
            (
                PriceSubject.LIST,
                "Own people",
                {PriceFact.NAME: ("Staff", "Own people"), PriceFact.IN_USE: ("yes", "no")},
            ),
            (
                PriceSubject.LIST,
                "Staff",
                {
                    PriceFact.CODE: (None, "STAFF"),
                    PriceFact.NAME: (None, "Staff"),
                    PriceFact.WHOSE: (None, staff.name),
                    PriceFact.IN_USE: (None, "yes"),
                },
            ),
        ]
        assert [(one.price_list, one.number) for one in history[:3]] == [("Own people", 1)] * 2 + [("Own people", None)]
        assert history[0].who == "Administrator"

    def test_a_tax_stands_in_that_of_every_list_beside_what_it_was_before(self, manager, set_tax, listed, staff):
        of_staff = listed("STAFF", staff)
        set_tax(**VAT, valid_from=TODAY)
        set_tax(**{**VAT, "rate": Decimal("0.175")}, valid_from=TODAY + timedelta(days=9))

        newest, first, _ = manager.send(prices.changes(price_list_id=of_staff)).items

        day = str(TODAY + timedelta(days=9))
        agreed_by = {PriceFact.APPROVED_BY: (None, "Manager")}
        raised = {PriceFact.RATE: ("0.15", "0.175"), PriceFact.VALID_FROM: (None, day), **agreed_by}
        assert told(newest) == (PriceSubject.TAX, "VAT", raised)
        assert told(first)[2][PriceFact.RATE] == (None, "0.15")
        assert not newest.price_list


def agreed(asker, house, subject_id):
    word = access.approve(
        user_name=house.user_name("manager"),
        password=PASSWORD,
        permission=Permission.PRICES_MANAGE,
        subject_id=subject_id,
    )
    return asker.send(word)


class TestWhoMay:
    def test_reception_keeps_no_prices(self, api):
        with pytest.raises(Forbidden):
            api(Role.RECEPTIONIST).send(prices.lists())

    def test_the_administrator_publishes_with_a_second_persons_word(self, api, house, draft):
        admin = api(Role.ADMINISTRATOR)
        asked: dict[str, Any] = {"price_version_id": draft.id, "version": draft.version, "valid_from": TODAY}
        with pytest.raises(ApprovalNeeded):
            admin.send(prices.publish(**asked))
        word = agreed(admin, house, draft.id)

        done = admin.send(prices.publish(**asked, approval_id=word.id))

        assert (done.published_by, done.approved_by) == ("Administrator", "Manager")

    @pytest.mark.parametrize("who", [Role.ADMINISTRATOR, Role.MANAGER])
    def test_nobody_sets_a_tax_without_a_second_person(self, api, set_tax, who):
        with pytest.raises(ApprovalNeeded):
            api(who).send(prices.set_tax_class(**VAT, valid_from=TODAY))

        assert set_tax(**VAT, valid_from=TODAY).code == "VAT"


class TestTheDatabaseItself:
    """As the role the server runs as, and as the one that owns the tables."""

    @pytest.mark.parametrize("role", ["app", "owner"])
    @pytest.mark.parametrize(
        "forgery",
        [
            "UPDATE price_changes SET after = 1",
            "DELETE FROM price_changes",
            "TRUNCATE price_changes",
            "UPDATE tax_classes SET rate = 0",
            "DELETE FROM tax_classes",
            "UPDATE prices SET amount = 1",
            "DELETE FROM prices",
            "INSERT INTO prices SELECT price_version_id, kind, gen_random_uuid(), 1, '' FROM prices LIMIT 1",
            "TRUNCATE prices",
            "UPDATE price_versions SET valid_from = '2020-01-01'",
            "UPDATE price_versions SET status = 'draft', valid_from = NULL",
            "DELETE FROM price_versions",
        ],
    )
    def test_keeps_published_prices_and_their_history_as_they_are(
        self, manager, priced, set_tax, house, owner, app_role, role, forgery
    ):
        set_tax(**VAT, valid_from=TODAY)
        priced(PriceKind.TEST, house.tests["CBC"], 475)
        before = manager.send(prices.changes())

        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            {"app": app_role, "owner": owner}[role].execute(forgery)

        assert manager.send(prices.changes()) == before


class TestWhatAHospitalStartsWith:
    def test_something_new_is_priced_at_once_until_the_hospital_has_a_list_of_its_own(self, database, house):
        cbc, fresh = (PriceKind.TEST, house.tests["CBC"]), (PriceKind.TEST, new_id())
        with database.transaction() as session:
            offered = offer_prices(session, {cbc: Decimal(1), fresh: Decimal(90)})
            found = LookupRepository(session).general([cbc, fresh], TODAY)

        assert offered == 1
        assert [found[cbc].amount, found[fresh].amount] == [450, 90]

    def test_then_it_waits_in_the_draft(self, database, manager, priced, house):
        priced(PriceKind.TEST, house.tests["CBC"], 475)
        fresh = (PriceKind.TEST, new_id())

        with database.transaction() as session:
            offered = offer_prices(session, {fresh: Decimal(90)})
            found = LookupRepository(session).general([fresh], TODAY)

        assert (offered, found) == (1, {})
        assert price_list(manager).draft is not None
