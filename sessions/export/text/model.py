"""What a config says of a model, as text."""

from __future__ import annotations

from collections.abc import Sequence

from sessions.answers.model import Described, NotKnown
from sessions.catalogue.configs.architecture import NEITHER, NO_INPUT

_LABEL, _WIDEST = 19, 80  # columns of a label, and of a row


def model(found: Described | NotKnown) -> list[str]:
    """One model, part by part."""
    head = f"{found.name}  {found.architecture}"
    if isinstance(found, NotKnown):
        said = {"num_layers": "layers", "hidden_size": "hidden size", "vocab_size": "vocabulary"}
        stated = [f"  {said[id]} {count:,}" for id, count in found.stated.items()]
        return [head, *stated, *[f"  not modelled  {gap}" for gap in found.not_modelled]]
    rows = [f"{head}  {found.attention}", ""]
    rows.append(f"  {'part':<16}{'parameters':>20}{'per token':>20}{'bytes':>12}{'each':>8}")
    for part, count in found.params_by_part.items():
        active = found.active_by_part.get(part, 0)
        held = _size(found.weight_bytes_by_part.get(part, 0))
        each = f"{found.bytes_per_param_by_part[part]:.4g}"
        rows.append(f"  {part:<16}{count:>20,}{active:>20,}{held:>12}{each:>8}")
    held = _size(found.weight_bytes)
    rows.append(f"  {'all':<16}{found.total_params:>20,}{found.active_params:>20,}{held:>12}")
    rows.append(f"  {NO_INPUT:<36}{found.active_params_without_input_embeddings:>20,}")
    rows.append(f"  {NEITHER:<36}{found.active_params_without_embeddings:>20,}")
    rows += ["", *_labelled("weights", f"{held}  ({found.weights})".split(" "), " ")]
    by_tier = found.weight_bytes_by_tier.items()
    rows += _labelled("at one tier", [f"{t} {_size(size)}" for t, size in by_tier if t != "fp32"])
    rows.append(
        f"  KV per token     {found.kv_bytes_per_token:,} byte"
        f"  ({found.kv_bytes_per_value:g} byte a value; {found.num_layers} layers)"
    )
    if (short := found.kv_bytes_per_token_short_context) != found.kv_bytes_per_token:
        rows.append(f"                   {short:,} byte while the context is inside every window")
    if found.state_bytes_per_request:
        rows.append(f"  fixed state      {_size(found.state_bytes_per_request)} per request")
    kept = found.kv_bytes_per_request.items()
    rows += _labelled("KV per request", [f"{n // 1024}K tokens {_size(size)}" for n, size in kept])
    rows += _work(found)
    for gap in found.not_modelled:
        rows += _labelled("not modelled", gap.split(" "), " ")
    return rows


def _work(found: Described) -> list[str]:
    """FLOPs of a token: on the parameters, and on the context by its length."""
    rows = [f"  work per token   {found.flops_per_token / 1e9:,.3g} GFLOP on the parameters"]
    work = found.attention_flops_per_token
    prefill = {tokens: each.prefill for tokens, each in work.items()}
    decode = {tokens: each.decode for tokens, each in work.items()}
    told = {"": prefill} if prefill == decode else {", prefill": prefill, ", decode": decode}
    for words, by_length in told.items():
        lengths = [f"{tokens // 1024}K {flops / 1e9:,.3g}" for tokens, flops in by_length.items()]
        rows.append(f"  on its context   {' · '.join(lengths)} GFLOP{words}")
    return rows


def _labelled(label: str, pieces: Sequence[str], between: str = " · ") -> list[str]:
    """Pieces beside a label, in as many rows as they take."""
    rows = [f"  {label:<17}"]
    for piece in pieces:
        begun = len(rows[-1]) > _LABEL
        if begun and len(rows[-1]) + len(between) + len(piece) > _WIDEST:
            rows.append(" " * _LABEL)
            begun = False
        rows[-1] += (between if begun else "") + piece
    return rows


def _size(count: float) -> str:
    for size, unit in ((1e12, "TB"), (1e9, "GB"), (1e6, "MB"), (1e3, "KB")):
        if count >= size:
            return f"{count / size:.4g} {unit}"
    return f"{count:g} byte"
