"""What follows from a table is made once, and anew where its rows change."""

from __future__ import annotations

from typing import NamedTuple

from sessions.claims.table import Table, follows


class Row(NamedTuple):
    id: str


def test_what_follows_is_made_again_where_a_row_joins_or_leaves_and_only_then() -> None:
    one, other = Table([Row("a"), Row("b")]), Table([Row("c")])
    made: list[str] = []

    @follows(one, other)
    def ids() -> str:
        made.append("".join([*one, *other]))
        return made[-1]

    assert (ids(), ids()) == ("abc", "abc")
    assert made == ["abc"]
    other["d"] = Row("d")
    assert ids() == "abcd"
    del one["b"]
    assert (ids(), ids()) == ("acd", "acd")
    assert made == ["abc", "abcd", "acd"]
