"""The whole edge: binds handlers to contracts, and contracts to ASGI routes."""

import json
import logging
import time
import traceback
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, Final, TypeAlias, TypeVar
from uuid import UUID

from anyio import CapacityLimiter, from_thread, to_thread
from pydantic import BaseModel
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route
from ulid import ULID

from server.core.acting import act_as, acting, apart_as
from server.core.clock import Clock
from server.core.commands import CommandLog, digest_of
from server.core.context import Context
from server.core.crypto import KeyRing
from server.core.database import Database, is_busy, is_gone, is_retryable
from server.core.house import Houses
from server.core.identity import Identify, Proof, proof_of
from server.core.limits import Tries
from server.core.metrics import Metrics
from server.core.outbox import Posted, post
from shared.contract import Endpoint, encode_error
from shared.contracts.access import AccountLocked
from shared.errors import ApiError, KeyMissing, TooLarge, Unavailable, Unexpected
from shared.permissions import Access

Req = TypeVar("Req", bound=BaseModel)
Res = TypeVar("Res")
Handler: TypeAlias = Callable[[Req, Context], Res]
Announce: TypeAlias = Callable[[Posted], None]

LARGEST_BODY: Final = 1_000_000
_TRIES: Final = 4
_PROVING_AT_ONCE: Final = 10  # bcrypt holds thread and connection; more than wait for another provider
_log = logging.getLogger("hms.edge")


class ContractBroken(RuntimeError):
    """The handlers do not cover the contracts exactly; the server must not start."""


class Routes:
    """The handlers of one feature."""

    def __init__(self) -> None:
        self._handlers: dict[Endpoint[..., Any, Any], Handler[Any, Any]] = {}

    def handles(self, endpoint: Endpoint[..., Req, Res]) -> Callable[[Handler[Req, Res]], Handler[Req, Res]]:
        """Declares the handler of one remote call."""

        def register(handler: Handler[Req, Res]) -> Handler[Req, Res]:
            if endpoint in self._handlers:
                raise ContractBroken(f"{endpoint} has two handlers")
            self._handlers[endpoint] = handler
            return handler

        return register

    def items(self) -> Iterable[tuple[Endpoint[..., Any, Any], Handler[Any, Any]]]:
        return self._handlers.items()


