"""Sections 5.10 step 6, 6 and 9: the traffic that a vendor is asked to serve, and the service levels."""

from formulas.declare import Topic

packet = Topic("Traffic", "6, 9")

_MEAN = "mean over requests; throughput and price use it"
_MEDIAN = "median over requests; a p50 latency uses it"

packet.given("fresh_tokens", "token/request", "fresh tokens", f"Input tokens of a request that no cache holds: {_MEAN}.",
    place="packet", section="5.10 step 6", example="13K token/request", low=0, high=1e8, implied="request")
packet.given("cached_tokens", "token/request", "cached tokens", f"Input tokens of a request that the cache holds already: {_MEAN}.",
    place="packet", section="5.10 step 6", example="71K token/request", low=0, high=1e8, implied="request")
packet.given("output_tokens", "token/request", "output tokens", f"Tokens of the answer: {_MEAN}.",
    place="packet", section="5.10 step 6", example="1056 token/request", low=0, high=1e8, implied="request")
for _id, _title in (("fresh_tokens", "fresh tokens"), ("cached_tokens", "cached tokens"), ("output_tokens", "output tokens")):
    packet.given(f"{_id}_p50", "token/request", f"{_title} p50", f"{_title.capitalize()} of a request: {_MEDIAN}.",
        place="packet", section="5.10 step 8", example="9400 token/request", low=0, high=1e8, implied="request")

packet.formula("input_tokens = fresh_tokens + cached_tokens",
    "token/request", "input tokens", section="5.10 step 6", example="84K token/request", implied="request",
    why="The whole prompt, cached or not.")
packet.formula("cache_hit_rate = cached_tokens / (fresh_tokens + cached_tokens)",
    "%", "cache hit rate", place="packet", section="5.10 step 6", example="84.5%", better="higher", high=100,
    why="Cached tokens as a share of the input.",
    note="The source prints 83.5 % beside tokens that give 84.5 % (errata E7).")

# What the traffic demands, apart from what a replica delivers. The plain id is the figure that the bill is reckoned from.
_DEMAND = (
    ("demand_requests_per_second", "request/s", "requests per second, demand", "Requests that arrive per second", "2.6 request/s"),
    ("demand_concurrency", "request", "in flight, demand", "Requests in flight over all replicas", "73 request"),
    ("demand_processed_tps", "tok/s", "processed tok/s, demand", "Fresh, cached and output tokens per second that the traffic asks for", "222K tok/s"),
)
_HOURS = {"p50": "median hour", "p90": "busy hour", "p99": "peak hour", "peak": "highest hour", "trough": "lowest hour"}

packet.given("demand_requests_per_second", "request/s", "requests per second, demand",
    "Requests that arrive per second, over all replicas.",
    place="packet", section="6", example="2.6 request/s", symbol="demand requests per second", low=0, high=1e9)
packet.given("demand_concurrency", "request", "in flight, demand", "Requests in flight over all replicas.",
    place="packet", section="6", example="73 request", symbol="demand in flight", low=0, high=1e9)
packet.formula("demand_processed_tps = demand_requests_per_second * tokens_per_request",
    "tok/s", "processed tok/s, demand", place="packet", section="6", example="222K tok/s", symbol="demand processed tokens per second",
    why="Every request that arrives brings all of its tokens.")
packet.formula("demand_output_tps = demand_requests_per_second * output_tokens",
    "tok/s", "output tok/s, demand", place="packet", section="6", example="2,750 tok/s", symbol="demand output tokens per second",
    why="Every request that arrives wants its answer: what a limit of output tokens is held against.")
packet.formula("demand_input_tps = demand_requests_per_second * input_tokens",
    "tok/s", "input tok/s, demand", place="packet", section="6", example="218K tok/s", symbol="demand input tokens per second",
    why="Every request that arrives brings its whole prompt, cached or not: what a limit of input tokens is held against.")
packet.formula("demand_e2e_latency = demand_concurrency / demand_requests_per_second",
    "s", "end-to-end latency, demand", place="packet", section="6", example="28 s", symbol="demand end-to-end latency",
    why="Little's law read backwards: how long today's requests stay, from the gateway's own table.")
for _id, _unit, _title, _meaning, _example in _DEMAND:
    for _hour, _words in _HOURS.items():
        packet.given(f"{_id}_{_hour}", _unit, f"{_title} {_hour}", f"{_meaning}, {_words}.",
            place="packet", section="6", example=_example, low=0, high=1e15)

packet.given("sla_ttft", "s", "TTFT, at most", "Service level: the longest time to first token that is good enough.",
    place="service level", section="9", example="3 s", low=0.0001, high=1e6)
packet.given("sla_per_stream_tps", "tok/s/request", "tok/s per user, at least", "Service level: the slowest stream that is good enough.",
    place="service level", section="9", example="25 tok/s/user", low=0.0001, high=1e6, implied="request")
packet.given("sla_e2e_latency", "s", "end-to-end latency, at most", "Service level: the longest answer that is good enough.",
    place="service level", section="9", example="60 s", low=0.0001, high=1e6)
packet.given("sla_uptime", "%", "uptime, at least", "Service level: the share of time that the endpoint answers.",
    place="service level", section="9", example="99.9%", better="higher", low=0, high=100)
