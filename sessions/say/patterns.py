"""From tokens to what each of them is: amounts, names of figures, conditions, small words.

Most words are phrases of the vocabulary. What is more than words in a row is a row of `PATTERNS`:
the tokens that say it and what they make, with an example. A new phrasing is one row more.
"""

from __future__ import annotations

import re

from formulas.precisions import ALIKE, bytes_of
from sessions.catalogue.catalogue import model_called
from sessions.catalogue.machines import machines
from sessions.claims.table import Table, follows
from sessions.say.amounts import amount_at
from sessions.say.changes import MOVES, MOVING, apart, moves, of_money, ratio_at, was
from sessions.say.dates import MONTHS, day_at
from sessions.say.matching import (
    IN_TIER,
    MONEY,
    SHAPES,
    Maker,
    Pattern,
    Place,
    Rows,
    made,
    rows_of,
)
from sessions.say.models import called, model_at
from sessions.say.numbers import STARTS, and_a_part
from sessions.say.pieces import Amount, Atom
from sessions.say.sharing import EACH_GPU, EACH_NODE, PER_MANY
from sessions.say.tokens import ABBREVIATIONS, Token, hyphened, spaced
from sessions.say.units import ADVERBS, role_of
from sessions.say.units import SEVERAL as _SEVERAL
from sessions.say.vocabulary import Chips, chip_at, node_of, of_memory, variant

# --- What rows make that is more than a kind and a word.


def _amount(number: str, unit: str, klass: str, *, bound: str = "") -> Maker:
    def make(place: Place) -> Atom:
        found = Amount(place.i, place.last, number, unit=unit, klass=klass, bound=bound)
        return place.piece_of(found)

    return make


def _in_flight(place: Place) -> Atom:
    number = place.caught["number"]
    return place.piece_of(Amount(place.i, place.last, number, name="concurrency"))


def _in_flight_at(place: Place) -> Atom | None:
    """`c=64`; a dash makes a range, and nothing else does: `from 1 s at c=1 to 3 s at c=64`."""
    first = place.last - 1
    dash = place.text(place.last) in ("-", "–") and place.tokens[place.last].glued
    found = amount_at(place.tokens, first, place.end, place.known.names)
    if found is None or found.klass != "bare" or (found.high and not dash):
        number = place.tokens[first].text
        if not number.replace(",", "").isdecimal():
            return None
        found = Amount(place.i, place.last, number)
    place.last, found.first, found.name = found.last, place.i, "concurrency"
    return place.piece_of(found)


_A_TIME = {"second": "s", "sec": "s", "minute": "minute", "millisecond": "ms"}


def _a_time(place: Place) -> Atom | None:
    """`about a second`, `a second and a half`; "a second" alone stands below many a figure."""
    part, after = and_a_part(place.tokens, place.last, place.end)
    if not part and not (place.before and place.before[-1].kind in ("bound", "approx")):
        return None
    unit, place.last = _A_TIME[place.text(place.last - 1)], after
    return _amount(f"{1 + part}", unit, "time")(place)


def _times(place: Place) -> Atom | None:
    """`3x`: so many times something."""
    amount = place.amount
    if amount is None or amount.spoken:
        return None
    amount.klass, amount.last = "times", place.last
    return place.piece_of(amount)


def _nines(place: Place) -> Atom | None:
    """`four nines`, `three and a half nines`: an idiom for uptime."""
    said = place.caught["said"]
    whole = said.removesuffix(".5")
    half = whole != said or place.text(place.last - 1) in ("five", "5")
    if not whole.isdecimal() or not 1 <= int(whole[:3]) <= 9:
        return None
    nines = "9" * int(whole) + ("5" if half else "")
    number = f"{nines[:2]:0<2}" + (f".{nines[2:]}" if len(nines) > 2 else "")
    return place.piece_of(Amount(place.i, place.last, number, unit="%", klass="%", name="uptime"))


# --- Input and output lengths, as benchmarks write them: `1024/256`, `8k1k`.

# What stands before two figures of something else: `p50/p99 TTFT 512/1024`, `pages 128/256`.
_TOLD_OF = ("name", "stat", "counts", "scope", "bound", "unread")


def _both_lengths(place: Place) -> Atom | None:
    """Lengths are round to whoever counts in tokens; so are no two dates, pages or prices."""
    said, second = place.caught["said"].lower(), int(place.caught["whole"])
    first = int(said.rstrip("k")) * (1000 if said.endswith("k") else 1)
    round_ones = first >= 128 and first % 50 * (first % 64) == 0 and second >= 8
    near = [atom for atom in place.before if atom.kind != "filler"][-2:]
    if near and near[-1].word in (":", "="):
        near.pop()
    if not round_ones or second % 10 * (second % 8) or (near and near[-1].kind in _TOLD_OF):
        return None
    after = place.text(place.last)
    if role_of(after) not in ("", "tok") or after in ("%", "ms") or place.text(place.i - 1) == "/":
        return None
    return _lengths(place, said, f"{second}")


def _both_thousands(place: Place) -> Atom:
    second = place.text(place.last - 1).strip("k")
    return _lengths(place, f"{place.caught['said']}k", f"{second}k")


def _lengths(place: Place, first: str, second: str) -> Atom:
    said = ("input_tokens", f"{first} tok"), ("output_tokens", f"{second} tok")
    return place.piece("cond", "", *said)


# --- Accelerators with their number: `8x B200`, `2 nodes of 8xB200`, `B200 x 8`.

_TIMES_WORD = re.compile(r"x([0-9]{1,5})")
_TIMES = ("x", "×")
_BOXES = ("node", "box", "server", "instance", "machine", "host", "chassis", "tray")
_SEVERAL_BOXES = ("nodes", "boxes", "servers", "hosts", "trays")
# An instance or a machine of a cloud may have any number of GPUs, these have all that fit in.
_WHOLE = ("node", "box", "server", "host", "chassis")
_BOARDS = ("hgx", "dgx")
_OF_BOX = ("2", "4", "8", "16")


def _chip(place: Place, count: str = "") -> Atom:
    """An accelerator with its number before or after: `8x B200`, `B200 x8`, `B200 x 8`."""
    after = place.last
    if not count and place.text(after) in _TIMES and place.text(after + 1).isdecimal():
        count, after = place.text(after + 1), after + 2
    beside = None if count else _TIMES_WORD.fullmatch(place.text(after))
    if beside:
        count, after = beside[1], after + 1
    name, after = _variant(place, after)
    if not count and place.text(after) in _TIMES and place.text(after + 1).isdecimal():
        count, after = place.text(after + 1), after + 2
    cores = machines().slices.get(name, 0)
    if cores and hyphened(place.tokens, after, place.end) and place.text(after + 1).isdecimal():
        # "v6e-8", "v5p-8"
        size = int(place.text(after + 1)[:5]) // cores
        count, after = (f"{size * int(count[:4] or 1)}" if size else ""), after + 2
    if not count and hyphened(place.tokens, after, place.end) and place.text(after + 1) in _OF_BOX:
        # "H200-8"
        count, after = place.text(after + 1), after + 2
    word = place.text(after)
    boxed = word in _BOXES or word in _SEVERAL_BOXES
    if word in _SEVERAL_BOXES and place.text(after + 1) == "of" and not count:
        # "H200 nodes of 8"
        count = place.text(after + 2) if place.text(after + 2).isdecimal() else ""
        place.last = after + (3 if count else 1)
        gpus = (("gpus", count),) if count else ()
        return place.piece("cond", "node", *gpus, ("hardware", name))
    if not count and not cores and place.text(place.i) in _BOARDS:
        # "an HGX B200", "the DGX H100 box"
        place.last = after + boxed
        facts = (("gpus", f"{node_of(name)}"),) if node_of(name) else ()
        return place.piece("cond", "node", *facts, ("hardware", name))
    place.last = after + boxed
    box = place.known.boxes.get(name)
    if boxed and box is None and place.text(place.i + 1) not in _TIMES:
        count = _of_a_node(name, word, count)
    if box is not None:
        # "2x p5.48xlarge" are 16 H100s.
        held = box.holds * int(_of_nodes("1", place.before)[:4]) * int(count[:4] or 1)
        name, boxed, count = box.chip, True, f"{held}" if held else ""
    counted = (("gpus", count),) if count else ()
    return place.piece("cond", "node" if boxed else "", *counted, ("hardware", name))


def _of_a_node(name: str, word: str, count: str) -> str:
    """How many GPUs `a single H100 node` and `2 H100 nodes` have; `an 8 H100 node` says it."""
    per = node_of(name)
    if word in _BOXES:
        return count if count not in ("", "1") else f"{per or ''}" * (word in _WHOLE)
    return f"{int(count[:4]) * per}" if count and per else ""


