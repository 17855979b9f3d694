"""Section 5.10 steps 6 and 7: what a request takes from start to end, and what a replica gets through."""

from formulas.declare import Topic

lifecycle = Topic("One request, start to end", "5.10")

lifecycle.formula("tokens_per_request = fresh_tokens + cached_tokens + output_tokens",
    "token/request", "tokens per request", section="5.10 step 6", example="85K token/request", implied="request",
    why="All tokens that a request processes, cached or not.")
lifecycle.formula("lifecycle_tps = measured_aggregate_tps / concurrency",
    "tok/s/request", "lifecycle tok/s per user", section="5.10 step 6", example="24 tok/s/user", bases=("measured",),
    why="Output over the whole life of a request: the prefill tax is in it, unlike in the decode speed.")
lifecycle.formula("decode_time = output_tokens / tokens_per_pass * pass_time",
    "s", "decode time", section="5.10 step 6", example="38.9 s",
    why="Passes that the answer takes, one after the other.")
lifecycle.formula("e2e_latency = ttft + decode_time",
    "s", "end-to-end latency", section="5.10 step 6", example="40.5 s", better="lower",
    meaning="From the request to the last token of the answer.",
    why="First the prompt, then the answer.")
lifecycle.route("e2e_latency = output_tokens / lifecycle_tps", section="5.10 step 6", bases=("measured",),
    why="The answer at the lifecycle speed, which has the prompt's time in it.",
    note="The source prints 41.8 s; 1,000 / 24 is 41.67, 1,056 / 24.35 is 43.4, and 41.84 was measured (errata E13).")
lifecycle.formula("requests_per_second = concurrency / e2e_latency",
    "request/s", "requests per second", section="5.10 step 6", example="0.38 request/s", better="higher",
    meaning="Requests that one replica finishes per second.",
    why="Little's law: in a steady state, throughput is what is in flight over how long each stays.")
lifecycle.formula("processed_tps = requests_per_second * tokens_per_request",
    "tok/s", "processed tokens per second", section="5.10 step 6", example="32K tok/s", better="higher",
    meaning="Fresh, cached and output tokens that one replica gets through per second.",
    why="Every request carries all of its tokens through, and cached ones are billed as well.",
    fails="About 80 times the output rate here: never compare one with the other.")
lifecycle.formula("output_tps = requests_per_second * output_tokens",
    "tok/s", "output tokens per second", section="5.10 step 6", example="380 tok/s",
    why="The output's share of what is processed; it must agree with the aggregate output.")
lifecycle.formula("processed_tokens_per_hour = processed_tps * 3600 second/hour",
    "Mtok/hour", "processed tokens per hour", section="5.10 step 7", example="115 Mtok/hour",
    why="The same rate over an hour of rent.")
