"""A quote in a few plain lines, as the table of phrasings writes it."""

from __future__ import annotations

from collections.abc import Mapping

from sessions.document.session import Ambiguous, Claim, Entry, Quote


def lines_of(quote: Quote) -> list[str]:
    """Everything that was understood, asked, refused and left unread, one to a line."""
    lines = [f"provider {quote.provider}"] if quote.provider else []
    lines += [f"claim {_claim(claim)}" for claim in quote.claims]
    if quote.conditions:
        lines.append(f"at {_conditions(quote.conditions)}")
    lines += [f"term {name}: {words}" for name, words in quote.terms.items()]
    lines += [f"asked {a.text}: {_readings(a)}" for a in quote.ambiguous]
    lines += [f"refused {r.text}: {r.reason}" for r in quote.refused]
    lines += [f"unread {text}" for text in quote.unread]
    return lines


def _claim(claim: Claim) -> str:
    value = claim.value.text
    if claim.high is not None:
        value += f" to {claim.high.text}"
    parts = [
        claim.metric or "(nothing bears on it)",
        claim.statistic,
        "about" if claim.approx else "",
        claim.bound if claim.bound != "typical" else "",
        value,
        claim.counts,
    ]
    own = f"at {_conditions(claim.conditions)}" if claim.conditions else ""
    return " ".join([part for part in (*parts, own) if part])


def _readings(asked: Ambiguous) -> str:
    own = f" at {_conditions(asked.conditions)}" if asked.conditions else ""
    return (" or ".join(asked.readings) or "of what") + own


def _conditions(conditions: Mapping[str, Entry | str]) -> str:
    return ", ".join([f"{name} {_text(value)}" for name, value in conditions.items()])


def _text(value: Entry | str) -> str:
    return value if isinstance(value, str) else value.text
