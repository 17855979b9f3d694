"""Names that Textual keeps to itself are used in one module, which says what it risks."""

from __future__ import annotations

import ast
from pathlib import Path

import textual

import workbench

PARTS = (
    *("app", "screen", "widget", "message_pump", "dom", "_compositor"),
    *("scroll_view", "scrollbar", "widgets/_input", "command"),
)


def made(tree: ast.Module) -> set[str]:
    """The methods and attributes of a module's classes that begin with one underscore."""
    found: set[str] = set()
    for each in [n for c in ast.walk(tree) if isinstance(c, ast.ClassDef) for n in ast.walk(c)]:
        if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef):
            found.add(each.name)
        elif isinstance(each, ast.Attribute) and isinstance(each.ctx, ast.Store):
            found.add(each.attr)
    return {name for name in found if name.startswith("_") and not name.startswith("__")}


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def test_private_names_of_textual_stand_in_one_module() -> None:
    folder = Path(textual.__file__).parent
    theirs = {name for part in PARTS for name in made(parsed(folder / f"{part}.py"))}
    assert "_compositor_refresh" in theirs
    for path in Path(workbench.__file__).parent.rglob("*.py"):
        if path.name == "textual_private.py":
            continue
        tree = parsed(path)
        used = [each for each in ast.walk(tree) if isinstance(each, ast.Attribute)]
        names = {each.attr for each in used if ast.unparse(each) != "os._exit"} | made(tree)
        assert not names & theirs, f"{path}: its own by chance too would be Textual's"
        froms = [each.module or "" for each in ast.walk(tree) if isinstance(each, ast.ImportFrom)]
        assert not [name for name in froms if name.startswith("textual._")], path
