"""One table of a document on its way to a value: what is taken out of it is checked.

Everything goes on after a mistake, with a value that means nothing, so that a person sees all
mistakes in one go.
"""

from __future__ import annotations

import contextlib
import datetime
import functools
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Any, NamedTuple, TypeVar

from formulas import quantity
from formulas.book import BOOK
from formulas.declare import Variable
from formulas.quantity import TIERS, Refused
from sessions.catalogue.catalogue import find, heads
from sessions.catalogue.item import Item
from sessions.catalogue.shelves import ONE_OF, Shelf, UnknownItem
from sessions.document.session import Entry, home_of, read_value
from sessions.files.align import Shape, Tree, is_array
from sessions.files.names import alike, nearest
from sessions.files.problems import Finding, Findings, Path, is_number, kind

Word = TypeVar("Word", bound=str)

MOST_ROUNDS = 1_000_000
_LISTED, _ALIKE = 24, 4  # names that are listed in full; of more than those, how many


Reader = Callable[["Table", str], Any]


class Row(NamedTuple):
    """A key of a table.

    Attributes:
        key: as it stands in the file; empty for all the keys that are quantities.
        read: makes the value of a table and a key, and notes what is wrong.
        write: makes what the file says; what says nothing is left out.
        field: of the value, where that is not called as the key is.
        always: it is written even where it says nothing.
        brackets: of the header: 1 for a table, 2 for an array of tables.
        form: of the table, or of each of the array.
        homes: whose variables may stand there as quantities, its own first.
        heading: what stands above the first of them in a file that is laid out anew.
    """

    key: str
    read: Reader
    write: Callable[[Any], Any] = lambda said: said
    field: str = ""
    always: bool = False
    brackets: int = 0
    form: Form | None = None
    homes: tuple[str, ...] = ()
    heading: str = ""


class Form:
    """What a table may hold.

    Attributes:
        make: makes the value of the fields of all rows.
        what: what an item of an array of them is called.
        known_by: the keys by which an item that was changed is known again, what names it first.
        keys: the keys that are no quantities.
    """

    def __init__(
        self,
        make: Callable[..., Any],
        *rows: Row,
        what: str = "",
        known_by: tuple[str, ...] = (),
    ) -> None:
        self.make, self.rows, self.what, self.known_by = make, rows, what, known_by
        self.keys = tuple([row.key for row in rows if row.key])

    def read(self, table: Table) -> Any:
        """The value of a table. What is not known is noted."""
        if len(self.keys) == len(self.rows):
            table.unknown(self.keys)
        return self.make(**{row.field or row.key: row.read(table, row.key) for row in self.rows})

    def write(self, value: Any) -> Tree:
        """The table of a value, what names it first."""
        tree: Tree = {}
        for row in self.rows:
            said = row.write(getattr(value, row.field or row.key))
            if not row.key:
                tree |= said
            elif row.always or said not in ("", [], {}, None):
                tree[row.key] = said
        first = self.known_by[:1]
        return {key: tree[key] for key in first if key in tree} | tree

    def tables(self, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Row]]:
        """Every table and array of tables in it, each before those inside, with its keys."""
        for row in self.rows:
            if row.brackets:
                yield (*path, row.key), row
            if row.form is not None:
                yield from row.form.tables((*path, row.key))

    def home(self, home: str) -> str:
        """The headers under which variables of a home stand, as `[a] or [[b]]`."""
        found = []
        for path, row in self.tables():
            inside = [each for each in row.form.rows if not each.key] if row.form else []
            if any(each.homes[:1] == (home,) for each in (row, *inside)):
                found.append(f"{'[' * row.brackets}{'.'.join(path)}{']' * row.brackets}")
        return " or ".join(found)

    def shape(self) -> Shape:
        """What those who lay a document out, and tell of it, have to know."""
        rows = [row for _, row in self.tables()]
        outer = [row.key for row in self.rows if row.brackets]
        forms = {row.key: row.form for row in rows if row.form and row.brackets == 2}
        return Shape(
            order=tuple(dict.fromkeys([*outer, "origin", *[row.key for row in rows]])),
            known_by={key: form.known_by for key, form in forms.items()},
            items={key: (form.what, form.known_by[0]) for key, form in forms.items() if form.what},
            headings={row.key: row.heading for row in rows if row.heading},
        )


