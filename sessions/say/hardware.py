"""Accelerators with their number: `8x B200`, `2 nodes of 8xB200`, `B200 x 8`."""

from __future__ import annotations

import re

from sessions.say.amounts import Amount
from sessions.say.atom import Atom
from sessions.say.phrases import Chips, chip_at
from sessions.say.tokens import Token, hyphened

TIMES = ("x", "×")
_FORMS = ("sxm", "sxm4", "sxm5", "sxm6", "hbm3", "hbm3e", "hbm2e")
_TIMES_WORD = re.compile(r"x([0-9]{1,5})")
_BOXES = ("node", "box", "server", "instance", "machine")
_BOARDS = ("hgx", "dgx")


def counted_chips(first: str, number: str, before: list[Atom]) -> str:
    """How many GPUs so many of a name are: a board has eight, a single one is not counted."""
    count = _nodes(number, before)
    if first in _BOARDS:
        return str(8 * int(count[:6])) if int(count[:6]) > 1 else ""
    return count


def _nodes(number: str, before: list[Atom]) -> str:
    """`2 nodes of 8x B200` are 16 GPUs."""
    for back in (before[-1:], before[-2:-1], before[-3:-2]):
        if back and back[0].kind == "amount" and back[0].amount is not None:
            said = back[0].amount
            if said.klass == "node" and said.number.isdecimal():
                back[0].kind = "filler"
                return str(int(said.number[:6]) * int(number[:6]))
        if back and back[0].kind not in ("filler", "sep"):
            break
    return number


def times_at(
    tokens: list[Token], i: int, end: int, amount: Amount, known: Chips, before: list[Atom]
) -> Atom | None:
    """`8x B200`, `2x 8xB200`, `8x GPU`; otherwise so many times something."""
    j = amount.last + 1
    chip = chip_at(tokens, j, end, known)
    if chip and amount.number.isdecimal():
        count = counted_chips(tokens[j].low, amount.number, before)
        return hardware_at(tokens, i, end, chip[0], chip[1], count)
    if j + 1 < end and tokens[j].kind == "number" and tokens[j + 1].low in TIMES:
        chip = chip_at(tokens, j + 2, end, known)
        if chip and amount.number.isdecimal() and tokens[j].text.isdecimal():
            product = str(int(amount.number[:6]) * int(tokens[j].text[:6]))
            return hardware_at(tokens, i, end, chip[0], chip[1], product)
    if j < end and tokens[j].low in ("gpu", "gpus") and amount.number.isdecimal():
        return Atom("cond", i, j + 1, facts=(("gpus", amount.number),))
    if not amount.spoken:
        amount.klass, amount.last = "times", j
        return Atom("amount", i, j, amount=amount)
    return None


def hardware_at(
    tokens: list[Token], i: int, end: int, name: str, after: int, count: str = ""
) -> Atom:
    """An accelerator with its number before or after: `8x B200`, `B200 x8`, `B200 x 8`."""
    if not count and after + 1 < end and tokens[after].low in TIMES:
        number = tokens[after + 1]
        if number.kind == "number" and number.text.isdecimal():
            count, after = number.text, after + 2
    beside = _TIMES_WORD.fullmatch(tokens[after].low) if not count and after < end else None
    if beside:
        count, after = beside[1], after + 1
    size = after + hyphened(tokens, after, end)
    if size + 1 < end and tokens[size].kind == "number" and tokens[size + 1].low == "gb":
        after = size + 2
    after += after < end and tokens[after].low in _FORMS
    boxed = after < end and tokens[after].low in _BOXES
    facts: tuple[tuple[str, str], ...] = (("hardware", name),)
    if count:
        facts = (("gpus", count), *facts)
    return Atom("cond", i, after + boxed, "node" if boxed else "", facts=facts)
