"""Nothing heavy stands before the first frame, and the maths knows no screen.

Each import is made by a fresh interpreter, since this one has long loaded everything.
"""

import json
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

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


def packages_loaded_by(code: str, folder: Path) -> tuple[set[str], str]:
    """Run `code` in a fresh interpreter: the top-level packages it loaded, and what it printed."""
    report = folder / "packages.json"
    ran = subprocess.run(
        [sys.executable, "-c", code + REPORT, str(report)],
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


def test_the_workbench_loads_nothing_heavy_before_its_first_frame(tmp_path: Path) -> None:
    loaded, _ = packages_loaded_by("import workbench.app\n", tmp_path)
    assert "textual" in loaded
    assert loaded & HEAVY == set()
