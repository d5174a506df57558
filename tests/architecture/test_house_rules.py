"""The rules of the house, as checks that teach."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from server.core.settings import Settings
from shared.permissions import Permission

ROOT = Path(__file__).parent.parent.parent
PACKAGES = ("client", "server", "shared", "installers", "benchmarks", "tests")
LONGEST = 400


def _files(*folders: str) -> Iterator[Path]:
    for folder in folders:
        yield from sorted((ROOT / folder).rglob("*.py"))


def _calls(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node.lineno


def _names(node: ast.ImportFrom) -> set[str]:
    return {alias.name for alias in node.names}


def _where(path: Path, line: int = 0) -> str:
    return f"{path.relative_to(ROOT)}:{line}"


def test_no_file_is_longer_than_a_reader_can_hold():
    """Split by use case, not by size."""
    long = [
        _where(path, lines)
        for path in _files(*PACKAGES)
        if "versions" not in path.parts and (lines := len(path.read_text(encoding="utf-8").splitlines())) > LONGEST
    ]

    assert long == []


def test_only_one_place_commits():
    """One request, one transaction, one commit: use Database.transaction()."""
    commits = [
        _where(path, line) for path in _files("server") for called, line in _calls(path) if called.endswith(".commit")
    ]

    assert [place.split(":")[0] for place in commits] == ["server/core/database.py"]


@pytest.mark.parametrize("package", ["server", "client"])
def test_only_the_clock_tells_the_time(package: str):
    """Hand in a Clock: time that is asked elsewhere can't be turned in a test, and drifts from the server's."""
    forbidden = {"datetime.now", "datetime.utcnow", "date.today", "time.time", "datetime.today"}
    asked = [_where(path, line) for path in _files(package) for called, line in _calls(path) if called in forbidden]

    assert [place for place in asked if not place.startswith(f"{package}/core/clock.py")] == []


def test_every_feature_has_its_files():
    """routes → service → repository → tables: always these names."""
    for feature in sorted((ROOT / "server/features").iterdir()):
        if feature.is_dir() and feature.name != "__pycache__":
            names = {path.name for path in feature.glob("*.py")}
            assert {"routes.py", "service.py", "repository.py", "tables.py"} <= names, feature.name


def test_sql_is_written_in_repositories_only():
    """A service reads like the ward's procedure; what it needs of the database is a method of its repository.

    A large feature may have a second one, named for its use: waits_repository.py.
    """
    strangers = []
    for path in _files("server"):
        relative = path.relative_to(ROOT)
        if relative.parts[1] in ("core", "migrations") or path.name.endswith(("repository.py", "tables.py")):
            continue
        if relative.as_posix() in ("server/schema.py", "server/migrate.py", "server/app.py"):
            continue
        text = path.read_text(encoding="utf-8")
        if re.search(
            r"from sqlalchemy import (?!.*\bSession\b)|sqlalchemy import .*\b(select|text|insert|update)\b", text
        ):
            strangers.append(_where(path))

    assert strangers == []


def test_view_models_know_no_widgets():
    """What a screen does is tested without a screen; only views and widgets touch QtWidgets."""
    strangers = [
        _where(path)
        for path in _files("client/viewmodels", "client/core", "client/api")
        if "QtWidgets" in path.read_text(encoding="utf-8")
    ]

    assert strangers == []


def test_the_client_writes_amounts_as_the_house_does():
    """`plain` and `figures` are client.core.numbers': those of shared.money know no setting."""
    wrong = [
        _where(path, node.lineno)
        for path in _files("client")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if (isinstance(node, ast.ImportFrom) and node.module == "shared.money" and "plain" in _names(node))
        or (isinstance(node, ast.FormattedValue) and ":," in ast.unparse(node))
    ]

    assert wrong == []


def test_nothing_waits_on_the_screen_thread():
    """Coroutines wait; dialogs are opened: exec, processEvents and sleep stop every other thing on the screen."""
    stops = [
        _where(path, line)
        for path in _files("client/views", "client/viewmodels", "client/widgets")
        for called, line in _calls(path)
        if called.endswith((".exec", ".processEvents", "time.sleep", ".waitForFinished"))
    ]

    assert stops == []


def test_what_is_said_of_security_points_to_what_is_there():
    """A path in brackets, or a link; and each safeguard of the table to some, or to nothing of the program's: –."""
    text = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    bracketed = re.findall(r"\[(`[^]]+`)\]", text)
    named = [path for each in bracketed for path in re.findall(r"`([^`]+)`", each)]
    named += re.findall(r"\]\(([^)#]+)\)", text)
    safeguards = [line for line in text.splitlines() if line.startswith("| 164.")]

    assert [path for path in named if not (ROOT / path).exists()] == []
    assert len(named) > 50
    assert [line for line in safeguards if "[`" not in line and "| – |" not in line] == []
    assert len(safeguards) > 20


def test_every_setting_and_every_permission_is_in_the_docs():
    docs = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "docs").rglob("*.md"))

    missing = [f"HMS_{name.upper()}" for name in Settings.model_fields if f"HMS_{name.upper()}" not in docs]
    missing += [permission for permission in Permission if f"`{permission}`" not in docs]

    assert missing == []
