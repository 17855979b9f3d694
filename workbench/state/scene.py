"""From the state to everything that is shown: the chain resolved and evaluated, the quotes judged,
once per change.

What did not change is taken over from the scene before, so that moving a cursor costs no
evaluation.
"""

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from formulas import chain
from formulas.algebra import names
from formulas.book import BOOK
from formulas.chain import Results, active_bases
from formulas.declare import BASES, NOTHING, Basis, Formula
from formulas.quantity import Refused
from formulas.verdicts import Flag, worst
from sessions.catalogue.shelves import UnknownItem
from sessions.claims.metrics import by_variable
from sessions.document.clock import today
from sessions.document.session import Quote, Session, SetUp
from sessions.setups.resolve import Resolved, resolve
from workbench.state.fields import Field, fields
from workbench.state.items import Item, Moves, claims_moved, every_item, money, moves
from workbench.state.notes import note_in
from workbench.state.state import State

if TYPE_CHECKING:
    from sessions.document.keep import Heard
    from sessions.judging.verdict import JudgedQuote, Verdict
    from workbench.state.setups import Column


class Scene(NamedTuple):
    """What there is to show.

    Attributes:
        state, session, setup: what it was made from.
        resolved, results: the chain, or None with `problem` saying why not.
        moved: (id, basis) of what the last edit moved.
        judged: every quote of the session; `heard` and `draft` are the say line, read and judged.
        judged_before: the quotes as they were judged before the last edit; claims_moved, by key,
            the verdict before of each claim that fares otherwise now.
        lineup: every set-up of the session, evaluated, while they stand side by side.
        settled: whether the quotes were judged yet; on the very first frame they were not.
    """

    state: State
    session: Session
    setup: SetUp | None
    resolved: Resolved | None
    results: Results | None
    problem: str
    bases: tuple[Basis, ...]
    fields: tuple[Field, ...]
    moved: frozenset[tuple[str, Basis]]
    judged: "tuple[JudgedQuote, ...]"
    heard: "Heard | None"
    draft: "JudgedQuote | None"
    settled: bool
    lineup: "tuple[Column, ...]" = ()
    judged_before: "tuple[JudgedQuote, ...]" = ()
    claims_moved: "Mapping[str, Verdict]" = NOTHING

    @property
    def worst(self) -> Flag:
        """The most serious flag of all quotes of the session."""
        return worst([judged.leading for judged in self.judged])

    @property
    def beyond_ceiling(self) -> bool:
        """Whether any quote is beyond what any stack can do."""
        return any(judged.beyond_ceiling for judged in self.judged)

    @property
    def items(self) -> list[Item]:
        """Every row of the quotes in reading order, what is being said first."""
        return every_item(self.judged, self.draft)

    @property
    def lit(self) -> Collection[str]:
        """The metrics that are claims of the selected formula."""
        return by_variable().get(self.state.formula, ())

    @property
    def moves(self) -> Moves:
        """What the last edit moved on the bases that are shown."""
        return moves(self.moved, self.bases, self.claims_moved, self.judged)

    @property
    def paid(self) -> str:
        """What the last edit comes to in money, or nothing where it moved no bill."""
        return money(self.state.before, self.results, self.moved)

    @property
    def ready(self) -> tuple[Resolved, Results]:
        """The chain, for a view that is only made where there is one."""
        if self.resolved is None or self.results is None:
            raise ValueError(self.problem)
        return self.resolved, self.results

    @property
    def explainable(self) -> tuple[Basis, ...]:
        """The bases that may be chosen: side by side, those that any of the set-ups has."""
        if not self.lineup:
            return self.bases
        return tuple([b for b in BASES if any(b in column.bases for column in self.lineup)])

    def basis_for(self, id: str) -> Basis:
        """The basis that explains a formula: the chosen one where it has a value there, else the
        next that has.
        """
        chosen = self.state.basis
        if self.results is None or self.results.get(id, chosen) is not None:
            return chosen
        return next(
            (basis for basis in ("napkin", *BASES) if self.results.get(id, basis) is not None),
            chosen,
        )

    def moved_basis(self, id: str) -> Basis:
        """The basis on which a formula moved: the chosen one first, the ceiling only where it is
        alone.
        """
        order: tuple[Basis, ...] = (self.state.basis, "napkin", *self.bases)
        moved = [basis for basis in order if (id, basis) in self.moved]
        others = [basis for basis in moved if basis != "ceiling"]
        return (others or moved or [self.state.basis])[0]

    def formula(self) -> Formula | None:
        """The formula that is explained: the one that gave the value, else the first that holds
        for this model.
        """
        id = self.state.formula
        basis = self.basis_for(id)
        found = self.results.formula(id, basis) if self.results is not None else None
        return found or next(iter(BOOK.routes.get(id, ())), None)

    def symbols(self) -> tuple[str, ...]:
        """The ids that the selected formula is written in, in the order written."""
        formula = self.formula()
        return tuple(dict.fromkeys(names(formula.tree))) if formula is not None else ()

    def inputs(self) -> frozenset[str]:
        """The ids that the selected formula is written in."""
        return frozenset(self.symbols())

    @property
    def symbol(self) -> str:
        """The symbol that the reader is at; none where the formula is no longer written in it."""
        symbol = self.state.symbol
        return symbol if symbol and symbol in self.symbols() else ""