@dataclass(frozen=True)
class Edge:
    """What every request passes through."""

    database: Database
    clock: Clock
    houses: Houses
    commands: CommandLog
    keys: KeyRing
    identify: Identify
    tries: Tries
    announce: Announce
    metrics: Metrics = field(default_factory=Metrics)
    # However many passwords are tried at once, everybody else keeps their threads.
    proving: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(_PROVING_AT_ONCE))

    def mount(
        self, features: Iterable[Routes], contracts: Iterable[Endpoint[..., Any, Any]], prefix: str = ""
    ) -> list[Route]:
        """One ASGI route a call. Raises ContractBroken unless every call has exactly one handler."""
        handlers: dict[Endpoint[..., Any, Any], Handler[Any, Any]] = {}
        for feature in features:
            for endpoint, handler in feature.items():
                if endpoint in handlers:
                    raise ContractBroken(f"{endpoint} has two handlers")
                handlers[endpoint] = handler
        wanted = set(contracts)
        if missing := wanted - handlers.keys():
            raise ContractBroken("no handler for " + ", ".join(sorted(map(str, missing))))
        if unknown := handlers.keys() - wanted:
            raise ContractBroken("no contract for " + ", ".join(sorted(map(str, unknown))))
        # Fixed paths before those with a parameter: /cash-sessions/current is no id.
        ordered = sorted(handlers.items(), key=lambda pair: ("{" in pair[0].path, pair[0].path))
        return [Route(prefix + e.path, self._responder(e, h), methods=[e.method]) for e, h in ordered]

    def _responder(self, endpoint: Endpoint[..., Req, Res], handler: Handler[Req, Res]) -> Callable[..., Any]:
        name = str(endpoint)
        turns = self.proving if _asks_proof(endpoint) else None

        async def respond(http: Request) -> Response:
            begun = time.perf_counter()
            answer = await answered(http)
            self.metrics.answered(name, answer.status_code, time.perf_counter() - begun)
            return answer

        async def answered(http: Request) -> Response:
            query = {key: http.query_params.getlist(key) for key in http.query_params}
            try:
                body = await _body(http)
                proof = proof_of(http.headers, http.client.host if http.client else "")
                act = partial(self._handle, endpoint, handler, proof, dict(http.path_params), query, body)
                answer = await to_thread.run_sync(act, limiter=turns)
            except ApiError as error:
                return refusal(error)
            except ClientDisconnect:
                return Response(status_code=400)  # nobody reads it
            except Exception as error:  # noqa: BLE001 left to others it would be logged with the values it names
                return failure(error)
            return Response(answer, media_type="application/json")

        return respond

    def _handle(
        self,
        endpoint: Endpoint[..., Req, Res],
        handler: Handler[Req, Res],
        proof: Proof,
        params: dict[str, str],
        query: dict[str, list[str]],
        body: bytes,
    ) -> bytes:
        """Runs in a worker thread: one transaction around one handler, tried again after a deadlock."""
        for attempt in range(_TRIES):
            try:
                answer, posted = self._once(endpoint, handler, proof, params, query, body)
            except PoolTimeout as error:
                raise Unavailable from error
            except DBAPIError as error:
                if is_retryable(error) and attempt < _TRIES - 1:
                    self.metrics.retried()
                    continue
                if is_gone(error):
                    self.database.forget_connections()
                    raise Unavailable from error
                if is_busy(error) or is_retryable(error):
                    raise Unavailable from error
                raise
            if posted is not None:
                self.announce(posted)
            return answer
        raise Unavailable

    def _once(
        self,
        endpoint: Endpoint[..., Req, Res],
        handler: Handler[Req, Res],
        proof: Proof,
        params: dict[str, str],
        query: dict[str, list[str]],
        body: bytes,
    ) -> tuple[bytes, Posted | None]:
        with self.database.transaction(of_one_moment=endpoint.of_one_moment) as session:
            now = self.clock.now()
            if endpoint.allow in (Access.ANYONE, Access.PAIRED):
                proof = replace(proof, bearer="")  # an access token that has just ended must not stop its renewal
            actor = self.identify(session, proof, now)
            actor.check(endpoint.allow)
            request = endpoint.decode_request(params, query, body)
            if actor.device is not None and _asks_proof(endpoint):
                from_thread.run(self.tries.spend, str(actor.device.id), proof.address)
            key = _key(endpoint, proof)
            doing = acting(self.keys, endpoint, actor, request, key, now) if endpoint.method == "POST" else ""
            acts = partial(act_as, actor=doing) if doing and key is None else None
            if acts is not None:
                acts(session)
            if key is not None:
                user = actor.person.user_id if actor.person else None
                wire = endpoint.encode_request(request)
                digest = digest_of(f"{endpoint.method} {wire.path}", user, wire.body or b"")
                if (known := self.commands.claim(session, key, digest, now, doing)) is not None:
                    self.metrics.repeated()
                    return known, None
            context = Context(
                session,
                actor,
                self.clock,
                self.houses.current(session),
                command_key=key,
                apart=apart_as(doing, self.database.transaction),
                acts=acts,
            )
            answer = endpoint.encode_response(handler(request, context))
            if key is not None:
                session.flush()  # the handler's changes first: a refusal by a constraint must not find an answer
                self.commands.keep(session, key, answer)
            context.announcement.topics.update(endpoint.changes)
            posted = post(session, context.announcement, now) if context.announcement else None
        return answer, posted


def _asks_proof(endpoint: Endpoint[..., Any, Any]) -> bool:
    """For one that somebody may guess: what wrong tries lock."""
    return AccountLocked in endpoint.raises


def refusal(error: ApiError) -> Response:
    """A refusal as it travels."""
    return Response(_json(encode_error(error)), status_code=error.status, media_type="application/json")


def failure(error: Exception) -> Response:
    """An error nobody foresaw: told without its details, which may name a patient."""
    reference = str(ULID())
    _log.error("unexpected, reference %s\n%s", reference, "".join(_places(error)))
    return refusal(Unexpected(reference))


def _places(error: BaseException | None) -> Iterator[str]:
    """Where it went wrong, without the errors' own texts: they repeat what was sent."""
    while error is not None:
        yield f"{type(error).__module__}.{type(error).__qualname__}\n"
        yield from traceback.format_tb(error.__traceback__)
        error = error.__cause__ or error.__context__


def _key(endpoint: Endpoint[..., Any, Any], proof: Proof) -> UUID | None:
    if not endpoint.keyed:
        return None
    try:
        return ULID.from_str(proof.command_key).to_uuid()
    except (ValueError, TypeError) as error:
        raise KeyMissing from error


async def _body(http: Request) -> bytes:
    """The body, read no further than it may be long."""
    chunks = bytearray()
    async for chunk in http.stream():
        chunks += chunk
        if len(chunks) > LARGEST_BODY:
            raise TooLarge(LARGEST_BODY)
    return bytes(chunks)


def _json(data: dict[str, object]) -> bytes:
    return json.dumps(data).encode()
