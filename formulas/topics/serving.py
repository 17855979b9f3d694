"""Sections 4 to 4.9: memory, one decoded token, rooflines, prefill."""

from formulas.declare import Topic

serving = Topic("Serving the model", "4")

serving.given("gpu_bandwidth", "TB/s/GPU", "GPU bandwidth", "Nominal memory bandwidth of one GPU.",
    place="hardware", section="4.2", example="8 TB/s/GPU", low=0.001, high=10_000, implied="GPU")
serving.given("gpu_flops", "PFLOP/s/GPU", "GPU compute", "Dense peak of one GPU at the precision served; never a sparsity figure.",
    place="hardware", section="4.5", example="10 PFLOP/s/GPU", low=0.0001, high=100_000, implied="GPU")
serving.given("sync_efficiency", "%", "sync efficiency", "Share of the nominal bandwidth left once GPUs wait for each other.",
    place="assumptions", section="4.2", example="78.125%", low=0.1, high=200, usual=(1, 100), ceiling=100)
serving.given("decode_mbu", "%", "decode MBU",
    "Share of the bandwidth after sync that decoding at batch one turns into active bytes (4.2's definition).",
    place="assumptions", section="4.2", example="11%", low=0.1, high=200, usual=(1, 100), ceiling=100)
serving.given("mfu", "%", "MFU", "Share of the peak FLOPs that prefill turns into 2 x active parameters per token.",
    place="assumptions", section="4.8", example="6.24%", better="higher", low=0.01, high=200, usual=(0.5, 100), ceiling=100)
serving.given("prompt_tokens", "token/request", "prompt tokens", "Length of one prompt when nothing of it is cached.",
    place="packet", section="4.9", example="80K token/request", low=0, high=1e8, implied="request")
serving.given("measured_prefill_rate", "tok/s", "measured prefill rate",
    "Fresh input tokens per second that a load test prefilled, over the replica.",
    place="measured", section="4.8", example="78K tok/s", low=0.001, high=1e12)
serving.given("measured_output_tps_per_gpu", "tok/s/GPU", "measured output per GPU",
    "Output tokens per second and GPU that a load test counted.",
    place="measured", section="5.10 step 5", example="48.7 tok/s/GPU", low=0.0001, high=1e9)

serving.formula("node_memory = gpu_memory * gpus_per_node",
    "GB", "node memory", section="4", example="1536 GB",
    why="Memory of the GPUs in the box, added up.")
serving.formula("replica_memory = gpu_memory * gpus_per_replica",
    "GB", "replica memory", section="4", example="1536 GB",
    why="Memory of the GPUs that hold one copy of the model.")
serving.formula("kv_budget = replica_memory - weight_bytes - activation_bytes",
    "GB", "room for KV cache", section="4", example="956 GB", low=-1e9,
    why="What weights and activations leave is what users share. Below zero, the model does not fit and this much is missing.",
    fails="Engines also keep back a share of the memory (0.9 is a common setting) and round the cache up to blocks.")
serving.formula("active_bytes_per_token = active_params * bytes_per_param",
    "GB/token", "active bytes per token", section="4.2", example="16 GB/token",
    why="At batch one, each token reads its own slice of the weights from memory.",
    fails="As soon as tokens share a pass they share expert reads: see bytes per pass.")
serving.formula("node_bandwidth = gpu_bandwidth * gpus_per_node",
    "TB/s", "node bandwidth", section="4.2", example="64 TB/s",
    why="Each GPU reads its own part of the weights at the same time.")
serving.formula("replica_bandwidth = gpu_bandwidth * gpus_per_replica",
    "TB/s", "replica bandwidth", section="4.2", example="64 TB/s",
    why="Each GPU of the replica reads its own part of the weights at the same time.")
serving.formula("effective_bandwidth = replica_bandwidth * sync_efficiency",
    "TB/s", "bandwidth after sync", section="4.2", example="50 TB/s",
    why="GPUs that work on one token wait for each other after every layer.")
serving.formula("batch_one_decode_rate = effective_bandwidth / active_bytes_per_token",
    "tok/s", "decode rate at batch one", section="4.2", example="3,125 tok/s",
    why="Decode is bound by bandwidth: a token costs the bytes that it reads.",
    fails="A bound, not a forecast: it has no fixed time per pass in it.")
serving.formula("batch_one_decode_realistic = batch_one_decode_rate * decode_mbu",
    "tok/s", "realistic decode at batch one", section="4.2", example="312 tok/s",
    why="Real stacks turn a tenth of the bandwidth into active bytes at long context.")
