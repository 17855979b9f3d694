"""Errata E16: the work that attention adds to a token, the more the longer the context."""

from formulas.declare import Topic

attention = Topic("Attention FLOPs", "E16")

attention.given("num_attention_heads", "", "attention heads", "Heads of queries in a layer.",
    place="model", section="errata E16", example="64", low=1, high=1e6, whole=True)
attention.given("qk_head_dim", "", "query and key size", "Width of one head's query and key in MLA: the plain part and the rotary one.",
    place="model", section="errata E16", example="192", low=1, high=1e6, whole=True)
attention.given("v_head_dim", "", "value size", "Width of one head's value in MLA.",
    place="model", section="errata E16", example="128", low=1, high=1e6, whole=True)
attention.given("index_n_heads", "", "indexer heads", "Heads of the indexer that picks which tokens attention reads.",
    place="model", section="errata E16", example="64", low=1, high=1e6, whole=True)
attention.given("attention_products_per_layer", "", "products per layer",
    "Multiplications of one token with each token that it looks back on, in a layer that sees the whole context.",
    place="model", section="errata E16", example="16384", low=0, high=1e12)
attention.given("windowed_products_per_layer", "", "products per windowed layer", "The same in a layer that looks back on a window.",
    place="model", section="errata E16", example="16384", low=0, high=1e12)

attention.formula("decode_products_per_layer = attention_products_per_layer",
    "", "products per layer, decoding", place="model", section="errata E16", example="69632", low=0, high=1e12,
    meaning="Multiplications of a decoded token with each token of its context, in a layer that sees all of it.",
    why="Decoding reads the same keys and values as prefill, unless the model works on the latent itself.")
attention.formula("prefill_context_tokens = cached_tokens + fresh_tokens / 2",
    "token/request", "context in prefill", section="4.8, errata E16", example="77.5K token/request",
    why="A fresh token looks back on all that is cached and, on average, on half of the fresh ones.")
attention.formula(
    "prefill_attention_flops_per_token = 2 FLOP/token * num_layers * num_attention_heads * (qk_head_dim + v_head_dim)"
    " * prefill_context_tokens / 1 token/request",
    "GFLOP/token", "attention FLOPs, prefill", section="errata E16", example="187 GFLOP/token", when=("attention", "mla"),
    meaning="Work of a fresh token on the tokens before it.",
    why="A score against each key and a share of each value, in every head of every layer: a multiply and an add each.",
    note="Some 2.5 MFLOP for each token looked back on: at 75K of context 187 GFLOP beside the 64 of the parameters (errata E16).")
attention.route(
    "prefill_attention_flops_per_token = 4 FLOP/token * num_layers * num_attention_heads * head_dim * prefill_context_tokens / 1 token/request",
    section="errata E16", when=("attention", "kv"),
    why="Keys and values are equally wide, so both count twice the head's width.")
attention.route(
    "prefill_attention_flops_per_token = 2 FLOP/token * (index_layers * index_n_heads * index_head_dim * prefill_context_tokens"
    " + num_layers * num_attention_heads * (qk_head_dim + v_head_dim) * min(prefill_context_tokens, index_topk)) / 1 token/request",
    section="errata E16", when=("attention", "sparse"),
    why="The indexer looks at every token, attention only at those that it picks.",
    fails="The indexer works at a lower precision than the rest, where it counts for less time.")
attention.route(
    "prefill_attention_flops_per_token = 2 FLOP/token * (growing_layers * attention_products_per_layer * prefill_context_tokens"
    " + windowed_layers * windowed_products_per_layer * min(prefill_context_tokens, window_tokens)) / 1 token/request",
    section="errata E16", when=("attention", "mixed"),
    why="Each kind of layer at what it looks back on.",
    fails="The fixed work of linear attention and Mamba is not counted.")
attention.route("prefill_attention_flops_per_token = 0 FLOP/token", section="4.8",
    why="Where nobody says how many heads a model has, attention's work is left out, as the source does.")
attention.formula("prefill_flops_per_token = flops_per_token + prefill_attention_flops_per_token",
    "GFLOP/token", "FLOPs per token, prefill", section="4.8, errata E16", example="251 GFLOP/token",
    why="What the parameters ask for, and what the context asks for.")
attention.formula(
    "decode_attention_flops_per_token = 2 FLOP/token * num_layers * num_attention_heads * (2 * kv_lora_rank + qk_rope_head_dim)"
    " * context_tokens / 1 token/request",
    "GFLOP/token", "attention FLOPs, decode", section="errata E16", example="680 GFLOP/token", when=("attention", "mla"),
    meaning="Work of a decoded token on its context.",
    why="Decoding works on the latent itself, in every head: more work than in prefill, for far fewer bytes.")
attention.route(
    "decode_attention_flops_per_token = 4 FLOP/token * num_layers * num_attention_heads * head_dim * context_tokens / 1 token/request",
    section="errata E16", when=("attention", "kv"),
    why="A score against each key and a share of each value, in every head of every layer.")
attention.route(
    "decode_attention_flops_per_token = 2 FLOP/token * (index_layers * index_n_heads * index_head_dim * context_tokens"
    " + num_layers * num_attention_heads * (2 * kv_lora_rank + qk_rope_head_dim) * min(context_tokens, index_topk)) / 1 token/request",
    section="errata E16", when=("attention", "sparse"),
    why="The indexer looks at every token, attention only at those that it picks.")
attention.route(
    "decode_attention_flops_per_token = 2 FLOP/token * (growing_layers * decode_products_per_layer * context_tokens"
    " + windowed_layers * windowed_products_per_layer * min(context_tokens, window_tokens)) / 1 token/request",
    section="errata E16", when=("attention", "mixed"),
    why="Each kind of layer at what it looks back on.",
    fails="The fixed work of linear attention and Mamba is not counted.")
attention.route("decode_attention_flops_per_token = 0 FLOP/token", section="4.8",
    why="Where nobody says how many heads a model has, attention's work is left out, as the source does.")
attention.formula("decode_flops_per_token = flops_per_token + decode_attention_flops_per_token",
    "GFLOP/token", "FLOPs per token, decode", section="4.6, errata E16", example="744 GFLOP/token",
    why="What the parameters ask for, and what the context asks for.")
attention.formula("achieved_mfu_with_attention = measured_prefill_rate * prefill_flops_per_token / replica_flops",
    "%", "achieved MFU, attention counted", section="4.8, errata E16", example="25%", bases=("measured",),
    why="The same measured prefill, with the work of attention as useful work.",
    note="Much of the source's 6.4 % is attention that it does not count: useful utilisation is nearer 25 % (errata E16).")