def _variant(place: Place, after: int) -> tuple[str, int]:
    """The accelerator with what stands behind its number: `B200 x8 180GB`, `H100 x 2 NVL`."""
    name = place.caught["chip"]
    size = place.caught.get("memory", "")
    if name in place.known.boxes:
        return name, after
    name, after = variant(place.tokens, after, place.end, name)
    return (of_memory(name, size) if size else name), after


def _product(place: Place) -> Atom:
    number, times = place.caught["said"], place.caught["whole"]
    return _chip(place, str(int(number[:6]) * int(times[:6])))


def _chips(place: Place) -> Atom:
    """So many of a name: a board has eight, a single one is not counted."""
    count = _of_nodes(place.caught["said"], place.before)
    if place.caught["chip said"] in _BOARDS and node_of(place.caught["chip"]):
        count = str(8 * int(count[:6])) if int(count[:6]) > 1 else ""
    return _chip(place, count)


def _a_single(place: Place) -> Atom:
    """`single B200`; a single board has as many as a node."""
    board = place.caught["chip said"] in _BOARDS
    return _chip(place, f"{node_of(place.caught['chip']) or 1}" if board else "1")


_NO_CARD = spaced(
    "cluster clusters pod pods superpod system systems rack racks fleet farm setup deployment based"
    " backend stack platform cloud configuration node nodes box boxes server servers x × machine"
    " instance host chassis tray pool partition replica environment tier plan"
)


def _on_one(place: Place) -> Atom | None:
    """`on an L4`, `squeezes into a 5090`: one card, unless more is named by it."""
    name, after = place.caught["chip"], place.last
    board = place.caught["chip said"] in _BOARDS or name in place.known.boxes or "NVL" in name
    if board or place.text(after) in _NO_CARD or place.text(after).isdecimal():
        return None
    piece = _chip(place)
    counted = any(fact == "gpus" for fact, _ in piece.facts)
    piece.facts = piece.facts if counted or piece.word else (("gpus", "1"), *piece.facts)
    return piece


def _of_nodes(number: str, before: list[Atom]) -> str:
    """`2 nodes of 8x B200` are 16 GPUs."""
    for atom in before[:-4:-1]:
        if atom.amount is not None and atom.kind == "amount":
            said = atom.amount
            if said.klass == "node" and said.number.isdecimal():
                atom.kind = "filler"
                return str(int(said.number[:6]) * int(number[:6]))
        if atom.kind not in ("filler", "sep", "mark"):
            break
    return number


def _each_node(place: Place, of: int = 0) -> Atom | None:
    """`4k tok/s output per H100 node`, `each H200 box does 5k tok/s`: figures of one node."""
    piece = _chip(place)
    counted = f"{of}" if of else place.caught.get("whole")
    # How many a node has is known by what it is of; how many nodes there are, is another thing.
    gpus = (("gpus", counted),) if counted else ()
    piece.facts = (*gpus, *[fact for fact in piece.facts if fact[0] != "gpus"])
    board = place.caught["chip said"] in _BOARDS  # "each DGX B200 does 14k tok/s"
    piece.word = EACH_NODE if piece.word == "node" or counted or board else EACH_GPU
    return piece


def _chip_times(place: Place) -> Atom | None:
    """`B200x8` as one word."""
    name = place.known.one.get(place.caught["chip"].lower())
    if name is None:
        return None
    return place.piece("cond", "", ("gpus", place.caught["number"]), ("hardware", name))


# --- Models.


_DRAFTS = ("draft", "drafter", "drafting", "speculator", "drafts")


def _model(place: Place) -> Atom | None:
    """A model's name: `Kimi K2.6`, `DeepSeek-V3.1`, `Llama 3.3 70B Instruct`."""
    named = model_at(place.tokens, place.i, place.end)
    if named is None:
        return None
    place.last = named.last
    before = place.tokens[place.i - 1].low if place.i else ""
    if place.text(named.last) in _DRAFTS or before in _DRAFTS:
        # What drafts is no model that the figures are of.
        place.last += place.text(named.last) in _DRAFTS
        return place.piece("cond", "", ("speculative", "on"))
    tier = (("weights", named.tier),) if named.tier else ()
    return place.piece("cond", "", ("model", named.model), *tier)


_SIZE = re.compile(r"\b[0-9]+(?:\.[0-9]+)?B\b")
_AFTER_SIZE = spaced(": = | at @ on is does runs costs gets needs delivers , (") | MONEY


def _of_size(place: Place) -> Atom:
    """`the 70B`: a model of so many parameters, of the family that was named before."""
    size, name = place.caught["said"], _model_before(place)
    if name and _SIZE.search(name):
        name = called(_SIZE.sub(size, name, count=1))
    elif name:
        name = called(f"{name} {size}")
    return place.piece("cond", "", ("model", name or size))


def _sized_model(place: Place) -> Atom | None:
    """`the 70B Llama 3.3`: the size stands before the name, which has none."""
    named = model_at(place.tokens, place.last, place.end) if place.last < place.end else None
    if named is None or _SIZE.search(named.model):
        return None
    name = called(f"{named.model} {place.caught['said']}")
    if name == f"{named.model} {place.caught['said']}" and model_called(name) is None:
        return None
    place.last = named.last
    tier = (("weights", named.tier),) if named.tier else ()
    return place.piece("cond", "", ("model", name), *tier)


def _model_before(place: Place) -> str:
    """The model that was named last in the sentence."""
    for atom in reversed(place.before):
        name = dict(atom.facts).get("model", "")
        if name:
            return name
    return ""


def _names_a_model(place: Place) -> bool:
    """Whether a number of billions is a model's size: another size was named before it."""
    after = place.text(place.last)
    if not _SIZE.search(_model_before(place)):
        # "70B: $0.40/M", "our 70B runs at 40 tok/s"
        told = place.i > 0 and place.tokens[place.i - 1].low in ("the", "our", "your", "this")
        return after in (":", "=") or (told and after in _AFTER_SIZE and after != ",")
    return after in _AFTER_SIZE or after in ("", ".", ";", ")", "and")


# --- How a deployment is laid out: `DP8/EP8`, `dp=8`, `8-way pipeline parallel`.

# Experts over more GPUs than one box has: then attention is data parallel.
_WIDE = 16
_LAID_OUT = {"dp": "dp", "dpa": "dp", "adp": "dp", "dep": "dp", "dcp": "dcp"}
_WAYS = {"data": "dp", "expert": "ep", "pipeline": "pp", "context": "cp", "sequence": "sp"}
_BESIDE = ("/", "+", ",", "&", "and", "x", "with")


def _degree(place: Place) -> Atom:
    """What is split over so many GPUs: over one, nothing is. Experts alone say nothing of where
    attention lies, beside tensor parallel they say that it is in one piece.
    """
    kind, number = place.caught["kind"].lower(), place.caught["number"]
    kind = _WAYS.get(kind, kind)
    if number.strip("0") in ("", "1") and len(number) < 2:
        return place.piece("filler")
    if kind == "tep":
        return place.piece("cond", "", ("tensor_parallel", number), ("layout", "tp"))
    if kind == "ep" and int(number[:5]) >= _WIDE and not _tensor_parallel_beside(place):
        return place.piece("cond", "", ("layout", f"dp+ep{number}"))
    if kind == "ep":
        beside = _tensor_parallel_beside(place)
        return place.piece("cond", "", ("layout", "tp")) if beside else place.piece("filler")
    laid_out = _LAID_OUT.get(kind, f"{kind.upper()}{number}")
    return place.piece("cond", "", ("layout", laid_out))


def _whole_degree(place: Place) -> Atom:
    place.caught["number"] = place.caught["whole"]
    place.caught["kind"] = place.text(place.i)
    return _degree(place)


def _ways_of(place: Place) -> Atom:
    place.caught["number"] = place.caught["said"]
    after = place.i + 1
    while place.text(after) in ("-", "way"):
        after += 1
    place.caught["kind"] = place.text(after)
    return _degree(place)


_TP = re.compile(r"tp[0-9]*")


def _tensor_parallel_beside(place: Place) -> bool:
    """Whether `EP8` stands beside a tensor parallel: `TP8/EP8`, `EP8 + TP8`."""
    if any(token.low in ("dp", "dpa", "data") for token in place.tokens[place.i : place.end]):
        # "EP=8, TP=1, DP attention"
        return False
    last, near = place.before[-1] if place.before else None, place.last
    if last is not None and last.word in _BESIDE and len(place.before) > 1:
        last = place.before[-2]
    if last is not None and (
        "tensor_parallel" in dict(last.facts) or last.word == "tensor_parallel"
    ):
        return True
    if last is not None and last.amount is not None and len(place.before) > 2:
        return any(atom.word == "tensor_parallel" for atom in place.before[-5:])
    near += place.text(near) in _BESIDE
    said = _TP.fullmatch(place.text(near)) is not None
    return said and place.text(near + 1) not in ("=", ":")


