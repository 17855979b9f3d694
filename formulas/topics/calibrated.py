"""The napkin that was held against measured stacks: what a pass and a first token take.

Few terms, each with a reason of its own; their constants are in the set of assumptions
`calibrated`, with how they were fitted. Other sets keep the source's own formulas.
"""

from formulas.declare import Basis, Topic

calibrated = Topic("Calibrated pass", "5.9, calibrated")

_SET = ("napkin", "calibrated")
_NAPKIN: tuple[Basis, ...] = ("napkin",)
_AND_FIT: tuple[Basis, ...] = ("napkin", "fit")

calibrated.given("layer_time", "us", "time per layer", "Time of a layer in a pass that no byte explains: launches, routing, small kernels.",
    place="assumptions", section="5.9", example="70 us", low=0, high=1e6, usual=(0, 1000), ceiling=0)
calibrated.given("collective_time", "us", "time per layer between GPUs",
    "What a layer takes besides where several GPUs must agree on its result.",
    place="assumptions", section="5.9", example="15 us", low=0, high=1e6, usual=(0, 1000), ceiling=0)
calibrated.given("prefill_layer_time", "ms", "time per layer before the first token",
    "What a first token takes per layer that no work explains: scheduling, the pass under way, launches.",
    place="assumptions", section="4.9", example="1.7 ms", low=0, high=1e6, usual=(0, 100), ceiling=0)
calibrated.given("queue_share", "", "wait per request in flight",
    "Share of a prefill that each request in flight adds to the wait for one's own.",
    place="assumptions", section="4.9", example="0.05", low=0, high=10, usual=(0, 1), ceiling=0)
calibrated.given("room_wait_share", "", "wait for room", "Share of an answer that a request waits for where the cache has no room for it.",
    place="assumptions", section="5.4", example="0.5", low=0, high=10, usual=(0, 2), ceiling=0)

calibrated.given("attention_cost", "", "cost of attention's work",
    "How many times as long as on the parameters a FLOP of attention takes: it is computed at a higher precision.",
    place="assumptions", section="errata E16", example="2", low=0, high=100, usual=(1, 10), ceiling=1)

calibrated.formula("pass_overhead = num_layers * (layer_time + collective_time * min(1, gpus_per_replica / GPU - 1))",
    "ms", "overhead of a pass", section="5.9", example="5 ms", when=_SET, bases=_NAPKIN,
    why="Every layer is launched anew in every pass, and where several GPUs hold it they exchange results twice.")
calibrated.formula(
    "decode_compute_time = tokens_in_pass * pipeline_parallel"
    " * (flops_per_token + decode_attention_flops_per_token * attention_cost) / (replica_flops * mfu)",
    "ms", "decode compute", section="4.6", example="1 ms", when=_SET, bases=_NAPKIN,
    why="The work of a pass on the parameters; small until many requests share it.",
    fails="Kernels that work while they read the cache hide some of it.")
calibrated.formula(
    "prefill_share_time = concurrency * verified_tokens_per_pass * fresh_tokens / output_tokens"
    " * (flops_per_token + prefill_attention_flops_per_token * attention_cost) / (replica_flops * mfu)",
    "ms", "prefill in a pass", section="4.7", example="4 ms", when=_SET, bases=_NAPKIN,
    meaning="Time of a pass that goes to the prompts of requests that have just arrived.",
    why="A replica that never idles prefills as many requests as it finishes: each pass carries its share of their fresh tokens.",
    fails="Where prefill has GPUs of its own (disaggregated), it takes no part of a pass.")
calibrated.route("prefill_share_time = 0 ms", section="4.7", when=_SET,
    why="Where no traffic is stated, a pass is without other people's prompts.",
    fails="On a replica that also prefills, a pass takes longer.")
calibrated.route("pass_time = pass_overhead + memory_time + decode_compute_time + prefill_share_time",
    section="5.9", when=_SET, bases=_NAPKIN,
    why="Launches, bytes, work and other people's prompts, one after the other.",
    fails="Engines overlap some of these; the constants were fitted to the sum.")
calibrated.route("prefill_rate = replica_flops * mfu / (flops_per_token + prefill_attention_flops_per_token * attention_cost)",
    section="4.8, errata E16", when=_SET, bases=_AND_FIT,
    why="With attention over the context counted as work, the share of the peak holds from short prompts to long ones.")
calibrated.formula("room_wait = max(0, concurrency / max(1 request, max_requests_in_engine) - 1) * room_wait_share * decode_time",
    "s", "wait for room in the cache", section="5.4", example="0 s", when=_SET, bases=_AND_FIT,
    why="Requests that the cache has no room for wait until others have finished.")
calibrated.route("room_wait = max(0, concurrency / max(1 request, max_requests_in_memory) - 1) * room_wait_share * decode_time",
    section="5.4", when=_SET, bases=_AND_FIT,
    why="The same by the memory of the whole replica, where the heads of the cache are not known.")
calibrated.route(
    "ttft = num_layers * prefill_layer_time + fresh_tokens_p50 * request / prefill_rate * (1 + queue_share * concurrency / request) + room_wait",
    section="4.9", when=_SET, bases=_AND_FIT,
    why="One's own prefill, the share that others' prefills add to it, and the wait for room.",
    fails="A burst of requests at once waits longer; a benchmark that starts all of them together measures just that.")
