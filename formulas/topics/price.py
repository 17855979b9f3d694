"""Sections 5.10 steps 6 and 7, and 5.11: what a request takes from start to end, what a replica gets
through, and what a million tokens cost.
"""

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

price = Topic("Price per token", "5.11")

price.given("utilization", "%", "utilization", "Share of the month that the replica works at its full rate.",
    place="bill", section="5.11", example="100%", low=0.01, high=200, usual=(1, 100))
price.given("api_price", "$/Mtok", "API price", "What the API charges per million processed tokens, blended over fresh, cached and output.",
    place="bill", section="5.11", example="$0.317/Mtok", low=0, high=100_000)
price.given("input_price", "$/Mtok", "input price", "List price per million fresh input tokens.",
    place="bill", section="9", example="$0.95/Mtok", better="lower", low=0, high=100_000)
price.given("cached_input_price", "$/Mtok", "cached input price", "List price per million input tokens that the provider's cache holds.",
    place="bill", section="9", example="$0.16/Mtok", better="lower", low=0, high=100_000)
price.given("output_price", "$/Mtok", "output price", "List price per million output tokens.",
    place="bill", section="9", example="$4.00/Mtok", better="lower", low=0, high=100_000)

price.formula("price_per_processed_token = replica_price_per_hour / processed_tps",
    "$/Mtok", "$/M processed", section="5.10 step 7", example="$0.42/Mtok", better="lower",
    meaning="What a million processed tokens cost when the replica never idles.",
    why="Rent by the hour over tokens by the hour.",
    fails="At full use around the clock, with nobody's salary in it.")
price.formula("replica_tokens_per_month = processed_tps * utilization * hours_per_month",
    "token/month", "replica tokens per month", section="5.11", example="70B token/month",
    why="The rate, for as much of the month as it is used.")
price.route("price_per_processed_token = replica_price_per_month / replica_tokens_per_month", section="5.11",
    why="The same price by the month; it agrees with the hourly one when the replica never idles.")
price.formula("price_at_utilization = price_per_processed_token / utilization",
    "$/Mtok", "$/M at this utilization", section="6", example="$0.50/Mtok",
    why="A box that idles half of the time doubles the price of its tokens.")
price.formula("node_processed_tps = replicas_per_node * processed_tps",
    "tok/s", "node processed tokens per second", section="5.11", example="53K tok/s",
    why="Replicas on one node work side by side.",
    note="The source says ~63 % more than TP8's 32K; its own figures give 66 % (errata E23).")
price.formula("self_host_discount = 1 - price_per_processed_token / api_price",
    "%", "discount against the API", section="5.11", example="21%", low=-1e6, high=100,
    why="How much less a token costs on rented GPUs that are always busy.")
price.formula(
    "blended_price = (fresh_tokens * input_price + cached_tokens * cached_input_price + output_tokens * output_price) / tokens_per_request",
    "$/Mtok", "blended list price", section="5.11, errata E25", example="$0.328/Mtok",
    why="List prices weighed by the packet's own mix of fresh, cached and output tokens.",
    fails="Only as good as the hit rate: tokens that miss the cache are billed as fresh.")
