"""From tokens to what each of them is: amounts, names of figures, conditions, small words."""

from __future__ import annotations

import re

from sessions.say.amounts import amount_at
from sessions.say.chips import (
    BITS,
    TIMES,
    WIDTHS,
    counted_chips,
    hardware_at,
    precision_at,
    switched,
    tier_piece,
    times_at,
)
from sessions.say.dates import MONTHS, day_at
from sessions.say.numbers import STARTS, and_a_part
from sessions.say.pieces import Amount, Atom
from sessions.say.tokens import ABBREVIATIONS, Token, hyphened, spaced
from sessions.say.vocabulary import CURRENCIES, MODEL_FAMILIES, Chips, Phrase, chip_at, phrase_at

# --- Times without a number: `about a second`, `a second and a half`, `sub-second`.

_A_TIME = {"second": "s", "sec": "s", "minute": "minute", "millisecond": "ms"}
_SECONDS = ("second", "sec", "s", "seconds")


def spoken_time(tokens: list[Token], i: int, end: int, before: list[Atom]) -> Atom | None:
    """The time that starts at a token, or None; "a second" alone is one only after a bound or an
    "about": it stands below many a figure.
    """
    if tokens[i].low == "sub":
        last = i + 1 + (i + 2 < end and tokens[i + 1].text == "-")
        if last < end and tokens[last].low in _SECONDS:
            return _time(i, last + 1, "1", "s", bound="at most")
    if tokens[i].low not in ("a", "one") or i + 1 >= end or tokens[i + 1].low not in _A_TIME:
        return None
    part, after = and_a_part(tokens, i + 2, end)
    if not part and not (before and before[-1].kind in ("bound", "approx")):
        return None
    return _time(i, after, f"{1 + part}", _A_TIME[tokens[i + 1].low])


def _time(first: int, last: int, number: str, unit: str, *, bound: str = "") -> Atom:
    amount = Amount(first, last, number, unit=unit, klass="time", bound=bound)
    return Atom("amount", first, last, amount=amount)


# --- atoms

_PERCENTILE = re.compile(r"p([0-9]{1,2}(?:\.[0-9]+)?)")
_STATISTICS = {"50": "p50", "90": "p90", "95": "p95", "99": "p99"}
_PARALLEL = re.compile(r"tp([0-9]{1,5})")
# In capitals only: "us" is a word.
_REGIONS = ("US", "EU", "UK")
_IN_FLIGHT = re.compile(r"(?:c|bs|bsz|conc|cc)([0-9]{1,7})")
_CHIP_TIMES = re.compile(r"([a-z]{1,3}[0-9]{2,4}[a-z]{0,2}?)x([0-9]{1,5})")
_MODEL_PART = re.compile(r"[vkrm]?[0-9]+(?:\.[0-9]+)?[a-z]{0,2}|a[0-9]+b|b|[0-9]+b")
_MODEL = re.compile(r"k2(?:\.[0-9])?|v[0-9]\.[0-9]")
_MODEL_WORD = spaced("instruct thinking coder chat maverick scout oss air nano super vl")
_LONGEST_MODEL = 8
_AFTER_FIGURE = ("tok", "%", "s", "m", "/", "req", "x", "k", "in", "out", "gpu", "concurrent")
_SEPARATORS = frozenset("→⇒,;/|()[]{}:=•·*+–—.!?")
_QUOTES = frozenset("\"'`“”‘’…")  # noqa: RUF001
_CURRENCY = frozenset(("$", "us$", "usd", *CURRENCIES))
_NINES = ("nines", "nine")
_LISTED = spaced("in out cached cache output input cache-read")
_PAST = spaced("last past trailing previous prior")
_MULTIPLE = {"twice": "2", "double": "2", "triple": "3", "thrice": "3", "half": "0.5"}
_SIZES = spaced("model variant version dense moe instruct")
_AFTER_IN = spaced(", / ; | ) ] . ! ? + & and or with plus then at @ - – — out cached cache tokens")


def atoms_of(tokens: list[Token], first: int, end: int, known: Chips) -> list[Atom]:
    """The pieces of one sentence, in order, covering every token."""
    found: list[Atom] = []
    i = first
    while i < end:
        atom = _atom(tokens, i, end, known, found)
        found.append(atom)
        i = atom.last
    return found


