"""Section 4.10: where the free memory goes."""

from formulas.declare import Topic

kv_cache = Topic("KV cache", "4.10")

kv_cache.given("kv_lora_rank", "", "KV latent rank", "Width of the one latent vector per layer that MLA caches.",
    place="model", section="4.10.1", example="512", low=1, high=1e6, whole=True)
kv_cache.given("qk_rope_head_dim", "", "RoPE head size", "Width of the rotary part that MLA caches beside the latent.",
    place="model", section="4.10.1", example="64", low=0, high=1e6, whole=True)
kv_cache.given("num_kv_heads", "", "KV heads", "Heads whose keys and values are cached (all of them, a group each, or one).",
    place="model", section="4.10.1", example="8", low=1, high=1e6, whole=True)
kv_cache.given("head_dim", "", "head size", "Width of one head's key or value.",
    place="model", section="4.10.1", example="128", low=1, high=1e6, whole=True)
kv_cache.given("bytes_per_kv_value", "byte", "bytes per KV value", "Memory of one cached number: 1 for FP8, 2 for BF16.",
    place="set-up", section="4.10.1", example="1 byte, or fp8, bf16", low=0.1, high=8)
kv_cache.given("context_tokens", "token/request", "context", "Tokens whose keys and values a request keeps, and reads again on every pass.",
    place="set-up", section="4.10.2", example="80K token/request", better="higher", low=0, high=1e8, implied="request")

kv_cache.given("growing_layers", "", "layers that grow", "Layers whose cache grows with every token: full and latent attention.",
    place="model", section="4.10.1", example="18", low=0, high=10_000, whole=True)
kv_cache.given("kv_values_per_layer", "", "KV values per layer", "Numbers that one token adds to the cache of a layer that grows.",
    place="model", section="4.10.1", example="1024", low=0, high=1e9)
kv_cache.given("windowed_layers", "", "windowed layers", "Layers that look back on a window only: their cache stops growing there.",
    place="model", section="4.10", example="18", low=0, high=10_000, whole=True)
kv_cache.given("windowed_kv_values", "", "KV values per windowed layer", "Numbers that one token adds to the cache of a windowed layer.",
    place="model", section="4.10", example="1024", low=0, high=1e9)
kv_cache.given("window_tokens", "token/request", "window", "Tokens of a request that a windowed layer keeps.",
    place="model", section="4.10", example="128 token/request", low=1, high=1e9, implied="request")
kv_cache.given("state_bytes_per_request", "MB/request", "fixed state",
    "What a request keeps however long it is: linear attention and Mamba.",
    place="model", section="4.10", example="98 MB/request", low=0, high=1e6, implied="request")

kv_cache.given("index_head_dim", "", "indexer key size", "Width of the indexer's key, which sparse attention caches beside the latent.",
    place="model", section="4.10.1", example="128", low=1, high=1e6, whole=True)
kv_cache.given("index_topk", "token/request", "tokens picked",
    "Tokens of the context that sparse attention reads, those that its indexer picks.",
    place="model", section="4.10", example="2048 token/request", low=1, high=1e9, implied="request")

kv_cache.formula("index_layers = num_layers",
    "", "layers with an indexer", place="model", section="4.10.1", example="61", low=0, high=10_000, whole=True,
    meaning="Layers that keep an indexer's key; the others read what an indexer before them picked.",
    why="Every layer has an indexer of its own, unless the model shares them.")
kv_cache.formula("kv_bytes_per_token = num_layers * (kv_lora_rank + qk_rope_head_dim) * bytes_per_kv_value / token",
    "KB/token", "KV per token", section="4.10.1", example="35.136 KB/token", when=("attention", "mla"),
    meaning="Bytes that one more token of context costs in the cache.",
    why="MLA keeps one latent vector and a small rotary part per layer, however many heads there are.",
    fails="One copy. Plain tensor parallelism keeps it once per GPU, because there is one latent head (errata E15).")
