"""What a request says to the database, and the indexes by which that is answered."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from sqlalchemy import Connection, event

from server.core.database import Database

Statement = tuple[str, Any]


@contextmanager
def listening(database: Database) -> Iterator[list[Statement]]:
    """The statements of requests alone: not of the sweeper, nor of the pictures that are drawn afterwards."""
    heard: dict[Connection, list[Statement]] = {}  # a connection of SQLAlchemy's is one transaction here

    def hear(connection: Connection, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        heard.setdefault(connection, []).append((statement, parameters))

    event.listen(database.engine, "before_cursor_execute", hear)
    statements: list[Statement] = []
    try:
        yield statements
    finally:
        event.remove(database.engine, "before_cursor_execute", hear)
        own = [said for said in heard.values() if any("sessions" in statement for statement, _ in said)]
        statements += [one for said in own for one in said if " outbox" not in one[0] or "INSERT" in one[0]]


def indexes(connection: psycopg.Connection, statements: Iterable[Statement], *tables: str) -> set[str]:
    """The indexes that the plans of what is asked of these tables name; a table that is read whole shows too."""
    named = set[str]()
    with connection.transaction():
        for statement, parameters in statements:
            if "set_config" in statement:
                connection.execute(statement.encode(), parameters)
            elif any(f" {table}" in statement for table in tables):
                (plan,) = connection.execute(f"EXPLAIN (FORMAT JSON) {statement}".encode(), parameters).fetchone() or (
                    (),
                )
                named.update(named_in(plan))
    return named


def named_in(plan: Any) -> Iterator[str]:
    if isinstance(plan, list):
        for each in plan:
            yield from named_in(each)
    elif isinstance(plan, dict):
        if plan.get("Node Type") == "Seq Scan":
            yield f"all of {plan['Relation Name']}"
        if "Index Name" in plan:
            yield plan["Index Name"]
        for each in plan.values():
            yield from named_in(each)
