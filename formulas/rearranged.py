"""A formula turned round for one of its inputs, by taking the operations off step by step.

Only what has one inverse is taken off: sums, products, quotients and powers with a plain exponent,
around an input that stands in the formula once. No solver is asked, so that nothing hangs.
"""

from formulas.algebra import Binary, Name, Node, Number, names, written
from formulas.chain import Plan, Step
from formulas.compiled import path
from formulas.declare import Basis, Formula

LONGEST = 6  # formulas that are still followed with the eye


def rearranged(plan: Plan, input: str, slot: int, target: str, basis: Basis) -> tuple[Formula, ...]:
    """From a result back to an input, one formula turned round at a time, in working order.

    Args:
        slot: where the input stands in the plan.

    Returns: formulas over variables of the book, the first from the result itself, the last giving
        the input; nothing where the input enters on two ways, or what it enters has no inverse.
    """
    found: list[Formula] = []
    known = input
    _, steps = path(plan, {slot}, plan.slots[target, basis])
    if len(steps) > LONGEST:
        return ()
    for at, step in enumerate(steps):
        if any(slot in later.inputs.values() for later in steps[at + 1 :]):
            return ()
        turned = _turned(step, slot)
        if turned is None:
            return ()
        found.append(turned)
        known, slot = step.formula.target, step.slot
    return tuple(reversed(found)) if known == target else ()


def _turned(step: Step, slot: int) -> Formula | None:
    formula = step.formula
    standing = [name for name in names(formula.tree) if step.inputs[name] == slot]
    if len(standing) != 1:
        return None
    tree = isolated(formula.tree, standing[0], Name(formula.target))
    if tree is None:
        return None
    return Formula(standing[0], written(tree), tree, formula.section, formula.why)


def isolated(tree: Node, id: str, result: Node) -> Node | None:
    """What a variable that stands once in a tree is, where the tree gives `result`; or None."""
    while tree != Name(id) or not isinstance(tree, Name):
        if not isinstance(tree, Binary):
            return None  # a floor, a ceiling, a maximum: more than one value, or none
        op, left, right = tree
        if id in names(left):
            tree = left
            if op in _UNDONE:
                result = Binary(_UNDONE[op], result, right)
            elif isinstance(right, Number) and float(right.text) != 0:
                result = Binary("**", result, Number(repr(1 / float(right.text))))
            else:
                return None
        elif op == "**":
            return None
        else:
            tree = right
            sum_or_product = op in "+*"
            result = (
                Binary(_UNDONE[op], result, left) if sum_or_product else Binary(op, left, result)
            )
    return result


_UNDONE = {"+": "-", "-": "+", "*": "/", "/": "*"}
