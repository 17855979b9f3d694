"""Errata E15: what splitting a model over GPUs does to the weights and the cache of each of them,
and memory as engines count it.

The source counts one copy of everything over the replica. A set-up that states its layout is
counted as laid out; one that does not keeps the source's count, with the plain one beside it.
"""

from formulas.declare import Basis, Topic

parallel = Topic("Parallelism", "E15")

# Physics does not ask how the replica is laid out: the ceiling keeps one copy of everything.
_LAID_OUT: tuple[Basis, ...] = ("napkin", "fit", "measured")
_STATED = ("layout", "stated")
_PLAIN = ("layout", "plain")

parallel.given("pipeline_parallel", "", "pipeline stages",
    "Groups of GPUs that hold some of the layers each; a token passes them one by one.",
    place="set-up", section="errata E15", example="1", low=1, high=10_000, whole=True)
parallel.given("expert_parallel", "", "expert parallel",
    "GPUs over which whole experts are dealt out; with 1, each GPU holds a slice of every expert.",
    place="set-up", section="errata E15", example="8", low=1, high=100_000, whole=True)
parallel.given("attention_params", "param", "attention parameters",
    "Parameters of attention in all layers: what data-parallel attention keeps once per rank.",
    place="model", section="errata E15", example="6.2B param", low=0, high=1e16)

parallel.formula("attention_data_parallel = 1",
    "", "attention data parallel", place="set-up", section="errata E15", example="8", low=1, high=100_000, whole=True,
    meaning="Ranks that serve requests of their own, each with all of the attention weights.",
    why="One rank: every GPU works on every request.")
parallel.route("attention_data_parallel = gpus_per_replica / GPU / pipeline_parallel",
    section="errata E15", when=("kv_layout", "dp"),
    why="A rank for each GPU of a stage: nobody's cache is kept twice, and attention's weights are on every GPU.",
    fails="A few long requests leave most ranks idle: the load is even only when requests are many and alike.")
parallel.formula("tensor_parallel = gpus_per_replica / (pipeline_parallel * attention_data_parallel)",
    "GPU", "tensor parallel", place="set-up", section="errata E15", example="8 GPU", low=1, high=100_000, whole=True,
    meaning="GPUs over which each layer's attention is split.",
    why="What stages and ranks leave: every GPU of the replica is in one stage and one rank.")
parallel.formula("cached_heads = num_kv_heads",
    "", "heads cached", section="errata E15", example="8", low=1, high=1e6,
    why="Heads can be dealt out over GPUs, a head's keys and values cannot be split by plain tensor parallelism.",
    fails="Where layers differ, those that grow with the context are meant.")
parallel.route("cached_heads = 1", section="errata E15", when=("attention", "mla"),
    why="MLA caches one latent vector that all heads read: one head, as far as the cache is concerned.")
parallel.formula("decode_context_parallel = 1",
    "", "decode context parallel", place="set-up", section="errata E15", example="8", low=1, high=100_000, whole=True,
    meaning="GPUs over which the tokens of one cache are dealt out while decoding.",
    why="The cache is split by heads alone.")
parallel.route("decode_context_parallel = max(1, tensor_parallel / GPU / cached_heads)",
    section="errata E15", when=("kv_layout", "dcp"),
    why="As many as there would be copies: each GPU that held the same heads now holds other tokens of them.",
    fails="Each step then gathers partial results of attention over these GPUs: more traffic, counted nowhere here.")
parallel.formula("kv_copies = max(1, tensor_parallel / GPU / (decode_context_parallel * cached_heads))",
    "", "copies of the cache", section="errata E15", example="8",
    why="More GPUs than cached heads keep the same heads again. MLA has one: eight GPUs keep it eight times.")
parallel.formula("attention_weight_bytes = attention_params * bytes_per_shared_param",
    "GB", "attention weights", section="errata E15", example="3 GB",
    why="What each further rank of data-parallel attention keeps once more.")
parallel.formula("expert_rounding_bytes = 0 GB",
    "GB", "experts rounded up", section="errata E15", example="0 GB",
    why="A dense model has no experts to deal out.")
parallel.route(
    "expert_rounding_bytes = (ceiling(routed_experts / expert_parallel) * expert_parallel / routed_experts - 1) * (weight_bytes - shared_weight_bytes)",
    section="errata E15", when=("feed_forward", "moe"),
    why="Whole experts go to a GPU: where they do not divide evenly, some hold one more, and all reserve for it.",
    fails="Copies of busy experts, which engines add to even out the load, are not counted.")
parallel.formula("weight_bytes_per_gpu = weight_bytes / gpus_per_replica",
    "GB/GPU", "weights per GPU", section="3.2, errata E15", example="62.5 GB/GPU", when=_PLAIN,
    why="Tensor parallelism splits every matrix over all GPUs.",
    fails="Engines keep norms, router and often the embeddings whole on every GPU.")
parallel.route(
    "weight_bytes_per_gpu = (weight_bytes + (attention_data_parallel - 1) * attention_weight_bytes + expert_rounding_bytes) / gpus_per_replica",
    section="3.2, errata E15", when=_STATED,
    why="Everything is kept once over the replica, but attention once per rank.",
    fails="An even share: the first and last stage also hold the embeddings, and engines differ in whether dense and shared experts are kept per rank.")
