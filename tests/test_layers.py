"""Data flows one way: the contracts of pyproject.toml hold, and each room is named in them."""

import tomllib
from pathlib import Path

from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "feedback_xl"


def rooms() -> set[str]:
    found = {p.name for p in PACKAGE.iterdir() if (p / "__init__.py").exists()}
    found |= {p.stem for p in PACKAGE.glob("*.py") if not p.stem.startswith("__")}
    return found


def contracts() -> dict[str, dict[str, object]]:
    data = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    return {contract["name"]: contract for contract in data["tool"]["importlinter"]["contracts"]}


def test_every_contract_holds() -> None:
    found = lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True)

    assert found == EXIT_STATUS_SUCCESS


def test_only_one_room_may_know_the_spreadsheet_libraries() -> None:
    """The contract names its rooms one by one: a new room has to be added to it."""
    named = contracts()["Only xlsx knows the spreadsheet libraries"]["source_modules"]
    assert isinstance(named, list)

    assert {name.split(".")[1] for name in named} == rooms() - {"xlsx"}
