"""Which claim is selected: on the sheet that is on show, or among the quotes."""

from formulas.memo import while_same
from workbench.state.call import call_item
from workbench.state.items import DRAFT, Item, items, worst_item
from workbench.state.scene import Scene


def chosen_item(scene: Scene) -> Item | None:
    """The selected claim: while something is being said, its worst; else the selected one, else
    the worst of all.
    """
    claim = scene.state.claim
    if scene.state.sheet == "call":
        return call_item(scene)
    if scene.state.sheet == "bakeoff" and scene.draft is None:
        from workbench.state.bakeoff import claim_at  # 40 ms, and no sheet is the first thing shown

        return claim_at(scene)
    if scene.draft is not None and not claim.startswith(DRAFT):
        rows_now = items(scene.draft, DRAFT)
        if rows_now:
            return worst_item(rows_now)
    name = claim.partition(".")[0]
    judged = scene.draft if name == DRAFT else None
    if name.isdecimal() and int(name) < len(scene.judged):
        judged = scene.judged[int(name)]
    for row in items(judged, name) if judged is not None else ():
        if row.key == claim:
            return row
    return _worst_of_all(scene)


@while_same(lambda scene: (scene.judged, scene.draft))
def _worst_of_all(scene: Scene) -> Item | None:
    """Three views ask for each scene, and there may be thousands of claims: once is enough."""
    return worst_item(scene.items)