def _by_so_many(place: Place) -> Atom | None:
    """`per 100k tokens`; "per 1M" is a phrase."""
    scale, many = place.text(place.i + 2), place.caught["whole"]
    return place.piece("name", PER_MANY, (scale, many)) if 1 < len(many) < 5 else None


# --- What must hold around a row.

_AFTER_IN = spaced(
    ", / ; : | ) ] . ! ? + & and or with plus then at @ - – — out cached cache tokens"
)
_LISTED = spaced("in out cached cache output input cache-read")
_NEAR = 8
_TIME_WORDS = spaced("s ms sec secs second seconds millisecond milliseconds")
_SUCCESS = spaced("succeed success successful succeeded uptime available")


def _waited_for(place: Place) -> bool:
    """Whether a share of requests is a percentile: a time stands near, and no word of success."""
    near = place.tokens[max(0, place.i - _NEAR) : place.end]
    rest = {token.low for token in near}
    return not rest.isdisjoint(_TIME_WORDS) and rest.isdisjoint(_SUCCESS)


def _after_a_share(place: Place) -> bool:
    last = place.before[-1].amount if place.before else None
    return last is not None and last.klass == "%"


def _counts_in(place: Place) -> bool:
    """Whether "in" or "out" says which tokens: `$0.95 in`, `8k in / 1k out`, `(in/out)`."""
    tokens, i, end, before = place.tokens, place.i, place.end, place.before
    out, follows = tokens[i].low == "out", place.text(i + 1)
    number = i + 1 < end and tokens[i + 1].kind == "number"
    phrase = place.phrase(i)
    if phrase and phrase[0].kind == "counts" and phrase[1] > i + 1:
        # "in + out" is both.
        return False
    last = before[-1] if before else None
    if last is not None and last.kind == "filler" and tokens[last.first].text == "-":
        last = before[-2] if len(before) > 1 else None
    if last is not None and last.kind == "amount" and last.amount is not None:
        if last.amount.klass.startswith("tok/s"):
            return out and (not follows or follows in _AFTER_IN)
        if last.amount.klass not in ("bare", "usd", "usd/tok", "tok", "bare/tok"):
            return False
        return out or not follows or follows in _AFTER_IN or follows in MONEY or number
    if follows == "/" and place.text(i + 2) in _LISTED:
        return True
    opens = last is None or (last.kind == "sep" and last.word in "/,(|:")
    if opens and (follows in ("/", ":", ")", "=", ",") or follows in MONEY):
        return True
    tokens_of = last is not None and last.kind == "filler" and last.word in ("tokens", "token")
    if (opens or tokens_of) and follows == "at" and place.text(i + 2) in MONEY:
        # "tokens in at $0.88, out at $3.50"
        return True
    if opens and number:
        # "in 45¢ out 180¢", "in 0.45 out 1.80"
        return place.text(i + 2) in ("¢", "c", "cents", "$") or any(
            tokens[k].low == "out" and tokens[k + 1].kind == "number" for k in range(i, end - 1)
        )
    if last is None or last.kind != "sep" or last.word not in "/,":
        return False
    listed = len(before) > 1 and before[-2].kind == "counts"
    return listed or (last.word == "/" and follows in ("", ",", "/"))


_OTHERS = ("what", "theirs", "them", "market", "competitors", "others")


def _multiple(place: Place) -> bool:
    """Whether "3x" or "30%" stands right before "as fast as", "less than": then it is no bound."""
    last, low = place.before[-1].amount if place.before else None, place.text(place.i)
    if last is not None and last.unit.startswith("$"):
        # "$0.25/M more than the batch tier"
        theirs = place.text(place.last).endswith("'s") or place.text(place.last) in _OTHERS
        if low in ("under", "below"):
            return theirs  # "$0.08/M under Acme's $0.35/M", not "under a commitment"
        return low in ("more", "less", "lower", "higher") and place.last > place.i + 1
    if last is None or last.klass not in ("times", "%"):
        return False
    if low == "below" and last.klass != "%":
        return False
    return low == "as" or (low in ("less", "more", "lower", "higher", "below") and not last.high)


_DOWN = ("down", "up", "dropping", "falling")


def _moves(place: Place) -> bool:
    """Whether what a figure moved to comes after what it was."""
    after = range(place.last, min(place.end, place.last + 10))
    return any(place.text(k) in _DOWN and place.text(k + 1) == "to" for k in after)


_BOXED = spaced("box node server machine instance replica gpu gpus cluster pod rack")


def _from_a_box(place: Place) -> bool:
    """`9k tok/s from one 8xB200 box`: a figure comes from it, and no range begins."""
    near = [place.text(k) for k in range(place.last, min(place.end, place.last + 5))]
    return near[:1] != ["$"] and any(
        word in _BOXED or chip_at(place.tokens, place.last + k, place.end, place.known)
        for k, word in enumerate(near)
    )


_PLACES = ("at", "@", "with", "c", "bs", "batch")


def _goes(place: Place) -> bool:
    """Whether a figure goes to another one under other conditions: `from 1 s at c=1 to 3 s`."""
    for k in range(place.last + 1, min(place.end, place.last + 12)):
        if place.text(k) == "to":
            return k + 1 < place.end and place.tokens[k + 1].kind == "number"
        if place.text(k) in (",", ";"):
            break
        if place.text(k) in _PLACES:
            after = range(k, min(place.end, k + 8))
            return any(place.text(m) == "to" for m in after)
    return False


def _not_below(place: Place) -> bool:
    return not place.i or place.tokens[place.i - 1].text != "/"


_PER = ("per", "/", "a", "an", "each", "every")
_COUNTED_FAR = 8


def _counted_later(place: Place) -> bool:
    """Whether how many by the time come after the word: `requests are capped at 600 per minute`."""
    for j in range(place.last, min(place.end, place.last + _COUNTED_FAR)):
        if place.tokens[j].kind == "number":
            k = j + 1 + (place.text(j + 1) in ("k", "m", "million", "thousand"))
            return place.text(k) in _PER and role_of(place.text(k + 1)) in ("time", "day")
        if place.text(j) in (",", ";", ".", "$"):
            break
    return False


def _own_bits(place: Place) -> Atom:
    """`AWQ 4-bit`; eight bits of a scheme that has four as a rule are said beside it."""
    said = place.text(place.i)
    eight = place.text(place.last - 1 - 1 - (place.text(place.last - 2) == "-")) == "8"
    return place.piece("cond", "", ("weights", "gptq-int8" if said == "gptq" and eight else said))


OF_THEM = "of them"
_REQUESTS = spaced("user users stream streams session sessions request requests prompts drafts")
_MACHINE = spaced("gpu gpus card cards accelerators")
_BACK = 24


def _named_last(place: Place) -> str:
    """What "them" are: machines or users, whichever were named last."""
    for k in range(place.i - 1, max(-1, place.i - _BACK), -1):
        if place.tokens[k].low in _REQUESTS:
            return "users"
        if place.tokens[k].low in _MACHINE or chip_at(place.tokens, k, place.i, place.known):
            return "machines"
    return ""


def _of_machines(place: Place) -> bool:
    return _named_last(place) == "machines"


def _of_users(place: Place) -> bool:
    """Whether so many users are what a figure holds at: `for sixteen of them 26 each`."""
    after = [place.text(k) for k in range(place.last, min(place.end, place.last + _SOON))]
    each = "each" in after or "per" in after
    one = any(atom.word == "single" for atom in place.before)
    return each and (one or _named_last(place) == "users")


_SOON = 6


_BONUS = spaced("on average a per step pass incl including with the bonus token . each")


def _takes(place: Place) -> Atom | None:
    """What a pass yields of so many drafts: `drafts 8, takes 3.5 incl. the bonus token`."""
    numbers = [t.text for t in place.tokens[place.i : place.last] if t.kind == "number"]
    drafted, taken = numbers[0], numbers[-1]
    if taken.count(".") != 1 and not taken.isdecimal():
        return None
    last = place.last
    while last < place.end and place.tokens[last].low in _BONUS:
        last += 1
    if "bonus" in [token.low for token in place.tokens[place.last : last]]:
        place.last = last - (place.tokens[last - 1].text == ".")
    if not 1 <= float(taken) <= int(drafted) + 1:
        return None
    return place.piece("cond", "", ("tokens_per_pass", taken), ("speculative", "on"))


