"""The sizes of a model, under all the names that configs have for them."""

from __future__ import annotations

from sessions.models.config import Config

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
