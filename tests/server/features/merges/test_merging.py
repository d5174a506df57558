import threading
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import psycopg
import pytest

from shared.contracts import appointments, billing, charts, consultations, lab, merges, patients, queue
from shared.contracts.access import ApprovalNeeded, ApprovalNotValid
from shared.contracts.merges import AlreadyMerged, BothBooked, MergedWithItself, MergeNotFound
from shared.contracts.patients import PatientNotFound
from shared.errors import Forbidden, StaleVersion
from shared.models.merges import merge_subject
from shared.models.patients import Severity, Sex
from tests.server.features.appointments.visits import events_of
from tests.server.features.merges.records import agreed, merging, undoing
from tests.server.features.patients.people import registered
from tests.server.features.patients.test_photos import face

BELONGINGS = """
    SELECT c.relname, a.attname FROM pg_constraint f JOIN pg_class c ON c.oid = f.conrelid
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = f.conkey[1]
    WHERE f.contype = 'f' AND f.confrelid = 'patients'::regclass AND f.conparentid = 0 AND c.relname <> 'patients'
"""


@pytest.fixture
def desk(api):
    return api("receptionist")


@pytest.fixture
def kept(desk):
    return registered(desk, "Asha Rahman", phone="01711-000001")


@pytest.fixture
def merged(desk):
    return registered(desk, "Aysha Rehman", phone="01811-000002")


def now(desk, patient):
    return desk.send(patients.get(patient_id=patient.id))


def lived_through(api, patient, house, who="doctor"):
    """A visit with a note, a test and so a bill, an allergy and a photo."""
    doctor = house.employees[who]
    desk, room = api("receptionist"), api(who)
    visit = desk.send(appointments.book(patient_id=patient.id, doctor_id=doctor, check_in=True))
    called = room.send(queue.call_next(doctor_id=doctor))
    room.send(queue.enter(appointment_id=visit.id, version=called.version))
    begun = room.send(consultations.get(appointment_id=visit.id))
    room.send(consultations.save_note(appointment_id=visit.id, version=begun.version, plan="Rest"))
    room.send(lab.order(appointment_id=visit.id, test_type_ids=[house.tests["CBC"]]))
    room.send(patients.record_allergy(patient_id=patient.id, substance="Penicillin", severity=Severity.SEVERE))
    desk.send(patients.set_photo(patient_id=patient.id, image=face()))
    return visit


def owners(owner, *without):
    """Every row that belongs to a patient, with whose it is."""
    rows: dict[tuple[str, str], list[UUID]] = {}
    for table, column in owner.execute(BELONGINGS).fetchall():
        if table not in without:
            for whose, row in owner.execute(f"SELECT {column}, to_jsonb(t) - %s FROM {table} t", (column,)).fetchall():
                rows.setdefault((table, str(row)), []).append(whose)
    return rows


def test_what_belonged_to_one_belongs_to_the_other(api, desk, kept, merged, house, owner):
    visit = lived_through(api, merged, house)

    merge = desk.send(merging(desk, now(desk, kept), now(desk, merged)))

    card = now(desk, kept)
    left = {
        table
        for table, column in owner.execute(BELONGINGS).fetchall()
        if owner.execute(f"SELECT 1 FROM {table} WHERE {column} = %s", (merged.id,)).fetchone()
    }
    assert desk.send(appointments.get(appointment_id=visit.id)).patient.id == kept.id
    assert [allergy.substance for allergy in card.allergies] == ["Penicillin"]
    assert desk.send(patients.photo(patient_id=kept.id)).image == face()
    assert card.last_visit is not None
    assert merge.moved >= 4
    # What only grows stays as it was written.
    assert left == {"appointment_events", "access_log", "patient_merges"} & left
    assert "appointment_events" in left


def test_both_numbers_names_and_phones_find_the_one_record(desk, kept, merged):
    desk.send(merging(desk, kept, merged))

    for term in (kept.patient_no, merged.patient_no, "asha rahman", "aysha rehman", "01811-000002"):
        (found,) = desk.send(patients.search(term=term)).items
        assert (found.id, found.former_numbers) == (kept.id, [merged.patient_no]), term
    assert desk.send(patients.by_number(number=merged.patient_no)).id == kept.id


def test_they_still_do_after_the_card_was_edited(desk, kept, merged):
    desk.send(merging(desk, kept, merged))

    desk.send(patients.update(patient_id=kept.id, version=now(desk, kept).version, name="Asha Sultana", sex=Sex.FEMALE))

    assert [found.id for found in desk.send(patients.search(term=merged.patient_no)).items] == [kept.id]


