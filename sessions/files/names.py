"""Names as people write them: two spellings of one, the known one that is most like a wrong one,
and what the words of a query find.
"""

from collections.abc import Callable, Iterable

_LONGEST = 80  # letters of a name that are compared: likeness takes the square of them


def plain(name: str) -> str:
    """A name in small letters, without spaces and dashes: `Kimi-K2.6` and `kimi k2.6` are one."""
    return name.strip().lower().replace(" ", "").replace("-", "").replace("_", "")


def letters(name: str) -> str:
    """The letters and digits of a name, in small letters: `Z.AI` and `z-ai` are one."""
    return "".join([letter for letter in name.lower() if letter.isalnum()])


def alike(
    name: str,
    known: Iterable[str],
    most: int = 1,
    least: float = 0.6,
    by: Callable[[str], str] = plain,
) -> list[str]:
    """The known names that are like this one, most like it first: at most so many, each with a
    likeness from 0 to 1 of at least `least`, as `by` spells them.
    """
    import difflib  # 1 ms, for a name that is wrong

    spelled = {by(each): each for each in known}
    found = difflib.get_close_matches(by(name[:_LONGEST]), spelled, n=most, cutoff=least)
    return [spelled[each] for each in found]


def nearest(name: str, known: Iterable[str]) -> str:
    """The known name that is most like this one, or nothing."""
    return next(iter(alike(name, known)), "")


def finds(query: str, *names: str) -> bool:
    """Whether each word of a query stands somewhere in the names."""
    text = " ".join(names).casefold()
    return all(word in text for word in query.casefold().split())