class Table:
    """A TOML table with the path to it. Every method notes what is wrong and returns something.

    Attributes:
        form: what it may hold, where that is more than quantities, or texts by any key.
        root: the table of the whole document.
    """

    def __init__(
        self,
        data: dict[str, Any],
        path: Path,
        findings: Findings,
        form: Form | None = None,
        root: Table | None = None,
    ) -> None:
        self.data, self.path, self.findings, self.form = data, path, findings, form
        self.root = root or self

    @functools.cached_property
    def setups(self) -> tuple[str, ...]:
        """The names of the set-ups in it; of one without, nothing."""
        setups = self.data.get("setup", ())
        names = [each.get("name") for each in setups] if is_array(setups) else []
        return tuple([name if isinstance(name, str) else "" for name in names])

    # ------------------------------------------------------------------ saying what is wrong

    def refuse(self, key: str, reason: str, expected: str = "", fix: str = "") -> None:
        """Note that the value of a key is wrong, or missing."""
        self.findings.add(Finding((*self.path, key), reason, expected, fix))

    def wrong(self, key: str, value: object, expected: str, fix: str = "") -> None:
        """Note a value of another kind than expected."""
        fix = fix or f"write {expected}"
        self.refuse(key, f"{kind(value)} where {expected} belongs", expected, fix)

    def not_one_of(self, key: str, said: str, known: Collection[str], what: str) -> None:
        """Note a word that is none of those that may stand here."""
        like = nearest(said, known)
        listed = [word for word in known if word]
        # Two dozen names are no help: the nearest and the first few say what is meant.
        few = listed if len(listed) <= 8 else [*listed[:6], f"{len(listed) - 6} more"]
        expected = "one of " + ", ".join(few) if listed else "a name that there is"
        fix = f'write {key} = "{like or listed[0]}"' if listed else f'add one with "{said}"'
        self.refuse(key, f"not {what}", expected, fix)

    def unknown(self, known: Iterable[str]) -> None:
        """Caution about every key that is none of those that are read here."""
        known = tuple(known)
        for key in self.data:
            if key not in known:
                self.unknown_key(key, known)

    def unknown_key(self, key: str, known: Iterable[str]) -> None:
        """Caution about one key that is not read."""
        like = nearest(key, known)
        fix = f"did you mean {like}?" if like else "begin it with # if it is a remark"
        reason = "a key that napkin does not read; it is kept"
        self.findings.add(Finding((*self.path, key), reason, "", fix, True, True, True))

    # ------------------------------------------------------------------ words and plain values

    def take(self, key: str) -> Any:
        """The value, or None where it is missing or was refused before."""
        return None if (*self.path, key) in self.findings.by_path else self.data.get(key)

    def text(self, key: str) -> str:
        """A text, or nothing where it is missing."""
        value = self.take(key)
        if value is None or isinstance(value, str):
            return value or ""
        fix = f'write {key} = "{value}"' if isinstance(value, int | float | datetime.date) else ""
        self.wrong(key, value, "text in quotes", fix)
        return ""

    def needed(self, key: str, example: str, *, empty: bool = False) -> str:
        """A text that has to be there, and (unless `empty`) has to say something."""
        if key not in self.data:
            what = (self.form.what if self.form else "") or self.path[-2]
            self.refuse(key, f"a {what} without {key}", key, f'add {key} = "{example}"')
        elif not empty and self.data[key] == "":
            self.refuse(key, f"{key} is empty", "a name", f'write {key} = "{example}"')
        return self.text(key)

    def free_text(self, key: str) -> str:
        """A text, or a plain value that a person wrote without quotes."""
        value = self.take(key)
        if isinstance(value, bool):
            return str(value).lower()
        if isinstance(value, int | float | datetime.date | datetime.time):
            return str(value)
        return self.text(key)

    def words(self, key: str) -> tuple[str, ...]:
        """A list of texts; one text alone is refused, with its brackets as the fix."""
        value = self.take(key)
        if value is None:
            return ()
        if not isinstance(value, list):
            fix = f'write {key} = ["{value}"]' if isinstance(value, str) else ""
            self.wrong(key, value, "a list of texts", fix)
            return ()
        for index, word in enumerate(value):
            if not isinstance(word, str):
                self.findings.add(
                    Finding(
                        (*self.path, key, index),
                        f"{kind(word)} where text in quotes belongs",
                        "text in quotes",
                        "put it in quotes",
                    )
                )
        return tuple([word for word in value if isinstance(word, str)])

    def one_of(self, key: str, allowed: tuple[Word, ...], what: str) -> Word:
        """One of some words, the first of which holds where nothing is said."""
        if key not in self.data:
            return allowed[0]
        said = self.text(key)
        for word in allowed:
            if word == said:
                return word
        self.not_one_of(key, said, allowed, what)
        return allowed[0]

    def whole(self, key: str, missing: int = 0) -> int:
        """A whole number, none below zero."""
        value = self.take(key)
        if value is None:
            return missing
        if isinstance(value, int) and not isinstance(value, bool):
            if 0 <= value <= MOST_ROUNDS:
                return value
            self.refuse(key, "outside 0 to 1,000,000", "a whole number", f"write {key} = 1")
            return missing
        fix = f"write {key} = {value}" if isinstance(value, str) and value.isdecimal() else ""
        self.wrong(key, value, "a whole number", fix or f"write {key} = 1")
        return missing

    def number(self, key: str) -> float:
        """A number that has to be there."""
        value = self.take(key)
        if is_number(value):
            return float(value)
        self.wrong(key, value, "a number")
        return 0.0

    def flag(self, key: str) -> bool:
        """true or false; false where nothing is said."""
        value = self.take(key)
        if value is None or isinstance(value, bool):
            return bool(value)
        self.wrong(key, value, "true or false", f"write {key} = true")
        return False

    def day(self, key: str) -> datetime.date | None:
        """A date without a time."""
        value = self.take(key)
        if value is None or type(value) is datetime.date:
            return value
        self.wrong(key, value, "a date", self._dated(key, value))
        return None

    def moment(self, key: str) -> datetime.date | datetime.datetime | None:
        """A date, with or without a time."""
        value = self.take(key)
        if value is None or isinstance(value, datetime.date):
            return value
        self.wrong(key, value, "a date", self._dated(key, value))
        return None

    def _dated(self, key: str, value: object) -> str:
        """How to write a date that was written as something else."""
        if isinstance(value, datetime.datetime):
            return f"write only the day: {key} = {value.date()}"
        try:
            return f"remove the quotes: {key} = {datetime.date.fromisoformat(str(value))}"
        except ValueError:
            return f"write year-month-day: {key} = 2026-06-12"

    # ------------------------------------------------------------------ tables in it

    def table(self, key: str, form: Form | None = None) -> Table | None:
        """A table, or None where it is missing."""
        value = self.take(key)
        if value is None or isinstance(value, dict):
            return None if value is None else self.inner(value, key, form=form)
        full = ".".join([*[part for part in self.path if isinstance(part, str)], key])
        fix = f"write [{full}], with one pair of brackets" if is_array(value) else ""
        self.wrong(key, value, "a table", fix or f"begin it with [{full}]")
        return None

    def inner(self, data: dict[str, Any], *at: str | int, form: Form | None = None) -> Table:
        """A table in it, at a path from here."""
        return Table(data, (*self.path, *at), self.findings, form, self.root)

    def tables(self, key: str, form: Form) -> list[Table]:
        """An array of tables, empty where it is missing."""
        value = self.take(key)
        if value is None or value == []:
            return []
        if is_array(value):
            return [self.inner(each, key, i, form=form) for i, each in enumerate(value)]
        full = ".".join([*[part for part in self.path if isinstance(part, str)], key])
        fix = f"write [[{full}]], with two pairs of brackets"
        self.wrong(key, value, "an array of tables", fix)
        return []

    def origins(self, entered: Iterable[str]) -> dict[str, str]:
        """The `origin` table: where each of some entries comes from."""
        inner = self.table("origin")
        if inner is None:
            return {}
        entered = tuple(entered)
        for key in inner.data:
            if key not in entered:
                like = nearest(key, entered)
                fix = f"did you mean {like}?" if like else f"enter {key}, or delete this"
                reason = "the origin of something that is not entered here; it is kept"
                self.findings.add(Finding((*inner.path, key), reason, "", fix, True, True, True))
        return {key: inner.text(key) for key in inner.data if key in entered}

    # ------------------------------------------------------------------ quantities and names

    def entry(
        self, key: str, variable: Variable | None, origin: str = "", *, ranged: bool = False
    ) -> Entry | None:
        """A quantity: text, a number in the variable's own unit, or a table of value and origin.

        Args:
            variable: what it is a quantity of; None reads any unit.
            ranged: a range may stand here too; what a vendor claims has its own way to say one.
        """
        value = self.take(key)
        if isinstance(value, dict):
            inner = self.inner(value, key)
            inner.unknown(("value", "origin"))
            if "value" not in value:
                inner.refuse("value", "a quantity without a value", "value", 'add value = "..."')
            elif isinstance(value["value"], dict):
                inner.wrong("value", value["value"], "a quantity")
            else:
                told = inner.text("origin") or origin
                return inner.entry("value", variable, told, ranged=ranged)
            return None
        if value is None:
            return None
        expected = variable.unit.text or "a plain number" if variable else "a quantity"
        example = variable.first_example if variable else "27 tok/s"
        fix = f'write {key} = "{example}"'
        if not isinstance(value, str) and not is_number(value):
            self.wrong(key, value, "a quantity", fix)
            return None
        # A number is kept as its own text; a person who writes 16 means 16 of the field's unit.
        text = value if isinstance(value, str) else repr(value)
        try:
            reader = read_value if ranged else Variable.read
            reading = reader(variable, text) if variable else quantity.read(text)
        except Refused as refused:
            better = _better(text, refused, variable)
            fix = f'write {key} = "{better}"' if better else refused.fix or fix
            self.refuse(key, refused.reason, refused.expected or expected, fix)
            return None
        return Entry(text, reading.value, origin)

    def entries(self, homes: tuple[str, ...], *, origins: bool = True) -> dict[str, Entry]:
        """Every quantity by variable id, with its origin.

        Args:
            homes: whose variables may stand here, as `session.home_of` says.
            origins: a table of where each comes from may stand here too.
        """
        found: dict[str, Entry] = {}
        structural = (*(self.form.keys if self.form else ()), "origin")
        given = [key for key in self.data if key not in structural]
        from_table = (
            self.origins([key for key in given if key in BOOK.variables]) if origins else {}
        )
        for key in given:
            variable = BOOK.variables.get(key)
            if variable is None:
                fitting = [v.id for v in BOOK.variables.values() if home_of(v) in homes]
                self.unknown_key(key, (*structural, *fitting))
                continue
            home = home_of(variable)
            # What was measured may well be a length of the packet, but never a promise.
            promise = variable.place == "service level" and "measured" in homes
            if home not in homes or promise:
                here = ".".join([part for part in self.path if isinstance(part, str)])
                reason = f"{variable.title} does not belong in {here}"
                there = self.root.form.home(home) if self.root.form else home
                expected, fix = f"it under {there}", f"move it to {there}"
                self.findings.add(Finding((*self.path, key), reason, expected, fix, True))
                continue
            entry = self.entry(key, variable, from_table.get(key, ""), ranged=True)
            if entry is not None:
                found[key] = entry
                caution = variable.caution(entry.value)
                if caution:
                    self.findings.add(Finding((*self.path, key), caution, caution=True))
        return found

    def tier(self, path: Path, name: str) -> None:
        """Check the name of a quantization tier."""
        if name.lower() not in TIERS:
            like = nearest(name, TIERS) or "fp8"
            fix = f'write {path[0]} = "{like}"' if len(path) == 1 else f'write "{like}"'
            reason = "not a quantization tier"
            expected = "one of " + ", ".join(TIERS)
            self.findings.add(Finding((*self.path, *path), reason, expected, fix))

    def item(self, key: str, on: Shelf, name: str) -> Item | None:
        """The item of the catalogue that a key names, or None with its nearest names as the fix."""
        if not name or (*self.path, key) in self.findings.by_path:
            return None
        try:
            return find(on, name)
        except UnknownItem as unknown:
            if unknown.reason:
                wanted = "a model of the catalogue, or the path of its config.json"
                self.refuse(key, unknown.reason, wanted, "check the file")
                return None
            there = heads(on)
            named = {each: head for head in there for each in (head.title, *head.aliases)}
            like = nearest(name, named)
            titles = [head.title for head in there]
            fix = named[like].title if like else titles[0]
            reason = f"not {ONE_OF[on]} that napkin ships"
            self.refuse(key, reason, _some(titles, name), f'write {key} = "{fix}"')
            return None


def _some(titles: list[str], name: str) -> str:
    """What may stand there: all of it, or of many what is most like what does."""
    if len(titles) <= _LISTED:
        return "one of " + ", ".join(titles)
    like = alike(name, titles, _ALIKE, 0, str.lower)
    return f"such as {', '.join(like)}, or one of {len(titles) - len(like)} more"


def _better(text: str, refused: Refused, variable: Variable | None) -> str:
    """A refused quantity as it would be read: with a decimal point, or as the reader says."""
    if variable is not None and refused.fix.startswith("write "):
        for better in (text.replace(",", "."), refused.fix.removeprefix("write ")):
            with contextlib.suppress(Refused):
                variable.read(better)
                return better
    return ""