def _atom(tokens: list[Token], i: int, end: int, known: Chips, before: list[Atom]) -> Atom:
    token = tokens[i]
    if token.kind == "number" or token.low in MONTHS or token.text[0] in "0123456789":
        day = day_at(tokens, i, end)
        if day:
            return Atom("date", i, day[1])
    if token.kind == "number" or token.low in _CURRENCY or token.low in STARTS or token.text == "-":
        found = _counted(tokens, i, end, known, before)
        if found:
            return found
    if token.kind == "number":
        return Atom("unread", i, i + 1)
    chip = chip_at(tokens, i, end, known)
    if chip:
        return hardware_at(tokens, i, end, chip[0], chip[1])
    if time := spoken_time(tokens, i, end, before):
        return time
    if token.low == "single" and (one := chip_at(tokens, i + 1, end, known)):
        return hardware_at(tokens, i, end, one[0], one[1], "1")
    if token.low in ("in", "out") and _counts_in(tokens, i, end, before):
        return Atom("counts", i, i + 1, "input" if token.low == "in" else "output")
    if token.low in _MULTIPLE and _than_next(tokens, i + 1, end):
        amount = Amount(i, i + 1, _MULTIPLE[token.low], klass="times")
        return Atom("amount", i, i + 1, amount=amount)
    if token.low == "batch" and _price_next(tokens, i + 1, end):
        return Atom("cond", i, i + 1, facts=(("tier", "batch"),))
    if token.low == "w" and i + 1 < end and tokens[i + 1].text == "/" and tokens[i + 1].glued:
        return Atom("mark", i, i + 2, "with")
    if token.low in ("hits", "hit") and before and _is_share(before[-1]):
        return Atom("name", i, i + 1, "cache_hit_rate")
    if token.low in ("c", "b") and i + 1 < end and tokens[i + 1].text in ("=", ":", "|"):
        return Atom("name", i, i + 1, "concurrency")
    if token.low == "c" and i + 1 < end and tokens[i + 1].kind == "number":
        return Atom("name", i, i + 1, "concurrency")
    unit = i > 0 and tokens[i - 1].text == "/"
    if (
        token.low in ("gpus", "gpu")
        and not unit
        and i + 1 < end
        and tokens[i + 1].text in ("=", ":")
    ):
        return Atom("name", i, i + 1, "gpus")
    if token.low in MODEL_FAMILIES:
        return Atom("term", i, _model_end(tokens, i, end), "model")
    phrase = phrase_at(tokens, i, end)
    if (
        phrase
        and phrase[0].kind == "bound"
        and _multiple(before, token.low)
        and not _number_next(tokens, phrase[1], end)
    ):
        return Atom("than", i, phrase[1])
    if phrase:
        was = token.low == "was" and before and before[-1].word == "("
        if was or (token.low == "by" and _number_next(tokens, i + 1, end)):
            # "(was $0.35)", "cut by 0.5 s": no figure that is offered.
            return Atom("versus", i, i + 1)
        return _said(tokens, i, end, phrase[0], phrase[1])
    if token.kind == "word":
        return _word(tokens, i, known)
    hyphen = token.text == "-" and token.glued and i + 1 < end and tokens[i + 1].glued
    if token.text == "." and token.glued and tokens[i - 1].low in ABBREVIATIONS:
        return Atom("filler", i, i + 1)
    if token.text == "|" and _heads_a_figure(tokens, i, end, before):
        return Atom("sep", i, i + 1, ":")
    if not hyphen and (token.text in _SEPARATORS or token.text in ("-", "->", "--")):
        return Atom("sep", i, i + 1, token.text)
    if hyphen or token.text in _QUOTES or token.kind == "line" or token.text.startswith(".."):
        return Atom("filler", i, i + 1)
    return Atom("unread", i, i + 1)