def _of_weights(place: Place) -> bool:
    """Whether a word, with what is joined to it, is said of weights: `TurboPress-X2 weights`."""
    after = place.last
    while after < place.end and (place.glued(after) or hyphened(place.tokens, after, place.end)):
        after += 1
    return place.text(after) in ("weights", "quantization", "quantisation", "quants")


def _unknown_tier(place: Place) -> Atom:
    """A name of a precision that nobody knows the bytes of, whole: `HyperQuant-E3`."""
    tokens, end = place.tokens, place.last
    while hyphened(tokens, end, place.end) and tokens[end + 1].kind in ("word", "number"):
        end += 2
        while place.glued(end) and tokens[end].kind in ("word", "number"):
            end += 1
    said = "".join([token.text for token in tokens[place.i : end]])
    place.last = end
    return place.piece("cond", "", ("weights", said))


def _in_a_scheme(place: Place) -> Atom:
    """`GPTQ W4A16` is both; of `fp8 e4m3` the second says no more."""
    said, scheme = place.caught["said"], place.text(place.last - 1)
    both = f"{said} {scheme}"
    named = said in ("awq", "gptq") and scheme[0] == "w" and bytes_of(both) is not None
    if said in ("int4", "int8") and bytes_of(scheme) is not None:
        both, named = "gptq-int8" if f"{scheme} {said}" == "gptq int8" else scheme, True
    return place.piece("cond", "", ("weights", both if named else said))


def _of_bits(place: Place) -> Atom:
    """`4-bit`; `4-bit AWQ` is AWQ."""
    scheme, said = place.text(place.last - 1), f"{place.caught['said']}-bit"
    named, size = bytes_of(scheme), bytes_of(said)
    alike = named is not None and size is not None and named < ALIKE * size < ALIKE**2 * named
    return place.piece("cond", "", ("weights", scheme if alike else said))


# --- The table.

_NO_ENGINES = spaced(
    "our the a an own house custom proprietary inference serving optimized optimised same this that"
    " each any new default search storage query rules game decode prefill speculation in with on"
    " not your their its and for of at"
)


def _names_one(place: Place) -> bool:
    """Whether the word before "engine" is the name of one."""
    said = place.caught["said"]
    return said[0].isupper() and said.lower() not in _NO_ENGINES


def _is_named(place: Place) -> bool:
    """Whether what stands behind "engine" is its name: `engine: foo`, `the engine is Foo`."""
    word = place.caught["word"]
    if model_at(place.tokens, place.last - 1, place.end):
        return False  # "our engine: gpt-oss-20b on B200"
    signed = place.text(place.i + 1) in (":", "=")
    return (signed or word[0].isupper()) and word.lower() not in _NO_ENGINES


def _an_engine(place: Place) -> bool:
    return place.caught["said"].startswith("engine=")


def _a_layout(place: Place, at: int = -1) -> bool:
    phrase = place.phrase(place.i if at < 0 else at)
    return phrase is not None and phrase[0].word.startswith("layout=")


def _measured(place: Place) -> bool:
    """Whether a load is what was measured at, and none that is held or allowed."""
    return not any(atom.kind == "able" or atom.word == "rate limit" for atom in place.before)


def _says_no_limit(place: Place) -> bool:
    """Whether what a limit is stands there in words, and nothing is counted that one may send."""
    said = [token.low for token in place.tokens[place.i : place.end]]
    return place.last > place.i + 1 and _SENDING.isdisjoint(said)


_SENDING = spaced(
    "rps qps rpm tpm rpd tpd request requests req reqs call calls query queries minute"
)


def _of_a_figure(place: Place) -> bool:
    """Whether "cold" is said of a figure in brackets, or beside its name."""
    last, after = place.before[-1] if place.before else None, place.text(place.last)
    if last is not None and last.kind == "name":
        return last.word in ("ttft", "latency")
    bracketed = last is not None and last.word in "(,|/" and after in (")", ",", "", ";", "/")
    if last is None and after in (":", ","):
        # "cold: 1.5 s TTFT", of which "warm: 0.3 s" is not.
        return all(token.low != "warm" for token in place.tokens[place.last : place.end])
    named = place.phrase(place.last)
    return bracketed or (named is not None and named[0].word in ("ttft", "latency"))


_DRAFTING = spaced("mtp eagle eagle3 medusa draft drafts drafted spec speculation speculative")


def _speculates(place: Place) -> bool:
    """Whether a share that is accepted is of drafted tokens, and of no terms."""
    return any(token.low in _DRAFTING for token in place.tokens[: place.end])


def _then_is(place: Place) -> bool:
    """Whether another number is what comes of the one that is gone to."""
    words = [token for token in place.tokens[place.last : place.end] if token.kind != "line"]
    numbers = [k for k, token in enumerate(words) if token.kind == "number"]
    joints = [k for k, token in enumerate(words) if token.low in ("and", ",")]
    first = all(atom.amount is None for atom in place.before)
    return first and bool(joints) and len(numbers) > 1 and numbers[0] < joints[0] < numbers[1]


def _closed(place: Place) -> Atom:
    said = place.caught["said"]
    return place.piece("cond", "", ("arrival", "closed"), ("concurrency", said))


_TOKENS_OF = re.compile(r"[0-9][0-9,.]*")


def _long_requests(place: Place) -> Atom | None:
    """So many requests of so many tokens each."""
    words = [place.text(k) for k in range(place.i + 1, place.last)]
    at = next((k for k, word in enumerate(words) if _TOKENS_OF.fullmatch(word)), -1)
    bounded = bool(place.before) and place.before[-1].kind == "bound"
    priced = place.text(place.last) in ("cost", "costs", "for", "per", "are", "would")
    limited = any(atom.word == "rate limit" for atom in place.before)
    if at < 0 or bounded or priced or limited:
        return None
    kilo = words[at + 1 : at + 2] == ["k"]
    if not kilo and "token" not in " ".join(words):
        return None  # "16 requests at 40"
    length = words[at] + "K" * kilo
    number = place.caught["said"].replace(",", "")
    return place.piece("cond", "", ("concurrency", number), ("context_tokens", f"{length} tok"))


def _running(place: Place) -> Atom:
    return place.piece_of(Amount(place.i, place.last, place.caught["said"], name="concurrency"))


def _rate_of_requests(place: Place) -> Atom | None:
    number = next((t.text for t in place.tokens[place.i : place.last] if t.kind == "number"), "")
    name = "requests_per_second"
    found = Amount(place.i, place.last, number, unit="request/s", klass="req/s", name=name)
    return place.piece_of(found)


def _loaded(place: Place, number: str, arrival: str = "burst") -> Atom | None:
    if not arrival and _TIMES_IT.fullmatch(place.text(place.last)):
        return None  # "200 of your requests a second"
    facts = (("arrival", arrival),) if arrival else ()
    return place.piece("cond", "", *facts, ("concurrency", number.replace(",", "")))


_TIMES_IT = re.compile(r"/|per|a|an|each|every|%|cost|costs")


# What a cache is of, and words after which it is one's price, its size or another thing.
_CACHE = "prefix|prompt|kv|radix|context|automatic|shared|request|response"
_NO_CACHE = (
    "!discount|discounts|pricing|price|prices|input|inputs|tokens|token|prompt|prompts|read|reads"
    "|write|writes|storage|surcharge|surcharges|fee|fees|charge|charges|quantization|quant|ttl"
    "|misses|miss|precision|compression|eviction|offload|offloading"
)
_SHAPE = r"i?q[0-9]_[a-z0-9_]+|w[0-9]{1,2}a(?:fp)?[0-9]{1,2}"
_BITS = "BARE=3|4|6|8|16 HYPHEN? bit|bits SCHEME?"
_PERCENT = r"SHARE=50|75|80|90|95|98|99|99\.5|99\.9|99\.99"
_SWITCH = " ".join(["is|was|were|are|currently|=|:|turned|switched|set|to|been|has|being?"] * 3)

_OFF = "off|disabled|false|none|cold|empty|unused|inactive"

