"""A `config.json`, read with care: every number is checked, and what is wrong says where.

Hugging Face writes one thing under many names; each question here asks for all of them, and two
that disagree are a problem and not a choice.
"""

from __future__ import annotations

import json
import math
import os
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from sessions.files.names import nearest
from sessions.files.problems import BadDocument, Problem
from sessions.files.read import decoded, read_bytes

LARGEST = 10**9  # no size, count or width of a model is larger
# Releases that name the precision of every expert of every layer come to some megabytes.
MOST_BYTES = 16 << 20
WHAT = "a model's config.json"
T = TypeVar("T")


class Config:
    """The text part of a config.

    Attributes:
        file: the name as it was given.
        data: the object that the layers are described in.
        outer: the whole file; the same where nothing is nested.
        text: the file as it was read, to say the line of a key.
        asked: the names that were asked for, to tell what nobody read.
        granted: what was taken for granted while it was read, each a sentence.
    """

    def __init__(
        self, file: str, data: dict[str, Any], outer: dict[str, Any], text: str = ""
    ) -> None:
        self.file, self.data, self.outer, self.text = file, data, outer, text
        self.asked: set[str] = set()
        self.granted: list[str] = []

    # --- asking

    def has(self, *names: str) -> bool:
        """Whether one of the names has a value."""
        self.asked.update(names)
        return any(self.data.get(name) is not None for name in names)

    def raw(self, *names: str) -> Any:
        """The value of the first name that has one, else None."""
        self.asked.update(names)
        return next((self.data[n] for n in names if self.data.get(n) is not None), None)

    def whole(self, *names: str, default: int | None = None, least: int = 1) -> int:
        """A whole number under one of the names. Raises BadDocument."""
        self.asked.update(names)
        found: dict[str, int] = {}
        for name in names:
            if self.data.get(name) is not None:
                found[name] = self.as_whole(name, self.data[name], least)
        if not found:
            if default is None:
                raise self.wrong(
                    names[0], "nothing", "it is missing", f"a number of at least {least}"
                )
            return default
        if len(set(found.values())) > 1:
            first, second = list(found)[:2]
            said = f"{first} is {found[first]} and {second} is {found[second]}"
            raise self.wrong(second, str(found[second]), said, "the same number in both")
        return next(iter(found.values()))

    def as_whole(self, name: str, value: Any, least: int = 1) -> int:
        """A value as a whole number in bounds. Raises BadDocument."""
        whole = isinstance(value, int) and not isinstance(value, bool)
        if isinstance(value, float) and value.is_integer() and math.isfinite(value):
            value, whole = int(value), True
        if not whole or not least <= value <= LARGEST:
            expected = f"a whole number from {least} to {LARGEST:,}"
            raise self.wrong(name, _shown(value), "not a number that a model can have", expected)
        return int(value)

    def flag(self, name: str, default: bool = False) -> bool:
        """True or false. Raises BadDocument."""
        value = self.raw(name)
        if value is None:
            return default
        if not isinstance(value, bool):
            raise self.wrong(name, _shown(value), "neither true nor false", "true or false")
        return value

    def per_layer(self, name: str, layers: int) -> list[Any] | None:
        """A list with a value for each layer, or None. Raises BadDocument for another length."""
        value = self.raw(name)
        if value is None:
            return None
        if not isinstance(value, list) or len(value) != layers:
            seen = f"{len(value)} values" if isinstance(value, list) else _shown(value)
            raise self.wrong(name, seen, "not one value for each layer", f"a list of {layers}")
        return value

    def with_predicted(self, name: str, layers: int) -> list[Any]:
        """A list with a value for each layer, and for those after the last that predict more tokens
        if it has them. Raises BadDocument for another length.
        """
        value = self.raw(name)
        more = self.whole("num_nextn_predict_layers", default=0, least=0)
        if not isinstance(value, list) or len(value) not in (layers, layers + more):
            seen = f"{len(value)} values" if isinstance(value, list) else "no list"
            raise self.wrong(name, seen, f"not one for each of {layers} layers")
        return value

    def as_released(self, **flags: bool) -> None:
        """Raise BadDocument where a flag is not as in every model that was released."""
        for name, released in flags.items():
            if self.flag(name, released) is not released:
                seen = str(not released).lower()
                raise self.wrong(name, seen, "not as in any model that was released")

    def marks(self, name: str, layers: int) -> list[bool] | None:
        """A list that marks each layer with 0 or 1, or None. Raises BadDocument."""
        value = self.per_layer(name, layers)
        if value is None:
            return None
        if any(type(one) not in (int, bool) or one not in (0, 1) for one in value):
            raise self.wrong(name, _shown(value), "not a 0 or a 1 for each layer", "0 or 1")
        return [bool(one) for one in value]

    def numbers_of_layers(self, name: str, layers: int) -> set[int]:
        """A list of the numbers of some layers, from 0; empty where there is none.

        Raises BadDocument.
        """
        value = self.raw(name)
        if value is None:
            return set()
        if not isinstance(value, list) or any(
            type(one) is not int or not 0 <= one < layers for one in value
        ):
            expected = f"a list of numbers from 0 to {layers - 1}"
            raise self.wrong(name, _shown(value), "not the numbers of layers", expected)
        return set(value)

    def meant(
        self,
        name: str,
        words: Iterable[Any],
        known: Mapping[str, T],
        said: str = "a kind of layer napkin knows none of",
        *,
        listed: bool = False,
    ) -> list[T]:
        """What each of the words under a name means, of those that are known.

        Raises BadDocument for another, as `said`, where `listed` with all that are known.
        """
        words = list(words)
        for word in words:
            if not isinstance(word, str) or word not in known:
                raise self.wrong(name, str(word)[:40], said, ", ".join(known) if listed else "")
        return [known[word] for word in words]

    def settled(self, *names: str) -> None:
        """Note that another key, or the family, says what these would."""
        self.asked.update(names)

    def plus(self, more: Mapping[str, Any]) -> Config:
        """The same config with some keys more, or with other values; what is asked of it, or
        taken for granted, is so of this one.
        """
        data = {**self.data, **more}
        found = Config(self.file, data, data if self.outer is self.data else self.outer, self.text)
        found.asked, found.granted = self.asked, self.granted
        return found

    def inner(self, name: str) -> Config:
        """An object inside. Raises BadDocument."""
        value = self.raw(name)
        if not isinstance(value, dict):
            raise self.wrong(name, _shown(value), "not an object", "an object")
        return Config(self.file, value, self.outer, self.text)

    def wrong(
        self, key: str, seen: str, reason: str, expected: str = "", fix: str = ""
    ) -> BadDocument:
        """A problem with a key, to be raised."""
        near = "" if key in self.data else nearest(key, self.data)
        fix = fix or (f"the config has {near}: is that it?" if near else "check the config")
        line, column, source = _place(self.text, key)
        width = len(key) + 2
        problem = Problem(self.file, line, column, key, seen, expected, fix, reason, width, source)
        return BadDocument([problem])


