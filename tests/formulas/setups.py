"""What the chain is tested on: the worked example's two set-ups, other kinds of model, noise."""

from __future__ import annotations

import random
from collections.abc import Mapping

from formulas.book import BOOK
from formulas.chain import Given
from tests.formulas.exact import quantity

SHARED = {
    "total_params": "1T param",
    "active_params": "32B param/token",
    "bytes_per_param": "0.5 byte/param",
    "num_layers": "61",
    "hidden_size": "7168",
    "routed_experts": "384",
    "experts_per_token": "8",
    "moe_intermediate_size": "2048",
    "moe_layers": "61",
    "shared_weight_bytes": "5.6 GB",
    "attention_params": "6.2B param",
    "num_attention_heads": "64",
    "qk_head_dim": "192",
    "v_head_dim": "128",
    "kv_lora_rank": "512",
    "qk_rope_head_dim": "64",
    "bytes_per_kv_value": "1 byte",
    "context_tokens": "80K token/request",
    "fresh_tokens": "13K token/request",
    "fresh_tokens_p50": "9400 token/request",
    "cached_tokens": "71K token/request",
    "output_tokens": "1056 token/request",
    "tokens_per_pass": "1 token/request",
    "verified_tokens_per_pass": "1 token/request",
    "gpu_memory": "192 GB/GPU",
    "gpu_bandwidth": "8 TB/s/GPU",
    "gpu_flops": "10 PFLOP/s/GPU",
    "gpu_price": "$6/GPU/hour",
    "gpus_per_node": "8 GPU",
    "activation_bytes": "80 GB",
    "pipeline_parallel": "1",
    "expert_parallel": "1",
    "memory_utilization": "90%",
    "runtime_bytes_per_gpu": "1 GB/GPU",
    "kv_block_tokens": "16 token",
    "hours_per_month": "730 hour/month",
    "utilization": "100%",
}
BILL = {
    "api_price": "$0.317/Mtok",
    "trough_tps": "110K tok/s",
    "demand_requests_per_second": "2.6 request/s",
    "demand_concurrency": "73 request",
    "prompt_tokens": "80K token/request",
    "best_case_saving_fraction": "35%",
    "input_price": "$0.95/Mtok",
    "cached_input_price": "$0.16/Mtok",
    "output_price": "$4/Mtok",
}
SOURCE = {
    "sync_efficiency": "78.125%",
    "mbu": "50%",
    "mfu": "6.24%",
    "overlap_factor": "0.5",
    "fixed_overhead": "5.2 ms",
    "decode_mbu": "11%",
}
CALIBRATED = {
    "sync_efficiency": "100%",
    "mbu": "90%",
    "mfu": "18%",
    "layer_time": "70 us",
    "collective_time": "20 us",
    "prefill_layer_time": "1.7 ms",
    "queue_share": "0.1",
    "room_wait_share": "0.24",
    "attention_cost": "2",
}
FIT = {"fit_intercept": "5.2 ms", "fit_slope": "1.65 ms/request"}
MIXED = {
    "growing_layers": "18",
    "kv_values_per_layer": "1024",
    "windowed_layers": "18",
    "windowed_kv_values": "1024",
    "window_tokens": "128 token/request",
    "state_bytes_per_request": "98 MB/request",
    "shared_params": "11.72B param",
    "expert_matrices": "2",
    "attention_products_per_layer": "8192",
    "windowed_products_per_layer": "8192",
}
SPARSE = {
    "index_n_heads": "64",
    "index_head_dim": "128",
    "index_topk": "2048 token/request",
    "num_kv_heads": "1",
}
SPLIT = {"pipeline_parallel": "2", "expert_parallel": "5", "gpus_per_replica": "16 GPU"}
# Every term that an offer may have.
OFFER = {
    "offer_price": "$0.317/Mtok",
    "cache_write_factor": "1.25",
    "overage_price": "$0.45/Mtok",
    "storage_price": "$1/Mtok/hour",
    "stored_tokens": "50M token",
    "offer_discount": "20%",
    "surcharge_share": "50%",
    "minimum_prefix": "1024 token/request",
    "hits_lost": "10%",
    "commitment_per_year": "$1.2M/year",
    "fee_per_month": "$500/month",
    "credit_share": "10%",
    "cached_input_discount": "75%",
    "provisioned_unit_price_per_month": "$35040/month",
    "provisioned_unit_rate": "30K tok/s",
    "provisioned_units_minimum": "4",
    "rented_units": "2",
    "rent_per_month": "$35040/month",
    "demand_processed_tps_peak": "327K tok/s",
}
VOLUME = {"commitment_volume_per_month": "500B token/month"}
PLAIN_KV = {"num_kv_heads": "8", "head_dim": "128"}


def without(texts: Mapping[str, str], *ids: str) -> dict[str, str]:
    """Texts but for some."""
    return {id: text for id, text in texts.items() if id not in ids}


def base(texts: Mapping[str, str]) -> dict[str, float]:
    """Texts as numbers of base units, read by the tests' own reader."""
    return {id: float(quantity(text).value) for id, text in texts.items()}


def given(
    entered: Mapping[str, str],
    *,
    fit: Mapping[str, str] | None = None,
    measured: Mapping[str, str] | None = None,
    assumed: Mapping[str, str] = SOURCE,
    attention: str = "mla",
    feed_forward: str = "moe",
    **more: str,
) -> Given:
    """A set-up with the source's assumptions, from texts."""
    return Given(
        base(entered),
        base(assumed),
        base(fit or {}),
        base(measured or {}),
        {"attention": attention, "feed_forward": feed_forward, "layout": "plain", **more},
    )