kv_cache.route("kv_bytes_per_token = 2 * num_layers * num_kv_heads * head_dim * bytes_per_kv_value / token",
    section="4.10.1", when=("attention", "kv"),
    why="A key and a value for every KV head of every layer.",
    fails="For layers of one kind. Windows and fixed state have a formula of their own.")
kv_cache.route(
    "kv_bytes_per_token = (num_layers * (kv_lora_rank + qk_rope_head_dim) + index_layers * index_head_dim) * bytes_per_kv_value / token",
    section="4.10.1", when=("attention", "sparse"),
    why="The latent and the rotary part of MLA, and the key that the indexer finds a token by.",
    fails="Engines keep the indexer's keys in a precision of their own.")
kv_cache.route("kv_bytes_per_token = growing_layers * kv_values_per_layer * bytes_per_kv_value / token",
    section="4.10.1", when=("attention", "mixed"),
    why="Only the layers that see the whole context grow with it, beyond every window.",
    fails="While the context is shorter than the window, the windowed layers grow too.")
kv_cache.formula("kv_bytes_per_request = kv_bytes_per_token * context_tokens",
    "GB/request", "KV per request", section="4.10.2", example="2.8 GB/request",
    why="A conversation keeps what it has read and written so far.",
    note="The source rounds 35.136 KB to 35 KB: 2.80 GB and 341 users where the shape gives 2.81 GB and 340 (errata E24).")
kv_cache.route(
    "kv_bytes_per_request = kv_bytes_per_token * context_tokens"
    " + windowed_layers * windowed_kv_values * bytes_per_kv_value * min(context_tokens, window_tokens) / token"
    " + state_bytes_per_request",
    section="4.10.2", when=("attention", "mixed"),
    why="What grows with the context, what a window keeps of it, and what is kept however long it is.",
    fails="Engines keep the state of linear layers in blocks of their own, and may copy it for each cached prefix.")
kv_cache.formula("max_requests_in_memory = floor(max(0, kv_budget) / kv_bytes_per_request)",
    "request", "requests that fit in memory", section="4.10.2", example="341 request",
    why="Room divided by what each conversation keeps. No room is no requests, never fewer than none.",
    fails="A bound on memory alone: long before it, speed per user collapses (5.4). One copy of the cache over the replica.",
    note="Plain tensor parallelism keeps eight copies of this model's one latent head: 42, among what fits at this layout (errata E15).")
kv_cache.formula("read_values_per_layer = kv_values_per_layer",
    "", "KV values read per layer", place="model", section="5.10 step 1", example="1024", low=0, high=1e9,
    meaning="Numbers that a pass reads for each token of the context, in a layer that grows.",
    why="Attention reads all that is cached, unless an indexer picks what it reads.")
kv_cache.formula("windowed_read_values = windowed_kv_values",
    "", "KV values read per windowed layer", place="model", section="5.10 step 1", example="1024", low=0, high=1e9,
    meaning="Numbers that a pass reads for each token of the window; what an indexer picks is spread over it.",
    why="A windowed layer reads all of its window.")
kv_cache.route(
    "kv_read_bytes = concurrency * ((growing_layers * read_values_per_layer * context_tokens"
    " + windowed_layers * windowed_read_values * min(context_tokens, window_tokens))"
    " * bytes_per_kv_value / token + state_bytes_per_request)",
    section="5.10 step 1", when=("attention", "mixed"),
    why="Each kind of layer reads what it looks back on, and linear attention its fixed state.")
kv_cache.route(
    "kv_read_bytes = concurrency * bytes_per_kv_value * (index_layers * index_head_dim * context_tokens"
    " + num_layers * (kv_lora_rank + qk_rope_head_dim) * min(context_tokens, index_topk)) / token",
    section="5.10 step 1", when=("attention", "sparse"),
    why="The indexer reads its own key of every token, attention the tokens that it picks.")