def _counted(
    tokens: list[Token], i: int, end: int, known: Chips, before: list[Atom]
) -> Atom | None:
    """What begins with a number: an amount, or `8x B200`, `four nines`, `95th`, `4-bit`."""
    between = bool(before) and tokens[i - 1].low == "between"
    if [token.text for token in tokens[i : i + 3]] == ["24", "/", "7"]:
        return Atom("term", i, i + 3, "support")
    amount = amount_at(tokens, i, end, known.names, between=between)
    if amount is None:
        return None
    if amount.klass == "%" and (after := _of_requests(tokens, amount, end)):
        return Atom("stat", i, after, f"p{amount.number}")
    j = amount.last
    if amount.klass in ("days", "time") and i and tokens[i - 1].low in _PAST:
        # "over the last 12 months" is when something was measured.
        return Atom("unread", i, j)
    if amount.klass == "bare" and not amount.high and not amount.problem and j < end:
        special = _numbered(tokens, i, end, amount, known, before)
        if special:
            return special
    if amount.klass == "bare" and not _names_follow(tokens, j, end):
        if amount.spoken and not _name_before(before):
            return None
        if j < end and tokens[j].glued and tokens[j].kind == "word":
            # "80kb", "3rd": the number is a part of something else.
            return Atom("unread", i, j + 1)
    if amount.klass == "bare" and amount.number[-1:].isalpha() and amount.spoken:
        return None
    return Atom("amount", i, j, amount=amount)


def _names_follow(tokens: list[Token], i: int, end: int) -> bool:
    if i >= end:
        return False
    phrase = phrase_at(tokens, i, end)
    if phrase and phrase[0].kind == "name" and phrase[1] > i + 1:
        return True  # "sixty-four in flight"
    if tokens[i].low in ("in", "out"):
        return i + 1 >= end or tokens[i].low == "out" or tokens[i + 1].low in _AFTER_IN
    return bool(phrase and phrase[0].kind in ("name", "counts"))


def _name_before(before: list[Atom]) -> bool:
    """Whether what takes a plain number stands right before: "at batch sixteen"."""
    last = next((atom for atom in reversed(before) if atom.kind not in ("mark", "filler")), None)
    return last is not None and last.kind == "name" and last.word in _COUNTS_OF


_COUNTS_OF = ("concurrency", "tensor_parallel", "input_tokens", "output_tokens", "context_tokens")


def _numbered(
    tokens: list[Token], i: int, end: int, amount: Amount, known: Chips, before: list[Atom]
) -> Atom | None:
    j = amount.last
    low = tokens[j].low
    chip = chip_at(tokens, j, end, known)
    if chip and amount.number.isdecimal():
        count = counted_chips(low, amount.number, before)
        return hardware_at(tokens, i, end, chip[0], chip[1], count)
    if low in TIMES:
        return times_at(tokens, i, end, amount, known, before)
    if low == "-" and j + 1 < end and tokens[j + 1].glued:
        j, low = j + 1, tokens[j + 1].low
    if tokens[j].text == "9" and j + 1 < end and tokens[j + 1].low == "s":
        j, low = j + 1, "nines"
    if low in _NINES:
        return _nines(tokens, i, j, amount, before)
    if low == "way" and amount.number.isdecimal() and (one := chip_at(tokens, j + 1, end, known)):
        return hardware_at(tokens, i, end, one[0], one[1], amount.number)
    if low in _SIZES and amount.number[-1:] == "B":
        return Atom("term", i, j + 1, "model")
    if low in BITS and amount.number in WIDTHS:
        return tier_piece(tokens, i, j + 1, end, f"{amount.number}-bit")
    if low in ("th", "st", "nd", "rd") and tokens[j].glued:
        after = j + 1
        if after < end and tokens[after].low in ("percentile", "pctile", "pct", "%ile"):
            return Atom("stat", i, after + 1, _STATISTICS.get(amount.number, f"p{amount.number}"))
    return None


def _nines(tokens: list[Token], i: int, j: int, amount: Amount, before: list[Atom]) -> Atom | None:
    """`four nines`, `three and a half nines`: an idiom for uptime."""
    five = j + 1 < len(tokens) and tokens[j + 1].low in ("five", "5")
    half, j = amount.number.endswith(".5") or five, j + five
    whole = amount.number.removesuffix(".5")
    if not whole.isdecimal() or not 1 <= int(whole[:3]) <= 9:
        return None
    nines = "9" * int(whole) + ("5" if half else "")
    number = f"{nines[:2]:0<2}" + (f".{nines[2:]}" if len(nines) > 2 else "")
    found = Amount(i, j + 1, number, unit="%", klass="%", name="uptime")
    return Atom("amount", i, j + 1, amount=found)