parallel.formula("kv_bytes_per_token_per_gpu = kv_bytes_per_token * kv_copies / (tensor_parallel * pipeline_parallel)",
    "KB/token/GPU", "KV per token on a GPU", section="4.10.1, errata E15", example="35.136 KB/token/GPU",
    why="A stage keeps its own layers, a GPU its own heads or tokens of them, and copies are kept in full.")
parallel.formula("kv_bytes_per_request_per_gpu = kv_bytes_per_request * kv_copies / (tensor_parallel * pipeline_parallel)",
    "GB/request/GPU", "KV per request on a GPU", section="4.10.2, errata E15", example="2.8 GB/request/GPU",
    why="The same for a whole conversation, on each GPU of the rank that serves it.")
parallel.formula(
    "max_requests_in_layout = attention_data_parallel"
    " * floor(max(0, gpu_memory - weight_bytes_per_gpu - activation_bytes / gpus_per_replica) / kv_bytes_per_request_per_gpu)",
    "request", "requests that fit at this layout", section="4.10, errata E15", example="42 request",
    why="Each GPU has room of its own: a request needs some on every GPU of its rank.",
    note="Plain tensor parallelism keeps eight copies of the worked example's one latent head: 42 users where the source has 341, and 35 "
    "at 0.9 memory utilisation (errata E15).")
parallel.route("max_requests_in_memory = max_requests_in_layout",
    section="4.10.2, errata E15", when=_STATED, bases=_LAID_OUT,
    why="The set-up states its layout, so copies count.")
parallel.route("tokens_in_pass = concurrency * verified_tokens_per_pass / pipeline_parallel",
    section="5.10 step 1, errata E15", when=_STATED, bases=_LAID_OUT,
    why="Stages work on different requests at the same time, so that each pass has its share of them.")
parallel.formula("weight_read_bytes = expert_read_bytes + shared_weight_bytes",
    "GB", "weight reads", section="5.10 step 1", example="155 GB", when=("feed_forward", "moe"),
    meaning="Weights that one pass reads, each once.",
    why="The experts that somebody chose, and what every token passes.")
parallel.route("weight_read_bytes = weight_bytes", section="5.1", when=("feed_forward", "dense"),
    why="A dense model reads all of its weights.")
parallel.route(
    "bytes_per_pass = pipeline_parallel * (weight_read_bytes + (attention_data_parallel - 1) * attention_weight_bytes) + kv_read_bytes * kv_copies",
    section="5.10 step 1, errata E15", when=_STATED, bases=_LAID_OUT,
    why="Each rank reads its own attention weights, each copy of the cache is read, and each stage reads its weights once for every "
    "stage's share of the requests.",
    fails="An even load: where whole experts lie on a GPU, the pass waits for the one that most tokens chose.")
parallel.formula("bytes_per_pass_per_gpu = (weight_read_bytes + kv_read_bytes * kv_copies) / gpus_per_replica",
    "GB/GPU", "bytes per pass on a GPU", section="5.10 step 1, errata E15", example="25 GB/GPU", when=_PLAIN,
    meaning="Bytes that one GPU reads until every request in flight has its next token.",
    why="Its share of the weights, and its share or its copy of the cache.",
    note="The source counts one copy of the cache over the replica; plain tensor parallelism keeps and reads more (errata E15).")
parallel.route("bytes_per_pass_per_gpu = bytes_per_pass / gpus_per_replica",
    section="5.10 step 1, errata E15", when=_STATED,
    why="An even share of what the layout reads.")
parallel.formula("interconnect_domain = gpus_per_node",
    "GPU", "GPUs on one interconnect", place="hardware", section="2", example="72 GPU", low=1, high=1e6, whole=True,
    meaning="GPUs that the fast interconnect joins; beyond, traffic takes the network.",
    why="The GPUs of a node, unless the accelerator is wired together in larger groups.")
parallel.formula("nodes_per_replica = ceiling(gpus_per_replica / gpus_per_node)",
    "", "nodes per replica", section="2", example="2",
    why="A replica that is larger than a node sends some of its traffic between nodes.",
    fails="The set of assumptions was measured inside one node: between nodes, sync and overhead are worse.")
parallel.formula(
    "tensor_parallel_traffic = 2 * num_layers * hidden_size * (1 - GPU / tensor_parallel"
    " + max(0, 1 - GPU * pipeline_parallel * expert_parallel / gpus_per_replica)) * 2 byte / token",
    "KB/token", "tensor parallel traffic", section="errata E15", example="3 KB/token",
    why="Two all-reduces a layer, one after attention over the GPUs of a rank, one after the FFN over all that hold a slice of it; in a "
    "ring, each GPU sends a token's activations nearly twice, two bytes a value.",
    fails="Counts bytes alone: at small batches an all-reduce costs its latency, not its bytes.")
parallel.formula("pipeline_traffic = (pipeline_parallel - 1) * hidden_size * 2 byte / token",
    "KB/token", "pipeline traffic", section="errata E15", example="14 KB/token",
    why="Once from stage to stage, the activations of a token: the least of all layouts.")
parallel.formula("expert_parallel_traffic = moe_layers * experts_per_token * hidden_size * 3 byte * (1 - 1 / expert_parallel) / token",
    "KB/token", "expert traffic", section="errata E15", example="10 KB/token", when=("feed_forward", "moe"),
    why="To each chosen expert in one byte a value and back in two, unless it is on the same GPU.",
    fails="Engines send a token once to a node that has several of its experts, which is less.")

# Memory as engines count it: a share of what the device reports, in blocks of tokens.
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
