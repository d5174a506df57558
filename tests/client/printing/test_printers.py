import sys
from pathlib import Path

import pytest

from client.printing import printers
from client.printing.documents import to_pdf
from client.printing.papers import Paper
from client.printing.printers import EscPosTarget, FailureReason, FolderTarget, NotPrinted, SystemTarget
from client.printing.raster import UnreadablePdf, page_sizes, render_pages
from tests.client.printing.loopback_printer import pictures
from tests.client.printing.papers_to_print import BILL, RECEIPT

KICK = b"\x1bp\x00\x19\xfa"


@pytest.fixture(scope="module")
def slip(qapp) -> bytes:
    return to_pdf(RECEIPT, Paper.ROLL)


def deliver(target, pdf, *, copies=1, open_drawer=False):
    target.deliver(pdf, name="receipt-01ABC", copies=copies, open_drawer=open_drawer)


def test_a_receipt_printer_gets_a_picture_as_wide_as_its_head(printer, qtbot, slip):
    printer.switch_on()

    deliver(EscPosTarget(host="127.0.0.1", port=printer.port), slip)

    qtbot.waitUntil(lambda: len(printer.jobs) == 1)
    bands = pictures(printer.jobs[0])
    assert {band.width for band in bands} == {576}
    height_mm = sum(band.height for band in bands) / 8
    assert height_mm == pytest.approx(page_sizes(slip)[0][1] / 72 * 25.4, abs=1)
    assert all(0.01 < band.histogram()[0] / (band.width * band.height) < 0.4 for band in bands[:-1])
    assert printer.jobs[0].endswith(b"\x1dV\x00")


@pytest.mark.parametrize(
    ("drawer", "asked", "opened"), [(True, True, True), (True, False, False), (False, True, False)]
)
def test_the_drawer_opens_where_there_is_one_and_only_when_asked(printer, qtbot, slip, drawer, asked, opened):
    printer.switch_on()

    deliver(EscPosTarget(host="127.0.0.1", port=printer.port, drawer=drawer), slip, open_drawer=asked)

    qtbot.waitUntil(lambda: len(printer.jobs) == 1)
    assert (KICK in printer.jobs[0]) is opened


def test_copies_come_out_one_after_the_other_each_cut(printer, qtbot, slip):
    printer.switch_on()

    deliver(EscPosTarget(host="127.0.0.1", port=printer.port, drawer=True), slip, copies=2, open_drawer=True)

    qtbot.waitUntil(lambda: len(printer.jobs) == 1)
    assert printer.jobs[0].count(b"\x1dV\x00") == 2
    assert printer.jobs[0].count(KICK) == 1


def test_a_narrow_printer_gets_a_narrow_picture(printer, qtbot, slip):
    printer.switch_on()

    deliver(EscPosTarget(host="127.0.0.1", port=printer.port, dots=384, cut=False), slip)

    qtbot.waitUntil(lambda: len(printer.jobs) == 1)
    assert {band.width for band in pictures(printer.jobs[0])} == {384}
    assert b"\x1dV" not in printer.jobs[0][-10:]


def test_a_printer_that_is_off_is_told_from_one_that_stops(printer, slip, monkeypatch):
    monkeypatch.setattr(printers, "_SEND_SECONDS", 0.2)
    target = EscPosTarget(host="127.0.0.1", port=printer.port)

    with pytest.raises(NotPrinted) as off:
        deliver(target, slip)
    printer._listener.listen()  # connects, and never reads
    with pytest.raises(NotPrinted) as stuck:
        deliver(target, slip, copies=200)

    assert off.value.reason is FailureReason.UNREACHABLE
    assert stuck.value.reason is FailureReason.STOPPED_ANSWERING


def test_a_folder_keeps_each_document_as_a_whole_file(tmp_path, slip):
    deliver(FolderTarget(path=tmp_path / "out"), slip)

    assert [file.name for file in (tmp_path / "out").iterdir()] == ["receipt-01ABC.pdf"]
    assert (tmp_path / "out" / "receipt-01ABC.pdf").read_bytes() == slip


def test_a_folder_that_cannot_be_written_is_said(tmp_path, slip):
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(NotPrinted) as refused:
        deliver(FolderTarget(path=tmp_path / "file"), slip)

    assert refused.value.reason is FailureReason.FOLDER_UNWRITABLE


def put_lp(folder: Path, monkeypatch, script: str) -> None:
    """A print system of our own: a program named lp on the path."""
    program = folder / "lp"
    program.write_text(f"#!{sys.executable}\nimport sys, pathlib\nhere = pathlib.Path({str(folder)!r})\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no lp")
class TestTheSystemsQueue:
    def test_gets_the_pdf_the_printer_and_the_copies(self, tmp_path, monkeypatch, slip):
        put_lp(
            tmp_path,
            monkeypatch,
            "(here / 'pdf').write_bytes(sys.stdin.buffer.read()); (here / 'said').write_text(' '.join(sys.argv[1:]))",
        )

        deliver(SystemTarget(printer="Cashier-A4"), slip, copies=2)

        assert (tmp_path / "pdf").read_bytes() == slip
        assert (tmp_path / "said").read_text() == "-d Cashier-A4 -n 2 -t receipt-01ABC -- -"

    @pytest.mark.parametrize(
        ("complaint", "reason"),
        [
            ("lp: The printer or class does not exist.", FailureReason.NO_SUCH_PRINTER),
            ("lp: Destination is not accepting jobs.", FailureReason.QUEUE_REFUSED),
        ],
    )
    def test_is_quoted_when_it_refuses(self, tmp_path, monkeypatch, slip, complaint, reason):
        put_lp(tmp_path, monkeypatch, f"sys.exit({complaint!r})")

        with pytest.raises(NotPrinted) as refused:
            deliver(SystemTarget(printer="Cashier-A4"), slip)

        assert refused.value.reason is reason

    def test_is_not_waited_for_without_end(self, tmp_path, monkeypatch, slip):
        monkeypatch.setattr(printers, "_QUEUE_SECONDS", 0.3)
        put_lp(tmp_path, monkeypatch, "import time; time.sleep(60)")

        with pytest.raises(NotPrinted) as stuck:
            deliver(SystemTarget(printer="Cashier-A4"), slip)

        assert stuck.value.reason is FailureReason.STOPPED_ANSWERING

    def test_may_be_missing(self, tmp_path, monkeypatch, slip):
        monkeypatch.setenv("PATH", str(tmp_path))

        with pytest.raises(NotPrinted) as missing:
            deliver(SystemTarget(printer="Cashier-A4"), slip)

        assert missing.value.reason is FailureReason.NO_SUCH_PRINTER


def test_a_preview_shows_every_page_at_the_width_asked():
    images = render_pages(to_pdf(BILL, Paper.A4), 600)

    assert [image.width() for image in images] == [600]
    assert images[0].height() == pytest.approx(600 * 297 / 210, abs=2)
    assert any(images[0].pixelColor(x, 55).lightness() < 100 for x in range(600))


def test_a_broken_document_is_refused_by_name():
    with pytest.raises(UnreadablePdf):
        page_sizes(b"not a PDF")