def _multiple(before: list[Atom], low: str) -> bool:
    """Whether "3x" or "30%" stands right before "as fast as", "less than": then it is no bound."""
    last = before[-1].amount if before else None
    if last is None or last.klass not in ("times", "%"):
        return False
    if low == "below" and last.klass != "%":
        return False
    return low == "as" or (low in ("less", "more", "lower", "higher", "below") and not last.high)


def _heads_a_figure(tokens: list[Token], i: int, end: int, before: list[Atom]) -> bool:
    """Whether a cell of a table is the label of the figure in the next one."""
    said = next((atom for atom in reversed(before) if atom.kind != "filler"), None)
    if said is None or said.kind in ("amount", "sep") or i + 1 >= end:
        return False
    return tokens[i + 1].kind == "number" or tokens[i + 1].low in _CURRENCY


def _of_requests(tokens: list[Token], amount: Amount, end: int) -> int:
    """Where `95% of requests` ends that is a percentile: a time follows, and no word of success."""
    j = amount.last
    if amount.number not in _STATISTICS or j + 1 >= end or tokens[j].low != "of":
        return 0
    j += 1 + (tokens[j + 1].low in ("all", "the", "our", "your"))
    if j >= end or tokens[j].low not in _REQUESTS:
        return 0
    rest = {token.low for token in tokens[max(0, amount.first - _NEAR) : end]}
    return j + 1 if not rest.isdisjoint(_TIMES) and rest.isdisjoint(_SUCCESS) else 0


_NEAR = 8
_REQUESTS = spaced("requests responses calls queries prompts completions time streams answers")
_TIMES = spaced("s ms sec secs second seconds millisecond milliseconds")
_SUCCESS = spaced("succeed success successful succeeded uptime available")


def _is_share(atom: Atom) -> bool:
    return atom.amount is not None and atom.amount.klass == "%"


def _price_next(tokens: list[Token], i: int, end: int) -> bool:
    """`batch $0.30/M`, `batch: $0.30/M`: the service, and no number of requests."""
    if i < end and tokens[i].low in (":", "=", "at", "is", "for"):
        i += 1
    return i < end and tokens[i].low in _CURRENCY


def _than_next(tokens: list[Token], i: int, end: int) -> bool:
    phrase = phrase_at(tokens, i, end) if i < end else None
    return bool(phrase and (phrase[0].kind == "than" or tokens[i].low == "as"))


def _counts_in(tokens: list[Token], i: int, end: int, before: list[Atom]) -> bool:
    """Whether "in" or "out" says which tokens: `$0.95 in`, `8k in / 1k out`, `(in/out)`."""
    follows = tokens[i + 1].low if i + 1 < end else ""
    phrase = phrase_at(tokens, i, end)
    if phrase and phrase[0].kind == "counts" and phrase[1] > i + 1:
        # "in + out" is both.
        return False
    last = before[-1] if before else None
    if last is not None and last.kind == "filler" and tokens[last.first].text == "-":
        last = before[-2] if len(before) > 1 else None
    if last is not None and last.kind == "amount" and last.amount is not None:
        if last.amount.klass.startswith("tok/s"):
            return tokens[i].low == "out" and (not follows or follows in _AFTER_IN)
        if last.amount.klass not in ("bare", "usd", "usd/tok", "tok", "bare/tok"):
            return False
        if tokens[i].low == "out":
            return True
        number = i + 1 < end and tokens[i + 1].kind == "number"
        return not follows or follows in _AFTER_IN or follows in _CURRENCY or number
    if follows == "/" and i + 2 < end and tokens[i + 2].low in _LISTED:
        return True
    opens = last is None or (last.kind == "sep" and last.word in "/,(|:")
    if opens and (follows in ("/", ":", ")", "=", ",") or follows in _CURRENCY):
        return True
    if opens and i + 1 < end and tokens[i + 1].kind == "number":
        # "in 45¢ out 180¢", "in 0.45 out 1.80"
        money = i + 2 < end and tokens[i + 2].low in ("¢", "c", "cents", "$")
        return money or any(
            tokens[k].low == "out" and tokens[k + 1].kind == "number" for k in range(i, end - 1)
        )
    if last is None or last.kind != "sep" or last.word not in "/,":
        return False
    listed = len(before) > 1 and before[-2].kind == "counts"
    return listed or (last.word == "/" and follows in ("", ",", "/"))


