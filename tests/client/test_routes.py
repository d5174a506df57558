from client.printing.papers import DocumentKind, Paper
from client.printing.printers import EscPosTarget, FolderTarget
from client.routes import print_routes
from shared.models.documents import PaperKind

SLIPS = {"kind": "escpos", "host": "10.0.0.8"}


def test_every_paper_has_a_place_to_go_before_any_printer_is_chosen(tmp_path):
    routes = print_routes({}, tmp_path)

    assert set(routes) == set(DocumentKind)
    assert {route.target for route in routes.values()} == {FolderTarget(path=tmp_path / "prints")}


def test_a_chosen_printer_takes_its_paper_and_no_other(tmp_path):
    routes = print_routes({PaperKind.TOKEN: SLIPS}, tmp_path)

    assert routes[DocumentKind.TOKEN_SLIP].target == EscPosTarget(host="10.0.0.8")
    assert isinstance(routes[DocumentKind.BILL].target, FolderTarget)


def test_slips_and_receipts_go_on_the_roll_and_the_rest_on_sheets(tmp_path):
    routes = print_routes({}, tmp_path)

    rolls = {kind for kind, route in routes.items() if route.paper is Paper.ROLL}
    assert rolls == {DocumentKind.TOKEN_SLIP, DocumentKind.RECEIPT}


def test_a_printer_this_version_cannot_read_becomes_the_folder(tmp_path):
    routes = print_routes({PaperKind.BILL: {"kind": "telepathy"}}, tmp_path)

    assert routes[DocumentKind.BILL].target == FolderTarget(path=tmp_path / "prints")
