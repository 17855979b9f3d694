"""What the bake-off shows: who is on show, in which order, which rows. Pure; the figures are those
of `sessions.offers.bakeoff` and `sessions.offers.ranking`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from formulas.memo import while_same
from sessions.claims.metrics import BLENDED, COMPONENTS, METRICS
from sessions.document.session import Objective
from sessions.offers.bakeoff import BakeOff, Row, bake_off
from sessions.offers.moves import Round, rounds
from sessions.offers.questions import Beat, Question, questions, to_beat
from sessions.offers.ranking import Place, rankings
from workbench.state.arrangement import FILTERS, NAMED, Table
from workbench.state.items import Item, items

if TYPE_CHECKING:
    from workbench.state.scene import Scene

# Rows that are no metric: what the offer comes to, what is known of quality, how it stands.
PAID, MONTH, FEWER, QUALITY, WORST, OFFERED, LIMITS = (
    "paid", "per_month", "fewer_hits", "quality", "worst", "offered", "limits",
)  # fmt: skip
# Which priority a row that is no metric is weighed by.
_AXES = {PAID: "price", MONTH: "price", FEWER: "price", QUALITY: "quality"}


class Decision(NamedTuple):
    """Everything the bake-off shows of a scene.

    Attributes:
        found: every provider's figures.
        ranked: the ranking for each objective.
        goal: the objective of the packet; without one, the best fit.
        rows: the providers on show, in order; `left` how many are not; `at` the place of each.
        items: the rows on show, in order.
    """

    found: BakeOff
    ranked: dict[Objective, tuple[Place, ...]]
    goal: Objective
    rows: tuple[Row, ...]
    left: int
    items: tuple[str, ...]
    at: Mapping[str, int]

    @property
    def providers(self) -> tuple[str, ...]:
        """The names of those on show."""
        return tuple(self.at)

    def place_of(self, provider: str) -> tuple[int, Place] | None:
        """The place of a provider for the objective, counted from 1."""
        for at, place in enumerate(self.ranked[self.goal], 1):
            if place.provider == provider:
                return at, place
        return None


class _Known(NamedTuple):
    """What was compared last: everybody's figures with what they were made from."""

    made_from: tuple[object, ...]
    found: BakeOff


MOST_AT_ONCE = 60  # quotes; more of them take longer to compare than a key may
_known: list[_Known] = []
_ranked = while_same()(rankings)


def decided(scene: Scene) -> Decision | None:
    """The decision of a scene, once for each session and arrangement; None where nothing is
    judged, or where many quotes are still to be compared (see `waiting`).
    """
    if scene.resolved is None or not scene.settled or waiting(scene):
        return None
    compare(scene)
    found = _known[0].found
    ranked = _ranked(found, scene.session)
    return _decision(scene.session.packet.objective, found, ranked, scene.state.table)


def waiting(scene: Scene) -> bool:
    """Whether many quotes are to be compared beside the screen first."""
    return len(scene.session.quotes) > MOST_AT_ONCE and not _compared(scene)


def compare(scene: Scene) -> None:
    """Compare everybody's figures, unless that is done. Safe beside the screen."""
    if not _compared(scene):
        found = bake_off(scene.session, scene.state.setup, judged=scene.judged)
        _known[:] = [_Known(_made_from(scene), found)]


def _compared(scene: Scene) -> bool:
    return bool(_known) and all(
        one is other for one, other in zip(_known[0].made_from, _made_from(scene), strict=True)
    )


def _made_from(scene: Scene) -> tuple[object, ...]:
    """What an objective or a weight is no part of: neither changes anybody's figures."""
    session = scene.session
    packet = session.packet
    return (
        scene.judged,
        scene.setup,
        session.quotes,
        session.bill,
        packet.entries,
        packet.tiers,
        session.thresholds,
    )


