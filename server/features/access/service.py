"""Signing in and out, and finding out who a request is from."""

from datetime import datetime, timedelta
from typing import Final

from pydantic import SecretStr
from sqlalchemy.orm import Session

from server.core.context import NOBODY, Actor, Announcement, Context
from server.core.identity import Proof
from server.core.outbox import post
from server.core.tokens import ACCESS_LIFE, Tokens, hash_of, session_of
from server.features.access.approvals import Approvals
from server.features.access.openid import OpenId
from server.features.access.password_rules import PasswordRules
from server.features.access.passwords import Passwords
from server.features.access.proof_repository import ProofRepository
from server.features.access.repository import MOST_SESSIONS, AccessRepository
from server.features.access.seat import check_seat
from server.features.access.second_factor import SecondFactors
from server.features.access.tables import Account, SessionRow, User, UserRole
from server.features.access.tries import TriesCounted
from server.features.staff.tables import Employee
from shared.contracts import fingerprint
from shared.contracts.access import (
    AccountLocked,
    AlreadySetUp,
    PasswordRanOut,
    SamePassword,
    SessionNotFound,
    WrongCredentials,
)
from shared.errors import PasswordChangeNeeded, SignedOut
from shared.ids import EmployeeId, SessionId, UserId, new_id
from shared.models.access import (
    Approval,
    Approve,
    ChangePassword,
    Me,
    ServerInfo,
    SessionSummary,
    SetUp,
    SignedIn,
    SignIn,
)
from shared.models.common import Page
from shared.models.sign_in import BeginLink, BeginOpenId, FinishOpenId, OpenIdBegun, ProveSecond
from shared.permissions import Role
from shared.version import VERSION

_ANSWER_LOST: Final = timedelta(seconds=30)


class Identifier:
    """Who a request is from: a session's token counts only beside its own computer's."""

    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens

    def __call__(self, session: Session, proof: Proof, now: datetime) -> Actor:
        access = AccessRepository(session)
        if proof.bearer:
            claims = self._tokens.read(proof.bearer, now)
            actor = access.actor_of_session(claims.session_id, claims.user_id, hash_of(proof.device), now)
            if actor is None:
                raise SignedOut
            return actor
        # A computer that is known no more is nobody, not an error: it must be able to pair again.
        return (access.actor_of_device(hash_of(proof.device)) if proof.device else None) or NOBODY


