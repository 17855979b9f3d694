"""Nothing heavy stands before the first frame, and the maths knows no screen.

Each import is made by a fresh interpreter, since this one has long loaded everything.
"""

import json
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
HEAVY = {"genai_prices", "numpy", "pint", "sympy", "tomlkit"}

REPORT = """
import json, sys
with open(sys.argv[1], "w") as report:
    json.dump(sorted({name.partition(".")[0] for name in sys.modules}), report)
"""

VERSION = """
import sys
from workbench.__main__ import main
report = sys.argv[1]
sys.argv = ["napkin", "--version"]
try:
    main()
except SystemExit as stop:
    assert not stop.code, stop.code
sys.argv = ["napkin", report]
"""

MODEL = """
import os, sys
from workbench.__main__ import main
arguments, sys.argv = sys.argv, ["napkin", "model", sys.argv[2]]
out = os.dup(1)
os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
try:
    main()
except SystemExit as stop:
    assert not stop.code, stop.code
os.dup2(out, 1)
print(*sorted(sys.modules))
sys.argv = arguments
"""


def packages_loaded_by(code: str, folder: Path, *more: str) -> tuple[set[str], str]:
    """Run `code` in a fresh interpreter, with more arguments if there are any: the top-level
    packages it loaded, and what it printed.
    """
    report = folder / "packages.json"
    ran = subprocess.run(
        [sys.executable, "-c", code + REPORT, str(report), *more],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return set(json.loads(report.read_text())), ran.stdout


@pytest.mark.parametrize("module", ["formulas", "formulas.book"])
def test_the_formulas_load_no_screen_and_nothing_heavy(module: str, tmp_path: Path) -> None:
    loaded, _ = packages_loaded_by(f"import {module}\n", tmp_path)
    assert "formulas" in loaded
    assert loaded & (HEAVY | {"textual", "rich", "click"}) == set()


def test_the_version_is_told_without_loading_screen_or_maths(tmp_path: Path) -> None:
    loaded, printed = packages_loaded_by(VERSION, tmp_path)
    assert version("napkin-workbench") in printed
    assert loaded & (HEAVY | {"textual"}) == set()


def test_what_the_screen_shows_is_made_without_a_screen(tmp_path: Path) -> None:
    rooms = ("keys", "person", "state", "views")
    modules = [
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for room in rooms
        for path in sorted((ROOT / "workbench" / room).rglob("*.py"))
    ]
    assert len(modules) > 50
    loaded, _ = packages_loaded_by(f"import {', '.join(modules)}\n", tmp_path)
    assert loaded & {"textual", "rich"} == set()


def test_the_workbench_loads_nothing_heavy_before_its_first_frame(tmp_path: Path) -> None:
    loaded, _ = packages_loaded_by("import workbench.app.app\n", tmp_path)
    assert "textual" in loaded
    assert loaded & HEAVY == set()


def test_a_config_is_read_without_the_book_of_formulas(tmp_path: Path) -> None:
    config = tmp_path / "config.json"
    sizes = {"hidden_size": 64, "num_hidden_layers": 2, "num_attention_heads": 4}
    config.write_text(
        json.dumps({"model_type": "llama", "vocab_size": 9, "intermediate_size": 8, **sizes})
    )
    _, printed = packages_loaded_by(MODEL, tmp_path, str(config))
    loaded = set(printed.split())
    assert "sessions.catalogue.configs.read" in loaded
    the_book = {name for name in loaded if name.startswith(("formulas.book", "formulas.topics"))}
    assert the_book == set()
    assert (
        loaded & {"sessions.document.session", "sessions.store.form", "sessions.store.load"}
        == set()
    )
    assert loaded & (HEAVY | {"textual", "rich"}) == set()
