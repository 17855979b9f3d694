"""Keys of a config that nobody asked for: one of them may change the shape."""

from __future__ import annotations

import json
import os
import re

from sessions.catalogue.configs.config import Config

# Each changes the matrices or the cache of any model that has it. A family that reads one of them
# says so in its row; in every other the architecture is not known.
CHANGES: tuple[str, ...] = (
    "attention_k_eq_v",
    "attn_res_block_size",
    "compress_ratios",
    "cross_layer_attention",
    "enable_moe_block",
    "expand_ratio",
    "global_head_dim",
    "hc_mult",
    "hidden_size_per_layer_input",
    "kv_share_layers",
    "linear_attn_config",
    "mla_use_output_gate",
    "num_global_key_value_heads",
    "num_kv_shared_layers",
    "o_lora_rank",
    "ple_layer_ids",
    "routed_expert_hidden_size",
    "sparse_attention_config",
    "use_double_wide_mlp",
)
# A key with one of these words may change the shape.
_SHAPES = re.compile(
    r"attn|attention|head|layer|expert|mlp|ffn|rank|dim|hidden|width|latent|index|moe|compress"
    r"|conv|state|hash|share|embed|kv_|_kv|mamba|ssm|block|size|groups|experts|window"
)
# What real configs have with such a word, and no matrix and no cached number depends on.
_HARMLESS = re.compile(
    r"dropout|_act$|_act_fn$|activation|dtype|_eps$|epsilon|token_id|token_index|init|rope|rotary"
    r"|fp32|temperature_tuning|softcap|pdrop|loss|scaling|_scale$|max_position|mtp|nextn|kernels$|implementation"
    r"|^(?:attention_head_dim|attention_sink_size|attn_output_gate|attn_type_list|bos_token_id"
    r"|chunk_size|chunk_size_feed_forward|cross_attention_hidden_size|add_cross_attention"
    r"|ep_size|hybrid_layer_ids|index_share_for_mtp_iteration|index_topk|is_encoder_decoder"
    r"|keys_to_ignore_at_inference|layer_types|max_window_layers|mlp_layer_types"
    r"|moe_shared_expert_overlap|n_group|num_beam_groups|output_attentions"
    r"|output_hidden_states|prefill_chunk_size|qk_head_dim|query_pre_attn_scalar"
    r"|_sliding_window_pattern|dim_model_base|global_attn_every_n_layers|scale_attn_weights|use_logn_attn"
    r"|return_dict|sliding_window_pattern|tie_word_embeddings|time_step_rank|topk_group"
    r"|use_bidirectional_attention|vocab_size_per_layer_input|head_dim|num_key_value_heads"
    r"|quantization_config|compression_config|intermediate_size|block_size)$"
)
_MOST = 6  # keys that are named; a person reads no more


def only_known(inner: Config) -> None:
    """Raise BadDocument where an object inside has a key that may change the counts and that nobody
    asked for: what stands in such an object is about the layers alone.
    """
    for key in _unread(inner):
        said = "a key that napkin does not know, and that may change the counts"
        raise inner.wrong(key[:40], json.dumps(inner.data[key], default=str)[:60], said)


def unread(config: Config) -> tuple[str, ...]:
    """A sentence on the keys that may change the counts and that nobody asked for, if any."""
    keys = _unread(config)
    if not keys:
        return ()
    named = ", ".join([key[:40] for key in keys[:_MOST]])
    more = f" and {len(keys) - _MOST} more" if len(keys) > _MOST else ""
    return (f"Keys that napkin does not read, and that may change the counts: {named}{more}.",)


def _unread(config: Config) -> list[str]:
    return [
        key
        for key, value in config.data.items()
        if key not in config.asked
        # Off, empty, or in words: no number and no list of a shape.
        and (type(value) is int or isinstance(value, list | dict | bool))
        and value
        and _SHAPES.search(key)
        and not _HARMLESS.search(key)
    ]


# --- The sizes of a model, under all the names that configs have for them.

LAYERS = ("num_hidden_layers", "n_layer", "n_layers", "num_layers", "num_transformer_layers")
HEADS = ("num_attention_heads", "n_head", "n_heads")
KV_HEADS = ("num_key_value_heads", "num_kv_heads", "n_head_kv")
HIDDEN = ("hidden_size", "n_embd", "n_embed", "d_model", "model_dim")
WIDTH = ("intermediate_size", "ffn_dim", "ffn_hidden_size", "n_inner")
MOST_LAYERS = 2_000


def head_sizes(config: Config, hidden: int) -> tuple[int, int, int]:
    """Heads, KV heads and the width of a head."""
    heads = config.whole(*HEADS)
    if config.data.get("model_type") == "falcon" or config.has("multi_query"):
        # `multi_query` stands in configs whose newer key says otherwise, and the newer key counts.
        many = config.flag("new_decoder_architecture") or not config.flag("multi_query", True)
        kv_heads = config.whole(*KV_HEADS, default=heads) if many else 1
        config.settled(*KV_HEADS)
    else:
        kv_heads = config.whole(*KV_HEADS, default=heads)
    head = config.whole("head_dim", default=0, least=0)
    if not head:
        if hidden % heads:
            raise config.wrong(
                "head_dim", "nothing", "the hidden size does not divide by the heads"
            )
        head = hidden // heads
    return heads, kv_heads, head


# --- What a model is called.


def name_of(config: Config) -> str:
    """What a person calls the model: its own name, else that of its file or folder."""
    own = config.outer.get("_name_or_path")
    if isinstance(own, str) and own.strip() and len(own) < 200:
        return own.rstrip("/").rpartition("/")[2]
    folder, base = os.path.split(os.path.abspath(config.file))
    for ending in (".config.json", "_config.json", ".json"):
        base = base.removesuffix(ending)
    return os.path.basename(folder) if base == "config" else base.rpartition("--")[2]
