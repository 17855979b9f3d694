"""What another currency is worth in dollars: the checks that a file and a typed line share."""

from __future__ import annotations

import re

from formulas.quantity import Refused, read
from formulas.units import PLAIN, measure
from sessions.document.session import Entry, Session

CODE = "a currency's code of three capital letters"
EXAMPLE = "EUR 1.08, the bank's rate of 21 Nov"
_LINE = re.compile(r"\s*(?:1\s+)?([^\s=$\d]+)\s*=?\s*(.*?)\s*", re.DOTALL)


def is_code(text: str) -> bool:
    """Whether a text is written as the code of a currency is."""
    return len(text) == 3 and text.isascii() and text.isalpha() and text.isupper()


def not_a_rate(code: str, entry: Entry) -> str:
    """Why a quantity is not what one unit of a currency is worth, or nothing."""
    in_dollars = read(entry.text).dimension in (PLAIN, measure("$").dimension)
    return "" if in_dollars and entry.value > 0 else f"not what one {code} is worth in dollars"


def read_rate(text: str) -> tuple[str, Entry | None]:
    """`EUR 1.08, the bank's rate of 21 Nov`: the code, and the dollars that one of it is worth with
    where that stands; a code alone takes its rate away. Raises Refused.
    """
    found = _LINE.fullmatch(text)
    code = found[1].upper() if found is not None else ""
    if found is None or not is_code(code):
        raise Refused(text.strip()[:20], "no code of a currency", f"{CODE}, such as {EXAMPLE}")
    if code == "USD":
        raise Refused("USD", "the dollar is what others are stated in", "another currency")
    # A comma without a space may be a decimal comma, which the reader of quantities refuses.
    said, _, origin = found[2].partition(", ")
    if not said:
        return code, None
    entry = Entry(said.strip(), read(said).value, origin.strip())
    reason = not_a_rate(code, entry)
    if reason:
        raise Refused(said, reason, f"dollars above zero, such as {code} 1.08")
    return code, entry


def with_rate(session: Session, code: str, entry: Entry | None) -> Session:
    """The session with the rate of a currency, or without."""
    rates = {known: rate for known, rate in session.currency.items() if known != code}
    if entry is not None:
        rates[code] = entry
    return session._replace(currency=rates)
