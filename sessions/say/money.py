"""Money that is not the dollar: read only at a rate that the session states."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from formulas.quantity import Refused, read
from sessions.document.session import Entry
from sessions.say.chinese import yen_or_yuan
from sessions.say.pieces import Amount, Atom
from sessions.say.tokens import Token
from sessions.say.vocabulary import CURRENCIES

_WHICH = "¥ is yen or yuan: write JPY or CNY"


def exchange(
    atoms: Sequence[Atom], tokens: Sequence[Token], text: str, currency: Mapping[str, Entry]
) -> None:
    """Turn the amounts of other currencies into dollars, or say why they are none."""
    for atom in atoms:
        amount = atom.amount
        if amount is not None and amount.foreign == "?":
            amount.foreign = _yen_or_yuan(text, tokens) or "?"
        if amount is not None and amount.foreign:
            rate = currency.get(amount.foreign)
            amount.rate = rate.value if rate is not None else 0.0
            in_dollars(amount, text[tokens[amount.first].start : tokens[amount.last - 1].end])


def _yen_or_yuan(text: str, tokens: Sequence[Token]) -> str:
    """Which of the two the text speaks of elsewhere, or is written in; nothing where it is open."""
    codes = {CURRENCIES.get(token.low, "") for token in tokens} & {"CNY", "JPY"}
    return codes.pop() if len(codes) == 1 else yen_or_yuan(text)


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