# fmt: off
PATTERNS: Table[Pattern] = Table((
    Pattern("around the clock", "24/7", "BARE=24 / 7", "term support"),
    Pattern("lengths", "1024/256", "BARE=[1-9][0-9]{2,6}|[0-9]{1,3}k / WHOLE !/", _both_lengths),
    Pattern("lengths in thousands", "8k1k", "BARE=[0-9]{1,4} ~KILOS", _both_thousands),
    Pattern("so many", "8 B200", "BARE=[0-9]+ CHIP", _chips),
    Pattern("so many times", "8x B200", "BARE=[0-9]+ x|× HYPHEN? CHIP", _chips),
    Pattern("times so many", "2x 8x B200", "BARE=[0-9]+ x|× WHOLE x|×? CHIP", _product),
    Pattern("so many boxes of", "two 8xH100 nodes",
        "BARE=[0-9]+ WHOLE x|×? HYPHEN? CHIP > nodes|boxes|servers|machines|hosts|trays|chassis",
        _product),
    Pattern("so many unknown machines", "16x XQ90", "BARE=[0-9]+ x|× FOREIGN",
        lambda place: place.piece("cond", "", ("gpus", place.caught["said"]),
            ("hardware", place.caught["machine"]))),
    Pattern("so many of them", "B200s, 8 of them", "BARE=[1-9][0-9]{0,2} of them|those|these",
        lambda place: place.piece("cond", OF_THEM, ("gpus", place.caught["said"])),
        where=_of_machines),
    Pattern("so many users", "users get 80 tok/s, for 16 of them 26 each",
        "BARE=[1-9][0-9]{0,3} of them|those", "cond concurrency={said}", where=_of_users),
    Pattern("so many in a box", "B200s, 8 in each box",
        "BARE=[1-9][0-9]{0,2} to|in a|an|each|every|one? node|box|server|machine|host|chassis",
        lambda place: place.piece("cond", OF_THEM, ("gpus", place.caught["said"])),
        where=_of_machines),
    Pattern("so many per box", "B200s, 8 per node", "BARE=[1-9][0-9]{0,2}",
        lambda place: place.piece("cond", OF_THEM, ("gpus", place.caught["said"])),
        where=lambda p: p.amount is not None and p.amount.scope == "node" and _of_machines(p)),
    Pattern("times GPUs", "8x GPU", "BARE=[0-9]+ x|× gpu|gpus", "cond gpus={said}"),
    Pattern("times", "3x faster", "BARE x|×", _times),
    Pattern("nines", "four nines", "BARE HYPHEN? nines|nine five|5?", _nines),
    Pattern("9s", "four 9s", "BARE HYPHEN? 9 s five|5?", _nines),
    Pattern("ways", "8-way B200", "BARE=[0-9]+ HYPHEN? way CHIP",
        lambda place: _chip(place, place.caught["said"])),
    Pattern("size of a model", "70B dense",
        "BARE=[0-9.]+[BT] HYPHEN? parameter?"
        " model|models|variant|version|dense|moe|instruct|params|parameter|parameters", _of_size),
    Pattern("size of a model in a precision", "70B Q4_K_M", "BARE=[0-9.]+B > TIER", _of_size),
    Pattern("size before its model", "70B Llama 3.3", "BARE=[0-9.]+B HYPHEN?", _sized_model),
    Pattern("size of the next model", "Llama 3.1 8B, 70B",
        "BARE=[0-9.]+B", _of_size,
        where=_names_a_model),
    Pattern("bits of the KV cache", "8-bit KV", f"{_BITS} HYPHEN? [kv]", "cond kv={said}-bit"),
    Pattern("bits of weights", "4-bit weights", f"{_BITS} HYPHEN? [weights] !OWN_TIER",
        "cond weights={said}-bit"),
    Pattern("bits", "4-bit", _BITS, _of_bits),
    Pattern("so many ways", "8-way data parallel attention",
        "BARE=[0-9]+ HYPHEN? way dp|ep|pp|cp|sp|dcp|data|expert|pipeline|context|sequence"
        " HYPHEN? parallel|parallelism? attention?", _ways_of),
    Pattern("prefill and decode apart", "4P8D", "BARE=[0-9]+ PD", "cond layout=disaggregated"),
    Pattern("bits per weight", "4.25 bpw", "BARE bpw SCHEME?",
        "cond weights={said} bpw"),
    Pattern("percentile", "95th percentile",
        "BARE HYPHEN? ~th|st|nd|rd percentile|pctile|pct|%ile", "stat p{said}"),
    Pattern("share of requests", "95% of requests in 2 s",
        f"{_PERCENT} of all|the|our|your?"
        " requests|responses|calls|queries|prompts|completions|time|streams|answers|users",
        "stat p{said}", where=_waited_for),
    Pattern("so many of a hundred", "95 out of 100 requests in 2 s",
        "BARE=75|80|90|95|98|99 out? of|in 100"
        " requests|responses|calls|queries|prompts|users|times",
        "stat p{said}"),
    Pattern("share of first tokens", "99% of first tokens in 2 s",
        f"{_PERCENT} of all|the|our|your? > [ttft]", "stat p{said}", where=_waited_for),
    Pattern("429s", "then it returns 429s", "SPELL=429", "bound rate limit"),
    Pattern("429", "a 429 above 20 rps", "BARE=429", "bound rate limit"),
    Pattern("requests counted", "requests are capped at 600 per minute", "requests|calls|queries",
        "name requests_by", where=_counted_later),
    Pattern("tokens counted", "tokens are capped at 2M per minute", "tokens", "name tokens_by",
        where=_counted_later),
    # When something was measured.
    Pattern("span", "over the last 12 months", "last|past|trailing|previous|prior < SPELL",
        "unread"),
    Pattern("below a second", "sub-second", "sub -? second|sec|s|seconds",
        _amount("1", "s", "time", bound="at most")),
    Pattern("a time", "about a second", "a second|sec|minute|millisecond", _a_time),
    Pattern("a single one", "single B200", "single CHIP", _a_single),
    Pattern("on one", "on an L4", "on|in|into|onto a|an|one|single CHIP", _on_one),
    Pattern("on a card by its number", "on my 5090", "on|in|into the|my|our CHIP", _chip,
        where=lambda place: place.caught["chip said"].isdecimal()),
    Pattern("on an unknown machine", "on our XQ90",
        "on|using|onto a|an|our|the|one|their|its? single|custom|new? FOREIGN",
        "cond hardware={machine}"),
    Pattern("on so many unknown machines", "on 4 XQ90", "on|using|across NUMBER FOREIGN",
        lambda place: place.piece("cond", "", ("gpus", place.text(place.i + 1)),
            ("hardware", place.caught["machine"]))),
    Pattern("on somebody's own chips", "on Groq", "on|via|through|using OWN",
        "cond hardware={machine}",
        where=lambda p: chip_at(p.tokens, p.i + 1, p.end, p.known) is None),
    Pattern("own silicon", "our own silicon",
        "own|custom|proprietary|bespoke|homegrown|inhouse"
        " silicon|chip|chips|asic|asics|accelerator|accelerators|processors|npus",
        "cond hardware=own silicon"),
    Pattern("in-house silicon", "in-house silicon",
        "in -? house silicon|chip|chips|asic|asics|accelerator|accelerators|processors",
        "cond hardware=own silicon"),
    Pattern("two of them", "a pair of B200s", "pair|twin|dual of? CHIP",
        lambda place: _chip(place, "2")),
    Pattern("four of them", "a quad of B200s", "quad of? CHIP", lambda place: _chip(place, "4")),
    Pattern("of each node of so many", "per 8x H100 node", "per|each|every WHOLE x|× CHIP",
        _each_node),
    Pattern("of each pair", "per pair of H100s", "per|each|every pair|duo|trio|quad of? CHIP",
        lambda place: _each_node(place, _SEVERAL[place.text(place.i + 1)])),
    Pattern("of each chassis of so many", "each chassis of 8 MI325X",
        "per|each|every node|box|server|chassis|tray|host of|with|has WHOLE x|×? CHIP",
        _each_node),
    Pattern("of each", "per H100 node", "per|each|every CHIP", _each_node),
    Pattern("in", "$0.95 in", "in", "counts input", where=_counts_in),
    Pattern("out", "$4 out", "out", "counts output", where=_counts_in),
    Pattern("less than list", "list minus 30%",
        "list price|prices|rates|rate? minus|less|- > ABOUT NUMBER %|percent", "term discount"),
    Pattern("per so many", "per 100k tokens: $0.09 in",
        "per|/ WHOLE k|m|thousand|million tokens|token|tok",
        _by_so_many),
    Pattern("tax apart", "VAT is not included",
        "vat|gst|tax|taxes is|are? not included|incl|counted", "filler"),
    Pattern("one unit", "1 unit is $900 a month", "BARE=1 unit", "term provisioned units"),
    Pattern("the unit", "the unit comes with 4k output tokens/min",
        "the unit > comes|gives|carries|includes|buys|costs|provides|holds|is",
        "term provisioned units"),
    Pattern("back", "10% back", "SHARE back", "term SLA credits"),
    Pattern("tax", "19% VAT", "SHARE vat|gst|tax|taxes|mwst|tva", "term fee"),
    Pattern("less a share", "minus 15% for you", "minus|less > ABOUT NUMBER %|percent",
        "term discount"),
    Pattern("below list", "30% below list",
        "under|below|beneath|from the|our|your|public? list|rack|sticker"
        " price|prices|pricing|rate|rates?",
        "term discount", where=_after_a_share),
    Pattern("twice", "twice as fast", "twice|double > as|[than]", _amount("2", "", "times")),
    Pattern("thrice", "triple the throughput", "triple|thrice > as|[than]",
        _amount("3", "", "times")),
    Pattern("half", "half the price", "half > as|[than]", _amount("0.5", "", "times")),
    # The service, and no number of requests.
    Pattern("batch", "batch: $0.30/M", "batch > :|=|at|is|for? MONEY", "cond tier=batch"),
    Pattern("w/", "40 tok/s/user w/ 8 GPUs", "w ~/", "mark with"),
    Pattern("hits paid", "hits bill at $0.16", "hits > PAID", "counts cached"),
    Pattern("hits", "85% hits", "hits|hit|reuse|reused", "name cache_hit_rate",
        where=_after_a_share),
    Pattern("c=64", "c=64", "c|b|bs|bsz|conc|cc =|BAR NUMBER", _in_flight_at),
    Pattern("c=", "c: 64", "c|b > =|:|BAR", "name concurrency"),
    Pattern("c", "c 64", "c > NUMBER", "name concurrency"),
    Pattern("load:", "load: 16", "load =|: > WHOLE", "name concurrency"),
    Pattern("gpu=", "gpu=H100", "gpus|gpu > = CHIP", "filler"),
    Pattern("gpus=", "gpus=8", "gpus|gpu > =|:", "name gpus", where=_not_below),
    Pattern("degree", "dp=8",
        "dp|ep|pp|cp|sp|dcp HYPHEN? size|degree|ranks|rank|of? =|:|-|of? WHOLE", _whole_degree),
    Pattern("size of a layout", "decode context parallelism 8",
        "[cond] size|degree|of|=? WHOLE > APART", "cond {said}", where=_a_layout),
    Pattern("engine is", "engine: vLLM", "engine|runtime =|:|is? > [cond]", "filler"),
    Pattern("own engine", "in-house engine", "in HYPHEN house engine|runtime|stack?", "filler"),
    Pattern("llama.cpp", "llama.cpp", "llama ~.? cpp|server|bench|swap", "cond engine=llama.cpp"),
    Pattern("engine", "engine: Foo", "engine|runtime =|:|is|called WORD",
        "cond engine={word}", where=_is_named),
    Pattern("what vLLM is compatible with", "vLLM-compatible API",
        "[cond] HYPHEN? compatible|api|style|like|format|apis", "unread", where=_an_engine),
    Pattern("compatible with vLLM", "compatible with vLLM",
        "compatible|compatibility|works|integrates with ENGINES", "unread"),
    Pattern("experts apart", "no expert parallelism",
        "[no] expert HYPHEN? parallel|parallelism", "filler"),
    Pattern("experts", "expert parallelism", "expert HYPHEN? parallel|parallelism", "filler"),
    Pattern("version of an engine", "SGLang 0.5.6", "[cond] VERSION", "cond {said}",
        where=_an_engine),
    Pattern("without DP attention", "no DP attention", "[no] [layout=dp]", "cond layout=tp"),
    Pattern("without a layout", "no disaggregation", "[no] [cond]", "filler",
        where=lambda place: _a_layout(place, place.i + 1)),
    Pattern("DP attention off", "DP attention is off",
        f"[layout=dp] {_SWITCH} off|disabled|false|none|not|no|without|unused|inactive",
        "cond layout=tp"),
    Pattern("DP attention on", "DP attention enabled",
        f"[layout=dp] {_SWITCH} on|enabled|true|yes|active", "cond layout=dp"),
    Pattern("queued", "50 requests wait in the queue",
        "wait|waits|waiting|held|sit|sits in|on the|a|our? queue", "term queue"),
    Pattern("no limit", "the speed limit is physics",
        "[rate+limit] is|was|are|for|factor is|the|our|set|by|laws|of? is|the|our|laws|of|by?"
        " the|our|of? > WORD", "filler", where=_says_no_limit),
    Pattern("limit of a machine", "within the limits of the hardware",
        "[rate+limit] of|is|set|by by? the|our|its? hardware|gpu|gpus|silicon|memory|card|cards"
        "|hbm|bandwidth", "unread"),
    Pattern("sky", "sky's the limit", "sky|sky's is? the limit", "filler"),
    # Nothing is in the cache.
    Pattern("no cache", "without caching",
        f"[no] do|use|offer|have|run|keep|support? any|a|the? {_CACHE}?"
        " cache|caching|[cache_hit_rate] hits|hit|reuse|use|usage|rate?"
        f" {_NO_CACHE}", "cond cache_hit_rate=0%"),
    Pattern("cache off", "radix cache is off",
        f"prefix|prompt|kv|radix|context|automatic cache|caching {_SWITCH} {_OFF} !HYPHEN",
        "cond cache_hit_rate=0%"),
    Pattern("caching is not", "caching is not supported",
        "cache|caching|[cache_hit_rate] is|was|are? not|never"
        " supported|used|enabled|available|on|in?", "cond cache_hit_rate=0%"),
    Pattern("caching off", "caching disabled",
        f"cache|caching|apc|[cache_hit_rate] {_SWITCH} {_OFF} !HYPHEN",
        "cond cache_hit_rate=0%"),
    Pattern("nothing cached", "we do not cache prompts",
        "[no] cache prompts|prompt|anything|prefixes|prefix|input|inputs|requests|contexts",
        "cond cache_hit_rate=0%"),
    Pattern("none cached", "none of the prompt is cached",
        "none|nothing of? the|your|our|any? prompt|prompts|input|inputs|prefix|context|tokens?"
        " is|are|was|were|gets|comes? cached|reused", "cond cache_hit_rate=0%"),
    Pattern("nothing alike", "random prompts", "random|unique|distinct prompts|inputs|prefixes"
        " !is|are|get|gets|hit|share|cached|stay|live",
        "cond cache_hit_rate=0%"),
    Pattern("all prompts differ", "every prompt is random",
        "every|all|each prompt|prompts|input|inputs|request|requests is|are? random|unique|distinct"
        "|different|new", "cond cache_hit_rate=0%"),
    Pattern("prompts differ", "prompts are random",
        "prompts|inputs are random|unique|distinct|different", "cond cache_hit_rate=0%"),
    Pattern("cold", "TTFT 900 ms (cold)", "cold !start|starts|boot|storage",
        "cond cache_hit_rate=0%", where=_of_a_figure),
    Pattern("hit rate of none", "hit rate of zero", "[cache_hit_rate] of|is|=|:|at? zero|none|nil",
        "cond cache_hit_rate=0%"),
    Pattern("share accepted", "MTP: 68% accepted",
        "SHARE of? them|drafts|tokens? are|get? accepted",
        "term acceptance", where=_speculates),
    Pattern("drafts so many and takes", "drafts 8, takes 3.5",
        "drafts|draft|proposes|speculates|guesses WHOLE token|tokens|ahead? ,|;|and?"
        " of? which|we|it? takes|keeps|accepts|lands|nets|yields|take|keep|accept ABOUT NUMBER",
        _takes),
    Pattern("drafts so many, of which", "proposes 5, 2.8 accepted",
        "drafts|draft|proposes|speculates|guesses WHOLE token|tokens|ahead? ,|;|and? ABOUT NUMBER"
        " are|is|get? accepted|kept|taken", _takes),
    Pattern("drafts", "2 drafts", "BARE=[1-9] drafts !of", "term acceptance"),
    Pattern("all misses", "100% cache misses", r"SHARE=100(\.0*)? cache? misses|miss rate?",
        "cond cache_hit_rate=0%"),
    # How the load arrives.
    Pattern("fixed concurrency", "fixed concurrency of 64",
        "fixed|constant|steady > [concurrency]", "cond arrival=closed"),
    Pattern("requests of a length", "32 requests of 200k tokens",
        "BARE=[0-9][0-9,]* REQUESTS of|with|at NUMBER k? HYPHEN? tokens|token|context? each?",
        _long_requests),
    Pattern("so many of a length", "250 of your 80k requests",
        "BARE=[0-9][0-9,]* of? your|our|the|these|such? NUMBER k HYPHEN? token? REQUESTS",
        _long_requests),
    Pattern("so many of yours", "200 of your requests",
        "BARE=[0-9][0-9,]* of your|these|such REQUESTS [concurrency]?",
        lambda place: _loaded(place, place.caught["said"], "")),
    Pattern("so many in a closed loop", "32 closed-loop clients",
        "BARE=[0-9]+ closed HYPHEN? loop REQUESTS", _closed),
    Pattern("a rate of", "constant rate of 3 rps",
        "constant|steady|fixed|average rate of? > NUMBER", "mark at"),
    Pattern("so many running", "with 8 running", "BARE=[0-9]+ running > APART", _running),
    Pattern("requests a second", "request rate 4/s",
        "request|arrival rate =|:|of|is|at? NUMBER / s|sec|second", _rate_of_requests),
    Pattern("burst traffic", "burst traffic: TTFT 2 s", "burst traffic|load|mode|arrivals|arrival",
        "cond arrival=burst", where=_measured),
    Pattern("so many in one go", "200 requests in one go",
        "BARE=[0-9.,]+K? of? your|the|our|my? REQUESTS > IN_ONE_GO",
        lambda place: _loaded(place, place.caught["said"]), where=_measured),
    Pattern("so many sent at once", "600 requests arrive at once",
        "BARE=[0-9.,]+K? of? your|the|our|my? REQUESTS SENT AT_ONCE",
        lambda place: _loaded(place, place.caught["said"]), where=_measured),
    Pattern("sent at once", "requests sent simultaneously",
        "arrive|arriving|arrived|sent|submitted|fired|issued|landing|dispatched|launched AT_ONCE",
        "cond arrival=burst", where=_measured),
    Pattern("so many prompts", "1000 prompts", "BARE=[0-9]{1,3}(?:,?[0-9]{3})? prompts", "unread"),
    Pattern("go to so many", "go to 24 and you drop to 19",
        "go|drop|step|move|scale|push|ramp|climb|load|get|grow up|down|back|it? to > NUMBER",
        "mark at", where=_then_is),
    Pattern("requests of a run", "total requests: 3,000",
        "total|successful|completed|failed|finished|overall requests|prompts :|=|of? NUMBER",
        "unread"),
    Pattern("under a load", "under Poisson arrivals", "under > [cond]", "mark with"),
    Pattern("a burst that is allowed", "rate limit 60 RPM with burst of 9 requests",
        "burst|bursts of WHOLE REQUESTS?", "unread", where=lambda place: not _measured(place)),
    Pattern("a burst", "burst of 256 requests",
        "burst|bursts of WHOLE REQUESTS? !rps|qps|rpm|req|/|per|a",
        lambda place: _loaded(place, place.caught["whole"]), where=_measured),
    # No figures that are offered.
    Pattern("was", "$0.28/M (was $0.35)", "( < was", "versus"),
    Pattern("cut by", "cut by 0.5 s", "by > NEAR", "versus"),
    Pattern("raised", "raised the price $1/hr", "|".join(sorted(MOVES)), "versus", where=moves),
    Pattern("up by", "up $0.05/M", "up|down", "versus", where=of_money),
    Pattern("so much more", "for EU +$0.05/M", "+|- > MONEY", "versus", where=apart),
    Pattern("another", "another $0.05/M", "another > NEAR", "versus", where=of_money),
    Pattern("difference", "margin of $0.06/M",
        "margin|difference|delta|gap|spread|markup > of|is|: NEAR", "versus"),
    # Bounds that have no number.
    Pattern("relative", "3x less than you have", "[bound] > !NEAR", "than", where=_multiple),
    Pattern("no worse than", "no worse than before", "[no+worse] > !NEAR", "than",
        where=lambda place: place.text(place.last - 1) == "than"),
    Pattern("from", "40 tok/s/user from us", "[from] > !NEAR", "filler"),
    Pattern("from a box", "from one 8xB200 box", "[from]", "filler", where=_from_a_box),
    Pattern("from at to", "from 1 s at c=1 to 3 s at c=64", "[from]", "filler goes", where=_goes),
    Pattern("from down to", "from $0.30/M down to $0.27/M", "[from]", "versus", where=_moves),
    Pattern("moved from", "cut from $0.40/M to $0.30/M", "[from]", "versus", where=was),
    Pattern("or", "2 s or 3 s", "or > NEAR", "sep or"),
    Pattern("over", "under way", "[over]|[under] > !NEAR", "unread"),
    Pattern("so many drafts", "MTP-3", "[speculative=on] -|=|:|x? WHOLE > APART",
        "cond speculative=on"),
    Pattern("speculation off", "MTP is currently off",
        f"[speculative=on] {_SWITCH}"
        " off|disabled|false|none|not|no|without|unused|inactive|excluded", "cond speculative=off"),
    Pattern("speculation on", "MTP: enabled",
        f"[speculative=on] {_SWITCH} on|enabled|true|yes|active|included", "cond speculative=on"),
    Pattern("tier of the KV cache", "fp8 KV", "[tier] SCHEME? HYPHEN? [kv]", "cond kv={said}"),
    Pattern("tier of weights", "fp8 weights", "[tier] SCHEME? HYPHEN? [weights] !OWN_TIER",
        "cond weights={said}"),
    Pattern("tier and its scheme", "fp8 (e4m3)", "[tier] ( SCHEME )", "cond weights={said}"),
    Pattern("tier and its bits", "AWQ 4-bit",
        "awq|gptq|nf4|fp8|fp4|int4|int8 HYPHEN? 3|4|8 HYPHEN? bit|bits", _own_bits),
    Pattern("tier and how it is made", "GPTQ W4A16", "[tier] HYPHEN? SCHEME", _in_a_scheme),
    Pattern("tier of activations", "BF16 activations",
        "[tier] HYPHEN? activations|activation|compute|accumulation|accumulate|math", "filler"),
    Pattern("as it was released", "unquantized BF16", "unquantized|native ,|(? TIER )?",
        "cond weights={tier}"),
    Pattern("tier of a file", "GGUF Q4_K_M", "gguf HYPHEN? TIER", "cond weights={tier}"),
    Pattern("tier", "fp8", "[tier] SCHEME?", "cond weights={said}"),
    Pattern("an unknown precision", "HyperQuant-E3",
        "/(?-i:[A-Z][A-Za-z]*[a-z](?:Quant|Bit)(?:[A-Z0-9][A-Za-z0-9]*)?|[A-Za-z]*[a-z]quant[0-9]*)/",
        _unknown_tier),
    Pattern("unknown weights", "TurboPress weights",
        "/(?-i:[A-Z][a-z]+[A-Z][A-Za-z0-9]*)/", _unknown_tier, where=_of_weights),
    Pattern("of each of so many nodes", "each of the six boxes",
        "each|every of the|our|these|those WORD? NUMBER? nodes|boxes|servers|machines|hosts|trays",
        "scope node"),
    Pattern("a precision by its word", "ZX9 quantization",
        "/(?-i:(?=[A-Z0-9-]*[0-9])[A-Z][A-Z0-9]{1,9})/ HYPHEN? precision|quantization|quantisation",
        "cond weights={said}"),
    Pattern("KV in a precision by its shape", "Q4_K_X KV", f"/{_SHAPE}/ HYPHEN? [kv]",
        "cond kv={said}"),
    Pattern("precision by its shape", "Q4_K_XL", f"/{_SHAPE}/ SCHEME?", "cond weights={said}"),
    Pattern("KV cache in a tier", "KV in fp8", f"[kv] {IN_TIER} precision|quantization?",
        "cond kv={tier}"),
    Pattern("weights in a tier", "weights: fp4",
        f"[weights] {IN_TIER} precision|quantization?", "cond weights={tier}"),
    Pattern("DP8", "DP8",
        "/(?P<kind>dp|dpa|adp|dep|tep|ep|pp|cp|sp|dcp|etp)(?P<number>[0-9]{1,4})/", _degree),
    Pattern("a kind of parallel", "zigzag parallelism", "/[a-z]{2,20}/ HYPHEN? parallelism",
        "cond layout={said} parallel"),
    Pattern("an engine by its name", "FireFoo engine", "/[a-z][a-z0-9]{2,20}/ HYPHEN? engine",
        "cond engine={said}", where=_names_one),
    Pattern("MTP3", "MTP3", "/mtp[1-9]/", "cond speculative=on"),
    Pattern("AL", "AL of 2.8", "/(?-i:AL)/ =|:|of|is? > NUMBER", "term acceptance"),
    Pattern("p95", "p95", r"/p(?P<number>[0-9]{1,2}(?:\.[0-9]+)?)/", "stat p{number}"),
    Pattern("TP8", "TP8", "/tp(?P<number>[0-9]{1,5})/", "cond tensor_parallel={number}"),
    Pattern("c64", "c64", "/(?:c|bs|bsz|conc|cc)(?P<number>[0-9]{1,7})/", _in_flight),
    Pattern("B200x8", "B200x8",
        "/(?P<chip>[a-z]{1,3}[0-9]{2,4}[a-z]{0,2}?)x(?P<number>[0-9]{1,5})/", _chip_times),
    # In capitals only: "us" is a word.
    Pattern("region", "EU", "/(?P<region>(?-i:US|EU|UK)|[a-z][a-z].*-.*)/", "cond region={region}"),
))
# fmt: on


