"""Section 5: many requests in one pass."""

from formulas.declare import Topic

batching = Topic("Batching", "5")

batching.given("concurrency", "request", "in flight", "Requests that one replica works on at the same time (the batch).",
    place="set-up", section="5.6", example="16 request", better="higher", low=0.001, high=1e6, usual=(1, 100_000), whole=True)
batching.given("verified_tokens_per_pass", "token/request", "tokens verified per pass",
    "Tokens per request that go through one pass: 1, or more when drafts are verified.",
    place="set-up", section="4.2", example="1 token/request", low=1, high=1000, implied="request")
batching.given("tokens_per_pass", "token/request", "tokens yielded per pass",
    "Tokens per request that one pass yields: 1, or more with speculative decoding.",
    place="set-up", section="5.10 step 4", example="1 token/request", low=0.01, high=1000, implied="request")
batching.given("routed_experts", "", "routed experts", "Experts per layer that the router may choose from.",
    place="model", section="1", example="384", low=1, high=1e6, whole=True)
batching.given("shared_experts", "", "shared experts", "Experts per layer that every token passes.",
    place="model", section="1", example="1", low=0, high=1e6, whole=True)
batching.given("experts_per_token", "", "experts per token", "Routed experts that one token goes through in each layer.",
    place="model", section="1", example="8", low=0.001, high=1e6, whole=True)
batching.given("moe_intermediate_size", "", "expert width", "Hidden width of one expert's feed-forward part.",
    place="model", section="1", example="2048", low=1, high=1e7, whole=True)
batching.given("expert_matrices", "", "matrices per expert", "Matrices of one expert's feed-forward part: three with a gate, two without.",
    place="model", section="5.10 step 1", example="2", low=1, high=16, whole=True)
batching.given("moe_layers", "", "MoE layers", "Layers whose feed-forward part is routed experts.",
    place="model", section="5.10 step 1", example="61", low=0, high=10_000, whole=True)
batching.given("mbu", "%", "MBU", "Share of the bandwidth after sync that a pass turns into bytes per pass (5.10's definition).",
    place="assumptions", section="5.10 step 2", example="50%", better="higher", low=0.1, high=200, usual=(1, 100), ceiling=100)
batching.given("fixed_overhead", "ms", "fixed overhead",
    "Time of a pass that no byte explains: collectives, expert traffic, kernel launches.",
    place="assumptions", section="5.9", example="5.2 ms", low=0, high=10_000, ceiling=0)
batching.given("overlap_factor", "", "overlap", "Share of the memory time that is not hidden behind other work; 1 hides nothing.",
    place="assumptions", section="5.9", example="0.5", low=0, high=4, usual=(0, 1), ceiling=1)
batching.given("fit_intercept", "ms", "fit: at batch 0", "Where the line through measured pass times meets an empty batch.",
    place="set-up", section="5.10 step 3", example="5.2 ms", kind="fit", low=-1000, high=10_000)
batching.given("fit_slope", "ms/request", "fit: per request", "What each further request in flight adds to the measured pass time.",
    place="set-up", section="5.10 step 3", example="1.65 ms/request", kind="fit", low=-1000, high=10_000, implied="request")

batching.formula("tokens_in_pass = concurrency * verified_tokens_per_pass",
    "token", "tokens in a pass", section="5.10 step 1", example="16 token",
    why="Every request in flight sends its next token, or its draft, through the same pass.")
batching.formula("expert_slots = tokens_in_pass / token * experts_per_token",
    "", "expert slots", section="5.10 step 1", example="128",
    why="Choices that the tokens of a pass make in one layer, duplicates counted.")
batching.formula("expected_unique_experts = routed_experts * (1 - (1 - experts_per_token / routed_experts)**(tokens_in_pass / token))",
    "", "unique experts", section="5.10 step 1", example="109.8", when=("feed_forward", "moe"),
    why="The occupancy problem: several tokens choose the same expert, and it is read once.",
    fails="Assumes that the router spreads tokens evenly; skew reads fewer, adversarial traffic no more than the slots.",
    note="The source truncates 109.8 to 109.")
batching.formula("expert_bytes = 3 * hidden_size * moe_intermediate_size * param * bytes_per_param",
    "MB", "bytes per expert", section="5.10 step 1", example="22.02 MB", when=("feed_forward", "moe"),
    why="Gate, up and down projections of one expert.",
    note="The source prints 22.5 MB; the model's shape at 0.5 byte gives 22.02 MB, NVFP4 with its scales 24.8 MB (errata E5).")
batching.route("expert_bytes = expert_matrices * hidden_size * moe_intermediate_size * param * bytes_per_param",
    section="5.10 step 1", when=("experts", "stated"),
    why="The matrices of one expert, where they are not gate, up and down.")
