"""Money that is not the dollar: read only at a rate that the session states."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from formulas.quantity import Refused, read
from sessions.document.session import Entry
from sessions.say.pieces import Amount, Atom
from sessions.say.tokens import Token

_WHICH = "¥ is yen or yuan: write JPY or CNY"


def exchange(
    atoms: Sequence[Atom], tokens: Sequence[Token], text: str, currency: Mapping[str, Entry]
) -> None:
    """Turn the amounts of other currencies into dollars, or say why they are none."""
    for atom in atoms:
        amount = atom.amount
        if amount is not None and amount.foreign:
            rate = currency.get(amount.foreign)
            amount.rate = rate.value if rate is not None else 0.0
            in_dollars(amount, text[tokens[amount.first].start : tokens[amount.last - 1].end])


def in_dollars(amount: Amount, said: str) -> None:
    """Put an amount in dollars at its rate; without one it has a problem."""
    code = amount.foreign
    if code == "?":
        amount.problem = _WHICH
    elif not amount.rate:
        amount.problem = no_rate(code)
    elif not amount.problem:
        try:
            amount.number = _times(amount.number, amount.rate)
            amount.high = _times(amount.high, amount.rate) if amount.high else ""
        except Refused as refused:
            amount.problem = str(refused)
        else:
            amount.origin = f"{said} at ${amount.rate:.6g} for one {code}"


def no_rate(code: str) -> str:
    """Why an amount of a currency is refused, and what to write."""
    return (
        f"not in US dollars: the session states no rate for {code};"
        f" write [currency] {code} = the dollars that one is worth"
    )


def _times(number: str, rate: float) -> str:
    return f"{Decimal(f'{read(number).value * rate:.10g}'):f}"