@follows(PATTERNS)
def _rows() -> Rows:
    return rows_of(PATTERNS)


# --- A sentence, piece by piece.

_SEPARATORS = frozenset("→⇒,;/|()[]{}:=•·*+–—.!?-") | {"->", "--"}
_QUOTES = frozenset("\"'`“”‘’…")  # noqa: RUF001


def atoms_of(tokens: list[Token], first: int, end: int, known: Chips) -> list[Atom]:
    """The pieces of one sentence, in order, covering every token."""
    found: list[Atom] = []
    place = Place(tokens, first, end, known, found)
    while place.i < end:
        atom = _atom(place)
        found.append(atom)
        place.i = atom.last
    return found


def _atom(place: Place) -> Atom:
    tokens, i, end = place.tokens, place.i, place.end
    token = tokens[i]
    if token.kind == "number" or token.low in MONTHS or token.text[0] in "0123456789":
        day = day_at(tokens, i, end)
        if day:
            return Atom("date", i, day[1])
    if token.kind == "number" or token.low in MONEY or token.low in STARTS or token.text == "-":
        counted = _counted(place)
        if counted:
            return counted
    if token.kind == "number":
        return Atom("unread", i, i + 1)
    chip = chip_at(tokens, i, end, place.known)
    if chip:
        place.caught["chip"], place.last = chip
        return _chip(place)
    rows = _rows()
    if token.kind == "word" and (model := _model(place)):
        return model
    if token.low in rows and (said := made(rows, place, token.low, i + 1)):
        return said
    phrase = place.phrase(i)
    # In capitals "us" is a region.
    loose = phrase is None or (phrase[0].kind == "filler" and token.text.isupper())
    if token.kind == "word" and loose and (said := made(rows, place, SHAPES, i + 1, token.text)):
        return said
    if phrase:
        (_, kind, word), after = phrase
        for key in (f"[{kind}]", f"[{word}]"):
            if key in rows and (said := made(rows, place, key, after, word)):
                return said
        name, _, value = word.partition("=")
        stated = kind == "cond"
        return Atom(kind, i, after, "" if stated else word, facts=((name, value),) * stated)
    return Atom("unread", i, i + 1) if token.kind == "word" else _sign(place)


