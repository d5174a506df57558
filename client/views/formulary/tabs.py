"""The list of medicines and that of instructions, a tab each."""

from client.core.i18n import tr
from client.desk import Desk
from client.views.files.list_page import ListPage
from client.views.formulary.page import build_formulary
from client.views.instructions.page import build_instructions
from client.widgets.tab_page import TabPage


def medicine_tabs(medicines: ListPage, instructions: ListPage) -> TabPage:
    return TabPage(tr("Medicines"), ((tr("Medicines"), medicines), (tr("Instructions"), instructions)))


def build_medicines(desk: Desk) -> TabPage:
    return medicine_tabs(build_formulary(desk), build_instructions(desk))
