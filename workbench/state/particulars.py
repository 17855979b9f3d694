"""What is known of a quote beside its figures: whose word it is, how long it holds, which quality
was measured. Each part is a line of text that can be typed. Pure.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import NamedTuple

from formulas.quantity import TIERS, Refused
from sessions.document.session import Claim, Eval, Quote, Session

Parsed = tuple[Quote, Claim | None]


class Particular(NamedTuple):
    """One part.

    Attributes:
        key, label: what it is called.
        text: what stands there now, as it is typed.
        example: what may stand there, and of an answer what it does.
    """

    key: str
    label: str
    text: str
    example: str


def particulars(quote: Quote, claim: Claim | None) -> tuple[Particular, ...]:
    """Every part of a quote, and of one of its claims, in the order in which they are read."""
    found = [
        Particular("round", "round", str(quote.round or ""), "2"),
        Particular("date", "date", _day(quote.date), "2026-11-29"),
        Particular("valid_until", "holds until", _day(quote.valid_until), "2026-12-31"),
        Particular("said_by", "said by", quote.said_by, "Jo, account manager"),
        Particular("where", "where", quote.where, "call"),
        Particular("note", "note", quote.note, "pilot price, ask again in March"),
    ]
    for at, each in enumerate(quote.evals):
        found.append(Particular(f"eval.{at}", "evaluation", eval_text(each), EVAL))
    found.append(Particular(f"eval.{len(quote.evals)}", "evaluation", "", EVAL))
    if claim is not None:
        found += [
            Particular("claim.said_by", "said by", claim.said_by, "Sam, engineer"),
            Particular("claim.where", "where", claim.where, "their price page"),
            Particular("claim.note", "note", claim.note, "with their own prompts"),
            Particular(PRIVATE, "keep from others", "yes" if claim.private else "", _KEPT),
        ]
    return tuple(found)


PRIVATE = "claim.private"
_KEPT = "yes, and no text to others tells of it"
EVAL = "GPQA 81.2% by us at fp8"


def eval_text(each: Eval) -> str:
    """An evaluation on one line, as it is typed: `GPQA 81.2% by us at fp8`."""
    words = [each.name, each.result]
    words += [f"by {each.by}"] if each.by else []
    words += [f"at {each.weights}"] if each.weights else []
    return " ".join([word for word in words if word])


def with_particular(quote: Quote, claim: Claim | None, key: str, text: str) -> Parsed:
    """The quote, and the claim, with one part as it was typed. Raises Refused."""
    text = text.strip()
    if key.startswith("claim.") and claim is not None:
        part = key.removeprefix("claim.")
        value: object = _yes(text) if part == "private" else text
        return quote, claim._replace(**{part: value})  # type: ignore[arg-type]
    if key.startswith("eval."):
        return _with_eval(quote, int(key.removeprefix("eval.")), text), claim
    read: Callable[[str], object] = {
        "round": _round,
        "date": _read_day,
        "valid_until": _read_day,
    }.get(key, str)
    return quote._replace(**{key: read(text)}), claim  # type: ignore[arg-type]


def _with_eval(quote: Quote, at: int, text: str) -> Quote:
    evals = [*quote.evals]
    if not text:
        del evals[at : at + 1]
    else:
        evals[at : at + 1] = [read_eval(text, quote.evals[at] if at < len(evals) else None)]
    return quote._replace(evals=tuple(evals))


def read_eval(text: str, before: Eval | None = None) -> Eval:
    """An evaluation from one line; what the line does not say (its date, its note) stays. Raises
    Refused.
    """
    rest, weights = text, ""
    head, at, tail = rest.rpartition(" at ")
    if at and tail.strip().lower() in TIERS:
        rest, weights = head, tail.strip().lower()
    rest, _, by = rest.partition(" by ")
    words = rest.split()
    result = next(
        (word for word in words if any(c.isdigit() for c in word) and word != words[0]), ""
    )
    name = " ".join(words[: words.index(result)] if result else words)
    if not name:
        raise Refused(text, "no name of an evaluation", EVAL)
    kept = before or Eval(name)
    result = " ".join(words[words.index(result) :]) if result else ""
    return kept._replace(name=name, result=result, by=by.strip(), weights=weights)


def _day(day: datetime.date | None) -> str:
    return day.isoformat() if day is not None else ""


def _read_day(text: str) -> datetime.date | None:
    if not text:
        return None
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise Refused(text, "no day", "year-month-day, such as 2026-12-31") from None


def _round(text: str) -> int:
    if not text:
        return 0
    if not text.isdecimal() or not 0 < int(text[:7]) <= 1_000:
        raise Refused(text, "no round", "a whole number from 1 on")
    return int(text)


def _yes(text: str) -> bool:
    if text.lower() not in ("", "yes", "no"):
        raise Refused(text, "neither yes nor no", "yes, or nothing")
    return text.lower() == "yes"


def with_particulars(
    session: Session, place: int, at: int, quote: Quote, claim: Claim | None
) -> Session:
    """The session with another quote in the place of one, and of its claims another in the place
    of one.
    """
    if claim is not None:
        quote = quote._replace(claims=(*quote.claims[:at], claim, *quote.claims[at + 1 :]))
    quotes = session.quotes
    return session._replace(quotes=(*quotes[:place], quote, *quotes[place + 1 :]))