batching.formula("expert_read_bytes = expected_unique_experts * moe_layers * expert_bytes",
    "GB", "expert reads", section="5.10 step 1", example="149 GB", when=("feed_forward", "moe"),
    why="Each expert that somebody chose is read once per layer and pass.",
    note="The source counts all 61 layers as MoE; the public config has 60 (errata E6).")
batching.formula("shared_weight_bytes = shared_params * bytes_per_shared_param",
    "GB", "shared weights", place="model", section="5.10 step 1", example="5.6 GB", low=0, high=1e6,
    meaning="Weights that every pass reads: attention, embeddings, shared expert, dense layers.",
    why="Every token passes them, so that each pass reads them once.")
batching.formula("kv_read_bytes = concurrency * kv_bytes_per_request",
    "GB", "KV reads", section="5.10 step 1", example="44.8 GB",
    why="Attention reads every request's own context on every pass; nothing of it is shared.")
batching.formula("bytes_per_pass = expert_read_bytes + shared_weight_bytes + kv_read_bytes",
    "GB", "bytes per pass", section="5.10 step 1", example="200 GB", when=("feed_forward", "moe"),
    meaning="Bytes that one decode pass reads from memory.",
    why="Experts that were chosen, weights that everyone needs, and each request's own cache.")
batching.route("bytes_per_pass = weight_bytes + kv_read_bytes", section="5.1", when=("feed_forward", "dense"),
    why="A dense model reads all of its weights on every pass, and each request's own cache.")
batching.formula("usable_bandwidth = effective_bandwidth * mbu",
    "TB/s", "usable bandwidth", section="5.10 step 2", example="25 TB/s",
    why="What the engine's kernels draw of the bandwidth after sync.")
batching.formula("memory_time = bytes_per_pass / (effective_bandwidth * mbu)",
    "ms", "memory time", section="5.10 step 2", example="8 ms",
    why="The time that the bytes of one pass need on the way from memory.")
batching.formula("pass_time = fixed_overhead + memory_time * overlap_factor",
    "ms", "pass time", section="5.10 step 3", example="9.2 ms", better="lower", bases=("ceiling", "napkin", "measured"),
    meaning="Time of one decode pass: one new token (or draft) for every request in flight.",
    why="A fixed part for collectives and launches, and the share of the memory time that nothing hides.",
    fails="The source's own measurement is 4.0x its napkin: MBU was nearer 13 % than 50 %, and little overlapped (errata E18).")
batching.route("pass_time = fit_intercept + fit_slope * concurrency", section="5.10 step 3", bases=("fit",),
    why="A line through the pass times of this session's own load tests: the predictor to trust between the points.",
    fails="Only for the GPUs, model and context that were tested. At 16 in flight it is 14 % below the measurement (errata E8).",
    note="5.2 + 1.65 B is printed by the source; its printed points fit 1.2 + 2.20 B by least squares (errata E19).")
batching.formula("per_stream_tps = tokens_per_pass / pass_time",
    "tok/s/request", "tok/s per user", section="5.10 step 4", example="27 tok/s/user", better="higher",
    meaning="Output tokens per second that one user sees while decoding.",
    why="A stream gets what one pass yields, once per pass.")
batching.formula("tpot = token / request / per_stream_tps",
    "ms", "TPOT", section="5.10 step 4", example="36.8 ms", better="lower",
    meaning="Time per output token after the first.",
    why="The speed per user, turned over.")
batching.formula("itl = pass_time",
    "ms", "inter-token latency", section="5.10 step 4", example="36.8 ms", better="lower",
    why="Tokens appear when a pass ends; with speculative decoding several at once.")
batching.formula("aggregate_tps = concurrency * per_stream_tps",
    "tok/s", "aggregate output", section="5.10 step 5", example="432 tok/s", better="higher",
    meaning="Output tokens per second over all streams of a replica.",
    why="Streams side by side.",
    fails="The naive product: it overcounts, because it leaves out the time that slots spend in prefill.")
batching.formula("tps_per_gpu = aggregate_tps / gpus_per_replica",
    "tok/s/GPU", "output per GPU", section="8.3", example="48.7 tok/s/GPU", better="higher",
    why="The same, shared out over the GPUs that made it: comparable between set-ups.")
batching.formula("measured_aggregate_tps = measured_output_tps_per_gpu * gpus_per_replica",
    "tok/s", "measured aggregate output", section="5.10 step 5", example="390 tok/s", bases=("measured",),
    why="Counted at the GPUs over the whole test, so prefill and idle slots are in it.")
