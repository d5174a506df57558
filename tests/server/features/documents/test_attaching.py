"""Scans and files in a chart: whole or not at all, encrypted, for those who may see their kind."""

import base64
import hashlib
from datetime import timedelta

import pytest

from server.core.housekeeping import tidy
from shared.contracts import charts, documents
from shared.contracts.appointments import AppointmentNotFound
from shared.contracts.documents import DocumentDamaged, DocumentNotFound, NoDocumentFile, PiecesMissing
from shared.errors import Forbidden, InvalidRequest
from shared.events import EventType
from shared.models.charts import ChartPart
from shared.models.documents import DocumentKind, MediaType
from shared.permissions import Role
from shared.rules.documents import PIECE, pieces_of
from tests.server.features.appointments.visits import events_of, waiting

PDF = b"%PDF-1.7\n" + b"a letter from another hospital " * 40_000
JPEG = b"\xff\xd8\xff\xe0" + b"x" * 500


def begun(api, patient_id, data, kind=DocumentKind.CONSENT, **facts):
    return api.send(
        documents.begin(
            patient_id=patient_id,
            kind=kind,
            title=facts.pop("title", "Consent to surgery"),
            size=len(data),
            sha256=hashlib.sha256(data).hexdigest(),
            **facts,
        )
    ).document_id


def add(api, document_id, data, number):
    piece = data[number * PIECE : (number + 1) * PIECE]
    api.send(documents.add_piece(document_id=document_id, number=number, data=base64.b64encode(piece).decode()))


def attached(api, patient_id, data=PDF, kind=DocumentKind.CONSENT, **facts):
    document_id = begun(api, patient_id, data, kind, **facts)
    for number in range(pieces_of(len(data))):
        add(api, document_id, data, number)
    return api.send(documents.attach(document_id=document_id))


def content(api, document):
    pieces = (
        api.send(documents.read_piece(document_id=document.id, number=number)).data
        for number in range(pieces_of(document.size))
    )
    return b"".join(map(base64.b64decode, pieces))


@pytest.fixture
def visit(api, house):
    return waiting(api(Role.RECEPTIONIST), house.doctor)


@pytest.fixture
def desk(api, house):
    return api(Role.RECEPTIONIST)


def test_a_document_comes_in_pieces_and_is_read_as_it_was(api, desk, visit):
    document = attached(desk, visit.patient.id)

    assert pieces_of(len(PDF)) == 3
    assert (document.media_type, document.title, document.attached_by) == (
        MediaType.PDF,
        "Consent to surgery",
        "Receptionist",
    )
    assert content(api(Role.DOCTOR), document) == PDF
    (listed,) = desk.send(documents.of_patient(patient_id=visit.patient.id)).items
    assert listed == document
    assert desk.send(charts.open_chart(patient_id=visit.patient.id)).counts[ChartPart.DOCUMENTS] == 1


def test_nothing_of_it_can_be_read_where_it_rests(desk, owner, visit):
    attached(desk, visit.patient.id, title="Positive result")

    kept = owner.execute("SELECT string_agg(data, '') FROM document_pieces").fetchone()[0]
    (title,) = owner.execute("SELECT title FROM documents").fetchone()

    assert b"another hospital" not in kept
    assert b"Positive" not in title


def test_a_piece_that_was_moved_does_not_decrypt(api, desk, owner, visit):
    document = attached(desk, visit.patient.id)

    owner.execute("UPDATE document_pieces SET number = number + 10 WHERE number > 0")

    answer = api(Role.DOCTOR).raw("GET", f"/documents/{document.id}/pieces/11")
    assert answer.status_code == 500


def test_the_same_piece_twice_is_one_and_attaching_twice_too(desk, visit):
    document_id = begun(desk, visit.patient.id, PDF, appointment_id=visit.id)
    for number in (0, 1, 1, 2, 0):
        add(desk, document_id, PDF, number)

    first = desk.send(documents.attach(document_id=document_id))
    add(desk, document_id, PDF, 0)
    again = desk.send(documents.attach(document_id=document_id))

    assert first == again
    assert events_of(desk, visit).count(EventType.DOCUMENT_ATTACHED) == 1


def test_what_is_not_whole_is_nowhere_and_says_what_is_missing(desk, visit, owner, database, clock):
    document_id = begun(desk, visit.patient.id, PDF)
    add(desk, document_id, PDF, 1)

    with pytest.raises(PiecesMissing) as refused:
        desk.send(documents.attach(document_id=document_id))

    assert refused.value.numbers == (0, 2)
    assert desk.send(documents.of_patient(patient_id=visit.patient.id)).items == []
    with pytest.raises(DocumentNotFound):
        desk.send(documents.read_piece(document_id=document_id, number=1))
    tidy(database, clock.now() + timedelta(days=2))
    assert owner.execute("SELECT count(*) FROM document_pieces").fetchone() == (0,)


