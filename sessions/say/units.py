"""Units in all the ways people say them: `tok/s/user`, `tokens a second per user`, `per million`,
`an hour for each H100`.

What is found is written out in the words of the unit table (`formulas.units`), with the kind of
quantity that it makes.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from formulas.units import AMBIGUOUS, BY_WORD
from sessions.say.tokens import Token, hyphened, spaced

# word -> its role and the word of the unit table
_ROLES: dict[str, tuple[str, str]] = {
    word: (role, unit)
    for role, unit, words in (
        ("tok", "tok", "tok toks token tokens tk"),
        ("Mtok", "Mtok", "mtok mtoks mtoken mtokens"),
        ("tps", "tok", "tps"),
        ("rate", "TPM", "tpm"),
        ("rate", "RPM", "rpm"),
        ("rate", "RPD", "rpd"),
        ("rate", "TPD", "tpd"),
        ("rate", "ITPM", "itpm"),
        ("rate", "OTPM", "otpm"),
        ("rate", "rps", "rps qps"),
        ("time", "s", "s sec secs second seconds"),
        ("time", "ms", "ms msec msecs millisecond milliseconds millis"),
        ("time", "us", "us µs μs microsecond microseconds"),
        ("time", "minute", "min mins minute minutes"),
        ("time", "hour", "h hr hrs hour hours"),
        ("day", "day", "day days d"),
        ("day", "week", "week weeks wk"),
        ("day", "month", "month months mo mth"),
        ("day", "year", "year years yr yrs annum y"),
        ("user", "user", "user users stream streams request requests req reqs sequence sequences"),
        ("user", "user", "seq seqs session sessions conversation client clients agent agents u"),
        ("user", "user", "usr"),
        ("user", "user", "query queries call calls customer customers"),
        ("GPU", "GPU", "gpu gpus card cards accelerator accelerators chip chips"),
        ("node", "node", "node nodes box boxes server servers machine machines host hosts"),
        ("node", "node", "instance instances chassis tray trays blade blades"),
        ("replica", "replica", "replica replicas deployment deployments endpoint endpoints"),
        ("pass", "pass", "step steps pass passes iteration iterations"),
        ("scale", "M", "mm mil mln million millions mio"),
        ("scale", "K", "k thousand"),
        ("scale", "B", "bn billion"),
        ("%", "%", "% percent pct"),
        ("USD", "$", "$ usd dollar dollars buck bucks us$"),
        ("cents", "$", "cent cents ¢"),
    )
    for word in words.split()
}
# What else is counted by the thousand and the million: a price of these is none of tokens.
NO_TOKENS = frozenset(
    (
        *("email", "emails", "image", "images", "requests", "calls", "queries", "messages"),
        *("characters", "chars", "words", "pages", "documents", "docs", "events", "searches"),
        *("pixels", "rows", "api", "invocations", "vectors", "records", "impressions", "sms"),
        *("hits", "visits", "views", "users", "transactions", "seats", "minutes", "gb", "tb"),
    )
)
# What a time is of that is no rent.
_RECORDED = spaced("audio video speech transcription footage support consulting training")
# After "per million" these are nothing that is counted.
_NO_PLURAL = spaced("as plus across thus always us is was this ours less minus thanks tokens toks")


def other_than_tokens(tokens: list[Token], i: int) -> str:
    """What a price is of, by the words right behind it, where that is no token and no machine:
    `$9 per million hits`, `$0.03 per image`, `$0.36 per hour of audio`.
    """
    low, after = [tokens[k].low if k < len(tokens) else "" for k in (i, i + 1)]
    if low in NO_TOKENS:
        return low
    by_the_million = i and tokens[i - 1].low in ("million", "thousand", "1,000", "1000")
    if by_the_million and low[-1:] == "s" and low not in (*_NO_PLURAL, *COUNTING) and len(low) > 4:
        return low if not role_of(low) else ""
    each = low in ("per", "/") and f"{after}s" in NO_TOKENS and not role_of(after)
    if each or (low in ("per", "/") and after in NO_TOKENS and not role_of(after)):
        return after
    return after if low == "of" and after in _RECORDED else ""


ADVERBS: dict[str, tuple[str, str]] = {
    "hourly": ("time", "hour"),
    "daily": ("day", "day"),
    "weekly": ("day", "week"),
    "monthly": ("day", "month"),
    "annually": ("day", "year"),
    "yearly": ("day", "year"),
}
# Words between a number and its tokens, and what they say is counted.
COUNTING = {
    **dict.fromkeys(("input", "prompt"), "input"),
    **dict.fromkeys(("output", "generated", "completion", "decode", "decoded"), "output"),
    **dict.fromkeys(("cached",), "cached"),
    **dict.fromkeys(("fresh", "uncached"), "fresh"),
    **dict.fromkeys(("processed",), "processed"),
    **dict.fromkeys(("blended", "mixed"), "blended"),
    **dict.fromkeys(("total", "aggregate", "combined"), "total"),
    **dict.fromkeys(("concurrent", "active", "billed"), ""),
}
_MADE_SO = {
    **dict.fromkeys(("generated", "produced", "decoded", "emitted", "out"), "output"),
    "processed": "processed",
}
_IN_OUT = {"in": "input", "out": "output"}
_PER = frozenset(("/", "per", "a", "an", "each", "every"))
_ROUND = {"1": "", "1000": "K", "1,000": "K", "1000000": "M", "1,000,000": "M"}
_LETTERS = {"M": "M", "K": "K", "k": "K", "B": "B"}
# A "c" that is glued to a number and stands before one of these is a cent.
_AFTER_CENTS = frozenset(("/", "per", "a", "in", "out"))
# Single letters are units only where they are glued to the number.
_GLUED_ONLY = spaced("d y")
# What a pass is called, which is the same thing.
_OF_PASSES = spaced("forward decode decoding model verify verification target")
_MOST_COUNTS = 3


@dataclass(slots=True)
class Unit:
    """A unit as it was said.

    Attributes:
        over, role: the word above the line, in the unit table's spelling, and what kind it is.
        below: the words below it, with their kinds.
        scale: "M" where they are counted by the million.
        counts: which tokens; hardware: the accelerator that stood for GPU.
        cents: the number is in hundredths; limit: it is a unit of limits, such as RPD.
        many: by how many of the scale, such as 100 in `per 100k tokens`.
        per: how many GPUs the node has that stands below the line, 0 where it is not said.
        end: the token after it.
        problem: why it cannot be read; unfinished: it may be the beginning of a unit.
    """

    over: str = ""
    role: str = ""
    below: list[tuple[str, str]] = field(default_factory=list)
    scale: str = ""
    counts: tuple[str, ...] = ()
    hardware: str = ""
    cents: bool = False
    limit: bool = False
    many: int = 1
    per: int = 0
    end: int = 0
    problem: str = ""
    unfinished: bool = False

    def add_counts(self, counts: list[str]) -> None:
        """Note which tokens are counted."""
        self.counts += tuple([each for each in counts if each])


def unit_words() -> tuple[str, ...]:
    """Every word for a unit that stands right after a number, the commonest first."""
    after = ("tok", "Mtok", "time", "day", "%", "USD", "cents", "GPU", "node")
    return tuple([word for word, (role, _) in _ROLES.items() if role in after])


def role_of(word: str) -> str:
    """What kind of unit a word is, in lower case; nothing where it is none."""
    found = _ROLES.get(word)
    return found[0] if found else ""


def unit_at(tokens: list[Token], i: int, end: int, chips: frozenset[str], *, money: bool) -> Unit:
    """The unit from token `i` on.

    Args:
        money: `$` stood before the number, so only what is below the line follows.
        chips: names of accelerators, one of which may stand for GPU.
    """
    found = Unit("$", "USD", end=i) if money else Unit(end=i)
    if not money:
        _above(tokens, i, end, found)
    while found.end < end and not found.problem:
        before = found.end
        # On a price page what is below the line may stand in the line below.
        at = before + (tokens[before].kind == "line" and money and before + 1 < end)
        found.end = _below(tokens, at, end, chips, found)
        if found.end == at and found.below and tokens[at].low == "and" and at + 1 < end:
            # "per GPU and per hour"
            at += 1
            found.end = _below(tokens, at, end, chips, found)
        found.end = before if found.end == at else found.end
        if found.end == before and found.role == "USD" and not found.below:
            found.end = _counted_below(tokens, before, end, chips, found)
        if found.end == before:
            break
    if found.over and not found.problem:
        _dangling(tokens, found, end)
    return found


def _above(tokens: list[Token], i: int, end: int, found: Unit) -> None:
    """The unit right after a number: `tok`, `output tokens`, `ms`, `GPU`."""
    if hyphened(tokens, i, end) and role_of(tokens[i + 1].low):
        i += 1
    counts, j = _counting(tokens, i, end)
    if j >= end:
        return
    token, after = tokens[j], tokens[j + 1].low if j + 1 < end else ""
    role, word = _ROLES.get(token.low, ("", ""))
    if token.low == "t" and after == "/":
        role, word = "tok", "tok"
    elif token.low == "c" and token.glued and (after in _AFTER_CENTS or after in COUNTING):
        role, word = "cents", "$"
    if counts and role not in ("tok", "tps", "rate"):
        return
    if role == "user" and after not in ("/", "per", "a", "each"):
        return
    if role == "user" and after == "each":
        every = tokens[j + 2].low if j + 2 < end else ""
        if role_of(every) not in ("time", "day"):
            # "with 4 users each gets 110 tok/s"
            return
    if token.low in _GLUED_ONLY and not token.glued:
        role = ""
    if role in ("scale", "pass", ""):
        _other(tokens, j, found)
        return
    found.role, found.over, found.end = role, word, j + 1
    found.add_counts(counts)
    if role == "tok" and after in _MADE_SO and j + 2 < end and tokens[j + 2].low in _PER:
        # "tokens generated per second"
        found.end += 1
        found.add_counts([_MADE_SO[after]])
    if role == "rate":
        _by_the_letter(found)
    elif role == "tps":
        found.role = "tok"
        found.below.append(("time", "s"))
    elif role == "cents":
        found.role, found.cents = "USD", True


def _by_the_letter(found: Unit) -> None:
    """`RPD`, `TPD`: by the day, `ITPM`, `OTPM`: input and output tokens alone."""
    match found.over:
        case "RPD":
            found.role, found.over, found.limit = "user", "request", True
            found.below.append(("day", "day"))
        case "TPD":
            found.role, found.over, found.limit = "tok", "tok", True
            found.below.append(("day", "day"))
        case "ITPM" | "OTPM":
            found.add_counts(["input" if found.over == "ITPM" else "output"])
            found.over = "TPM"


def _counting(tokens: list[Token], i: int, end: int) -> tuple[list[str], int]:
    counts: list[str] = []
    while i < end and len(counts) < _MOST_COUNTS:
        low = tokens[i].low
        if low in _IN_OUT and i + 1 < end and role_of(tokens[i + 1].low) in ("tok", "tps"):
            counts.append(_IN_OUT[low])
        elif low in COUNTING:
            counts.append(COUNTING[low])
        else:
            break
        i += 1
    return counts, i


def _other(tokens: list[Token], j: int, found: Unit) -> None:
    """A unit of the table that no claim is made in, or a word that may mean two units."""
    token = tokens[j]
    if token.kind != "word":
        return
    if token.text in BY_WORD and len(token.text) > 1 and not role_of(token.low):
        found.role, found.over, found.end = "other", BY_WORD[token.text].name, j + 1
    elif token.text in AMBIGUOUS and token.text != "tps":
        found.role, found.problem, found.end = "other", AMBIGUOUS[token.text], j + 1


def _below(tokens: list[Token], i: int, end: int, chips: frozenset[str], found: Unit) -> int:
    """One more unit below the line, after `/`, `per`, `a`, or glued on as in GPU-hour.

    Returns: where it ends; `i` when there is none.
    """
    token = tokens[i]
    if token.low in ADVERBS and found.role == "USD":
        found.below.append(ADVERBS[token.low])
        return i + 1
    paid = token.low == "for" and found.role == "USD" and i + 2 < end
    if paid and tokens[i + 1].low in ("a", "each", "every"):
        # "27 cents for a million tokens", "$5.75/hour for each B200"
        after = _below(tokens, i + 1, end, chips, found)
        return i if after == i + 1 else after
    glued_on = _glued_on(tokens, i, end, found)
    if glued_on or token.low not in _PER:
        return glued_on or i
    j = i + 1
    if j < end and tokens[j].low in ("the", "every", "each"):
        j += 1
    node = _node(tokens, j, end, chips)
    if node is not None and ("node", "node") not in found.below:
        found.hardware, found.per = node[0] or found.hardware, node[1]
        found.below.append(("node", "node"))
        return node[2]
    many, scale, after = _so_many(tokens, j, end) if found.role == "USD" else (1, "", -1)
    if after > 0:
        found.many, j = many, after
    else:
        scale, j = _scale(tokens, j, end, article=token.low == "a")
    if j < 0:
        return i
    counts, k = _counting(tokens, j, end)
    if k + 1 < end and tokens[k].low in _OF_PASSES and role_of(tokens[k + 1].low) == "pass":
        k += 1
    if k < end and scale and hyphened(tokens, k, end):
        k += 1
    role, word = _ROLES.get(tokens[k].low, ("", "")) if k < end else ("", "")
    if role == "tok" or (role == "Mtok" and not scale):
        found.scale = scale or ("M" if role == "Mtok" else "")
        found.add_counts(counts)
        found.below.append(("tok", "tok"))
        return k + 1
    if scale and found.role == "rate":
        # "60 RPM / 1M TPM"
        return i
    if scale:
        # `0.28/M` is a price without its sign; `8k/1k` is no price at all.
        if not found.over and scale == "K":
            return i
        found.scale = scale
        found.below.append(("tok", "tok"))
        return j
    if any(counts) or (counts and role != "user"):
        return i
    if role in ("time", "day", "user", "GPU", "node", "replica", "pass"):
        if word in ("us", "ms") or (role, word) in found.below:
            return i
        if role in ("time", "day") and token.low in ("each", "every"):
            return i
        found.below.append((role, word))
        return k + 1
    if k < end and tokens[k].low in ("gpuh", "gpuhr"):
        found.below += [("GPU", "GPU"), ("time", "hour")]
        return k + 1
    chip = _chip(tokens[k].low, chips) if k < end else ""
    if chip:
        found.hardware = chip
        found.below.append(("GPU", "GPU"))
        return k + 1
    return i


_BOARDS = spaced("hgx dgx")
# Words for several of one accelerator.
SEVERAL = {"pair": 2, "duo": 2, "trio": 3, "quad": 4}


def _node(
    tokens: list[Token], j: int, end: int, chips: frozenset[str]
) -> tuple[str, int, int] | None:
    """A node of GPUs below the line: `H100 node`, `8xH200 box`, `8-GPU server`, `pair of L40S`.

    Returns: its accelerator, how many of it, 0 where that is not said, and where it ends.
    """
    k, per, name = j, 0, ""
    if k + 2 < end and tokens[k].text.isdecimal() and len(tokens[k].text) < 4:
        number, k = int(tokens[k].text), k + 1
        k += tokens[k].text == "-"
        if tokens[k].low not in ("x", "×", "gpu", "way", "gpus"):
            return None
        per, k = number, k + 1
        k += k < end and tokens[k].text == "-"
    elif k < end and tokens[k].low in SEVERAL:
        per, k = SEVERAL[tokens[k].low], k + 1
        k += k < end and tokens[k].low == "of"
    board = k < end and tokens[k].low in _BOARDS
    k += board
    if k < end and (name := _chip(tokens[k].low, chips)):
        k += 1
        while k < end and tokens[k].low in ("sxm", "sxm5", "nvl8"):
            k += 1
    boxed = k < end and role_of(tokens[k].low) == "node"
    if per in SEVERAL.values() and tokens[j].low in SEVERAL:
        return (name, per, k) if name else None
    if boxed and (name or per or board):
        return name, per, k + 1
    return (name, per or 8, k) if board and name else None


def _glued_on(tokens: list[Token], i: int, end: int, found: Unit) -> int:
    """`GPU hour`, `GPU-hour`: a time beside what it is a time of. Where it ends, else 0."""
    if not found.below or found.below[-1][0] not in ("GPU", "node", "replica"):
        return 0
    if any(role in ("time", "day") for role, _ in found.below):
        return 0
    j = i + 1 if hyphened(tokens, i, end) else i
    role, word = _ROLES.get(tokens[j].low, ("", ""))
    if role not in ("time", "day"):
        return 0
    found.below.append((role, word))
    return j + 1


def _scale(tokens: list[Token], j: int, end: int, *, article: bool) -> tuple[str, int]:
    """By how many: `/M`, `/1K tok`, `per million`. Where it ends, or -1 for a number that is none,
    as in `$0.95 / 1 s`.
    """
    if j < end and tokens[j].text in _ROUND and not article:
        scale, j = _ROUND[tokens[j].text], j + 1
        if scale:
            return scale, j
        following = tokens[j] if j < end else None
        if following is None or (
            following.text not in (*_LETTERS, "m")
            and role_of(following.low) not in ("scale", "tok")
        ):
            return "", -1
    if j >= end:
        return "", j
    token = tokens[j]
    if token.text in _LETTERS:
        return _LETTERS[token.text], j + 1
    if token.text == "m" and j + 1 < end and role_of(tokens[j + 1].low) == "tok":
        return "M", j + 1
    role, word = _ROLES.get(token.low, ("", ""))
    return (word, j + 1) if role == "scale" else ("", j)


def _so_many(tokens: list[Token], j: int, end: int) -> tuple[int, str, int]:
    """By how many thousands or millions: `per 100k tokens`. Where it ends, or -1."""
    if j + 1 >= end or not tokens[j].text.isdecimal() or not 1 < len(tokens[j].text) < 5:
        return 1, "", -1
    scale = _LETTERS.get(tokens[j + 1].text, "")
    if not scale and role_of(tokens[j + 1].low) == "scale":
        scale = _ROLES[tokens[j + 1].low][1]
    return (int(tokens[j].text), scale, j + 2) if scale else (1, "", -1)


def _counted_below(
    tokens: list[Token], i: int, end: int, chips: frozenset[str], found: Unit
) -> int:
    """`$4 output per million`, `$0.30 all-in / M`: what is counted is said before the unit."""
    j = i
    counts: list[str] = []
    while j < end and len(counts) < _MOST_COUNTS:
        low = tokens[j].low
        if low == "all" and hyphened(tokens, j + 1, end) and tokens[j + 2].low == "in":
            counts, j = [*counts, "blended"], j + 3
        elif low == "all" and j + 1 < end and tokens[j + 1].low == "in":
            counts, j = [*counts, "blended"], j + 2
        elif low in COUNTING or low in _IN_OUT:
            counts, j = [*counts, COUNTING.get(low) or _IN_OUT.get(low, "")], j + 1
        else:
            break
    if j == i or j >= end:
        return i
    after = _below(tokens, j, end, chips, found)
    if after == j:
        return i
    found.add_counts(counts)
    return after


def _chip(word: str, chips: frozenset[str]) -> str:
    if word in chips:
        return word
    return word[:-1] if word.endswith("s") and word[:-1] in chips else ""


def _dangling(tokens: list[Token], found: Unit, end: int) -> None:
    """A unit that goes on with something that is no unit: `tok/s/u`, `$5/seat`."""
    i = found.end
    if i + 1 >= end or tokens[i].text != "/" or tokens[i + 1].kind != "word":
        return
    if tokens[i].glued and tokens[i + 1].glued:
        word = tokens[i + 1].text
        found.problem = AMBIGUOUS.get(word, f"{word[:20]!r} is not a unit that napkin knows")
        found.end = i + 2
        found.unfinished = any(known.startswith(word.lower()) for known in _ROLES)


# --- The kind of quantity that a unit makes, such as `tok/s/user`, and the unit of the table.

_WHEN = ("time", "day", "time day")
# By what stands above the line: what stands below it, the kind of quantity, the unit.
_MADE: dict[str, tuple[tuple[str, str, str], ...]] = {
    "USD": (
        ("", "usd", "$"),
        ("tok", "usd/tok", "$/{by}"),
        ("user", "usd/request", "$/request"),
        *[(when, "usd/time", "$/{when}") for when in _WHEN],
        *[(f"GPU {when}", "usd/gpu/time", "$/GPU/{when}") for when in _WHEN],
    ),
    "tok": (
        ("", "tok", "{over}"),
        ("user", "tok", "{over}"),
        ("pass", "tok/pass", "{over}"),
        ("time", "tok/s", "{over}/{when}"),
        ("day", "volume", "{over}/{when}"),
        ("time user", "tok/s/user", "{over}/{when}/user"),
        ("time GPU", "tok/s/gpu", "{over}/{when}/GPU"),
    ),
    "TPM": (("", "tok/s", "TPM"), ("user", "tok/s/user", "TPM/user")),
    "rate": (("", "req/s", "{over}"),),
    "user": (
        ("", "req", "request"),
        ("GPU", "req/gpu", "request"),
        ("time", "req/s", "request/{when}"),
        ("day", "volume", "request/{when}"),
    ),
    "time": (
        ("", "time", "{over}"),
        ("tok", "time/tok", "{over}"),
        ("pass", "time/pass", "{over}"),
    ),
    "day": (("", "days", "{over}"), ("tok", "time/tok", "{over}"), ("pass", "time/pass", "{over}")),
    "%": (("", "%", "%"),),
    "GPU": (("", "gpu", "GPU"),),
    "node": (("", "node", "{over}"),),
    "replica": (("", "node", "{over}"),),
    "": (
        ("", "bare", ""),
        ("tok", "bare/tok", "/{by}"),
        ("GPU", "bare/gpu", ""),
        *[(when, "bare/time", "/{when}") for when in ("time", "day")],
    ),
}
_KLASSES = {
    (above, frozenset(below.split())): (klass, unit)
    for above, rows in _MADE.items()
    for below, klass, unit in rows
}
_BY = {"M": "Mtok", "K": "1K tok", "B": "B tok", "": "tok"}


def klass_of(unit: Unit) -> tuple[str, str]:
    """The kind of quantity, and the unit in the words of the unit table.

    Nodes and replicas below the line say whose figure it is, and are left out.
    """
    words = dict(unit.below)
    above = "TPM" if unit.over == "TPM" else "tok" if unit.role == "Mtok" else unit.role
    below = frozenset(words if above != "%" else ()) - {"node", "replica"}
    klass, made = _KLASSES.get((above, below), ("other" if above else "bare/other", "{over}"))
    when = words.get("time") or words.get("day", "")
    if klass == "time/tok" and unit.scale:
        klass = "other"
    if above == "USD" and when == "month":
        klass = klass.replace("time", "month")
    return klass, made.format(over=unit.over, when=when, by=_BY[unit.scale])