@while_same(lambda objective, found, ranked, table: (objective, found, ranked, *table.chosen))
def _decision(
    objective: Objective,
    found: BakeOff,
    ranked: dict[Objective, tuple[Place, ...]],
    table: Table,
) -> Decision:
    goal = objective or "service level"
    order = {place.provider: at for at, place in enumerate(ranked[goal])}
    rows = sorted(found.rows, key=lambda row: order[row.provider])
    if table.sort:
        rows.sort(key=lambda row: _sorting(row, table.sort), reverse=table.reverse)
    shown = [row for row in rows if row.provider not in table.hidden and _passes(row, table.only)]
    items = [item for item in items_of(found) if item not in table.hidden_items]
    at = {row.provider: place for place, row in enumerate(shown)}
    return Decision(found, ranked, goal, tuple(shown), len(rows) - len(shown), tuple(items), at)


def items_of(found: BakeOff) -> tuple[str, ...]:
    """Every row there is something to show in."""
    items: list[str] = []
    if any(row.paid is not None for row in found.rows):
        items.append(PAID)
    items.append(WORST)
    items += [metric for metric in found.metrics if _by_users(metric)]
    if any(row.deal.limits for row in found.rows):
        items.append(LIMITS)
    items += [QUALITY, OFFERED]
    if PAID in items:
        items.append(MONTH)
    if any(row.deal.price_at_fewer_hits is not None for row in found.rows):
        items.append(FEWER)
    # The blended price is what is paid; it has a row of its own where terms come on top.
    more = [metric for metric in found.metrics if not _by_users(metric)]
    items += [metric for metric in more if metric != BLENDED or _terms_count(found)]
    return tuple(items)


def _by_users(metric: str) -> bool:
    """Whether users notice it: it stands right below what is paid."""
    return METRICS[metric].felt or METRICS[metric].kind == "promise"


def axis_of(item: str) -> str:
    """The priority that a row is weighed by; nothing where it is none."""
    return METRICS[item].weighs if item in METRICS else _AXES.get(item, "")


def _terms_count(found: BakeOff) -> bool:
    """Whether what is paid differs from the price that was quoted, for anybody."""
    return any(
        row.deal.effective_price is not None
        and row.deal.list_price is not None
        and abs(row.deal.effective_price - row.deal.list_price) > 1e-6 * row.deal.list_price
        for row in found.rows
    )


def _sorting(row: Row, item: str) -> tuple[bool, float]:
    """The best first; who says nothing of it last."""
    if item in (PAID, MONTH, FEWER):
        value = row.paid
        return value is None, value or 0.0
    if item == LIMITS:
        return not row.deal.limits, float(len(row.short))
    if item == QUALITY:
        return False, -float(bool(row.quality.evals)) - float(bool(row.quality.verified))
    if item == WORST:
        return False, float(row.judged.worst == "10x-off") + float(row.judged.beyond_ceiling)
    if item == OFFERED:
        date = row.offer.newest.date
        return date is None, -float(date.toordinal()) if date is not None else 0.0
    cell = row.cells.get(item)
    if cell is None:
        return True, 0.0
    return False, METRICS[item].loss(cell.value)


def _passes(row: Row, only: str) -> bool:
    if only.startswith(NAMED):
        return only.removeprefix(NAMED).casefold() in row.provider.casefold()
    return {
        "": True,
        "levels": not row.missed,
        "sound": row.judged.worst != "10x-off" and not row.judged.beyond_ceiling,
        "quality": bool(row.quality.evals),
        "holds": not row.expired,
    }.get(only, True)


def filter_words(table: Table) -> str:
    """Who is on show, in words; nothing where everybody is."""
    if table.only.startswith(NAMED):
        return f'named "{table.only.removeprefix(NAMED)}"'
    return dict(FILTERS).get(table.only, "") if table.only else ""


MANY = 6  # providers that are compared side by side; more of them stand below each other


def is_turned(decision: Decision, table: Table) -> bool:
    """Whether providers stand below each other, and their figures side by side."""
    return table.turned if table.turned is not None else len(decision.rows) > MANY


