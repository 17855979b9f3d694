"""Every change of the state has a name and stands in one room."""

from __future__ import annotations

import ast
from pathlib import Path

import workbench

ROOT = Path(workbench.__path__[0])


def elsewhere() -> list[tuple[str, ast.Module]]:
    """The modules of the workbench outside `state`, with their names."""
    modules = [path for path in sorted(ROOT.rglob("*.py")) if ROOT / "state" not in path.parents]
    return [(str(path.relative_to(ROOT)), ast.parse(path.read_bytes())) for path in modules]


def test_nobody_else_replaces_a_part_of_the_state() -> None:
    found = [
        f"{name}:{node.lineno}: {ast.unparse(node)}"
        for name, module in elsewhere()
        for node in ast.walk(module)
        if isinstance(node, ast.Attribute)
        and node.attr == "_replace"
        and "state" in ast.unparse(node.value).split(".")
    ]
    assert found == []


def test_the_state_is_put_on_show_in_one_place() -> None:
    found = [
        (name, function.name)
        for name, module in elsewhere()
        for function in ast.walk(module)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Attribute) and target.attr == "state"
    ]
    assert found == [("screens/workbench.py", "change")]
