"""Sections 5.10 step 7 and 5.11: what a million tokens cost."""

from formulas.declare import Topic

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
