"""Words and numbers of German and French price pages, as the English ones that the reader knows:
`0,95 € pro Mio. Eingabe-Token` is "0.95 EUR per million input-tokens".

Short words of these languages are English ones too, so nothing is changed in a text without words
that only they have.
"""

from __future__ import annotations

import re

# What tells the language: long words, and short ones beside what is counted.
_TELLING = re.compile(
    r"\b(?:(?:pro|je|im|par)\s+(?:1\s?)?(?:mio\b|mrd\b|million|monat|stunde|tag\b|jahr|sekunde|gpu"
    r"|nutzer|token|heure|mois\b|jour|utilisateur|seconde|requ)"
    r"|monatlich|stündlich|jährlich|mwst\b|zzgl\b|mio\.|eingabe|ausgabe|listenpreis|preise?\b|stunden?\b|nutzer\b|anfragen?\b|kostet\b|gleichzeitig"
    r"|verf[üu]gbarkeit|zwischengespeichert|durchsatz|entr[ée]es?\b|sorties?\b|jetons?\b"
    r"|requ[êe]tes?\b|disponibilit|serveurs?\b|l['’]heure)",
    re.IGNORECASE,
)
# A decimal comma beside the sign of a currency whose countries write one.
_COMMA = re.compile(r"[0-9],[0-9]{1,2}\s?(?:€|eur)|€\s?[0-9]+,[0-9]{1,2}\b", re.IGNORECASE)
_DECIMAL = re.compile(r"[0-9]+,[0-9]{1,2}|0,[0-9]+")
_GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:\.[0-9]{3})+(?:,[0-9]{1,2})?")

# The English word, and what is said for it.
_WORDS = {
    "input": "eingabe eingaben eingabetoken eingabetokens entrée entrée entrees entrées entree",
    "output": "ausgabe ausgaben ausgabetoken ausgabetokens sortie sorties",
    "cached": "gecacht gecachte gecachter zwischengespeichert zwischengespeicherte",
    "hits": "treffer cachetreffer",
    "hit_rate": "trefferquote trefferrate",
    "million": "mio million millionen millions",
    "billion": "mrd milliarde milliarden milliard milliards",
    "tokens": "jeton jetons",
    "per": "pro je par",
    "price": "preis preise prix tarif tarifs",
    "list": "listenpreis listenpreise",
    "costs": "kostet kosten coûte coûtent",
    "hour": "stunde stunden heure heures",
    "minute": "minuten",
    "seconds": "sekunde sekunden seconde secondes",
    "day": "tag tage tagen jour jours",
    "week": "woche wochen semaine semaines",
    "month": "monat monate monaten mois",
    "year": "jahr jahre jahren année an",
    "hourly": "stündlich",
    "monthly": "monatlich mensuel mensuelle",
    "yearly": "jährlich annuel annuelle",
    "user": "nutzer nutzern benutzer benutzern utilisateur utilisateurs",
    "requests": "anfrage anfragen requête requêtes",
    "concurrent": "gleichzeitig gleichzeitige gleichzeitigen parallelen simultané simultanés"
    " simultanées simultanee",
    "node": "knoten nœud noeud",
    "server": "serveur serveurs",
    "card": "karte karten carte cartes",
    "discount": "rabatt remise",
    "uptime": "verfügbarkeit disponibilité",
    "throughput": "durchsatz débit",
    "latency": "latenz latence",
    "up": "bis jusqu'à",
    "to": "zu",
    "max": "maximal höchstens maximum",
    "min": "mindestens minimum",
    "about": "etwa rund circa environ",
    "at": "bei zu à",
    "on": "auf sur",
    "with": "mit avec",
    "without": "ohne sans",
    "no": "kein keine keinen aucun aucune",
    "for": "für pour",
    "and": "und et",
    "or": "oder ou",
    "the": "l der die das den dem ein eine einen einem le la les un une des du",
    "of": "von de en",
    "is": "ist est",
    "we": "wir nous",
}
_LOW = {said: word for word, listed in _WORDS.items() for said in listed.split()}
_OF_A_TIME = frozenset(("month", "hour", "day", "year", "week"))
_BEFORE_A_TIME = frozenset(("im", "am", "in", "au", "à"))
_MILLIONS = frozenset(("million", "millions", "milliard", "milliards"))
_SHORTENED = frozenset(("mio", "mrd", "std"))


def is_said(text: str) -> str:
    """Whether a text has such words, or only such numbers: "words", "numbers" or nothing."""
    if _TELLING.search(text):
        return "words"
    return "numbers" if "," in text and _COMMA.search(text) else ""


def number(text: str) -> str:
    """A number with a decimal comma, or points between thousands, as an English one."""
    if _GROUPED.fullmatch(text):
        return text.replace(".", "").replace(",", ".")
    return text.replace(",", ".") if _DECIMAL.fullmatch(text) else text


def word(low: str, after: str) -> str:
    """The English word for one, in lower case; `after` is the one behind it, as it was said."""
    by_the = low in _BEFORE_A_TIME and _LOW.get(after, after) in _OF_A_TIME
    if by_the or (low, after) == ("de", "l"):
        # "im Monat", "de l'heure"
        return "per"
    return _LOW.get(low, low)


def is_part(before: str, low: str) -> bool:
    """Whether a word or sign only goes on with the one before it: `Mio.`, `million de`, `l'`."""
    if low == ".":
        return before in _SHORTENED
    return before in _MILLIONS if low in ("de", "d") else low in "'’" and before in ("l", "d")
