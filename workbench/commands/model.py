"""`napkin model`: what a config says, as JSON and as text.

Loads no book of formulas (a test holds it), so that fifty configs are read in the time of one.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import Any

from formulas.quantity import TIERS, Refused
from sessions.catalogue.configs.architecture import (
    NEITHER,
    NO_INPUT,
    PARTS,
    Architecture,
    active_ways,
)
from sessions.catalogue.configs.config import name_of, read_config
from sessions.catalogue.configs.read import Unknown, architecture
from sessions.catalogue.configs.weights.tiers import Weights, as_released, at_tier
from sessions.files.problems import BadDocument
from sessions.files.safe_text import visible

Answer = dict[str, Any]


def model(path: str, weights: str = "", kv: str = "") -> Answer:
    """What one config says, in the shape that scripts hold on to. Raises BadDocument, Refused."""
    config = read_config(path)
    try:
        found = architecture(config)
    except Unknown as unknown:
        return {
            "name": name_of(config),
            "architecture": unknown.model_type,
            **unknown.stated,
            "not_modelled": [str(unknown)],
        }
    released = as_released(config, found)
    held = at_tier(found, tier(weights)) if weights else released
    per_value = TIERS[tier(kv)] if kv else released.per_value
    return _answer(name_of(config), found, held, per_value)


def tier(name: str) -> str:
    """A tier by name, in any case. Raises Refused."""
    plain = name.strip().lower()
    if plain not in TIERS:
        raise Refused(name, f"{name!r} is not a tier", ", ".join(TIERS))
    return plain


def _answer(name: str, model: Architecture, weights: Weights, per_value: float) -> Answer:
    params, active, ways = model.params(), model.active_params(), active_ways(model)
    source = {"quantization_from": weights.source} if weights.source else {}
    return {
        "name": name,
        "architecture": model.name,
        "attention": model.attention,
        "total_params": model.total_params,
        "active_params": model.total_active,
        "active_params_without_input_embeddings": ways[NO_INPUT],
        "active_params_without_embeddings": ways[NEITHER],
        "num_layers": model.num_layers,
        "hidden_size": model.hidden_size,
        "params_by_part": {part: params[part] for part in PARTS if params[part]},
        "active_by_part": {part: active[part] for part in PARTS if active[part]},
        "layers": [
            {"attention": layer.mixer.name, "feed_forward": layer.feed.name, "layers": count}
            for layer, count in model.kinds
        ],
        "weights": weights.tier,
        **source,
        "weight_bytes": _plain(weights.total),
        "weight_bytes_by_part": {p: _plain(weights.bytes[p]) for p in PARTS if weights.bytes[p]},
        "bytes_per_param_by_part": {
            part: _plain(round(weights.per_param[part], 9)) for part in PARTS if params[part]
        },
        "weight_bytes_by_tier": {
            name: _plain(model.total_params * size) for name, size in TIERS.items()
        },
        "kv_bytes_per_value": per_value,
        "kv_bytes_per_token": _plain(model.kv_values_per_token * per_value),
        "kv_bytes_per_token_at_1_byte": model.kv_values_per_token,
        "kv_bytes_per_token_short_context": _plain(model.kv_values_short * per_value),
        "state_bytes_per_request": _plain(model.state_bytes),
        "kv_bytes_per_request": {
            str(tokens): _plain(model.kv_bytes(tokens, per_value)) for tokens in CONTEXTS
        },
        "flops_per_token": 2 * model.total_active,
        "attention_flops_per_token": {
            str(tokens): {
                "prefill": model.attention_flops(tokens, decoding=False),
                "decode": model.attention_flops(tokens, decoding=True),
            }
            for tokens in CONTEXTS
        },
        "not_modelled": [*model.gaps, *weights.gaps],
    }


CONTEXTS = (8_192, 32_768, 131_072)
_LABEL, _WIDEST = 19, 80  # columns of a label, and of a row


def _plain(number: float) -> float | int:
    return int(number) if float(number).is_integer() else number


def run(paths: Sequence[str], weights: str, kv: str, *, as_json: bool) -> int:
    """Print what each config says; what is refused goes to standard error, and the others are
    printed all the same. Returns the exit status.
    """
    answers: list[Answer] = []
    status = 0
    for path in paths:
        try:
            answers.append(model(path, weights, kv))
        except (BadDocument, Refused) as bad:
            said = str(bad)
            prefix = "" if said.startswith("error") else "error: "
            print(prefix + said, file=sys.stderr)
            status = 2
    if any("total_params" not in answer for answer in answers):
        status = max(status, 1)
    if as_json and answers:
        whole = answers[0] if len(paths) == 1 else {"models": answers}
        print(json.dumps(whole, ensure_ascii=False, separators=(",", ":")))
    elif answers:
        print("\n\n".join(["\n".join(map(visible, text(answer))) for answer in answers]))
    return status


# --- as text


def text(answer: Answer) -> list[str]:
    """An answer in lines for a terminal."""
    head = f"{answer['name']}  {answer['architecture']}"
    if "total_params" not in answer:
        said = {"num_layers": "layers", "hidden_size": "hidden size", "vocab_size": "vocabulary"}
        stated = [f"{words} {answer[id]:,}" for id, words in said.items() if id in answer]
        rows = [head, *[f"  {words}" for words in stated]]
        return [*rows, *[f"  not modelled  {gap}" for gap in answer["not_modelled"]]]
    rows = [f"{head}  {answer['attention']}", ""]
    rows.append(f"  {'part':<16}{'parameters':>20}{'per token':>20}{'bytes':>12}{'each':>8}")
    for part, count in answer["params_by_part"].items():
        active = answer["active_by_part"].get(part, 0)
        held = answer["weight_bytes_by_part"].get(part, 0)
        each = f"{answer['bytes_per_param_by_part'][part]:.4g}"
        rows.append(f"  {part:<16}{count:>20,}{active:>20,}{_size(held):>12}{each:>8}")
    total, active = answer["total_params"], answer["active_params"]
    rows.append(f"  {'all':<16}{total:>20,}{active:>20,}{_size(answer['weight_bytes']):>12}")
    for words, id in (
        (NO_INPUT, "active_params_without_input_embeddings"),
        (NEITHER, "active_params_without_embeddings"),
    ):
        rows.append(f"  {words:<36}{answer[id]:>20,}")
    held = f"{_size(answer['weight_bytes'])}  ({answer['weights']})"
    rows += ["", *_labelled("weights", held.split(" "), " ")]
    by_tier = answer["weight_bytes_by_tier"]
    tiers = [f"{name} {_size(size)}" for name, size in by_tier.items() if name != "fp32"]
    rows += _labelled("at one tier", tiers)
    rows.append(
        f"  KV per token     {answer['kv_bytes_per_token']:,} byte"
        f"  ({answer['kv_bytes_per_value']:g} byte a value; {answer['num_layers']} layers)"
    )
    if answer["kv_bytes_per_token_short_context"] != answer["kv_bytes_per_token"]:
        short = answer["kv_bytes_per_token_short_context"]
        rows.append(f"                   {short:,} byte while the context is inside every window")
    if answer["state_bytes_per_request"]:
        rows.append(f"  fixed state      {_size(answer['state_bytes_per_request'])} per request")
    kept = answer["kv_bytes_per_request"]
    held_by = [f"{int(tokens) // 1024}K tokens {_size(size)}" for tokens, size in kept.items()]
    rows += _labelled("KV per request", held_by)
    rows += _work(answer)
    for gap in answer["not_modelled"]:
        rows += _labelled("not modelled", gap.split(" "), " ")
    return rows


def _work(answer: Answer) -> list[str]:
    """FLOPs of a token: on the parameters, and on the context by its length."""
    rows = [f"  work per token   {answer['flops_per_token'] / 1e9:,.3g} GFLOP on the parameters"]
    by_length = answer["attention_flops_per_token"]
    alike = all(each["prefill"] == each["decode"] for each in by_length.values())
    for kind in ("prefill",) if alike else ("prefill", "decode"):
        lengths = [
            f"{int(tokens) // 1024}K {each[kind] / 1e9:,.3g}" for tokens, each in by_length.items()
        ]
        words = "" if alike else f", {kind}"
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