class AccessService:
    def __init__(self, ctx: Context, tokens: Tokens, passwords: Passwords) -> None:
        self._ctx = ctx
        self._tokens = tokens
        self._passwords = passwords
        self._access = AccessRepository(ctx.session)
        self._proofs = ProofRepository(ctx.session)
        self._second = SecondFactors(ctx, tokens)

    def server_info(self) -> ServerInfo:
        house = self._ctx.house
        return ServerInfo(
            timezone=self._ctx.house.timezone,
            hospital=house.name,
            hospital_local=house.name_local,
            version=VERSION,
            fingerprint=fingerprint(),
            needs_setup=not self._access.has_users(),
            now=self._ctx.now,
            idle_lock_minutes=house.idle_lock_minutes,
            digit_groups=house.digit_groups,
            openid_name=self._proofs.rules().openid_name,
        )

    def set_up(self, request: SetUp) -> SignedIn:
        """The first administrator; of two at once, one."""
        check_seat(self._ctx)
        self._access.lock_set_up()
        if self._access.has_users():
            raise AlreadySetUp
        self._access.seed_roles()
        self._access.house_settings().name = request.hospital
        employee = Employee(id=EmployeeId(new_id()), full_name=request.full_name)
        user = User(id=UserId(new_id()), user_name=request.user_name, employee_id=employee.id, created_at=self._ctx.now)
        account = Account(user_id=user.id, subject=request.user_name)
        PasswordRules(self._ctx, self._passwords).set(account, request.user_name, request.password)
        administrator = UserRole(user_id=user.id, role_id=self._access.role(Role.ADMINISTRATOR))
        self._access.add_in_order(employee, user, account, administrator)
        return self._new_session(user.id)

    def sign_in(self, request: SignIn) -> SignedIn:
        check_seat(self._ctx)
        account = self._prove_named(request.user_name, request.password)
        if account.ran_out(self._ctx.now):
            raise PasswordRanOut
        self._second.ask(account.user_id)
        return self._new_session(account.user_id)

    def begin_by_provider(self, openid: OpenId, request: BeginOpenId) -> OpenIdBegun:
        check_seat(self._ctx)
        return openid.begin(request.redirect_uri)

    def begin_link(self, openid: OpenId, request: BeginLink) -> OpenIdBegun:
        """As for a new password the present one is asked: who sits at an open screen could come back for ever."""
        user_id = self._ctx.person.user_id
        begun = openid.begin(request.redirect_uri, links=user_id)
        self._prove(user_id, request.password)
        return begun

    def sign_in_by_provider(self, openid: OpenId, request: FinishOpenId) -> SignedIn:
        """Whom the house asks for a second proof it asks here too: what the provider looked at is not known."""
        check_seat(self._ctx)
        user_id = openid.whose(request)
        self._second.ask(user_id)
        return self._new_session(user_id)

    def prove_second(self, request: ProveSecond) -> SignedIn:
        check_seat(self._ctx)
        user_id = self._second.prove(request.challenge.get_secret_value(), request.code.get_secret_value())
        return self._new_session(user_id)

    def refresh(self, token: str) -> SignedIn:
        """The next token for this one; the same again when the answer was lost.

        One older than that is in two hands: whoever holds them, the session ends.
        """
        check_seat(self._ctx)
        now = self._ctx.now
        session_id = session_of(token)
        user_id = self._access.user_of_session(session_id, self._ctx.device.id, now)
        fresh = self._tokens.successor(token)
        if not self._access.rotate(session_id, hash_of(token), hash_of(fresh), now) and not self._access.rotated_since(
            session_id, hash_of(token), now - _ANSWER_LOST
        ):
            self._revoke_though_refused(session_id)
            raise SignedOut
        self._access.seen(self._ctx.device.id, now)
        return self._signed_in(user_id, session_id, fresh)

    def unlock(self, password: SecretStr) -> Me:
        self._judge_age(self._prove(self._ctx.person.user_id, password))
        return self.me()

    def me(self) -> Me:
        return self._access.me(self._ctx.person.user_id, self._ctx.person.session_id)

    def sign_out(self) -> None:
        self._revoke(self._ctx.person.session_id)

    def change_password(self, request: ChangePassword) -> None:
        """Whoever else is signed in with the old one is signed out."""
        person = self._ctx.person
        account = self._prove(person.user_id, request.password)
        if request.new_password == request.password:
            raise SamePassword
        user = self._access.user(person.user_id)
        PasswordRules(self._ctx, self._passwords).set(account, user.user_name, request.new_password)
        user.must_change_password = False
        self.end_my_others()

    def approve(self, request: Approve) -> Approval:
        """The second person proves himself with his own password, whoever is signed in here."""
        user_id = self._prove_named(request.user_name, request.password).user_id
        if self._access.user(user_id).must_change_password:
            raise PasswordChangeNeeded  # whoever gave that password knows it too: it is nobody's word
        return Approvals(self._ctx).give(user_id, request.permission, request.subject_id)

    def sessions(self) -> Page[SessionSummary]:
        return self._page(self._access.standing_sessions(self._ctx.now))

    def my_sessions(self) -> Page[SessionSummary]:
        return self._page(self._access.standing_sessions(self._ctx.now, self._ctx.person.user_id))

    def end_my_session(self, session_id: SessionId) -> None:
        """One that is somebody else's is not told from one that is not there."""
        if not self._access.is_session_of(session_id, self._ctx.person.user_id):
            raise SessionNotFound(session_id)
        self.revoke_session(session_id)

    def end_my_others(self) -> None:
        person = self._ctx.person
        for session_id in self._access.revoke_all(person.user_id, self._ctx.now, but=person.session_id):
            self._ctx.ended(session_id, "revoked")

    def _page(self, found: list[SessionSummary]) -> Page[SessionSummary]:
        return Page(items=found[:MOST_SESSIONS], more=len(found) > MOST_SESSIONS)

    def revoke_session(self, session_id: SessionId) -> None:
        self._revoke(session_id)
        self._ctx.touched(session_id)

    def _prove_named(self, user_name: str, password: SecretStr) -> Account:
        """Raises WrongCredentials or AccountLocked: for a name that nobody has after as many tries, and as slowly."""
        user_id = self._access.user_named(user_name)
        if user_id is not None:
            return self._prove(user_id, password)
        name_hash = self._tokens.name_hash(user_name)
        self._check_lock(self._access.unknown_name_in_turn(name_hash))
        self._passwords.match(password, None)
        with self._ctx.apart() as session:
            name = AccessRepository(session).unknown_name(name_hash)
            name.tried_at = self._ctx.now
            name.count_failure(self._ctx.now)
        raise WrongCredentials

    def _prove(self, user_id: UserId, password: SecretStr) -> Account:
        """Raises WrongCredentials, AccountLocked."""
        account = self._access.account_in_turn(user_id)
        self._check_lock(account)
        if self._passwords.match(password, account.password_hash if account else None) and account:
            account.forget_failures()
            return account
        with self._ctx.apart() as session:
            if tried := AccessRepository(session).account(user_id):
                tried.count_failure(self._ctx.now)
        raise WrongCredentials

    def _check_lock(self, tried: TriesCounted | None) -> None:
        if tried and (until := tried.locked(self._ctx.now)):
            raise AccountLocked(until)

    def _new_session(self, user_id: UserId) -> SignedIn:
        now = self._ctx.now
        account = self._access.account(user_id)
        if account is not None:
            self._judge_age(account)
        session_id = SessionId(new_id())
        token = self._tokens.refresh(session_id)
        self._access.add_in_order(
            SessionRow(
                id=session_id,
                user_id=user_id,
                workstation_id=self._ctx.device.id,
                refresh_hash=hash_of(token),
                rotated_at=now,
                started_at=now,
                seen_at=now,
                ends_at=now + timedelta(hours=self._proofs.rules().session_hours),
            )
        )
        self._access.seen(self._ctx.device.id, now)
        return self._signed_in(user_id, session_id, token)

    def _judge_age(self, account: Account) -> None:
        """Of a password that has run out nothing but another one comes, on all screens where its user is signed in."""
        user = self._access.user(account.user_id)
        if user.must_change_password or not PasswordRules(self._ctx, self._passwords).has_run_out(account):
            return
        user.must_change_password = True
        for session in self._access.standing_sessions(self._ctx.now, user.id):
            self._ctx.ended(session.id, "permissions")

    def _signed_in(self, user_id: UserId, session_id: SessionId, refresh_token: str) -> SignedIn:
        return SignedIn(
            access_token=self._tokens.access(user_id, session_id, self._ctx.now),
            access_seconds=int(ACCESS_LIFE.total_seconds()),
            refresh_token=refresh_token,
            me=self._access.me(user_id, session_id),
        )

    def _revoke(self, session_id: SessionId) -> None:
        self._access.revoke(session_id, self._ctx.now)
        self._ctx.ended(session_id, "revoked")

    def _revoke_though_refused(self, session_id: SessionId) -> None:
        """The refusal rolls this request back, and its announcement with it: the sweeper makes this one."""
        with self._ctx.apart() as session:
            AccessRepository(session).revoke(session_id, self._ctx.now)
            post(session, Announcement(ended={session_id: "revoked"}), self._ctx.now)


def ensure_roles(session: Session) -> None:
    """The roles a hospital starts with, and the rights that are new in the code; what it changed stays."""
    AccessRepository(session).seed_roles()
