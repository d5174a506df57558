"""Scanning, attaching and opening documents, with a real scanner program and real files."""

import base64
import hashlib
import stat
from io import BytesIO
from uuid import UUID

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from reportlab.pdfgen.canvas import Canvas

from client.printing.opening import CannotShow, open_document, picture
from client.widgets.dialog import Confirm
from shared.contracts import appointments, charts, documents
from shared.errors import Unreachable
from shared.ids import DocumentId
from shared.models.appointments import AppointmentStatus
from shared.models.charts import ChartPart
from shared.models.common import Nothing, Page
from shared.models.documents import Document, DocumentBegun, DocumentKind, DocumentPiece, MediaType
from shared.permissions import Role
from shared.rules.documents import PIECE
from shared.topics import Topic
from tests.client.cashier.bills import NOON, RAHIMA
from tests.client.patient import visits

ID = DocumentId(UUID(int=77))


def png(width=60, height=40):
    made = BytesIO()
    Image.new("RGB", (width, height), "white").save(made, "png")
    return made.getvalue()


def pdf(pages=3, size=(400, 600)):
    made = BytesIO()
    canvas = Canvas(made, pagesize=size)
    for number in range(pages):
        canvas.drawString(40, size[1] / 2, f"Page {number + 1}")
        canvas.showPage()
    canvas.save()
    return made.getvalue()


def document(data=b"", media_type=MediaType.PNG, **changes):
    facts = Document(
        id=ID,
        patient_id=RAHIMA.id,
        appointment_id=None,
        kind=DocumentKind.CONSENT,
        title="Consent",
        media_type=media_type,
        size=len(data) or 1,
        attached_by="Salma Khatun",
        attached_at=NOON,
        withdrawn_at=None,
        withdrawn_reason=None,
    )
    return facts.model_copy(update=changes)


@pytest.fixture
def calls(calls):
    counted = visits.chart()
    calls.answers(charts.open_chart, counted.model_copy(update={"counts": {**counted.counts, ChartPart.DOCUMENTS: 1}}))
    calls.answers(documents.of_patient, Page(items=[document()]))
    calls.answers(documents.begin, DocumentBegun(document_id=ID))
    calls.answers(documents.add_piece, Nothing())
    calls.answers(documents.attach, document())
    return calls


@pytest.fixture
def card(page, answered, qtbot):
    """The documents of a patient, in sight."""
    page.open_patient(RAHIMA.id)
    answered(lambda: page.timeline.rows)
    page.header.tabs.button(ChartPart.DOCUMENTS).click()
    answered(lambda: page.documents.list.rows_model.rows)
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    return page.documents


def sent(calls):
    return b"".join(base64.b64decode(piece.data) for piece in calls.requests(documents.add_piece))


def test_a_file_goes_piece_by_piece_and_shows_how_far(card, calls, answered, tmp_path, qtbot):
    path = tmp_path / "consent.png"
    path.write_bytes(png() + b"\0" * (2 * PIECE))
    shares: list[float] = []
    card._view_model.state_changed.connect(lambda state: shares.append(state.transfer.share if state.transfer else -1))

    card.take_file(path)
    assert card.sheet.title.value() == "consent"
    card.sheet.kind.set_value(DocumentKind.IDENTITY)
    with qtbot.waitSignal(card.said):
        card.sheet.primary.click()
        answered(lambda: calls.requests(documents.attach))

    (begun,) = calls.requests(documents.begin)
    assert (begun.kind, begun.title) == (DocumentKind.IDENTITY, "consent")
    assert sent(calls) == path.read_bytes()
    assert begun.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert [share for share in shares if share > 0] == [pytest.approx(1 / 3), pytest.approx(2 / 3)]


def attached(card, calls, answered, tmp_path):
    """The visit a file was attached to with what the sheet proposes, in words and as it was sent."""
    path = tmp_path / "letter.png"
    path.write_bytes(png())
    card.take_file(path)
    visit = card.sheet.visit
    offered = visit.currentText() if visit.isVisibleTo(card.sheet) else ""
    card.sheet.primary.click()
    answered(lambda: calls.requests(documents.attach))
    return offered, calls.requests(documents.begin)[-1].appointment_id