def _model_end(tokens: list[Token], i: int, end: int) -> int:
    """Where a model's name ends: `Kimi K2.6`, `DeepSeek-V3.1`, `Llama 3.3 70B Instruct`."""
    j = i + 1
    while j < min(end, i + _LONGEST_MODEL) and _of_model(tokens, j, end):
        j += 1
    return j


def _of_model(tokens: list[Token], j: int, end: int) -> bool:
    token, after = tokens[j], tokens[j + 1].low if j + 1 < end else ""
    if token.kind == "word":
        return token.low in _MODEL_WORD or _MODEL_PART.fullmatch(token.low) is not None
    if token.kind == "number":
        if (after == "b" and tokens[j + 1].glued) or tokens[j - 1].text == "-":
            return True
        # "Llama 3.3", but not the number of the next claim.
        return len(token.text) <= 3 and not after.startswith(_AFTER_FIGURE)
    return hyphened(tokens, j, end)


def _said(tokens: list[Token], i: int, end: int, phrase: Phrase, after: int) -> Atom:
    kind, word = phrase.kind, phrase.word
    if kind == "cond":
        name, _, value = word.partition("=")
        if name == "speculative" and value == "on":
            value, after = switched(tokens, after, end)
        return Atom("cond", i, after, facts=((name, value),))
    if kind == "tier":
        return tier_piece(tokens, i, after, end, word)
    if kind in ("kv", "weights"):
        return precision_at(tokens, i, after, end, kind)
    if kind == "bound" and not _number_next(tokens, after, end):
        if word == "no worse" and tokens[after - 1].low == "than":
            return Atom("than", i, after)
        if word in _WANTS_NUMBER:
            return Atom("filler" if word == "from" else "unread", i, after)
    if word == "from" and any(
        tokens[k].low in _DOWN and tokens[k + 1].low == "to"
        for k in range(after, min(end - 1, after + 10))
    ):
        # "from $0.30/M down to $0.27/M"
        return Atom("versus", i, after)
    if kind == "filler" and tokens[i].text in _REGIONS and after == i + 1:
        return Atom("cond", i, after, facts=(("region", tokens[i].text),))
    return Atom(kind, i, after, word)


_DOWN = ("down", "up", "dropping", "falling")
_WANTS_NUMBER = ("over", "under", "from")


def _number_next(tokens: list[Token], i: int, end: int) -> bool:
    """Whether a number comes, with nothing but small words before it."""
    for token in tokens[i : min(end, i + 3)]:
        if token.kind == "number" or token.low in _CURRENCY or token.low in STARTS - {"a", "an"}:
            return True
        if token.low in ("a", "an", "half"):
            return True
        if token.low not in ("~", "about", "around", "roughly", "-", "the", ":", "="):
            return False
    return False


def _word(tokens: list[Token], i: int, known: Chips) -> Atom:
    """A word that is no phrase: `p95`, `TP8`, `c64`, `B200x8`, a region, or not read."""
    low = tokens[i].low
    if _MODEL.fullmatch(low) and tokens[i].text[0].isupper():
        return Atom("term", i, _model_end(tokens, i, i + 1), "model")
    percentile = _PERCENTILE.fullmatch(low)
    if percentile:
        return Atom("stat", i, i + 1, _STATISTICS.get(percentile[1], low))
    parallel = _PARALLEL.fullmatch(low)
    if parallel:
        return Atom("cond", i, i + 1, facts=(("tensor_parallel", parallel[1]),))
    flight = _IN_FLIGHT.fullmatch(low)
    if flight:
        amount = Amount(i, i + 1, flight[1], name="concurrency")
        return Atom("amount", i, i + 1, amount=amount)
    times = _CHIP_TIMES.fullmatch(low)
    if times and times[1] in known.one:
        return Atom("cond", i, i + 1, facts=(("gpus", times[2]), ("hardware", known.one[times[1]])))
    if tokens[i].text in _REGIONS or ("-" in low and low[:2].isalpha()):
        return Atom("cond", i, i + 1, facts=(("region", tokens[i].text),))
    return Atom("unread", i, i + 1)
