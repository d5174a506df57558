"""Prices: choose a list, find a thing, change its price in a draft, publish it from a day on, see who changed what."""

from operator import attrgetter
from typing import Any

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from client.core.i18n import tr, trn
from client.viewmodels.prices.price_desk import PriceDesk, PriceState
from client.views.files.import_sheet import ImportWords
from client.views.files.list_files import FileWords, ListFiles
from client.views.history import Entries, HistoryCard
from client.views.prices.package_sheet import PackageSheet
from client.views.prices.sheets import (
    ListChangeSheet,
    ListSheet,
    PriceSheet,
    PublishSheet,
    ServiceSheet,
    TaxSheet,
)
from client.views.prices.words import (
    agreed_tax,
    change_title,
    import_text,
    kind_word,
    line_tone,
    list_text,
    price_text,
    version_text,
    version_tone,
    who_changed,
)
from client.views.upkeep import SecondedPage
from client.widgets.basics import Card, Label, box, hbox, heading, vbox
from client.widgets.buttons import KeyButton
from client.widgets.dialog import Confirm
from client.widgets.pills import Pill
from client.widgets.rows import Column
from client.widgets.search import SearchBox
from client.widgets.stat import EmptyState
from client.widgets.table import WIDE_SCREEN, RowsTable
from shared.contract import Call
from shared.contracts import prices
from shared.models.prices import PriceChange, PriceKind, PriceLine, PriceList, SetTaxClass