class TestTheVisitItBelongsTo:
    def test_is_the_one_of_today_where_the_patient_is_here(self, card, calls, answered, tmp_path):
        offered, sent_with = attached(card, calls, answered, tmp_path)

        assert sent_with == visits.VISIT
        assert "M-012" in offered

    def test_is_the_one_the_page_was_opened_with(self, page, card, calls, answered, tmp_path):
        earlier = visits.visit(1)
        shown = visits.chart(visits=(visits.visit(), earlier))
        calls.answers(charts.open_chart, shown)
        calls.answers(appointments.get, visits.appointment(id=earlier.appointment_id))

        page.open_appointment(earlier.appointment_id)
        answered(lambda: page.state.visit_id == earlier.appointment_id and not page.state.loading)

        assert attached(card, calls, answered, tmp_path)[1] == earlier.appointment_id

    def test_is_none_where_nobody_came(self, page, card, calls, answered, tmp_path):
        calls.answers(charts.open_chart, visits.chart(visits=(visits.visit(status=AppointmentStatus.NO_SHOW),)))

        page.open_patient(RAHIMA.id)
        answered(lambda: page.state.visits[0].status is AppointmentStatus.NO_SHOW)

        assert attached(card, calls, answered, tmp_path) == ("", None)

    def test_can_be_none_by_choice(self, card, calls, answered, tmp_path):
        path = tmp_path / "old.png"
        path.write_bytes(png())
        card.take_file(path)
        card.sheet.visit.setCurrentIndex(1)
        card.sheet.primary.click()
        answered(lambda: calls.requests(documents.attach))

        assert calls.requests(documents.begin)[-1].appointment_id is None


def test_only_the_kinds_of_ones_work_are_offered(card, session):
    offered = {Role.RECEPTIONIST: DocumentKind.INSURANCE, Role.PHARMACIST: DocumentKind.PRESCRIPTION}

    for role, kind in offered.items():
        session.become(role)
        assert kind in card._view_model.kinds
        assert DocumentKind.REPORT not in card._view_model.kinds


def test_stopping_sends_nothing_more(card, calls, answered, tmp_path, qtbot):
    path = tmp_path / "long.png"
    path.write_bytes(png() + b"\0" * (5 * PIECE))
    card._view_model.attach_file(path, DocumentKind.OTHER, "Long")
    answered(lambda: calls.requests(documents.add_piece))

    QTest.keyClick(card, Qt.Key.Key_Escape)
    pieces = len(calls.requests(documents.add_piece))
    qtbot.wait(30)
    calls.deliver()

    assert len(calls.requests(documents.add_piece)) == pieces
    assert calls.requests(documents.attach) == []
    assert not card.cancel.isVisible()


@pytest.mark.parametrize(("content", "said"), [(b"MZ program", "no PDF, JPEG or PNG"), (png() * 300_000, "large")])
def test_what_is_no_document_is_refused_before_it_is_sent(card, calls, tmp_path, qtbot, content, said):
    path = tmp_path / "letter.pdf"
    path.write_bytes(content[:21_000_000])

    card._view_model.attach_file(path, DocumentKind.OTHER, "Letter")
    qtbot.waitUntil(card.note.isVisible)

    assert said in card.note.text
    assert calls.requests(documents.begin) == []


def test_a_server_that_is_away_for_a_moment_gets_the_piece_again(card, calls, answered, tmp_path, monkeypatch):
    monkeypatch.setattr("client.viewmodels.patient.documents._PAUSE_SECONDS", 0.001)
    path = tmp_path / "one.png"
    path.write_bytes(png())
    answers = iter((Unreachable(), Nothing()))
    calls.answers(documents.add_piece, lambda _: next(answers))

    card._view_model.attach_file(path, DocumentKind.OTHER, "One")
    answered(lambda: calls.requests(documents.attach))

    assert [piece.number for piece in calls.requests(documents.add_piece)] == [0, 0]