EXAMPLE = {
    "tp8-c16": given(
        SHARED | {"gpus_per_replica": "8 GPU", "concurrency": "16 request"},
        fit=FIT,
        measured={
            "pass_time": "36.8 ms",
            "measured_output_tps_per_gpu": "48.7 tok/s/GPU",
            "ttft": "1.57 s",
            "e2e_latency": "41.84 s",
        },
    ),
    "tp4-c8": given(
        SHARED | {"gpus_per_replica": "4 GPU", "concurrency": "8 request"},
        measured={"per_stream_tps": "46 tok/s/request", "processed_tps": "26.6K tok/s"},
    ),
}

_WHOLE = SHARED | BILL | PLAIN_KV | {"gpus_per_replica": "8 GPU", "concurrency": "16 request"}
_MEASURED = {
    "pass_time": "36.8 ms",
    "ttft": "1.57 s",
    "measured_output_tps_per_gpu": "48.7 tok/s/GPU",
    "measured_prefill_rate": "78K tok/s",
}

_HEADS = ("num_attention_heads", "num_kv_heads", "kv_lora_rank")
# Every input and every basis, on each kind of model; the last with results entered on top.
KINDS = {
    "MLA, experts": given(_WHOLE, fit=FIT, measured=_MEASURED),
    "MLA, dense": given(_WHOLE, fit=FIT, measured=_MEASURED, feed_forward="dense"),
    "plain K/V, experts": given(_WHOLE, fit=FIT, measured=_MEASURED, attention="kv"),
    "plain K/V, dense": given(
        _WHOLE, fit=FIT, measured=_MEASURED, attention="kv", feed_forward="dense"
    ),
    "mixed layers, experts counted": given(
        {id: text for id, text in _WHOLE.items() if id != "shared_weight_bytes"} | MIXED,
        fit=FIT,
        measured=_MEASURED,
        attention="mixed",
        experts="stated",
    ),
    "parts kept wider": given(
        _WHOLE | {"wide_params": "20B param", "bytes_per_wide_param": "2 byte/param"},
        fit=FIT,
        measured=_MEASURED,
        feed_forward="dense",
    ),
    "sparse attention": given(_WHOLE | SPARSE, fit=FIT, measured=_MEASURED, attention="sparse"),
    "split over stages": given(_WHOLE | SPLIT, fit=FIT, measured=_MEASURED, layout="stated"),
    "context dealt out": given(
        _WHOLE | SPLIT,
        fit=FIT,
        measured=_MEASURED,
        attention="kv",
        layout="stated",
        kv_layout="dcp",
    ),
    "ranks of attention": given(
        _WHOLE | SPLIT, fit=FIT, measured=_MEASURED, layout="stated", kv_layout="dp"
    ),
    "calibrated": given(
        _WHOLE, fit=FIT, measured=_MEASURED, assumed=CALIBRATED, napkin="calibrated"
    ),
    "calibrated, laid out": given(
        _WHOLE | SPLIT,
        fit=FIT,
        measured=_MEASURED,
        assumed=CALIBRATED,
        napkin="calibrated",
        layout="stated",
    ),
    # Typed in by hand, without heads: neither copies nor attention's own work are known.
    "calibrated, heads not known": given(
        {id: text for id, text in _WHOLE.items() if id not in _HEADS}
        | {"kv_bytes_per_token": "35 KB/token"},
        fit=FIT,
        measured=_MEASURED,
        assumed=CALIBRATED,
        attention="mixed",
        napkin="calibrated",
    ),
    "an offer with its terms": given(_WHOLE | OFFER, fit=FIT, measured=_MEASURED),
    "an offer of a volume": given(
        _WHOLE | without(OFFER, "commitment_per_year") | VOLUME, fit=FIT, measured=_MEASURED
    ),
    "an offer of GPUs": given(
        _WHOLE | without(OFFER, "commitment_per_year") | {"commitment_gpus": "64 GPU"},
        fit=FIT,
        measured=_MEASURED,
    ),
    "results entered": given(
        _WHOLE | {"kv_bytes_per_request": "2.8 GB/request", "replicas": "3", "ttft": "2 s"},
        fit=FIT,
        measured={"e2e_latency": "41.84 s", "concurrency": "12 request"},
    ),
}


def moved(start: Given, chance: random.Random) -> Given:
    """The same set-up with every value between a third and three times what it was, in few digits.

    Whole counts stay whole; the experts of a token stay fewer than there are, as in any model. What
    is both entered and measured is moved as entered, as a sweep would.
    """

    def layer(values: Mapping[str, float]) -> dict[str, float]:
        found = {}
        for id, number in values.items():
            number = float(f"{number * 3 ** chance.uniform(-1, 1):.4g}")
            found[id] = float(max(1, round(number))) if BOOK.variables[id].whole else number
        if "experts_per_token" in found:
            found["experts_per_token"] = min(found["experts_per_token"], found["routed_experts"])
        return found

    return Given(
        layer(start.entered),
        layer(start.assumptions),
        layer(start.fit),
        {
            **start.measured,
            **layer({k: v for k, v in start.measured.items() if k not in start.entered}),
        },
        start.choices,
    )