def test_undone_everything_lies_where_it_lay(api, desk, kept, merged, house, owner):
    lived_through(api, merged, house)
    lived_through(api, kept, house, "doctor_b")
    before, cards = owners(owner, "appointment_events", "access_log"), (now(desk, kept), now(desk, merged))

    merge = desk.send(merging(desk, *cards))
    undone = desk.send(undoing(desk, merge))

    after = owners(owner, "appointment_events", "access_log", "patient_merges")
    same = {"exclude": {"version"}}
    assert after == before
    assert [now(desk, each).model_dump(**same) for each in cards] == [each.model_dump(**same) for each in cards]
    assert [found.id for found in desk.send(patients.search(term=merged.patient_no)).items] == [merged.id]
    assert (undone.undone.reason, undone.undone.asked_by, undone.undone.approved_by) == (
        "two people after all",
        "Receptionist",
        "Manager",
    )


def test_what_came_later_stays_with_the_kept_record(desk, kept, merged, house):
    before = desk.send(appointments.book(patient_id=merged.id, doctor_id=house.doctor))
    merge = desk.send(merging(desk, kept, merged))
    later = desk.send(appointments.book(patient_id=kept.id, doctor_id=house.employees["doctor_b"]))

    desk.send(undoing(desk, merge))

    owner_of = {each.id: desk.send(appointments.get(appointment_id=each.id)).patient.id for each in (before, later)}
    assert owner_of == {before.id: merged.id, later.id: kept.id}


def test_each_visits_log_tells_it_and_the_timeline_goes_with_the_visit(desk, kept, merged, house):
    visit = desk.send(appointments.book(patient_id=merged.id, doctor_id=house.doctor))

    merge = desk.send(merging(desk, kept, merged))
    timeline = desk.send(charts.timeline(patient_id=kept.id)).items
    desk.send(undoing(desk, merge))

    assert events_of(desk, visit)[-2:] == ["PATIENT_MERGED", "PATIENT_UNMERGED"]
    assert "APPOINTMENT_REGISTERED" in [entry.type for entry in timeline]
    assert desk.send(charts.timeline(patient_id=kept.id)).items == []
    assert len(desk.send(charts.timeline(patient_id=merged.id)).items) == 4


def test_it_is_written_down_who_asked_who_agreed_and_why(desk, kept, merged):
    desk.send(merging(desk, kept, merged))

    (seen_from_kept,) = desk.send(merges.of_patient(patient_id=kept.id)).items
    (seen_from_merged,) = desk.send(merges.of_patient(patient_id=merged.id)).items

    assert seen_from_kept == seen_from_merged
    assert (seen_from_kept.merged.patient_no, seen_from_kept.undone) == (merged.patient_no, None)
    assert (seen_from_kept.done.reason, seen_from_kept.done.asked_by, seen_from_kept.done.approved_by) == (
        "the same person",
        "Receptionist",
        "Manager",
    )
    assert now(desk, merged).merged_into == kept.id


@pytest.mark.parametrize("who", ["receptionist", "manager"])
def test_nobody_merges_alone(api, kept, merged, who):
    with pytest.raises(ApprovalNeeded):
        api(who).send(merging(api(who), kept, merged, approval_id=None))


def test_the_word_is_about_these_two_this_way_round(desk, kept, merged):
    word = agreed(desk, merge_subject(merged.id, kept.id))

    with pytest.raises(ApprovalNotValid):
        desk.send(merging(desk, kept, merged, approval_id=word))


def test_a_cashier_merges_nobody(api, kept, merged):
    with pytest.raises(Forbidden):
        api("cashier").send(merging(api("cashier"), kept, merged, approval_id=None))


def test_a_record_is_not_merged_with_itself(desk, kept):
    with pytest.raises(MergedWithItself):
        desk.send(merging(desk, kept, kept))


def test_nor_with_one_that_is_part_of_another(desk, kept, merged):
    third = registered(desk, "Badal Khan")
    desk.send(merging(desk, kept, merged))

    for one, other in ((third, now(desk, merged)), (now(desk, merged), third)):
        with pytest.raises(AlreadyMerged) as refused:
            desk.send(merging(desk, one, other))
        assert refused.value.patient_no == merged.patient_no


def test_nor_as_it_was_before_somebody_changed_it(desk, kept, merged):
    desk.send(patients.update(patient_id=merged.id, version=merged.version, name="Ayesha", sex=Sex.FEMALE))

    with pytest.raises(StaleVersion):
        desk.send(merging(desk, kept, merged))


def test_nor_with_one_that_was_put_away(api, desk, kept, merged):
    away = api("manager").send(patients.put_away(patient_id=merged.id, version=merged.version, reason="a mistake"))

    with pytest.raises(PatientNotFound):
        desk.send(merging(desk, kept, away))


def test_two_open_appointments_with_one_doctor_on_one_day_are_named(desk, kept, merged, house):
    mine = desk.send(appointments.book(patient_id=kept.id, doctor_id=house.doctor))
    theirs = desk.send(appointments.book(patient_id=merged.id, doctor_id=house.doctor))

    with pytest.raises(BothBooked) as refused:
        desk.send(merging(desk, kept, merged))

    assert (refused.value.doctor, refused.value.kept_visit, refused.value.merged_visit) == (
        "Dr doctor",
        mine.id,
        theirs.id,
    )
    assert now(desk, merged).is_active


