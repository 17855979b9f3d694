"""The specification's numbers, as the tests hold them."""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from formulas.book import BOOK
from formulas.chain import route_for
from formulas.declare import BASES, Formula

FOLDER = Path(__file__).resolve().parent.parent / "spec"


@dataclass(frozen=True)
class Check:
    """One step of the source: a formula's id, what is put in, and what comes out."""

    id: str
    section: str
    expr: str
    inputs: Mapping[str, str]
    expect: str
    exact: str
    rel_tol: float
    basis: str = ""
    variant: str = ""
    note: str = ""

    def __str__(self) -> str:
        return f"{self.id}, {self.section}, {' '.join(self.inputs.values())}"

    def formula(self) -> Formula:
        """What `--only` would use, given these inputs."""
        basis = next((basis for basis in BASES if basis == self.basis), None)
        formula = route_for(self.id, dict.fromkeys(self.inputs, 1.0), basis)
        assert formula is not None, f"no formula gives {self.id} from {', '.join(self.inputs)}"
        return formula

    def base(self, inputs: Mapping[str, str]) -> dict[str, float]:
        """Inputs as a person's would be read, in base units."""
        return {id: BOOK.variables[id].read(text).value for id, text in inputs.items()}

    def moved(self, chance: random.Random) -> dict[str, str]:
        """The inputs with every number between a half and twice what it was."""
        return {id: _moved(text, chance) for id, text in self.inputs.items()}


def _moved(text: str, chance: random.Random) -> str:
    found = re.fullmatch(r"(\$?)([0-9.]+)(.*)", text)
    assert found, text
    number = float(found[2]) * 2 ** chance.uniform(-1, 1)
    return (
        f"{found[1]}{number:.4g}{found[3]}" if number < 1e4 else f"{found[1]}{number:.0f}{found[3]}"
    )


CHECKS = [Check(**row) for row in tomllib.loads((FOLDER / "numbers.toml").read_text())["check"]]
EXAMPLE: dict[str, dict[str, dict[str, str]]] = tomllib.loads((FOLDER / "example.toml").read_text())
