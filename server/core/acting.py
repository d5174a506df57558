"""Whose doing a transaction is: told to the database, whose audit trigger writes it beside every change."""

import base64
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import text
from sqlalchemy.orm import Session

from server.core.context import Actor, Apart
from server.core.crypto import KeyRing
from shared.contract import Endpoint

REASON: Final = "audit_log.reason"
_ACT: Final = text("SELECT set_config('hms.actor', :actor, true)")


def acting(
    keys: KeyRing, endpoint: Endpoint[..., Any, Any], actor: Actor, request: BaseModel, key: UUID | None, now: datetime
) -> str:
    """As the trigger reads it (guards/z_audit.sql). A reason may be a clinical one: it rests encrypted."""
    told: dict[str, str] = {"call": str(endpoint), "at": now.isoformat()}
    if actor.person is not None:
        told["user"] = str(actor.person.user_id)
    if actor.device is not None:
        told["workstation"] = str(actor.device.id)
    if key is not None:
        told["key"] = str(key)
    if isinstance(reason := getattr(request, "reason", None), str) and reason:
        told["reason"] = base64.b64encode(keys.encrypt(reason.encode(), REASON)).decode()
    return json.dumps(told)


def act_as(session: Session, actor: str) -> None:
    """For this transaction. A keyed command says it with the claim of its key."""
    session.execute(_ACT, {"actor": actor})


def apart_as(actor: str, apart: Apart) -> Apart:
    """The same doing in a transaction of its own."""

    @contextmanager
    def transaction() -> Iterator[Session]:
        with apart() as session:
            act_as(session, actor)
            yield session

    return transaction