serving.formula("achieved_mbu = measured_aggregate_tps * active_bytes_per_token / replica_bandwidth",
    "%", "achieved MBU", section="4.3", example="9.75%", bases=("measured",),
    why="Measured output, as active bytes, over the nominal bandwidth (4.3's definition).",
    fails="Counts active bytes only. Bytes per pass over bandwidth after sync is 5.10's `mbu`, a different figure.",
    note="The source prints ~11 %, 10-12 %, 13 % and 50 % for four different definitions (errata E3). This one gives 9.75 %.")
serving.formula("ridge_intensity = gpu_flops / gpu_bandwidth",
    "FLOP/byte", "ridge", section="4.5", example="1,250 FLOP/byte",
    why="The work per byte at which compute and memory finish together. Below it a kernel waits for memory.")
serving.formula("decode_intensity = 2 FLOP/param / bytes_per_param",
    "FLOP/byte", "decode intensity", section="4.5", example="4 FLOP/byte",
    why="One multiply and one add per weight, for each weight read.",
    note="The source prints ~2 FLOP per byte; its own 0.5 byte per parameter gives 4 (errata E1).")
serving.formula("below_ridge = ridge_intensity / decode_intensity",
    "", "times below the ridge", section="4.5", example="312.5",
    why="How deep decoding at batch one stands in memory-bound land.",
    note="The source prints ~600, which mixes FP8 bytes with the FP4 ridge (errata E1).")
serving.formula("flops_per_token = 2 FLOP/param * active_params",
    "GFLOP/token", "FLOPs per token", section="4.8", example="64 GFLOP/token",
    why="A multiply and an add for each parameter that the token touches.",
    fails="Attention over the context is left out: some 187 GFLOP per token at 75K of context for this shape (errata E16).")
serving.formula("node_flops = gpu_flops * gpus_per_node",
    "PFLOP/s", "node compute", section="4.8", example="80 PFLOP/s",
    why="Dense peaks of the GPUs in the box, added up.")
serving.formula("replica_flops = gpu_flops * gpus_per_replica",
    "PFLOP/s", "replica compute", section="4.8", example="80 PFLOP/s",
    why="Dense peaks of the GPUs that hold one copy of the model.")
serving.formula("prefill_ceiling = replica_flops / flops_per_token",
    "tok/s", "prefill ceiling", section="4.8", example="1.25M tok/s",
    why="A prompt is known in full, so its tokens go through together and compute is what binds.")
serving.formula("prefill_rate = prefill_ceiling * mfu",
    "tok/s", "prefill rate", section="4.8", example="78K tok/s", better="higher",
    why="What attention, expert traffic and scheduling leave of the peak.",
    note="The source prints 6.4 % and 78K tok/s; 6.4 % gives 80K, 6.24 % gives 78K (errata E4).")
serving.formula("achieved_mfu = measured_prefill_rate * flops_per_token / replica_flops",
    "%", "achieved MFU", section="4.8", example="6.24%", bases=("measured",),
    why="Measured prefill, as 2 x active parameters per token, over the dense peak.",
    fails="Does not count attention FLOPs; with them the hardware was busier than this says.")
serving.formula("ttft_alone = prompt_tokens * request / prefill_rate",
    "s", "TTFT alone on the node", section="4.9", example="1 s",
    why="One prompt with nothing cached and nobody else in line.")
serving.formula("prefill_rate_per_request = prefill_rate / concurrency",
    "tok/s/request", "prefill rate per request", section="4.9", example="5,000 tok/s/request",
    why="Requests that prefill at the same time share one rate.")
serving.formula("ttft = fresh_tokens_p50 * concurrency / prefill_rate",
    "s", "TTFT", section="4.9, 5.10 step 8", example="1.9 s", better="lower", bases=("napkin", "fit", "measured"),
    meaning="Time to first token: from the request to the first character of the answer.",
    why="All prompts in flight share one prefill, and only fresh tokens need it: cached ones stand in memory already.",
    fails="Worst case of everyone arriving at once; chunked prefill and queueing are not modelled. A p50, from median tokens.",
    note="Uses the median fresh tokens, where throughput uses the mean: right for each (errata E10).")
serving.route("ttft = fresh_tokens_p50 * request / prefill_rate + pass_time", section="4.9", bases=("ceiling",),
    why="Queueing is no law of physics: at best a request prefills alone, then takes one pass.")
