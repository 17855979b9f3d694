"""Fragments that complete the sentence before them: `26 tok/s. Per user, at 16 in flight.`,
`$4.10 per million. Output only.`
"""

from __future__ import annotations

from sessions.say.head import Head, is_plain
from sessions.say.patterns import atoms_of
from sessions.say.pieces import Atom
from sessions.say.price_pages import Sentence
from sessions.say.tokens import Token, spaced
from sessions.say.vocabulary import Chips, phrase_at

_LONGEST = 14  # tokens
_OPENERS = spaced("that is that's all it's and , ( - – — only for")
_ONLY = frozenset(
    ("scope", "counts", "filler", "sep", "mark", "cond", "amount", "name", "all", "approx")
)
_OPENING = ("scope", "counts")
# Of figures and prices a fragment has none.
_NO_FIGURE = ("bare", "tok", "gpu")
_JOINT = "…"  # which parts nothing


def completed(tokens: list[Token], sentences: list[Sentence], chips: Chips) -> list[Sentence]:
    """Sentences with the fragments that complete them, the full stop between them taken away."""
    found: list[Sentence] = []
    for first, end, row in sentences:
        before = found[-1] if found else None
        if before is not None and not row and _asks_for(tokens, before) and first == before[1]:
            # "Per-user speed? 27 tok/s at 16."
            tokens[first - 1] = tokens[first - 1]._replace(text=":", low=":")
            found[-1] = (before[0], end, 0)
        elif (
            before is not None
            and not row
            and not before[2]
            and _opens(tokens, first, end)
            and _has_figure(tokens, before)
            and _is_fragment(tokens, first, end, chips)
        ):
            last = before[1] - 1
            if tokens[last].text == ".":
                tokens[last] = tokens[last]._replace(text=_JOINT, low=_JOINT)
            found[-1] = (before[0], end, 0)
        else:
            found.append((first, end, row))
    return found


_SHORT = 5


def _asks_for(tokens: list[Token], sentence: Sentence) -> bool:
    """Whether a question is the name of a figure and nothing else: `TTFT?`"""
    first, end, _ = sentence
    if tokens[end - 1].text != "?" or end - first > _SHORT or not end - first > 1:
        return False
    kinds, i = set[str](), first
    while i < end - 1:
        phrase = phrase_at(tokens, i, end)
        kinds.add(phrase[0].kind if phrase else "other")
        i = phrase[1] if phrase else i + 1
    return "name" in kinds and kinds <= {"name", "scope", "counts", "stat", "filler", "sep"}


def _has_figure(tokens: list[Token], sentence: Sentence) -> bool:
    first, end, _ = sentence
    ends = tokens[end - 1].text not in ("?", ":", "!", ";")
    return ends and any(token.kind == "number" for token in tokens[first:end])


def _opens(tokens: list[Token], first: int, end: int) -> bool:
    """Whether a short sentence begins with whose figure one is, or which tokens it counts."""
    if end - first > _LONGEST:
        return False
    while first < end and tokens[first].low in _OPENERS:
        first += 1
    phrase = phrase_at(tokens, first, end) if first < end else None
    return phrase is not None and phrase[0].kind in _OPENING


def _is_fragment(tokens: list[Token], first: int, end: int, chips: Chips) -> bool:
    atoms = atoms_of(tokens, first, end, chips)
    if any(atom.kind not in _ONLY or atom.word in (":", "=") for atom in atoms):
        return False
    said = [atom for atom in atoms if atom.kind != "filler"]
    near = zip([None, *said], said, [*said[1:], None], strict=False)
    return all(_is_load(before, atom, after) for before, atom, after in near if atom.amount)


def _is_load(before: Atom | None, atom: Atom, after: Atom | None) -> bool:
    """Whether an amount states what figures hold at: `at 16`, `4k context`."""
    marked = before is not None and before.kind == "mark"
    named = after is not None and after.kind in ("name", "counts")
    plain = atom.amount is not None and atom.amount.klass in _NO_FIGURE
    return plain and (marked or named or bool(atom.amount and atom.amount.name))


_DASHES = spaced('- – — > "')
_FAR = 12


def answered(tokens: list[Token], first: int, end: int) -> bool:
    """Whether a question is answered by what comes right after it, so that its figure is said:
    `40 tok/s at 8 or at 16? At 16.`
    """
    after = end
    while after < len(tokens) and (tokens[after].kind == "line" or tokens[after].text in _DASHES):
        after += 1
    stop = next((i for i in range(after, len(tokens)) if tokens[i].text in ".!?;"), len(tokens))
    if after >= len(tokens) or not 0 < stop - after <= _FAR:
        return False
    either = any(token.low == "or" for token in tokens[first:end])
    says_yes = tokens[after].low in ("yes", "yep", "yeah", "correct", "exactly")
    chosen = {t.low for t in tokens[after:stop]} & {t.low for t in tokens[first:end]}
    which = any(t[:1].isdigit() or t[-1:].isdigit() for t in chosen)
    return says_yes or (either and which and tokens[after].low not in ("no", "not", "neither"))


_THOSE = spaced("that these those this everything")
_SAID_OF = ("mark", "sep", "scope", "amount", "all", "cond")


def load_of_all(atoms: list[Atom], heads: list[Head], tokens: list[Token]) -> None:
    """`All that at 16.`, `Both at 16`, `Per user, at 16.`: the number is how many are in flight."""
    loose = [head for head in heads if is_plain(head)]
    if len(loose) != 1 or loose[0].mark not in ("at", "@", "with"):
        return
    number = loose[0].amount.number.replace(",", "")
    if not number.isdecimal() or len(number) > 4 or any(a.kind == "unread" for a in atoms):
        return
    last = loose[0].at
    after = next((atom for atom in atoms[last + 1 :]), None)
    if after is not None and after.kind not in ("sep", "cond", "filler", "mark"):
        return
    words = [tokens[i].low for atom in atoms if atom.kind == "filler" for i in (atom.first,)]
    of_all = any(atom.kind == "all" for atom in atoms) or not _THOSE.isdisjoint(words)
    if of_all or all(atom.kind in _SAID_OF for atom in atoms):
        loose[0].names = ["concurrency"]