def look(state: State, last: Scene | None = None, *, judge: bool = True) -> Scene:
    """The scene of a state; without `judge`, with the values alone."""
    session = state.session
    same = (
        last is not None
        and last.settled == judge
        and last.session is session
        and last.state.setup == state.setup
    )
    if last is not None and (same or _weighs_only(state, last, judge=judge)):
        setup, resolved, results, problem = last.setup, last.resolved, last.results, last.problem
        judged, bases, shown = last.judged, last.bases, last.fields
    else:
        setup, resolved, results, problem = _resolve(session, state.setup)
        judged = (
            judged_quotes(session, state.setup, session.quotes)
            if judge and resolved is not None
            else ()
        )
        bases = active_bases(results.plan.shape) if results is not None else BASES
        shown = fields(
            tuple(sorted(resolved.given.choices.items())) if resolved is not None else ()
        )
    if last is not None and same and last.state.before is state.before:
        moved = last.moved
    elif state.before is not None and results is not None:
        moved = chain.moved(state.before, results)
    else:
        moved = frozenset()
    heard, draft = _listen(state, session, resolved, last if same else None)
    lineup: tuple[Column, ...] = ()
    if state.beside and judge and setup is not None:
        here = (setup, session, results, judged, bases, problem)
        lineup = _lined_up(here, last.lineup if last is not None else ())
    return Scene(
        state,
        session,
        setup,
        resolved,
        results,
        problem,
        bases,
        shown,
        moved,
        judged,
        heard,
        draft,
        judge,
        lineup,
        *_fared(state, judged, last),
    )


def _weighs_only(state: State, last: Scene, *, judge: bool) -> bool:
    """Whether the session differs from the last one in nothing that a value or a verdict is made
    of: another objective or weight, a note, a title.
    """
    if last.settled != judge or last.state.setup != state.setup:
        return False
    return all(a is b for a, b in zip(_bears(state.session), _bears(last.session), strict=True))


def _bears(session: Session) -> tuple[object, ...]:
    packet = session.packet
    return (
        packet.entries,
        packet.tiers,
        session.bill,
        session.setups,
        session.load_tests,
        session.quotes,
        session.thresholds,
        session.currency,
        session.active,
    )


def _fared(
    state: State, judged: "tuple[JudgedQuote, ...]", last: Scene | None
) -> "tuple[tuple[JudgedQuote, ...], Mapping[str, Verdict]]":
    """How the quotes fared before the last edit, and which claims fare otherwise now."""
    was, name = state.was, state.setup
    if was is None or not judged or all(setup.name != name for setup in was.setups):
        return (), NOTHING
    alike = last is not None and last.state.setup == name
    if last is not None and alike and last.state.was is was:
        if last.judged is judged:
            return last.judged_before, last.claims_moved
        before = last.judged_before
    elif last is not None and alike and last.session is was and last.settled:
        before = last.judged  # the session before an edit is the one that was on show
    else:
        before = judged_quotes(was, name, was.quotes) if _resolve(was, name)[1] is not None else ()
    return before, claims_moved(before, judged)


def _lined_up(here: tuple[Any, ...], last: "tuple[Column, ...]") -> "tuple[Column, ...]":
    from workbench.state.setups import Column, line_up  # 12 ms, and few set-ups stand so

    column = Column(*here)
    return line_up(column.session, column, last)


def judged_quotes(
    session: Session, setup: str, quotes: tuple[Quote, ...]
) -> "tuple[JudgedQuote, ...]":
    """Quotes judged against a set-up of a session; the same ones give the same verdicts."""
    from sessions.judging.judge import judged, judging  # 12 ms, after the first frame

    by = judging(session, setup)
    return tuple([judged(by, quote) for quote in quotes])


def _resolve(
    session: Session, name: str
) -> tuple[SetUp | None, Resolved | None, Results | None, str]:
    try:
        setup = session.setup(name)
    except KeyError:
        return (
            None,
            None,
            None,
            "This session does not say yet what you buy. F2, then enter asks for it.",
        )
    try:
        resolved = resolve(session, setup)
    except (Refused, UnknownItem) as problem:
        return setup, None, None, str(problem)
    return setup, resolved, resolved.evaluate(), ""


def _listen(
    state: State, session: Session, resolved: Resolved | None, last: Scene | None
) -> "tuple[Heard | None, JudgedQuote | None]":
    if not state.said.strip():
        return None, None
    if last is not None and _heard_in(last.state) == _heard_in(state):
        return last.heard, last.draft
    if state.sheet == "call" and note_in(state.said) is not None:
        return None, None
    from sessions.say.hear import hear  # 60 ms, and nothing was said yet

    call = state.call
    heard = hear(session, state.said, today(), speaking=state.speaking, fresh=call.fresh)
    if resolved is None or not _says_anything(heard.quote):
        return heard, None
    (draft,) = judged_quotes(session, state.setup, (heard.judged,))
    return heard, draft


def _heard_in(state: State) -> tuple[object, ...]:
    """What a line is heard in: the same of it gives the same quote."""
    return state.said, state.speaking, state.call.fresh, state.sheet == "call", today()


def _says_anything(quote: Quote) -> bool:
    return bool(quote.claims or quote.ambiguous)
