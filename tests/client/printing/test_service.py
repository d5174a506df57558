import json
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtGui import QImage

from client.core.aio import Promise
from client.printing import service as service_module
from client.printing.documents import to_pdf
from client.printing.papers import DocumentKind, Paper
from client.printing.printers import EscPosTarget, FailureReason, FolderTarget
from client.printing.sentences import failure_text, target_text
from client.printing.service import NoPrinterChosen, PrintService, Route
from client.printing.spool import JobStatus
from tests.client.printing.papers_to_print import PRESCRIPTION, RECEIPT, TOKEN

Start = Callable[..., PrintService]


@pytest.fixture
def start(tmp_path, printer) -> Iterator[Start]:
    """A service over one spool folder; starting another is what a restart of the client does."""
    running: list[PrintService] = []

    def begin(retry_ms: int = 3_600_000) -> PrintService:
        routes = {
            DocumentKind.RECEIPT: Route(EscPosTarget(host="127.0.0.1", port=printer.port, drawer=True), Paper.ROLL),
            DocumentKind.TOKEN_SLIP: Route(EscPosTarget(host="127.0.0.1", port=printer.port), Paper.ROLL),
            DocumentKind.PRESCRIPTION: Route(FolderTarget(path=tmp_path / "out"), Paper.A4),
        }
        running.append(PrintService(tmp_path / "spool", routes, retry_ms=retry_ms))
        return running[-1]

    yield begin
    for service in running:
        service.close()


@pytest.fixture
def spooled(qtbot):
    """Waits for a promise of the service."""

    def wait(promise: Promise[Any]) -> Any:
        qtbot.waitUntil(promise.done)
        return promise.result()

    return wait


def test_a_document_is_on_disk_before_it_is_acknowledged_and_gone_when_printed(start, spooled, qtbot, tmp_path):
    service = start()

    job = spooled(service.print(PRESCRIPTION, DocumentKind.PRESCRIPTION, title="RX-26-00412"))

    qtbot.waitUntil(lambda: service.jobs == ())
    assert [file.name for file in (tmp_path / "out").iterdir()] == [f"prescription-{job.id}.pdf"]
    assert list((tmp_path / "spool").iterdir()) == []


def test_a_printer_that_is_off_keeps_the_document_and_says_why(start, spooled, qtbot, tmp_path):
    service = start()

    with qtbot.waitSignal(service.job_failed) as failed:
        job = spooled(service.print(RECEIPT, DocumentKind.RECEIPT, title="Receipt C2-26-000881"))

    assert [each.status for each in service.jobs] == [JobStatus.FAILED]
    assert failed.args[0].last_error is FailureReason.UNREACHABLE
    assert "Switch it on" in failure_text(failed.args[0].last_error)
    assert "127.0.0.1" in target_text(failed.args[0].target)
    assert sorted(file.name for file in (tmp_path / "spool").iterdir()) == [f"{job.id}.json", f"{job.id}.pdf"]


def test_when_the_printer_is_on_again_everything_comes_out_once_and_in_order(start, spooled, qtbot, printer):
    service = start(retry_ms=100)
    for number in range(3):
        spooled(service.print(TOKEN, DocumentKind.TOKEN_SLIP, title=f"Token {number}"))
        spooled(service.print(RECEIPT, DocumentKind.RECEIPT, title=f"Receipt {number}", open_drawer=True))
    qtbot.waitUntil(lambda: service.jobs[0].attempts > 1)

    printer.switch_on()
    qtbot.waitUntil(lambda: service.jobs == () and len(printer.jobs) == 6)

    assert [b"\x1bp\x00\x19\xfa" in job for job in printer.jobs] == [False, True] * 3


def test_a_failed_job_is_told_once_not_at_every_try(start, spooled, qtbot):
    service = start(retry_ms=50)
    told: list[object] = []
    service.job_failed.connect(told.append)

    spooled(service.print(TOKEN, DocumentKind.TOKEN_SLIP, title="Token"))
    qtbot.waitUntil(lambda: service.jobs[0].attempts >= 3)

    assert len(told) == 1


def test_a_printer_that_is_off_holds_up_no_other(start, spooled, qtbot, tmp_path):
    service = start()
    spooled(service.print(TOKEN, DocumentKind.TOKEN_SLIP, title="Token"))

    spooled(service.print(PRESCRIPTION, DocumentKind.PRESCRIPTION, title="RX"))

    qtbot.waitUntil(lambda: [job.kind for job in service.jobs] == [DocumentKind.TOKEN_SLIP])


def test_the_spool_survives_the_client(start, spooled, qtbot, printer):
    first = start()
    job = spooled(first.print(RECEIPT, DocumentKind.RECEIPT, title="Receipt"))
    qtbot.waitUntil(lambda: first.jobs[0].status is JobStatus.FAILED)
    first.close()

    printer.switch_on()
    second = start()
    assert [each.id for each in second.jobs] == [job.id]
    second.retry()

    qtbot.waitUntil(lambda: second.jobs == () and len(printer.jobs) == 1)