def test_what_is_not_what_was_announced_is_thrown_away(desk, visit, owner):
    document_id = begun(desk, visit.patient.id, JPEG)
    add(desk, document_id, JPEG[:-1] + b"y", 0)

    with pytest.raises(DocumentDamaged):
        desk.send(documents.attach(document_id=document_id))

    assert owner.execute("SELECT count(*) FROM document_pieces").fetchone() == (0,)


def test_a_file_is_known_by_its_content_not_by_its_name(desk, visit):
    program = b"MZ" + b"\0" * 200
    document_id = begun(desk, visit.patient.id, program, title="letter.pdf")

    with pytest.raises(NoDocumentFile):
        add(desk, document_id, program, 0)


def test_a_piece_that_was_not_announced_is_refused(desk, visit):
    document_id = begun(desk, visit.patient.id, JPEG)

    for data, number in ((JPEG + b"more", 0), (JPEG, 7)):
        sent = base64.b64encode(data).decode()
        with pytest.raises(InvalidRequest):
            desk.send(documents.add_piece(document_id=document_id, number=number, data=sent))


def test_the_largest_piece_fits_through_the_door(desk, visit):
    """The edge reads no body of more than a million bytes."""
    whole = JPEG + b"x" * (PIECE - len(JPEG))

    document = attached(desk, visit.patient.id, whole)

    assert document.size == PIECE


def test_each_reaches_the_kinds_of_their_work(api, desk, visit):
    doctor = api(Role.DOCTOR)
    for kind in DocumentKind:
        attached(doctor, visit.patient.id, JPEG, kind)
    report = next(
        each for each in doctor.send(documents.of_patient(patient_id=visit.patient.id)).items if each.kind == "report"
    )

    seen = {
        role: {each.kind for each in api(role).send(documents.of_patient(patient_id=visit.patient.id)).items}
        for role in (Role.RECEPTIONIST, Role.NURSE, Role.CASHIER, Role.MANAGER, Role.PHARMACIST)
    }

    assert seen[Role.NURSE] == set(DocumentKind)
    assert DocumentKind.IDENTITY in seen[Role.RECEPTIONIST]
    assert not {DocumentKind.REPORT, DocumentKind.REFERRAL, DocumentKind.IMAGE} & seen[Role.RECEPTIONIST]
    assert seen[Role.CASHIER] == seen[Role.MANAGER] == {DocumentKind.BILL}
    assert seen[Role.PHARMACIST] == {DocumentKind.PRESCRIPTION, DocumentKind.BILL}
    with pytest.raises(Forbidden):
        desk.send(documents.read_piece(document_id=report.id))
    with pytest.raises(Forbidden):
        begun(api(Role.CASHIER), visit.patient.id, JPEG, DocumentKind.REPORT)


def test_a_withdrawn_one_stays_on_the_list_with_its_reason_and_is_not_opened(desk, visit):
    document = attached(desk, visit.patient.id, appointment_id=visit.id)

    withdrawn = desk.send(documents.withdraw(document_id=document.id, reason="scanned for the wrong patient"))

    assert withdrawn.withdrawn_reason == "scanned for the wrong patient"
    assert desk.send(documents.of_patient(patient_id=visit.patient.id)).items == [withdrawn]
    assert desk.send(charts.open_chart(patient_id=visit.patient.id)).counts[ChartPart.DOCUMENTS] == 0
    assert events_of(desk, visit)[-1] == EventType.DOCUMENT_WITHDRAWN
    with pytest.raises(DocumentNotFound):
        desk.send(documents.read_piece(document_id=document.id))


def test_opening_one_is_a_look_at_that_very_document(api, desk, owner, visit):
    document = attached(desk, visit.patient.id)

    content(api(Role.DOCTOR), document)

    rows = owner.execute("SELECT part, opened_by, subject_id FROM access_log").fetchall()
    assert rows == [("documents", "choice", document.id)]


def test_nobody_goes_on_with_anothers_upload(api, desk, visit):
    document_id = begun(desk, visit.patient.id, JPEG)

    with pytest.raises(DocumentNotFound):
        add(api(Role.NURSE), document_id, JPEG, 0)


def test_a_visit_of_another_patient_takes_no_document(api, desk, house, visit):
    other = waiting(desk, house.employees["doctor_b"], "Karim Sheikh")

    with pytest.raises(AppointmentNotFound):
        begun(desk, visit.patient.id, JPEG, appointment_id=other.id)
