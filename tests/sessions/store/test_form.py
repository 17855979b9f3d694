"""The form of a session file: every field has its row, and what follows from a row follows."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from sessions.document.session import Session
from sessions.files.problems import Findings
from sessions.files.read import located
from sessions.store.form import FORM, SHAPE, _many, _needed, _text
from sessions.store.table import Form, Table

FORMS = {"session": FORM} | {
    ".".join(path): row.form for path, row in FORM.tables() if row.form is not None
}


@pytest.mark.parametrize("name", FORMS)
def test_every_field_of_a_value_is_read_and_written(name: str) -> None:
    form = FORMS[name]
    made = Session if form is FORM else form.make
    fields = getattr(made, "_fields", ())
    rows = [row.field or row.key for row in form.rows if row.key != "schema"]
    assert sorted(rows) == sorted(fields)


def test_items_are_named_by_a_key_of_theirs() -> None:
    for key, (what, named) in SHAPE.items.items():
        form = next(form for path, form in FORMS.items() if path.split(".")[-1] == key)
        assert what
        assert named in form.keys


class Visit(NamedTuple):
    """A made-up item of a session, to be declared as rows."""

    town: str
    guide: str = ""


class Diary(NamedTuple):
    """A made-up document."""

    visits: tuple[Visit, ...] = ()


VISIT = Form(Visit, _needed("town", "Riga"), _text("guide"), what="visit", known_by=("town",))
DIARY = Form(Diary, _many("visit", VISIT, "visits", "where we were"))


def test_a_made_up_item_is_one_form_of_rows() -> None:
    data = {"visit": [{"guide": "Ann", "town": "Riga"}, {"twon": "Vilnius"}]}
    text = '[[visit]]\nguide = "Ann"\ntown = "Riga"\n[[visit]]\ntwon = "Vilnius"\n'
    findings = Findings()
    diary = DIARY.read(Table(data, (), findings, DIARY))
    assert diary.visits[0] == Visit("Riga", "Ann")
    told = located(findings.by_path.values(), data, text, "d", items=DIARY.shape().items)
    assert [(each.key, each.reason, each.fix) for each in told] == [
        ("visit 2 > town", "a visit without town", 'add town = "Riga"'),
        ("visit 2 > twon", "a key that napkin does not read; it is kept", "did you mean town?"),
    ]
    assert DIARY.write(Diary((Visit("Riga", "Ann"),))) == {
        "visit": [{"town": "Riga", "guide": "Ann"}]
    }
    shape = DIARY.shape()
    assert (shape.order, shape.headings) == (("visit", "origin"), {"visit": "where we were"})
    assert (shape.items, shape.known_by) == ({"visit": ("visit", "town")}, {"visit": ("town",)})


def test_variables_have_their_homes_in_the_form() -> None:
    assert {home: FORM.home(home) for home in ("packet", "bill", "setup", "measured")} == {
        "packet": "[packet]",
        "bill": "[bill]",
        "setup": "[[setup]]",
        "measured": "[setup.measured] or [[loadtest]]",
    }
