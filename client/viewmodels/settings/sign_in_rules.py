"""The rules of signing in, and who has set up a second proof."""

from dataclasses import dataclass, replace
from functools import partial
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from client.core.aio import latest, slot
from client.core.calls import Calls
from client.core.view_model import ViewModel
from client.viewmodels.approval.second_person import SecondPerson
from shared.contracts import sign_in
from shared.contracts.access import ApprovalNeeded
from shared.errors import ApiError
from shared.ids import ApprovalId, UserId
from shared.models.access import Approval
from shared.models.sign_in import SIGN_IN_RULES, SaveSignInRules, SecondFactorSummary, SignInRulesDetails
from shared.permissions import Permission


@dataclass(frozen=True)
class SignInRulesState:
    rules: SignInRulesDetails | None = None
    second_factors: tuple[SecondFactorSummary, ...] = ()
    busy: bool = False
    saved: bool = False
    problem: ApiError | None = None


class SignInRuleDesk(ViewModel[SignInRulesState]):
    second_person_needed = Signal(object, object)  # UUID: what about; a slot that does it with their Approval

    def __init__(self, calls: Calls, parent: QObject | None = None) -> None:
        super().__init__(SignInRulesState(), parent)
        self._calls = calls

    @latest
    async def refresh(self) -> None:
        try:
            rules = await self._calls.send(sign_in.rules())
            page = await self._calls.send(sign_in.second_factors())
        except ApiError as problem:
            self._show(replace(self.state, problem=problem))
        else:
            shown = self.state.rules
            if shown is not None and shown.version > rules.version:
                rules = shown  # saved while this was on its way
            self._show(replace(self.state, rules=rules, second_factors=tuple(page.items), saved=False, problem=None))

    @slot
    async def save(self, request: SaveSignInRules, word: Approval | None = None) -> None:
        if self.state.busy:
            return
        self._show(replace(self.state, busy=True, saved=False, problem=None))
        agreed = request.model_copy(update={"approval_id": _id(word)})
        try:
            rules = await self._calls.send(sign_in.save_rules.bind(agreed))
        except ApprovalNeeded:
            self._show(replace(self.state, busy=False))
            self.second_person_needed.emit(SIGN_IN_RULES, partial(self.save, request))
        except ApiError as problem:
            self._show(replace(self.state, busy=False, problem=problem))
        else:
            self._show(replace(self.state, rules=rules, busy=False, saved=True))

    @slot
    async def reset(self, user_id: UserId, word: Approval | None = None, *, why: str = "") -> None:
        call = sign_in.reset_second_factor(user_id=user_id, approval_id=_id(word), reason=why)
        try:
            await self._calls.send(call)
        except ApprovalNeeded:
            self.second_person_needed.emit(user_id, partial(self.reset, user_id, why=why))
            return
        except ApiError as problem:
            self._show(replace(self.state, problem=problem))
            return
        left = tuple(one for one in self.state.second_factors if one.user_id != user_id)
        self._show(replace(self.state, second_factors=left, problem=None))

    def second_person(self, subject: UUID) -> SecondPerson:
        return SecondPerson(self._calls, Permission.ROLES_ASSIGN, subject)


def _id(word: Approval | None) -> ApprovalId | None:
    return None if word is None else word.id