def _counted(place: Place) -> Atom | None:
    """What begins with a number: an amount, or a row that begins with one."""
    for found in (_sized_card, _parameters):
        piece = found(place)
        if piece is not None:
            return piece
    tokens, i, end, before = place.tokens, place.i, place.end, place.before
    ratio = ratio_at(place)
    if ratio is not None:
        return ratio
    between = bool(before) and tokens[i - 1].low == "between"
    stop = end
    if before and before[-1].kind == "versus" and tokens[i - 1].low in MOVING:
        # What it was, or by how much it moved: "from $0.40 to $0.30/M" is no range.
        stop = next((k for k in range(i, end) if tokens[k].low == "to"), end)
    if before and before[-1].kind == "mark" and any(atom.word == "goes" for atom in before):
        # "from 52 tok/s per user at 8 to 24 at 32"
        stop = next((k for k in range(i, end) if tokens[k].low == "to"), end)
    amount = place.amount = amount_at(tokens, i, stop, place.known.names, between=between)
    if amount is None:
        return None
    j, bare = amount.last, amount.klass == "bare"
    may = not bare or (not amount.high and not amount.problem)
    if may and (said := made(_rows(), place, f"#{amount.klass}", j, amount.number)):
        return said
    start = i
    if amount.klass == "usd" and not _names_follow(place, j):
        start = _by_the_time_before(place, amount)
    if bare and not _names_follow(place, j):
        if amount.spoken and not _name_before(before):
            return None
        if j < end and tokens[j].glued and tokens[j].kind == "word":
            # "80kb", "3rd": the number is a part of something else.
            return Atom("unread", i, j + 1)
    if bare and amount.number[-1:].isalpha() and amount.spoken:
        return None
    return Atom("amount", start, j, amount=amount)