def test_what_was_not_begun_when_the_client_ends_is_sent_at_the_next_start(start, spooled, qtbot, tmp_path):
    first = start()
    gate = threading.Event()
    busy = [first._printers.run(gate.wait) for _ in range(8)]
    job = spooled(first.print(PRESCRIPTION, DocumentKind.PRESCRIPTION, title="RX"))
    first.close()
    gate.set()
    qtbot.waitUntil(lambda: all(promise.done() for promise in busy))
    assert [each.id for each in first.jobs] == [job.id]

    second = start()

    qtbot.waitUntil(lambda: second.jobs == ())
    assert [file.name for file in (tmp_path / "out").iterdir()] == [f"prescription-{job.id}.pdf"]


def test_a_job_cut_off_while_printing_waits_for_a_person(start, spooled, qtbot, printer, tmp_path):
    first = start()
    job = spooled(first.print(RECEIPT, DocumentKind.RECEIPT, title="Receipt"))
    qtbot.waitUntil(lambda: first.jobs[0].status is JobStatus.FAILED)
    first.close()
    ticket = tmp_path / "spool" / f"{job.id}.json"
    ticket.write_text(json.dumps(json.loads(ticket.read_text()) | {"sending": True}))  # as a kill leaves it

    printer.switch_on()
    second = start(retry_ms=50)
    spooled(second.print(TOKEN, DocumentKind.TOKEN_SLIP, title="Token"))
    qtbot.waitUntil(lambda: len(printer.jobs) == 1 and len(second.jobs) == 1)

    assert [(each.id, each.last_error) for each in second.jobs] == [(job.id, FailureReason.INTERRUPTED)]
    second.print_again(job.id)
    qtbot.waitUntil(lambda: second.jobs == () and len(printer.jobs) == 2)


def test_half_a_document_left_by_a_crash_is_not_a_job(start, tmp_path):
    (tmp_path / "spool").mkdir()
    (tmp_path / "spool" / "01K.pdf").write_bytes(b"%PDF-")
    (tmp_path / "spool" / "01K.json.part").write_bytes(b"{")
    (tmp_path / "spool" / "01J.json").write_bytes(b"{}")

    assert start().jobs == ()


def test_a_lost_document_is_said_and_holds_up_nothing(start, spooled, qtbot, printer, tmp_path):
    service = start()
    job = spooled(service.print(RECEIPT, DocumentKind.RECEIPT, title="Receipt"))
    qtbot.waitUntil(lambda: service.jobs[0].status is JobStatus.FAILED)
    (tmp_path / "spool" / f"{job.id}.pdf").unlink()

    printer.switch_on()
    service.retry()
    spooled(service.print(TOKEN, DocumentKind.TOKEN_SLIP, title="Token"))

    qtbot.waitUntil(lambda: len(printer.jobs) == 1 and len(service.jobs) == 1)
    assert [each.last_error for each in service.jobs] == [FailureReason.DOCUMENT_LOST]


def test_a_waiting_job_can_be_cancelled(start, spooled, qtbot, tmp_path):
    service = start()
    job = spooled(service.print(RECEIPT, DocumentKind.RECEIPT, title="Receipt"))
    qtbot.waitUntil(lambda: service.jobs[0].status is JobStatus.FAILED)

    assert service.cancel(job.id)

    assert service.jobs == ()
    assert not service.cancel(job.id)
    qtbot.waitUntil(lambda: list((tmp_path / "spool").iterdir()) == [])


def test_a_waiting_job_can_be_sent_elsewhere(start, spooled, qtbot, tmp_path):
    service = start()
    job = spooled(service.print(RECEIPT, DocumentKind.RECEIPT, title="Receipt"))
    qtbot.waitUntil(lambda: service.jobs[0].status is JobStatus.FAILED)

    service.send_to(job.id, FolderTarget(path=tmp_path / "elsewhere"))

    qtbot.waitUntil(lambda: service.jobs == ())
    assert (tmp_path / "elsewhere" / f"receipt-{job.id}.pdf").exists()


def test_a_kind_without_a_printer_is_refused(start, spooled):
    with pytest.raises(NoPrinterChosen):
        spooled(start().print(RECEIPT, DocumentKind.RECEIPT_SHEET, title="Receipt"))


def test_a_spool_that_cannot_be_written_rejects_the_print(start, spooled, tmp_path):
    (tmp_path / "spool").write_text("in the way")

    with pytest.raises(OSError, match="spool"):
        spooled(start().print(TOKEN, DocumentKind.TOKEN_SLIP, title="Token"))


def test_nothing_of_the_work_happens_on_the_screens_thread(start, spooled, qtbot, monkeypatch):
    threads: set[int] = set()

    def watched(document, paper):
        threads.add(threading.get_ident())
        return to_pdf(document, paper)

    monkeypatch.setattr(service_module, "to_pdf", watched)
    service = start()

    spooled(service.print(PRESCRIPTION, DocumentKind.PRESCRIPTION, title="RX"))
    pages = spooled(service.preview(PRESCRIPTION, DocumentKind.PRESCRIPTION, 400))

    assert threading.get_ident() not in threads
    assert len(threads) == 1
    assert [type(page) for page in pages] == [QImage]


def test_the_spool_holds_no_patients_name_outside_the_document(start, spooled, qtbot, tmp_path):
    service = start()
    spooled(service.print(RECEIPT, DocumentKind.RECEIPT, title="C2-26-000881"))

    (ticket,) = (tmp_path / "spool").glob("*.json")

    assert "Khalid" not in ticket.name + ticket.read_text()
