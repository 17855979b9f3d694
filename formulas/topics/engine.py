"""Memory as engines count it: a share of what the device reports, in blocks of tokens."""

from formulas.declare import Topic

engine = Topic("Engine memory", "E15")

engine.given("memory_utilization", "%", "memory utilization",
    "Share of a GPU's memory that the engine may use: vLLM's gpu-memory-utilization, SGLang's mem-fraction-static.",
    place="set-up", section="errata E15", example="90%", low=1, high=100, usual=(50, 100))
engine.given("runtime_bytes_per_gpu", "GB/GPU", "runtime overhead",
    "What driver, captured graphs and communication buffers take on each GPU beside the activations.",
    place="set-up", section="4.10", example="1 GB/GPU", low=0, high=100_000, implied="GPU")
engine.given("kv_block_tokens", "token", "KV block", "Tokens of a block of the cache: a request occupies whole blocks.",
    place="set-up", section="4.10", example="16 token", low=1, high=1e6, whole=True)

engine.formula("reported_gpu_memory = gpu_memory",
    "GB/GPU", "memory the device reports", place="hardware", section="2", example="85.5 GB/GPU", low=0.1, high=100_000, implied="GPU",
    meaning="Memory of one GPU as its driver reports it, of which engines take a share.",
    why="The data sheet's figure, unless the catalogue knows what drivers report.",
    fails="Drivers, ECC and firmware keep some: an RTX 4090 of 24 GiB reports 23.5.")
engine.formula("gpus_to_load_in_engine = ceiling(weight_bytes / (reported_gpu_memory * memory_utilization - runtime_bytes_per_gpu))",
    "GPU", "GPUs to load, in an engine", section="3.2", example="4 GPU",
    why="Engines leave a share of the memory alone, so the weights alone may need a GPU more.",
    fails="Nothing is left for activations or anyone's cache; tensor parallelism also wants a number that divides the heads.")
engine.formula(
    "engine_kv_budget = reported_gpu_memory * memory_utilization - weight_bytes_per_gpu - activation_bytes / gpus_per_replica - runtime_bytes_per_gpu",
    "GB/GPU", "room for KV on a GPU", section="4, errata E15", example="100 GB/GPU", low=-1e9,
    why="The engine loads the weights, runs one full pass to see what activations take, and gives what is left to the cache.",
    fails="Logs print GB and mean GiB. What a pass takes depends on the longest batch that the engine is set to admit.")
engine.formula(
    "kv_pool_tokens = attention_data_parallel * floor(max(0, engine_kv_budget) / kv_bytes_per_token_per_gpu / kv_block_tokens) * kv_block_tokens",
    "token", "tokens in the pool", section="4.10", example="1.5M token",
    why="What the engine prints when it starts: whole blocks that fit, over all ranks.",
    fails="Counts what grows with the context; windows and fixed state come out of the same room.")
engine.formula("tokens_held_per_request = ceiling(context_tokens * request / kv_block_tokens) * kv_block_tokens / request",
    "token/request", "tokens held per request", section="4.10", example="80K token/request",
    why="The last block of a request is kept whole, however little of it is used.")
engine.formula(
    "max_requests_in_engine = attention_data_parallel * floor(max(0, engine_kv_budget)"
    " / (kv_bytes_per_request_per_gpu + (tokens_held_per_request - context_tokens) * kv_bytes_per_token_per_gpu))",
    "request", "requests that fit in an engine", section="4.10, errata E15", example="35 request",
    why="The room of a GPU over what a request holds there, block by block.",
    note="The worked example at 0.9: 35, where the source saw its cliff at 36 (errata E15).")
