"""The keys of a config: the names that sizes go by, and what nobody asked for, which may change the
shape.
"""

from __future__ import annotations

import json
import re

from sessions.catalogue.configs.config import Config

# What configs call the sizes of a model.
LAYERS = ("num_hidden_layers", "n_layer", "n_layers", "num_layers", "num_transformer_layers")
HEADS = ("num_attention_heads", "n_head", "n_heads")
KV_HEADS = ("num_key_value_heads", "num_kv_heads", "n_head_kv")
HIDDEN = ("hidden_size", "n_embd", "n_embed", "d_model", "model_dim")
WIDTH = ("intermediate_size", "ffn_dim", "ffn_hidden_size", "n_inner")
VOCAB = ("vocab_size", "padded_vocab_size")
MOST_LAYERS = 2_000
MARKS = "attn_type_list"  # marks each layer; all are alike where it does with 1 throughout

# Each changes the matrices or the cache of any model that has it, as does each that a family says
# it reads; in a config of another family the architecture is not known.
CHANGES: tuple[str, ...] = (
    "cross_layer_attention",
    "expand_ratio",
    "hidden_size_per_layer_input",
    "kv_share_layers",
    "num_kv_shared_layers",
    "ple_layer_ids",
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
# Keys of the part that sees or hears, where they stand beside those of the text.
OTHER_SENSES = re.compile(
    r"(?:mm|vision|visual|image|images|img|video|audio|speech|deepstack|vit|siglip|clip|patch)_"
    r"|(?:embd_layer|image_size|vision_config|audio_config|slice_config|query_num)$"
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
        and not OTHER_SENSES.match(key)
    ]
