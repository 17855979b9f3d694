"""How a few tokens that say one thing together are written down, and found in a sentence."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple, cast

from sessions.catalogue.machines import own_chip
from sessions.claims.table import Table
from sessions.say.models import model_at
from sessions.say.numbers import STARTS
from sessions.say.pieces import Amount, Atom, AtomKind
from sessions.say.tokens import Token, hyphened, spaced
from sessions.say.units import role_of
from sessions.say.vocabulary import CURRENCIES, Chips, Phrase, chip_at, phrase_at, tier_at

MONEY = frozenset(("$", "us$", "usd", *CURRENCIES))
# What makes an amount of an "a": "a second", and no "a cold prompt".
_AFTER_AN = spaced(
    "half quarter hundred thousand million billion second sec minute millisecond buck dollar dime"
    " nickel penny cent dozen hour day week month year token"
)
_NUMBERS = MONEY | STARTS | {"an"}


@dataclass(slots=True)
class Place:
    """A token of a sentence, with all that stands around it.

    Attributes:
        tokens, i, end: of the text, the token, and where the sentence ends.
        known: the accelerators that can be said; before: the pieces that were found so far.
        amount: the one that begins here; last: where what a pattern says ends.
        caught: what its slots and shapes caught, by their names.
        looked: the phrases that were looked up, by the token that they begin with.
    """

    tokens: list[Token]
    i: int
    end: int
    known: Chips
    before: list[Atom]
    amount: Amount | None = None
    last: int = 0
    caught: dict[str, str] = field(default_factory=dict)
    looked: dict[int, tuple[Phrase, int] | None] = field(default_factory=dict)

    def phrase(self, i: int) -> tuple[Phrase, int] | None:
        """The longest phrase that begins at a token, and where it ends."""
        if i not in self.looked:
            self.looked[i] = phrase_at(self.tokens, i, self.end) if i < self.end else None
        return self.looked[i]

    def piece(self, kind: AtomKind, word: str = "", *facts: tuple[str, str]) -> Atom:
        """What a pattern says as one piece."""
        return Atom(kind, self.i, self.last, word, facts=facts)

    def piece_of(self, amount: Amount) -> Atom:
        """What a pattern says as an amount."""
        return Atom("amount", self.i, self.last, amount=amount)

    def text(self, i: int) -> str:
        """The token at `i` in lower case; nothing behind the end."""
        return self.tokens[i].low if i < self.end else ""

    def glued(self, i: int) -> bool:
        """Whether nothing stands between the token at `i` and the one before it."""
        return i < self.end and self.tokens[i].glued


Maker = Callable[[Place], Atom | None]


@dataclass(frozen=True, slots=True, eq=False)
class Pattern:
    """Tokens that say one thing together, and the piece that they make.

    Attributes:
        id: what it is; example: a few words that only this row reads so.
        says: the tokens, with spaces between. `a|b` is one of two words, `a?` may be missing, `~a`
            is glued to what stands before it, `!a` does not stand there; `[kind]` is a phrase of
            the vocabulary of that kind or word, a "+" for its spaces, and capitals are one of
            `_SLOTS`, or BAR for the sign between alternatives. The first may
            also be a word of a shape, `/.../`, or an amount: BARE without a unit, SHARE in percent,
            SPELL of time, the shape of its number after "=". What stands before a "<" or after a
            ">" is looked at and not taken.
        makes: the kind of the piece and its word, for a condition `name=value`, where `{said}` is
            the number of the amount or the word of the phrase that comes first, and others are what
            slots and shapes caught; or what makes the piece, None where it is none after all.
        where: what must hold besides.
    """

    id: str
    example: str
    says: str
    makes: str | Maker
    where: Callable[[Place], bool] | None = None


# Where it ends what stands at a token; 0 where it is not what a pattern has there.
_Step = Callable[[Place, int], int]
_SCHEME = re.compile(r"w[0-9]{1,2}a[0-9]{1,2}|awq|gptq|gguf|marlin|exl[23]|e[0-9]m[0-9]")


def _chip_slot(place: Place, j: int) -> int:
    # "2x 80GB A100": the memory may stand before the name.
    sized = place.text(j).isdecimal() and place.text(j + 1) in ("gb", "gib")
    start = j + 2 + hyphened(place.tokens, j + 2, place.end) if sized else j
    found = chip_at(place.tokens, start, place.end, place.known)
    if found is None:
        return 0
    if sized:
        place.caught["memory"] = place.text(j)
    place.caught["chip"], place.caught["chip said"] = found[0], place.tokens[j].low
    return found[1]


_KILOS = re.compile(r"k[0-9]{1,3}k")  # behind a number: `8k1k`


def _whole_slot(place: Place, j: int) -> int:
    place.caught["whole"] = place.text(j)
    return (j + 1) * place.text(j).isdecimal()


def _tier_slot(place: Place, j: int) -> int:
    found = tier_at(place.tokens, j, place.end)
    if found is None:
        return 0
    place.caught["tier"] = found[0]
    return found[1]


# What leads from "KV" or "weights" to the tier.
IN_TIER = "!, in|:|=|at|is|are|as|to|-|of? in|:|=|at|is|are|as|to|-|of|,? TIER"


def _own_tier_slot(place: Place, j: int) -> int:
    """A tier of weights that stand behind another one: `FP8, weights FP4`."""
    return _reach(place, j, _steps(IN_TIER))


_PAYING = spaced(
    "bill bills billed cost costs charge charged priced go come are is run pay for at : = only"
    " just about ~"
)


def _paid_slot(place: Place, j: int) -> int:
    """Money, with nothing but words of paying before it."""
    for k in range(j, min(place.end, j + 4)):
        if place.text(k) in MONEY:
            return j + 1
        if place.tokens[k].kind == "number" and place.text(k + 1) in ("cent", "cents", "¢"):
            return j + 1
        if place.text(k) not in _PAYING:
            break
    return 0


def _about_slot(place: Place, j: int) -> int:
    """Words that say how exact what follows is, or none."""
    while place.text(j) in ("about", "around", "roughly", "~", "another", "up", "to"):
        j += 1
    return j


def _near_slot(place: Place, j: int) -> int:
    """A number, with nothing but small words before it."""
    for at, token in enumerate(place.tokens[j : min(place.end, j + 3)], start=j):
        if token.low in ("a", "an") and place.text(at + 1) not in _AFTER_AN:
            break
        if token.kind == "number" or token.low in _NUMBERS:
            return j + 1
        if token.low not in ("~", "about", "around", "roughly", "-", "the", ":", "="):
            break
    return 0


_PD = re.compile(r"p[0-9]{1,3}d")
_VERSION = re.compile(r"v[0-9]+(?:\.[0-9]+)*(?:[a-z]+[0-9]*)?")


def _version_slot(place: Place, j: int) -> int:
    """The version of a program: `v0.11`, `0.5.6`, `1.2`, and no figure with its unit."""
    text = place.text(j)
    if _VERSION.fullmatch(text):
        return j + 1 + 2 * (place.text(j + 1) == "." and place.text(j + 2).isdecimal())
    points = text.count(".")
    if not points or not text.replace(".", "").isdecimal():
        return 0
    figure = role_of(place.text(j + 1)) or place.text(j + 1) in ("x", "×")
    return (j + 1) * (points > 1 or not figure)


def _word_slot(place: Place, j: int) -> int:
    """A word that means nothing else, caught as `word`."""
    if j >= place.end or place.tokens[j].kind != "word" or place.phrase(j):
        return 0
    place.caught["word"] = place.tokens[j].text
    return j + 1


_REQUESTS = spaced(
    "requests prompts queries users calls streams sessions clients conversations chats contexts"
)
_SENT = spaced(
    "arrive arrives arriving arrived sent submitted fired issued land lands landing dispatched"
    " launched released hit hits hitting queued thrown fire send submit sending"
)
_SENDING = _SENT | spaced("all are were get got being that which come in up you it us them every")
_AT_ONCE = (
    *("at once", "at the same time", "at the same moment", "at the same instant"),
    *("simultaneously", "together", "concurrently", "in one go", "in a burst", "in one burst"),
)


_IN_ONE_GO = ("in one go", "in a burst", "in one burst", "at the same moment", "all at once")


def _in_one_go_slot(place: Place, j: int) -> int:
    for said in _IN_ONE_GO:
        words = said.split()
        if [place.text(j + k) for k in range(len(words))] == words:
            return j + len(words)
    return 0


def _sent_slot(place: Place, j: int) -> int:
    """A few words that say that requests are sent."""
    start = j
    while j < start + 5 and place.text(j) in _SENDING and not _at_once_slot(place, j):
        j += 1
    return j * any(place.text(k) in _SENT for k in range(start, j))


def _at_once_slot(place: Place, j: int) -> int:
    j += place.text(j) == "all"
    for said in _AT_ONCE:
        words = said.split()
        if [place.text(j + k) for k in range(len(words))] == words:
            return j + len(words)
    return 0


_APART = spaced(", ; | ) . / ( - + and on at with in for is gives we you")


def _engines_slot(place: Place, j: int) -> int:
    """One engine, or several in a list."""
    end = 0
    while j < place.end:
        phrase = place.phrase(j)
        if phrase is None or not phrase[0].word.startswith("engine="):
            break
        end = j = phrase[1]
        while place.text(j) in (",", "/", "and", "or", "&"):
            j += 1
    return end


# Letters and digits that name no machine: quarters, services of clouds, data sets, a layout.
_NO_MACHINE = re.compile(
    r"Q[1-4]|H[1-2]|FY[0-9]+|K[38][sS]|EC2|S3|[A-Z][0-9]{1,2}|Y2K|B2[BC]|IPv[46]|SOC2|ISO[0-9]*"
    r"|MP[34]|E2E|CO2|UTF8|SHA[0-9]+|AI21|[A-Z]{0,3}P[0-9]+|CUDA.*|ROCm.*|cuDNN.*|NCCL.*|PyTorch.*"
    r"|MMLU.*|GSM.*|AIME.*|ShareGPT.*|GPQA.*|[Ll]ong[Bb]ench.*|SWE.*|MATH.*|HumanEval.*|LMSYS.*"
    r"|Python.*|Web3|HTTP.*|OAuth2|Phase.*|Tier.*|Gen[0-9]|Level.*|Figure.*|Table.*|Slide.*|GPT.*"
)
_MACHINE = re.compile(r"(?=.*[0-9])(?=.*[A-Z])[A-Za-z][A-Za-z0-9]{2,14}")


def _foreign_slot(place: Place, j: int) -> int:
    """A word that stands where a machine would, and that nothing knows: `SN90`, `XQ-3`."""
    tokens, end = place.tokens, place.end
    if j >= end or tokens[j].kind != "word":
        return 0
    said, after = tokens[j].text, j + 1
    if hyphened(tokens, after, end) and tokens[after + 1].kind == "number":
        after += 2
        looks = said.isupper() and len(said) > 1
    else:
        looks = _MACHINE.fullmatch(said) is not None and not _NO_MACHINE.fullmatch(said)
    if not looks or phrase_at(tokens, j, end) or tier_at(tokens, j, end):
        return 0
    if chip_at(tokens, j, end, place.known) or model_at(tokens, j, end):
        return 0
    place.caught["machine"] = "".join([token.text for token in tokens[j:after]])
    return after


def _own_slot(place: Place, j: int) -> int:
    """A provider that serves on its own chips alone, named as where something runs."""
    chip = own_chip(place.text(j)) if j < place.end else ""
    place.caught["machine"] = chip
    return (j + 1) * bool(chip)


_SLOTS: dict[str, _Step] = {
    # An accelerator, its name caught as `chip`; a precision, caught as `tier`.
    "CHIP": _chip_slot,
    "TIER": _tier_slot,
    "OWN_TIER": _own_tier_slot,
    # A word where a machine would stand, and a provider's own chip, both caught as `machine`.
    "FOREIGN": _foreign_slot,
    "OWN": _own_slot,
    # How a precision is made, which says no more: `fp8 e4m3`.
    "SCHEME": lambda place, j: (j + 1) * (_SCHEME.fullmatch(place.text(j)) is not None),
    # A number in digits, one without a point, caught as `whole`, and one that comes soon.
    "NUMBER": lambda place, j: (j + 1) * (j < place.end and place.tokens[j].kind == "number"),
    "WHOLE": _whole_slot,
    "KILOS": lambda place, j: (j + 1) * (_KILOS.fullmatch(place.text(j)) is not None),
    "NEAR": _near_slot,
    # Money that is paid for it, and how exact a figure is.
    "PAID": _paid_slot,
    "ABOUT": _about_slot,
    "MONEY": lambda place, j: (j + 1) * (place.text(j) in MONEY),
    # A hyphen that what follows is glued to.
    "HYPHEN": lambda place, j: (j + 1) * (place.text(j) == "-" and place.glued(j + 1)),
    "ENGINES": _engines_slot,
    "REQUESTS": lambda place, j: (j + 1) * (place.text(j) in _REQUESTS),
    # Words that say that requests are sent, and that they are sent all at one moment.
    "SENT": _sent_slot,
    "AT_ONCE": _at_once_slot,
    "IN_ONE_GO": _in_one_go_slot,
    "VERSION": _version_slot,
    "WORD": _word_slot,
    # `4P8D`: so many for prefill, and for decode.
    "PD": lambda place, j: (j + 1) * (_PD.fullmatch(place.text(j)) is not None),
    # Nothing that it is a figure of: the end, a sign, or the next thing that is said.
    "APART": lambda place, j: (j + 1) * (j >= place.end or place.text(j) in _APART),
}
_AMOUNTS = {"BARE": ("bare",), "SHARE": ("%",), "SPELL": ("time", "days")}
# The key of all rows that begin with a word of some shape.
SHAPES = "/.../"


class _Row(NamedTuple):
    """A pattern made ready: the shape of its first token, the steps after that, and what they can
    begin with where that is known, which tells most rows at one look.
    """

    pattern: Pattern
    shape: re.Pattern[str] | None
    steps: tuple[_Step, ...]
    second: frozenset[str] | None


Rows = dict[str, list[_Row]]


def _alternatives(element: str, slots: Iterable[str]) -> list[str]:
    """The words and `[phrases]` that an element is one of."""
    words = ["|" if word == "BAR" else word for word in element.split("|")]
    if unknown := [word for word in words if word.isupper()]:
        # Words are looked for in small letters, so it could never be said.
        raise ValueError(f"{unknown[0]} in a pattern, where {', '.join(slots)} or BAR can stand")
    return [word.replace("+", " ") if word[0] == "[" else word for word in words]


def _step(element: str) -> _Step:
    """What one element of a pattern says."""
    if len(element) > 1 and element[-1] == "?":
        inner = _step(element[:-1])
        return lambda place, j: inner(place, j) or j
    if element[0] == "!":
        inner = _step(element[1:])
        return lambda place, j: j * (not inner(place, j))
    if len(element) > 1 and element[0] == "~":
        inner = _step(element[1:])
        return lambda place, j: inner(place, j) * place.glued(j)
    if element in _SLOTS:
        return _SLOTS[element]
    words = _alternatives(element, _SLOTS)
    phrases = [word[1:-1] for word in words if word[0] == "["]

    def stands(place: Place, j: int) -> int:
        if place.text(j) in words:
            return j + 1
        phrase = place.phrase(j) if phrases else None
        said = phrase and (phrase[0].kind in phrases or phrase[0].word in phrases)
        return phrase[1] if phrase and said else 0

    return stands


@functools.cache
def _steps(said: str) -> tuple[_Step, ...]:
    return tuple(map(_step, said.split()))


def _reach(place: Place, j: int, steps: tuple[_Step, ...]) -> int:
    """Where the steps end that go on from a token; 0 where one does not."""
    for step in steps:
        j = step(place, j)
        if not j:
            break
    return j


def _look(said: str, *, back: bool = False) -> tuple[_Step, ...]:
    """What is looked at and not taken, before the first token or after the last."""
    steps = _steps(said)

    def looked(place: Place, j: int) -> int:
        start = place.i - 1 if back else j
        return j * (start >= 0 and _reach(place, start, steps) > 0)

    return (looked,) if steps else ()


def _second(rest: str) -> frozenset[str] | None:
    """What the rest of a pattern can begin with; None where that may be anything."""
    found: list[str] = []
    for element in rest.split():
        said = element if len(element) == 1 else element.removesuffix("?")
        if said[0] in "~!" or "[" in said or (said in _SLOTS and said != "HYPHEN"):
            break
        found += ["-"] if said == "HYPHEN" else _alternatives(said, _SLOTS)
        if said == element:
            return frozenset(found)
    return None


def rows_of(patterns: Table[Pattern]) -> Rows:
    """The rows by how they begin: a word, `[phrase]`, "#" and the kind of an amount, or a shape."""
    found: dict[str, list[_Row]] = {}
    for pattern in patterns.values():
        behind, _, said = pattern.says.rpartition(" < ")
        said, _, ahead = said.partition(" > ")
        first, _, rest = said.partition(" ")
        kind, _, shape = first.partition("=")
        keys = [f"#{klass}" for klass in _AMOUNTS.get(kind, ())]
        if first[0] == "/":
            keys, shape = [SHAPES], first[1:-1]
        elif kind not in _AMOUNTS:
            keys, shape = _alternatives(first, _AMOUNTS), ""
        steps = (*_look(behind, back=True), *_steps(rest), *_look(ahead))
        compiled = re.compile(shape, re.IGNORECASE) if shape else None
        ready = _Row(pattern, compiled, steps, _second(rest))
        for key in keys:
            found.setdefault(key, []).append(ready)
    return found


def made(rows: Rows, place: Place, key: str, after: int, said: str = "") -> Atom | None:
    """What the first of some rows makes that goes on from a beginning, or None.

    Args:
        key: how it begins; after: where the beginning ends; said: the number, word or token that a
            shape is a shape of.
    """
    second = place.text(after)
    for row in rows.get(key, ()):
        if row.second is not None and second not in row.second:
            continue
        place.caught = {"said": said}
        if row.shape is not None:
            found = row.shape.fullmatch(said)
            if found is None:
                continue
            place.caught |= found.groupdict()
        place.last = _reach(place, after, row.steps)
        if not place.last or not (row.pattern.where is None or row.pattern.where(place)):
            continue
        makes = row.pattern.makes
        piece = _piece(place, makes) if isinstance(makes, str) else makes(place)
        if piece is not None:
            return piece
    return None


def _piece(place: Place, makes: str) -> Atom:
    kind, _, said = makes.partition(" ")
    said = said.format_map(place.caught) if "{" in said else said
    if kind == "cond":
        name, _, value = said.partition("=")
        return place.piece("cond", "", (name, value))
    return place.piece(cast("AtomKind", kind), said)