def at_cell(decision: Decision, table: Table) -> tuple[str, str]:
    """Whose cell and of which row is selected; the first where that is not on show."""
    providers = decision.providers
    provider = table.provider if table.provider in decision.at else next(iter(providers), "")
    item = table.item if table.item in decision.items else (decision.items or ("",))[0]
    return provider, item


def stepped(decision: Decision, table: Table, across: int, down: int) -> Table:
    """Another cell: so many columns and rows further, up to the edges."""
    provider, item = at_cell(decision, table)
    providers = decision.providers
    if not providers or not decision.items:
        return table
    more, further = (down, across) if is_turned(decision, table) else (across, down)
    at = min(max(decision.at[provider] + more, 0), len(providers) - 1)
    to = min(max(decision.items.index(item) + further, 0), len(decision.items) - 1)
    return table._replace(provider=providers[at], item=decision.items[to])


def claim_at(scene: Scene) -> Item | None:
    """The claim that stands in the selected cell, as it was judged in its own round; of what is
    paid, the price. None where no claim does.
    """
    decision = decided(scene)
    if decision is None or not decision.rows:
        return None
    provider, item = at_cell(decision, scene.state.table)
    row = decision.found.row(provider)
    cell = row.cells.get(BLENDED if item in (PAID, MONTH, FEWER) else item) if row else None
    if row is None or cell is None:
        return None
    quote = row.offer.rounds[cell.round]
    place = next((i for i, each in enumerate(scene.session.quotes) if each is quote), None)
    if place is None or place >= len(scene.judged):
        return None
    there, wanted = items(scene.judged[place], str(place)), cell.verdict.claim
    figure = (wanted.metric, wanted.value.value, wanted.statistic)
    for each in there:
        claim = each.verdict.claim
        if (claim.metric, claim.value.value, claim.statistic) == figure:
            return each
    # A blend of components that were said in several rounds stands in none of them.
    return next((each for each in there if each.verdict.claim.metric in COMPONENTS), None)


def sorted_by(decision: Decision, table: Table) -> Table:
    """Ordered by the selected row; again the other way; again by the ranking."""
    _, item = at_cell(decision, table)
    if table.sort != item:
        return table._replace(sort=item, reverse=False)
    return table._replace(reverse=True) if not table.reverse else table._replace(sort="")


def turned(decision: Decision, table: Table) -> Table:
    """Providers below each other, or beside each other."""
    return table._replace(turned=not is_turned(decision, table))


def without_provider(decision: Decision, table: Table) -> Table:
    """The selected provider not on show; the one that stood after it selected."""
    if not decision.rows:
        return table
    provider, _ = at_cell(decision, table)
    names = [name for name in decision.providers if name != provider]
    following = names[min(decision.at[provider], len(names) - 1)] if names else ""
    return table._replace(hidden=table.hidden | {provider}, provider=following)


def without_row(decision: Decision, table: Table) -> Table:
    """The selected row not on show, unless it is the last; the one that stood after it selected."""
    if len(decision.items) < 2:
        return table
    _, item = at_cell(decision, table)
    left = [each for each in decision.items if each != item]
    following = left[min(decision.items.index(item), len(left) - 1)]
    return table._replace(hidden_items=table.hidden_items | {item}, item=following)


# What the page below the table shows of a provider: worked out when it is first looked at.


@while_same(lambda scene, row: (scene.session, row))
def questions_to(scene: Scene, row: Row) -> tuple[Question, ...]:
    """What to ask a provider, the strongest first."""
    return questions(scene.session, row)


@while_same(lambda decision, provider: (decision.found, provider))
def beats_of(decision: Decision, provider: str) -> tuple[Beat, ...]:
    """What others offer that a provider does not."""
    return to_beat(decision.found, provider)


@while_same(lambda scene, row: (scene.session, scene.state.setup, row.offer))
def moves_of(scene: Scene, row: Row) -> tuple[Round, ...]:
    """The rounds of a provider, oldest first, with what each moved."""
    return rounds(scene.session, scene.state.setup, row.offer)