def test_a_pdf_opens_and_is_leafed_through_with_keys(card, calls, answered, qtbot):
    data = pdf()
    calls.answers(documents.of_patient, Page(items=[document(data, MediaType.PDF)]))
    calls.answers(documents.read_piece, DocumentPiece(data=base64.b64encode(data).decode()))
    card._view_model.refresh()
    answered(lambda: card.list.rows_model.rows[0].media_type is MediaType.PDF)
    card.list.select_first()

    QTest.keyClick(card.list, Qt.Key.Key_Return)
    answered(lambda: card.preview is not None)
    preview = card.preview
    qtbot.waitUntil(lambda: not preview.picture.pixmap().isNull())
    fitting = preview.picture.pixmap().width()
    QTest.keyClick(preview, Qt.Key.Key_PageDown)
    QTest.keyClick(preview, Qt.Key.Key_Plus)

    qtbot.waitUntil(lambda: preview.picture.pixmap().width() > fitting)
    assert preview.where.text() == "Page 2 of 3"
    preview.ready.click()


def test_a_withdrawn_one_says_why_and_cannot_be_opened(card, calls, answered, stream):
    gone = document(withdrawn_at=NOON, withdrawn_reason="wrong patient")
    calls.answers(documents.of_patient, Page(items=[gone]))

    stream.tell(Topic.DOCUMENTS)
    answered(lambda: card.list.rows_model.rows[0].withdrawn_at)
    card.list.select_first()

    assert card.open.blocked_reason
    assert card.withdraw.blocked_reason


def test_the_document_that_was_asked_about_is_withdrawn_though_it_has_left_the_list(
    card, calls, answered, stream, page
):
    calls.answers(documents.withdraw, document())
    card.list.select_first()
    card.withdraw.click()
    sheet = next(one for one in page.findChildren(Confirm) if one.isVisible())
    QTest.keyClicks(sheet._reason, "wrong patient")
    calls.answers(documents.of_patient, Page(items=[]))

    stream.tell(Topic.DOCUMENTS)
    answered(lambda: not card.list.rows_model.rows)
    sheet.primary.click()
    answered(lambda: calls.requests(documents.withdraw))

    assert [one.document_id for one in calls.requests(documents.withdraw)] == [ID]


def test_without_a_scanner_program_the_button_says_so(card):
    assert "No scanner program" in card.scan.blocked_reason


class TestWithAScanner:
    @pytest.fixture
    def scanner_program(self, tmp_path):
        """A small program that does what a scanner's does: a page on its output."""
        (tmp_path / "page.png").write_bytes(png())
        program = tmp_path / "scan"
        program.write_text(f'#!/bin/sh\necho "$@" > {tmp_path}/asked\ncat {tmp_path}/page.png\n')
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
        return str(program)

    def test_a_scanned_page_is_attached(self, card, calls, answered, tmp_path, qtbot):
        QTest.keyClick(card, Qt.Key.Key_F3)
        qtbot.waitUntil(lambda: card.sheet is not None)
        card.sheet.title.set_value("Passport")
        card.sheet.primary.click()
        answered(lambda: calls.requests(documents.attach))

        assert sent(calls) == png()
        assert "--format=png" in (tmp_path / "asked").read_text()

    def test_a_scanner_that_gives_no_page_is_told(self, card, tmp_path, qtbot):
        (tmp_path / "page.png").write_bytes(b"")

        QTest.keyClick(card, Qt.Key.Key_F3)
        qtbot.waitUntil(card.note.isVisible)

        assert "gave no page" in card.note.text
        assert not card.scan.busy


def test_a_page_as_large_as_a_field_is_drawn_within_its_limit(qapp):
    opened = open_document(pdf(1, (14_000, 14_000)), MediaType.PDF)

    drawn = picture(opened, 0, 20_000)

    assert drawn.width() * drawn.height() <= 30_100_000


@pytest.mark.qt_log_ignore("JPEG", extend=True)  # what Qt says of the damaged one
@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (b"%PDF-1.7 and nothing more", MediaType.PDF),
        (png()[:20], MediaType.PNG),
        (b"\xff\xd8\xff" + b"\0" * 50, MediaType.JPEG),
        (png(30_000, 9_000), MediaType.PNG),
    ],
    ids=["no pdf", "cut png", "no jpeg", "bomb"],
)
def test_a_file_that_means_ill_is_not_drawn(qapp, data, media_type):
    with pytest.raises(CannotShow):
        open_document(data, media_type)
