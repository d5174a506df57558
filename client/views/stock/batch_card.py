"""The batch that is looked at, and what can be done with it."""

from functools import partial

from PySide6.QtCore import Signal

from client.core.i18n import date_text, tr
from client.core.problem_text import problem_text
from client.viewmodels.stock.shelf import Act, Shelf, ShelfState
from client.views.stock.words import act_text, price_text, product_text, state_text, state_tone, unit_text
from client.widgets.basics import Card, Label, Rule, Whole, box, hbox, show_only, vbox
from client.widgets.buttons import KeyButton
from client.widgets.pills import Note, Pill
from client.widgets.stat import EmptyState

_KEYS = {
    Act.SET_ASIDE: "Alt+Q",
    Act.RELEASE: "Alt+L",
    Act.COUNT: "Alt+J",
    Act.DESTROY: "Alt+D",
    Act.RECALL: "Alt+R",
    Act.TAKE_BACK: "Alt+B",
}


class BatchCard(Card):
    card_asked = Signal()
    act_asked = Signal(object)  # Act
    send_asked = Signal()
    correction_asked = Signal()

    def __init__(self, shelf: Shelf) -> None:
        super().__init__(spacing=10)
        self._shelf = shelf
        self.medicine = Whole("", "h2")
        self.product = Whole("", "muted")
        self.pill = Pill("", "ok")
        self.on_hand = Label("", "mid")
        self.facts = {name: Label("", "strong", wrap=True) for name in ("batch", "expires", "store", "supplier")}
        self.prices = Label("", "muted")
        self.why = Note("", "bad")
        self.card = KeyButton(tr("Stock card"), "Alt+C", icon="layers")
        self.send = KeyButton(tr("Send to another store"), "Alt+T", icon="arrow-right")
        self.correct = KeyButton(tr("Correct"), "Alt+W", size="sm", kind="ghost")
        self.acts = {act: KeyButton(act_text(act), key) for act, key in _KEYS.items()}
        self.problem = Note("", "bad")
        names = {
            "batch": tr("Batch"),
            "expires": tr("Last day"),
            "store": tr("Store"),
            "supplier": tr("Supplier"),
        }
        facts = vbox(spacing=6)
        for name, label in self.facts.items():
            title = Label(names[name], "muted")
            title.setFixedWidth(76)
            row = hbox(title, label, *([self.correct] if name == "batch" else []), spacing=8)
            row.setStretch(1, 1)
            facts.addLayout(row)
        self._about = box(
            vbox(
                hbox(self.medicine, None, self.pill, spacing=8),
                self.product,
                self.on_hand,
                Rule(),
                facts,
                self.prices,
                self.why,
                Rule(),
                self.card,
                self.send,
                *self.acts.values(),
                self.problem,
                spacing=8,
            )
        )
        self._none = EmptyState("package", tr("No batch chosen"), tr("Choose one with the arrows."))
        self.add(self._about, self._none)
        self.inside.addStretch()

        self.card.clicked.connect(self.card_asked)
        self.send.clicked.connect(self.send_asked)
        self.correct.clicked.connect(self.correction_asked)
        for act, button in self.acts.items():
            button.clicked.connect(partial(self.act_asked.emit, act))
        shelf.state_changed.connect(self.render_state)
        self.render_state(shelf.state)

    def render_state(self, state: ShelfState) -> None:
        batch = state.batch
        show_only({self._about: batch is not None, self._none: batch is None})
        problem = None if state.problem is None else problem_text(state.problem)
        self.problem.setVisible(problem is not None)
        if problem is not None:
            self.problem.set_state(problem.sentence, "bad")
        if batch is None:
            return
        self.medicine.setText(batch.medicine)
        self.product.setText(product_text(batch))
        self.pill.set_state(state_text(batch), state_tone(batch))
        self.on_hand.setText(unit_text(batch.form, batch.on_hand))
        self.facts["batch"].setText(batch.batch_no)
        self.facts["expires"].setText(date_text(batch.expires_on))
        self.facts["store"].setText(batch.store)
        self.facts["supplier"].setText(batch.supplier or "–")
        self.prices.setText(
            tr("Cost {cost} · price {price} each", cost=price_text(batch.cost), price=price_text(batch.price))
        )
        self.why.setVisible(batch.recalled)
        self.why.set_state(tr("Recalled: {reason}", reason=batch.recalled_because), "bad")
        self.send.setVisible(self._shelf.may_transfer and not batch.quarantined)
        self.correct.setVisible(self._shelf.may_correct)
        for act, button in self.acts.items():
            button.setVisible(self._shelf.may(act))
            button.set_busy(state.sending)