def test_a_merged_record_takes_nothing_and_is_not_brought_back(api, desk, kept, merged, house):
    desk.send(merging(desk, kept, merged))
    gone = now(desk, merged)

    booked = desk.send(appointments.book(patient_id=merged.id, doctor_id=house.doctor))

    assert booked.patient.id == kept.id
    with pytest.raises(PatientNotFound):
        api("manager").send(patients.bring_back(patient_id=merged.id, version=gone.version, reason="by hand"))


def test_a_chain_is_undone_from_its_end(desk, kept, merged, house):
    visit = desk.send(appointments.book(patient_id=merged.id, doctor_id=house.doctor))
    third = registered(desk, "Badal Khan")
    first = desk.send(merging(desk, kept, merged))
    second = desk.send(merging(desk, third, now(desk, kept)))
    with pytest.raises(AlreadyMerged):
        desk.send(undoing(desk, first))
    found = desk.send(patients.search(term=merged.patient_no)).items

    desk.send(undoing(desk, second))
    desk.send(undoing(desk, first))

    assert [(each.id, each.former_numbers) for each in found] == [(third.id, [kept.patient_no, merged.patient_no])]
    assert desk.send(appointments.get(appointment_id=visit.id)).patient.id == merged.id
    assert (now(desk, third).former_numbers, now(desk, kept).former_numbers) == ([], [])


def test_it_is_undone_once(desk, kept, merged):
    merge = desk.send(merging(desk, kept, merged))
    desk.send(undoing(desk, merge))

    with pytest.raises(MergeNotFound):
        desk.send(undoing(desk, merge))


def test_an_issued_bill_follows_a_merge_and_nothing_else(api, desk, kept, merged, house, owner):
    visit = lived_through(api, merged, house)
    draft = desk.send(billing.of_appointment(appointment_id=visit.id))
    desk.send(billing.issue(bill_id=draft.id, version=draft.version))
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        owner.execute("UPDATE bills SET patient_id = %s", (kept.id,))

    merge = desk.send(merging(desk, now(desk, kept), now(desk, merged)))
    moved = desk.send(billing.of_appointment(appointment_id=visit.id))
    desk.send(undoing(desk, merge))

    assert moved.patient.id == kept.id
    assert desk.send(billing.of_appointment(appointment_id=visit.id)).patient.id == merged.id


def test_a_table_that_comes_later_is_not_forgotten(desk, kept, merged, owner):
    owner.execute("CREATE TABLE vaccinations (id serial PRIMARY KEY, patient_id uuid NOT NULL REFERENCES patients)")
    owner.execute("GRANT SELECT, INSERT, UPDATE ON vaccinations TO hms_app")
    owner.execute("INSERT INTO vaccinations (patient_id) VALUES (%s)", (merged.id,))

    merge = desk.send(merging(desk, kept, merged))
    (whose,) = owner.execute("SELECT patient_id FROM vaccinations").fetchone()
    desk.send(undoing(desk, merge))

    assert whose == kept.id
    assert owner.execute("SELECT patient_id FROM vaccinations").fetchone() == (merged.id,)


def test_every_rule_that_allows_a_patient_one_of_a_kind_was_thought_of(owner, house):
    """A unique index on whose a row is stands in a merge's way: refuse it first, with a name, as BothBooked does."""
    rows = owner.execute(
        """
        SELECT DISTINCT i.indexrelid::regclass::text FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY (i.indkey)
        WHERE i.indisunique AND a.attname = 'patient_id' AND NOT c.relispartition
        """
    ).fetchall()

    assert {name for (name,) in rows} == {"uq_appointments_open"}


def test_a_check_in_meanwhile_is_neither_lost_nor_left_behind(api, desk, kept, merged, house):
    visits = [
        desk.send(appointments.book(patient_id=merged.id, doctor_id=house.employees[who]))
        for who in ("doctor", "doctor_b", "doctor_c")
    ]
    start = threading.Barrier(len(visits) + 1)

    def check_in(visit):
        start.wait()
        return desk.send(appointments.check_in(appointment_id=visit.id, version=visit.version))

    def merge():
        call = merging(desk, kept, merged)
        start.wait()
        return desk.send(call)

    with ThreadPoolExecutor(len(visits) + 1) as pool:
        merged_by = pool.submit(merge)
        tokens = [each.token for each in pool.map(check_in, visits)]
        done = merged_by.result()

    stand = [desk.send(appointments.get(appointment_id=visit.id)) for visit in visits]
    assert tokens == ["A-001", "B-001", "C-001"]
    assert {each.patient.id for each in stand} == {kept.id}
    assert done.moved == len(visits)
    for who in ("doctor", "doctor_b", "doctor_c"):
        (entry,) = desk.send(queue.of_doctor(doctor_id=house.employees[who])).entries
        assert entry.patient_no == kept.patient_no