_LEADS = ("filler", "mark", "cond", "approx", "name")
_SPELLS = spaced("hour day week month year")
_EACH = spaced("per a each every")


def _by_the_time_before(place: Place, amount: Amount) -> int:
    """`monthly $31,000 for the box`, `per month $31,000`, `daily rate for the server is $480`: by
    which time a rent is, may be said before it. Returns the token that it begins with.
    """
    for gap, atom in enumerate(reversed(place.before)):
        low, before = place.tokens[atom.first].low, place.tokens[max(0, atom.first - 1)].low
        when = ADVERBS.get(low, ("", low if low in _SPELLS and before in _EACH else ""))[1]
        if when and atom.kind in ("unread", "filler"):
            amount.klass = "usd/month" if when == "month" else "usd/time"
            amount.unit, atom.kind = f"$/{when}", "filler"
            if gap:
                return place.i
            place.before.pop()
            return atom.first
        if atom.kind not in _LEADS and atom.word not in (":", "="):
            break
    return place.i


_CARDS = ("card", "cards", "gpu", "gpus", "sku", "variant", "cards")


def _parameters(place: Place) -> Atom | None:
    """`(1T params)`, `70B parameters`: a model of that size; of what is active it is none."""
    j = place.i + 2
    if place.text(place.i + 1) not in ("b", "t") or not place.glued(place.i + 1):
        return None
    j += place.text(j) in ("total", "-", "model")
    if place.text(j) not in ("params", "param", "parameter", "parameters"):
        return None
    after = place.text(j + 1)
    place.last = j + 1 + (after in ("model", "models"))
    place.caught["said"] = f"{place.tokens[place.i].text}{place.text(place.i + 1).upper()}"
    return _of_size(place)


def _sized_card(place: Place) -> Atom | None:
    """`the 40GB card`: of the accelerator that was named before, or of nobody knows which."""
    tokens, i, end = place.tokens, place.i, place.end
    if i + 2 >= end or tokens[i + 1].low not in ("gb", "gib") or not tokens[i].text.isdecimal():
        return None
    last = i + 2 + hyphened(tokens, i + 2, end)
    if place.text(last) not in _CARDS:
        return None
    place.last = last + 1
    named = [dict(atom.facts).get("hardware", "") for atom in place.before]
    name = next((each for each in reversed(named) if each), "")
    said = of_memory(name, tokens[i].text) if name else f"{tokens[i].text}GB {place.text(last)}"
    return place.piece("cond", "", ("hardware", said))


_COUNTS_OF = ("concurrency", "tensor_parallel", "input_tokens", "output_tokens", "context_tokens")


def _names_follow(place: Place, j: int) -> bool:
    """Whether what a plain number is of comes after it: `64 in flight`, `0.95 in / 4 out`."""
    if j >= place.end:
        return False
    phrase = place.phrase(j)
    if phrase and phrase[0].kind == "name" and phrase[1] > j + 1:
        return True  # "sixty-four in flight"
    if place.text(j) in ("in", "out"):
        follows = place.text(j + 1)
        return not follows or place.text(j) == "out" or follows in _AFTER_IN
    return bool(phrase and phrase[0].kind in ("name", "counts"))


def _name_before(before: list[Atom]) -> bool:
    """Whether what takes a plain number stands right before: "at batch sixteen"."""
    last = next((atom for atom in reversed(before) if atom.kind not in ("mark", "filler")), None)
    return last is not None and last.kind == "name" and last.word in _COUNTS_OF


def _sign(place: Place) -> Atom:
    """A sign that is no phrase: it parts what stands around it, or says nothing, or is not read."""
    tokens, i = place.tokens, place.i
    token = tokens[i]
    if token.text == "." and token.glued and tokens[i - 1].low in ABBREVIATIONS:
        return Atom("filler", i, i + 1)
    if token.text == "|" and _heads_a_figure(place):
        return Atom("sep", i, i + 1, ":")
    hyphen = hyphened(tokens, i, place.end)
    if token.text in _SEPARATORS and not hyphen:
        return Atom("sep", i, i + 1, token.text)
    silent = hyphen or token.text in _QUOTES or token.kind == "line" or token.text[:2] == ".."
    return Atom("filler" if silent else "unread", i, i + 1)


def _heads_a_figure(place: Place) -> bool:
    """Whether a cell of a table is the label of the figure in the next one."""
    said = next((atom for atom in reversed(place.before) if atom.kind != "filler"), None)
    if said is None or said.kind in ("amount", "sep") or place.i + 1 >= place.end:
        return False
    after = place.tokens[place.i + 1]
    return after.kind == "number" or after.low in MONEY
