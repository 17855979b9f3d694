"""Money that is not the dollar: read only at a rate that the session states."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from formulas.quantity import Refused, read

if TYPE_CHECKING:
    from sessions.document.session import Entry
    from sessions.say.amounts import Amount
    from sessions.say.pieces import Atom
    from sessions.say.tokens import Token

# word or sign -> code; "?" stands for several
CURRENCIES: dict[str, str] = {
    word: code
    for code, words in {
        "EUR": "€ eur euro euros",
        "GBP": "£ gbp pound pounds quid",
        "?": "¥",
        "CNY": "cny rmb yuan renminbi",
        "JPY": "jpy yen",
        "INR": "₹ inr rupee rupees",
        "KRW": "₩ krw",
        "CHF": "chf francs",
        "CAD": "cad c$ ca$",
        "AUD": "aud a$ au$",
        "NZD": "nzd nz$",
        "HKD": "hkd hk$",
        "TWD": "twd nt$",
        "SGD": "sgd s$",
        "MXN": "mxn mx$",
        "BRL": "brl r$",
        "SEK": "sek",
        "NOK": "nok",
        "DKK": "dkk",
        "PLN": "pln",
        "AED": "aed",
        "ILS": "ils shekels",
    }.items()
    for word in words.split()
}
CODES = frozenset([word for word, code in CURRENCIES.items() if word.upper() == code])
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
