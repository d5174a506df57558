"""What is done with the open prescription as it stands, and why not yet."""

from PySide6.QtWidgets import QWidget

from client.core.i18n import tr, trn
from client.viewmodels.pharmacy.counter import Counter, CounterState
from client.views.pharmacy.words import obstacle_text
from client.widgets.basics import Card, Label, hbox, show_only, vbox
from client.widgets.buttons import KeyButton
from client.widgets.inputs import Combo
from shared.ids import StoreId
from shared.models.pharmacy import Outcome

_STORES = 170


class ActionBar(Card):
    def __init__(self, counter: Counter, parent: QWidget | None = None) -> None:
        super().__init__(spacing=4, margins=(14, 8, 10, 8))
        self.setParent(parent)
        self._counter = counter
        self.summary = Label("", "strong", wrap=True)
        self.why = Label("", "small", wrap=True)
        self.stores: Combo[StoreId] = Combo()
        self.bill = KeyButton(tr("Bill"), "Alt+B", icon="receipt-text", size="lg")
        self.labels = KeyButton(tr("Labels again"), "Ctrl+P", icon="printer", size="lg")
        self.go_on = KeyButton(tr("Give and print labels"), "F9", icon="printer", kind="primary", size="lg")
        self.stores.setAccessibleName(tr("Pharmacy"))
        self.stores.setFixedWidth(_STORES)
        row = hbox(vbox(self.summary, self.why, spacing=1), self.stores, self.bill, self.labels, self.go_on, spacing=8)
        row.setStretch(0, 1)
        self.add(row)

        self.stores.picked.connect(counter.choose_store)
        self.bill.clicked.connect(counter.ask_bill)
        self.labels.clicked.connect(counter.print_again)
        self.go_on.clicked.connect(counter.go_on)
        counter.state_changed.connect(self._render)

        self._render(counter.state)

    def _render(self, state: CounterState) -> None:
        self.stores.set_options((store.id, store.name) for store in state.stores)
        self.stores.set_value(state.store_id)
        given = state.given is not None and bool(state.given.parts)
        show_only(
            {
                self.stores: len(state.stores) > 1,
                self.bill: given and self._counter.may_take_money,
                self.labels: given,
                self.go_on: state.opened is not None,
            }
        )
        self.summary.setText(_summary(state))
        why = _why_not(state)
        self.why.setText(why)
        self.why.setVisible(bool(why))
        self.go_on.set_text(tr("Give and print labels") if state.to_give else tr("Write it down"))
        self.go_on.set_icon("printer" if state.to_give else "save")
        self.go_on.set_blocked("" if state.can_go_on or state.sending else why or tr("Nothing to give"))
        self.go_on.set_busy(state.sending)


def _summary(state: CounterState) -> str:
    if state.opened is None:
        return ""
    medicines = len(state.to_give)
    parts = [trn("{n} medicine", "{n} medicines", medicines)] if medicines else []
    held = sum(line.outcome is Outcome.HELD for line in state.lines)
    refused = sum(line.outcome is Outcome.REFUSED for line in state.lines)
    if held:
        parts.append(trn("{n} held", "{n} held", held))
    if refused:
        parts.append(trn("{n} refused", "{n} refused", refused))
    return " · ".join(parts)


def _why_not(state: CounterState) -> str:
    if state.opened is None:
        return ""
    if not state.is_open:
        return tr("Nothing is handed out of this prescription any more.")
    if state.stuck is not None:
        return obstacle_text(state.stuck)
    if state.unanswered:
        return trn("{n} warning needs an answer.", "{n} warnings need an answer.", len(state.unanswered))
    return "" if state.to_give or state.withheld else tr("Nothing of it lies on the shelf: substitute, hold or refuse.")