def _place(text: str, key: str) -> tuple[int, int, str]:
    """Line, column and source of a key that a file has once; else the file as a whole."""
    quoted = json.dumps(key)
    if text.count(quoted) != 1:
        return 0, 0, ""
    at = text.index(quoted)
    begin = text.rfind("\n", 0, at) + 1
    return text.count("\n", 0, at) + 1, at - begin + 1, text[begin:].split("\n", 1)[0].rstrip("\r")


def _shown(value: Any) -> str:
    return json.dumps(value, default=str)[:60]


def parse_config(text: str, file: str) -> Config:
    """A config from its text. Raises BadDocument."""
    data = parse_object(text, file)
    outer = data
    for name in ("text_config", "llm_config", "language_config", "thinker_config"):
        if isinstance(data.get(name), dict):
            data = data[name]
            if isinstance(data.get("text_config"), dict):
                data = data["text_config"]
            break
    return Config(file, data, outer, text)


def name_of(config: Config) -> str:
    """What a person calls the model: its own name, else that of its file or folder."""
    own = config.outer.get("_name_or_path")
    if isinstance(own, str) and own.strip() and len(own) < 200:
        return own.rstrip("/").rpartition("/")[2]
    folder, base = os.path.split(os.path.abspath(config.file))
    for ending in (".config.json", "_config.json", ".json"):
        base = base.removesuffix(ending)
    return os.path.basename(folder) if base == "config" else base.rpartition("--")[2]


def read_config(path: str) -> Config:
    """A config from its file. Raises BadDocument."""
    return parse_config(text_of(path), path)


def text_of(path: str) -> str:
    """The text of a config, or of a file beside one. Raises BadDocument."""
    return decoded(read_bytes(path, MOST_BYTES, WHAT), path)


def parse_object(text: str, file: str) -> dict[str, Any]:
    """The object that a JSON file is. Raises BadDocument, also where one key has two values."""
    try:
        data = json.loads(text, parse_constant=_constant, object_pairs_hook=_once)
    except json.JSONDecodeError as error:
        line = text.split("\n")[error.lineno - 1]
        problem = Problem(
            file,
            error.lineno,
            error.colno,
            "",
            line[error.colno - 1 :][:20] or "nothing",
            "JSON",
            "check the file: it may be cut off",
            error.msg.lower(),
            1,
            line,
        )
        raise BadDocument([problem]) from None
    except _Twice as twice:
        said = "it stands there twice, with two values"
        problem = Problem(file, 0, 0, twice.key, "", "one value", "check the file", said)
        raise BadDocument([problem]) from None
    except (RecursionError, ValueError) as error:
        reason = "nested too deeply" if isinstance(error, RecursionError) else "a number too long"
        raise BadDocument([Problem(file, 0, 0, "", "", WHAT, "", reason)]) from None
    if not isinstance(data, dict):
        problem = Problem(file, 0, 0, "", _shown(data), f"an object, as in {WHAT}", "", "no config")
        raise BadDocument([problem])
    return data


class _Twice(ValueError):
    """A key of a JSON object that has two values."""

    def __init__(self, key: str) -> None:
        self.key = key
        super().__init__(key)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        for key, value in pairs:
            if found[key] != value:
                raise _Twice(key)
    return found


def _constant(name: str) -> float:
    # Some configs have a literal Infinity for a limit of time steps; it is no number of ours.
    return {"Infinity": math.inf, "-Infinity": -math.inf}.get(name, math.nan)