class PricesPage(SecondedPage):
    """Keyboard first: F2 finds, arrows walk, Enter opens the price, F9 publishes, Alt+H says what became of one."""

    asks_why = True

    def __init__(self, desk: PriceDesk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._desk = desk
        desk.setParent(self)
        self.files = ListFiles(desk.transfer, self._file_words(), self)
        self.lists: RowsTable[PriceList] = RowsTable(
            (Column(tr("List"), attrgetter("name"), detail=self._list_text, look="strong"),),
            key=attrgetter("id"),
            name=tr("Price lists"),
        )
        self.box = SearchBox(tr("Code or name"), "F2", size="md")
        self.version = Pill("", "grey")
        self.more = Label("", "small")
        self.lines: RowsTable[PriceLine] = RowsTable(
            (
                Column(tr("Name"), attrgetter("name"), look="strong"),
                Column(tr("Code"), attrgetter("code"), width=90, wide_only=True),
                Column(tr("Kind"), lambda line: kind_word(line.kind), width=100),
                Column(tr("Tax"), attrgetter("tax_class"), width=70),
                Column(tr("Before"), self._before, look="money", width=96),
                Column(tr("Price"), self._price, look="money", tone=line_tone, width=104),
            ),
            key=lambda line: (line.kind, line.priced_id),
            name=tr("Prices"),
            row_height=36,
        )
        self.history = HistoryCard(
            desk.history,
            (Column(tr("Changes"), self._change_title, detail=who_changed),),
            Entries(self.lines, attrgetter("name")),
            row_height=52,
        )
        self.new_list = KeyButton(tr("New list"), "Ctrl+N", icon="plus", size="sm")
        self.change_list = KeyButton(tr("Change list"), "Alt+L", icon="settings", size="sm")
        self.new_service = KeyButton(tr("New service"), "Alt+S", icon="plus", size="sm")
        self.package = KeyButton(tr("Package"), "Alt+P", icon="package", size="sm")
        self.set_tax = KeyButton(tr("Tax"), "Alt+T", icon="percent", size="sm")
        self.export = KeyButton(tr("Export"), "Ctrl+E", icon="save", size="sm")
        self.import_file = KeyButton(tr("Import"), "Ctrl+I", icon="file-check", size="sm")
        self.retire = KeyButton(tr("Retire"), "Alt+R", kind="ghost")
        self.begin = KeyButton(tr("Begin a draft"), "F6", icon="file-text", kind="primary")
        self.discard = KeyButton(tr("Discard"), "Alt+D", kind="ghost")
        self.publish = KeyButton(tr("Publish"), "F9", icon="check", kind="primary")
        self._build()

        self.box.searched.connect(desk.search)
        self.box.submitted.connect(self._open_current)
        self.lines.opened.connect(self._edit_price)
        self.lists.current_changed.connect(self._choose)
        self.lines.current_changed.connect(self._follow_line)
        self.new_list.clicked.connect(self._ask_list)
        self.change_list.clicked.connect(self._ask_list_change)
        self.export.clicked.connect(self.files.ask_where)
        self.import_file.clicked.connect(self.files.ask_file)
        self.retire.clicked.connect(self._ask_retire)
        self.new_service.clicked.connect(self._ask_service)
        self.package.clicked.connect(self._ask_package)
        self.set_tax.clicked.connect(self._ask_tax)
        self.begin.clicked.connect(desk.begin_draft)
        self.discard.clicked.connect(self._ask_discard)
        self.publish.clicked.connect(self._ask_publish)
        desk.state_changed.connect(self._render)
        self.files.said.connect(self.said)
        self.files.imported.connect(desk.refresh)

        self._render(desk.state)
        desk.refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.window().width() >= WIDE_SCREEN
        self._left.setFixedWidth(320 if wide else 236)
        self.history.setFixedWidth(400 if wide else 300)

    def _build(self) -> None:
        self.setFocusProxy(self.box)
        self.box.drive(self.lines)
        self.lists.horizontalHeader().hide()
        self.lines.set_empty(EmptyState("tag", tr("Nothing is found."), tr("Try another word, or begin a draft.")))
        self._left = Card(spacing=0, margins=(1, 12, 1, 12))
        self._left.add(
            box(vbox(heading(tr("Price lists")), margins=(14, 0, 14, 8))),
            self.lists,
            box(
                vbox(
                    self.new_list,
                    self.change_list,
                    self.new_service,
                    self.package,
                    self.set_tax,
                    spacing=6,
                    margins=(14, 8, 14, 0),
                )
            ),
        )
        self._left.inside.setStretch(1, 1)
        middle = Card(spacing=0, margins=(1, 12, 1, 12))
        middle.add(
            box(
                vbox(
                    heading(tr("Prices"), self.version, self.export, self.import_file, key="F2"),
                    self.box,
                    spacing=8,
                    margins=(14, 0, 14, 8),
                )
            ),
            self.lines,
            box(
                hbox(
                    Label(tr("Enter opens a price"), "small"),
                    self.more,
                    None,
                    self.retire,
                    self.discard,
                    self.begin,
                    self.publish,
                    spacing=8,
                    margins=(14, 8, 14, 0),
                )
            ),
        )
        middle.inside.setStretch(1, 1)
        row = hbox(self._left, middle, self.history, spacing=12)
        row.setStretch(1, 1)
        layout = vbox(self.problem, row, spacing=12)
        layout.setStretch(1, 1)
        self.setLayout(layout)

    def _render(self, state: PriceState) -> None:
        self.lists.set_rows(state.lists)
        if state.chosen is not None:
            self.lists.select(state.chosen)
        self.version.set_state(version_text(state.version), version_tone(state.version))
        self.lines.set_rows(state.lines)
        self.more.setText(tr("There are more: type on") if state.more else "")
        is_draft = state.draft is not None
        self.begin.setVisible(not is_draft)
        self.publish.setVisible(is_draft)
        self.discard.setVisible(is_draft)
        self.import_file.set_blocked(tr("Publish or discard the draft first") if is_draft else "")

    def _follow_line(self, line: PriceLine | None) -> None:
        """Tests, medicines and doctors are retired where they are kept."""
        retires = line is not None and line.kind in (PriceKind.SERVICE, PriceKind.PACKAGE)
        self.retire.setVisible(retires)
        if line is not None:
            self.retire.set_text(tr("Retire") if line.is_active else tr("Bring back"))

    def _list_text(self, price_list: PriceList) -> str:
        return list_text(price_list, self._desk.state.today)

    def _price(self, line: PriceLine) -> str:
        return price_text(line.amount, self._desk.state.currency)

    def _before(self, line: PriceLine) -> str:
        return price_text(line.before, self._desk.state.currency)

    def _change_title(self, change: PriceChange) -> str:
        return change_title(change, self._desk.state.currency)

    def _choose(self, price_list: PriceList | None) -> None:
        if price_list is not None:
            self._desk.choose(price_list.id)

    def _open_current(self) -> None:
        if self.lines.current() is None:
            self.lines.select_first()
        line = self.lines.current()
        if line is not None:
            self._edit_price(line)

    # Sheets: each stays open until what it asked for is answered

    def _edit_price(self, line: PriceLine) -> None:
        draft = self._desk.state.draft
        if draft is None:
            self.said.emit(tr("What is published is not changed. Begin a draft first: F6."))
            return
        self._edit(PriceSheet(line, draft, self._desk.state, self.window()))

    def _ask_publish(self) -> None:
        draft = self._desk.state.draft
        if draft is not None:
            self._edit(PublishSheet(draft, self._desk.state.today, self.window()))

    def _ask_discard(self) -> None:
        draft = self._desk.state.draft
        if draft is None:
            return
        sheet = Confirm(
            tr("Discard this draft?"),
            tr("Its prices count for nobody. What was changed in it stays in the history."),
            tr("Discard"),
            self.window(),
        )
        self._confirm(sheet, prices.discard(price_version_id=draft.id, version=draft.version))

    def _ask_list(self) -> None:
        self._edit(ListSheet(self._desk.state, self.window()))

    def _ask_list_change(self) -> None:
        price_list = self._desk.state.list
        if price_list is not None:
            self._edit(ListChangeSheet(price_list, self.window()))

    def _ask_retire(self) -> None:
        line = self.lines.current()
        if line is None:
            return
        if not line.is_active:
            self._desk.retire(line)
            return
        sheet = Confirm(
            tr("Retire {name}?", name=line.name),
            tr("It is offered and charged no more. What was charged stays."),
            tr("Retire"),
            self.window(),
        )
        sheet.confirmed.connect(lambda _reason: self._desk.retire(line))
        self._open(sheet)

    def _ask_service(self) -> None:
        self._edit(ServiceSheet(self.window()))

    def _ask_tax(self) -> None:
        self._edit(TaxSheet(self._desk.state, self.window()))

    def _ask_package(self) -> None:
        """The one the cursor stands on, or a new one."""
        draft, line = self._desk.package_draft(), self.lines.current()
        if draft is None:
            return
        if line is not None and line.kind is PriceKind.PACKAGE:
            draft.open(line.priced_id)
        self._edit(PackageSheet(draft, self._desk.state.currency, self.window()))

    def _file_words(self) -> FileWords:
        return FileWords(
            export=tr("Export prices"),
            name=self._file_name,
            exported=lambda path: tr("The price list is in {file}.", file=path),
            imported=lambda rows: trn(
                "{n} price is in a new draft: F9 publishes.", "{n} prices are in a new draft: F9 publishes.", rows
            ),
            sheet=ImportWords(
                tr("Import prices"),
                tr("Nothing is changed yet. What is imported is a draft, which you look over and publish."),
                lambda row: import_text(row, self._desk.state.currency),
                (Column(tr("Kind"), lambda row: kind_word(row.kind) if row.kind else "", width=100),),
            ),
        )

    def _file_name(self) -> str:
        chosen = self._desk.state.list
        return f"prices-{chosen.code}.xlsx" if chosen is not None else "prices.xlsx"

    def _what_is_agreed(self, call: Call[Any]) -> str:
        asked: Any = call.request
        if isinstance(asked, SetTaxClass):
            return agreed_tax(asked)
        lists = self._desk.state.lists
        named = (one.name for one in lists if any(of.id == asked.price_version_id for of in one.versions))
        return tr("Prices of the list {name} are published.", name=next(named, ""))
