"""Accelerators with their number: `8x B200`, `2 nodes of 8xB200`, `B200 x 8`."""

from __future__ import annotations

import re
from typing import Literal

from sessions.say.pieces import Amount, Atom
from sessions.say.tokens import Token, hyphened, spaced
from sessions.say.vocabulary import Chips, chip_at, phrase_at

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


# --- Precisions of weights and of the KV cache, and whether speculation is on.

_SCHEME = re.compile(r"w[0-9]{1,2}a[0-9]{1,2}|awq|gptq|gguf|marlin|e[0-9]m[0-9]")
_LINKS = ("in", ":", "=", "at", "is", "are", "as", "to", "-", "of", ",")
WIDTHS = ("3", "4", "6", "8", "16")
BITS = ("bit", "bits")
_OFF = spaced("off disabled false none not no without unused inactive excluded")
_ON = spaced("on enabled true yes active included")
_SWITCH = spaced("is was were are currently = : turned switched set to been has being")


def tier_piece(tokens: list[Token], i: int, after: int, end: int, tier: str) -> Atom:
    """A precision, of the KV cache where that is said beside it, else of the weights."""
    if after < end and _SCHEME.fullmatch(tokens[after].low):
        after += 1
    name, j = "weights", after
    if j < end and tokens[j].text == "-" and j + 1 < end and tokens[j + 1].glued:
        j += 1
    phrase = phrase_at(tokens, j, end) if j < end else None
    if phrase and phrase[0].kind == "kv":
        name, after = "kv", phrase[1]
    elif phrase and phrase[0].kind == "weights" and not _named_after(tokens, phrase[1], end):
        after = phrase[1]
    return Atom("cond", i, after, facts=((name, tier),))


def _named_after(tokens: list[Token], i: int, end: int) -> bool:
    """Whether "weights" has its own tier still to come: `FP8, weights FP4`."""
    return i < end and tokens[i].text != "," and _tier_after(tokens, i, end) is not None


def _tier_after(tokens: list[Token], i: int, end: int) -> tuple[str, int] | None:
    """`in fp8`, `: fp8`, `fp8`: the tier that stands after "KV" or "weights"."""
    for j in (i, i + 1, i + 2):
        if j >= end:
            return None
        phrase = phrase_at(tokens, j, end)
        if phrase and phrase[0].kind == "tier":
            return phrase[0].word, phrase[1]
        bit = j + 1 + (j + 1 < end and tokens[j + 1].text == "-")
        if tokens[j].text in WIDTHS and bit < end and tokens[bit].low in BITS:
            return f"{tokens[j].text}-bit", bit + 1
        if tokens[j].low not in _LINKS:
            return None
    return None


def precision_at(
    tokens: list[Token], i: int, after: int, end: int, kind: Literal["kv", "weights"]
) -> Atom:
    if kind == "kv" or tokens[after - 1].low not in (",",):
        found = _tier_after(tokens, after, end)
        if found and tokens[after].text != ",":
            last = found[1]
            if last < end and tokens[last].low in ("precision", "quantization"):
                last += 1
            return Atom("cond", i, last, facts=((kind, found[0]),))
    return Atom(kind, i, after)


def switched(tokens: list[Token], i: int, end: int) -> tuple[str, int]:
    """Whether what was named is on or off, where that follows: `is disabled`, `= off`."""
    for j in range(i, min(end, i + 4)):
        if tokens[j].low in _OFF or tokens[j].low in _ON:
            return ("off" if tokens[j].low in _OFF else "on"), j + 1
        if tokens[j].low not in _SWITCH:
            break
    return "on", i
