"""What a replica sends over the network that is larger than the fast interconnect reaches."""

from __future__ import annotations

from formulas.book import BOOK
from formulas.chain import Results

_TRAFFIC = (
    ("tensor_parallel_traffic", "all-reduces of sliced layers"),
    ("expert_parallel_traffic", "tokens on their way to experts and back"),
    ("pipeline_traffic", "activations from stage to stage"),
)


def crossing(results: Results) -> tuple[str, ...]:
    """What takes the network, each with its bytes per token; nothing within one interconnect.

    Tensor parallel stays on the interconnect as long as its GPUs do; what is left over, stages and
    experts, is what crosses. The traffic of data-parallel attention is that to its experts.
    """

    def get(id: str) -> float:
        return results.get(id, "napkin") or 0.0

    # Where nobody says what joins them, every GPU stands alone.
    node = get("interconnect_domain") or 1.0
    if get("gpus_per_replica") <= node:
        return ()
    leaves = {
        # Attention over the GPUs of a rank, experts over all GPUs of a stage that slice them.
        "tensor_parallel_traffic": max(
            get("tensor_parallel"),
            get("gpus_per_replica")
            / max(1.0, get("pipeline_parallel"))
            / max(1.0, get("expert_parallel")),
        )
        > node,
        "expert_parallel_traffic": get("expert_parallel") > node,
        "pipeline_traffic": get("pipeline_parallel") > 1,
    }
    found = []
    for id, words in _TRAFFIC:
        if leaves[id] and get(id):
            found.append(f"{words}, {BOOK.variables[id].show(get(id), 3)}")
    return tuple(found)
