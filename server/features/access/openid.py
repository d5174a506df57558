"""Signing in by another provider's word: which user here is meant is what somebody linked before."""

import hashlib
import hmac
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore
from typing import Final

from server.core.context import Context
from server.core.tokens import Tokens, new_token
from server.features.access.openid_provider import Identity, OpenIdProvider
from server.features.access.proof_repository import ProofRepository
from server.features.access.tables import Account
from shared.contracts.sign_in import LinkedToAnother, NotLinked, OpenIdRefused, OpenIdUnreachable
from shared.ids import UserId
from shared.models.sign_in import FinishOpenId, OpenIdBegun, OpenIdFault, OpenIdLink

MOST_AT_ONCE: Final = 8
_PATIENCE_S: Final = 1.0
_PLACES: Final = BoundedSemaphore(MOST_AT_ONCE)


class OpenId:
    """State, nonce and verifier rest in a sealed ticket meanwhile: another server process may finish what one began."""

    def __init__(self, ctx: Context, tokens: Tokens) -> None:
        self._ctx = ctx
        self._tokens = tokens
        self._proofs = ProofRepository(ctx.session)
        self._rules = self._proofs.rules()

    def begin(self, redirect_uri: str, links: UserId | None = None) -> OpenIdBegun:
        """A way to sign in; or, for the user that is named, a way to link and nothing else."""
        provider = OpenIdProvider(self._rules)
        state, nonce, verifier = new_token(), new_token(), new_token()
        digest = hashlib.sha256(verifier.encode()).digest()
        with self._asking():
            url = provider.page(
                redirect_uri=redirect_uri,
                state=state,
                nonce=nonce,
                code_challenge=urlsafe_b64encode(digest).decode().rstrip("="),
                code_challenge_method="S256",
            )
        kept = {"state": state, "nonce": nonce, "verifier": verifier, "redirect_uri": redirect_uri}
        ticket = self._tokens.ticket({**kept, **self._bound_to(provider, links)}, self._ctx.now)
        return OpenIdBegun(url=url, ticket=ticket)

    def whose(self, request: FinishOpenId) -> UserId:
        """Raises OpenIdRefused, OpenIdUnreachable, NotLinked."""
        identity = self._identity(request, links=None)
        user_id = self._proofs.linked_user(identity.issuer, identity.subject)
        if user_id is None:
            raise NotLinked(identity.known_as)
        return user_id

    def link(self, request: FinishOpenId) -> OpenIdLink:
        """To oneself, who is signed in. Raises LinkedToAnother."""
        user_id = self._ctx.person.user_id
        identity = self._identity(request, links=user_id)
        account = self._proofs.link(user_id, identity.issuer)
        if self._proofs.is_linked(identity.issuer, identity.subject) and (
            account is None or account.subject != identity.subject
        ):
            raise LinkedToAnother
        if account is None:
            account = Account(user_id=user_id, provider=identity.issuer, subject=identity.subject)
        account.subject, account.known_as = identity.subject, identity.known_as
        self._proofs.add_link(account)
        return self.mine()

    def unlink(self) -> OpenIdLink:
        self._proofs.unlink(self._ctx.person.user_id, self._rules.openid_issuer)
        return self.mine()

    def mine(self) -> OpenIdLink:
        issuer = self._rules.openid_issuer
        account = self._proofs.link(self._ctx.person.user_id, issuer) if issuer else None
        return OpenIdLink(provider=self._rules.openid_name, linked_as=account.known_as if account else None)

    def _identity(self, request: FinishOpenId, links: UserId | None) -> Identity:
        provider = OpenIdProvider(self._rules)
        kept = self._tokens.ticketed(request.ticket.get_secret_value(), self._ctx.now)
        state = request.state.get_secret_value()
        bound = self._bound_to(provider, links)
        if bound.items() - kept.items() or not hmac.compare_digest(kept["state"], state):
            raise OpenIdRefused(OpenIdFault.STATE)
        code = request.code.get_secret_value()
        with self._asking():
            return provider.identity(code, kept["verifier"], kept["redirect_uri"], kept["nonce"], self._ctx.now)

    def _bound_to(self, provider: OpenIdProvider, links: UserId | None) -> dict[str, str]:
        """What a ticket is good for, and where."""
        return {"issuer": provider.issuer, "at": str(self._ctx.device.id), "links": str(links or "")}

    @contextmanager
    def _asking(self) -> Iterator[None]:
        """A provider that does not answer keeps a few threads and no connection: passwords go on beside it.

        Raises OpenIdUnreachable where too many wait for it already.
        """
        with self._ctx.outside():  # first of all: who waits for a place holds no connection either
            if not _PLACES.acquire(timeout=_PATIENCE_S):
                raise OpenIdUnreachable
            try:
                yield
            finally:
                _PLACES.release()
