"""Section 9: what an offer comes to at this traffic, once its terms are counted.

None of the inputs has a value unless a quote or a person gives it.
"""

from formulas.declare import Topic

offer = Topic("Terms of an offer", "9")

# Prices that a quote names beside its list prices.
offer.given("offer_price", "$/Mtok", "price before terms",
    "What a quote charges per million processed tokens before any of its terms is counted.",
    place="", section="9", example="$0.317/Mtok", low=0, high=100_000)
offer.given("cache_write_factor", "", "cache write factor",
    "How many times the input price is paid for input that is written to the cache.",
    place="", section="9", example="1.25", low=0, high=1000)
offer.given("overage_price", "$/Mtok", "overage price", "Price per million processed tokens above the committed volume.",
    place="", section="9", example="$0.45/Mtok", low=0, high=100_000)
offer.given("storage_price", "$/Mtok/hour", "cache storage price", "Price of keeping a million tokens in the provider's cache for an hour.",
    place="", section="9", example="$1/Mtok/hour", low=0, high=100_000)
offer.given("stored_tokens", "token", "tokens kept in the cache",
    "Tokens that the provider's cache keeps at any moment, over all prefixes.",
    place="", section="9", example="50M token", low=0, high=1e15)
offer.given("offer_discount", "%", "discount of the offer", "The share that is taken off the price of every token.",
    place="", section="9", example="20%", low=0, high=100)
offer.given("cached_input_discount", "%", "discount on cached input",
    "The share of the input price that is taken off where input is cached.",
    place="", section="9", example="75%", low=0, high=100)
offer.given("surcharge_share", "%", "long-context surcharge",
    "What comes on top of the price for a request that is longer than the threshold.",
    place="", section="9", example="50%", low=0, high=100_000)
offer.given("minimum_prefix", "token/request", "minimum prefix", "The shortest prefix that the provider's cache keeps.",
    place="", section="9", example="1024 token/request", low=1, high=1e8, implied="request")
offer.given("hits_lost", "%", "hits lost", "By how much of the input the hit rate is lower than the packet says.",
    place="", section="9", example="10%", low=0, high=100)
offer.given("commitment_per_year", "$/year", "commitment per year", "What is paid for a year, used or not.",
    place="", section="9", example="$1.2M/year", low=0, high=1e13)
offer.given("credit_share", "%", "SLA credit", "The share of a month's bill that comes back when the service level is missed.",
    place="", section="9", example="10%", low=0, high=100)
offer.given("commitment_volume_per_month", "token/month", "volume committed to", "Tokens that are paid for in a month, used or not.",
    place="", section="9", example="500B token/month", low=0, high=1e18)
offer.given("commitment_gpus", "GPU", "GPUs committed to", "GPUs that are paid for around the clock, used or not.",
    place="", section="9", example="64 GPU", low=0, high=1e9)
offer.given("fee_per_month", "$/month", "fee per month", "What is paid for a month beside the tokens.",
    place="", section="9", example="$500/month", low=0, high=1e12)
offer.given("provisioned_unit_price_per_month", "$/month", "provisioned unit per month",
    "What one provisioned unit costs by the month, used or not.",
    place="", section="9", example="$35,040/month", low=0, high=1e12)
offer.given("provisioned_unit_rate", "tok/s", "rate of a provisioned unit",
    "Processed tokens per second that one provisioned unit carries.",
    place="", section="9", example="30K tok/s", low=0, high=1e12)
offer.given("provisioned_units_minimum", "", "minimum of provisioned units", "The fewest provisioned units that are rented.",
    place="", section="9", example="4", low=0, high=1e9, whole=True)
offer.given("rented_units", "", "what is rented", "GPUs, nodes or replicas that this traffic takes, busy or idle.",
    place="", section="9", example="2", low=0, high=1e9, whole=True)
offer.given("rent_per_month", "$/month", "rent of one", "What one GPU, node or replica costs by the month.",
    place="", section="9", example="$35,040/month", low=0, high=1e12)

# What the mix costs with the terms of the cache.
offer.formula("cached_tokens_at_fewer_hits = max(0, cached_tokens - hits_lost * input_tokens)",
    "token/request", "cached tokens at fewer hits", section="9", example="62.6K token/request", implied="request",
    why="A lower hit rate turns cached input into fresh input, token for token.")
offer.formula(
    "blended_price_at_fewer_hits = ((input_tokens - cached_tokens_at_fewer_hits) * input_price"
    " + cached_tokens_at_fewer_hits * cached_input_price + output_tokens * output_price) / tokens_per_request",
    "$/Mtok", "blended price at fewer hits", section="9", example="$0.407/Mtok",
    why="List prices live off the hit rate: the same request with more of its input billed as fresh.")
offer.formula("tokens_below_prefix = cached_tokens * (1 - min(1, floor(cached_tokens / minimum_prefix)))",
    "token/request", "cached tokens below the minimum prefix", section="ours", example="0 token/request", implied="request",
    why="A prefix that is shorter than the minimum is not cached at all, a longer one is cached whole.",
    fails="Takes every request as the mean one: of a spread of lengths, some fall below it.")
offer.formula(
    "blended_price_with_prefix = ((fresh_tokens + tokens_below_prefix) * input_price"
    " + (cached_tokens - tokens_below_prefix) * cached_input_price + output_tokens * output_price) / tokens_per_request",
    "$/Mtok", "blended price with the minimum prefix", section="ours", example="$0.328/Mtok",
    why="What the cache does not keep is billed as fresh input.")
offer.formula("cache_write_price = input_price * cache_write_factor",
    "$/Mtok", "cache write price", section="9", example="$1.19/Mtok", high=100_000,
    meaning="Price per million input tokens that are written to the provider's cache.",
    why="Where it is said as so many times the input price.")
offer.formula(
    "blended_price_with_writes = (fresh_tokens * cache_write_price + cached_tokens * cached_input_price"
    " + output_tokens * output_price) / tokens_per_request",
    "$/Mtok", "blended price with cache writes", section="ours", example="$0.365/Mtok",
    why="Fresh input is written to the cache for the next turn, and billed at the write price.",
    fails="Takes all fresh input as written; what is not marked for the cache pays the input price.")
offer.formula("surcharge_factor = 1 + surcharge_share",
    "", "surcharge factor", section="9", example="1.5", high=1000,
    meaning="How many times the price is paid for a request that is longer than the threshold.",
    why="The price, and what comes on top of it.")
offer.formula("price_with_surcharge = offer_price * surcharge_factor",
    "$/Mtok", "price with the long-context surcharge", section="ours", example="$0.634/Mtok",
    why="Beyond the threshold the whole request is billed at so many times the price.",
    fails="Only where every request is beyond the threshold; some bill only what is beyond it.")
offer.formula("discounted_price = offer_price * (1 - offer_discount)",
    "$/Mtok", "price with the discount", section="ours", example="$0.254/Mtok",
    why="What is left of the price after the discount.")

offer.formula("discounted_cached_price = input_price * (1 - cached_input_discount)",
    "$/Mtok", "cached input with its discount", section="9", example="$0.237/Mtok",
    why="Cached input is mostly quoted as so much off the input price.")

# What a month costs.
offer.formula("commitment_per_month = commitment_per_year / 12 month/year",
    "$/month", "minimum commitment", section="9", example="$100K/month", high=1e12,
    meaning="What is paid for a month, used or not.",
    why="A year's commitment in twelve parts.",
    fails="Where the year is settled at its end, a weak month is made up for by a strong one.")
offer.route("commitment_per_month = commitment_volume_per_month * offer_price", section="ours",
    why="A volume that is paid for in any case, at the price before terms.")
offer.route("commitment_per_month = commitment_gpus * gpu_price * hours_per_month", section="ours",
    why="GPUs that are rented around the clock.")
offer.formula("usage_price_per_month = monthly_tokens * offer_price",
    "$/month", "usage per month", section="7.1", example="$185K/month",
    why="The month's traffic at the price before terms.")
offer.formula("storage_price_per_month = storage_price * stored_tokens * hours_per_month",
    "$/month", "cache storage per month", section="ours", example="$36,500/month",
    why="What the cache keeps is rented by the hour, read or not.")
offer.formula("committed_tokens_per_month = commitment_per_month / offer_price",
    "token/month", "committed volume", section="ours", example="300B token/month",
    why="The volume at which the usage comes to the commitment.")
offer.formula(
    "overage_price_per_month = min(monthly_tokens, committed_tokens_per_month) * offer_price"
    " + max(0, monthly_tokens - committed_tokens_per_month) * overage_price",
    "$/month", "usage with overage per month", section="ours", example="$200K/month",
    why="The committed volume at its price, what is above it at the price of overage.",
    fails="A month as one sum: a limit by the minute makes overage of peaks in a month that stays below.")
offer.formula("committed_price_per_month = max(commitment_per_month, usage_price_per_month)",
    "$/month", "bill with the commitment", section="ours", example="$185K/month",
    why="A minimum is paid even where the usage comes to less.")
offer.formula("effective_price_per_month = committed_price_per_month + fee_per_month",
    "$/month", "bill with commitment and fees", section="ours", example="$185K/month",
    why="Fees come on top of usage and minimum.")
offer.formula("effective_price = effective_price_per_month / monthly_tokens",
    "$/Mtok", "effective $/M", section="ours", example="$0.317/Mtok",
    why="The whole bill over the tokens that were really processed.")
offer.formula("credits_per_month = credit_share * effective_price_per_month",
    "$/month", "credits of a missed month", section="ours", example="$18,500/month",
    why="What comes back of the bill of a month in which the service level was missed.",
    fails="Credits are steps by the uptime reached, and mostly have to be asked for.")

# Provisioned units: rented by the hour at a rate, so that $/M holds at full use only.
offer.formula("provisioned_unit_price = provisioned_unit_price_per_month / hours_per_month",
    "$/hour", "price of a provisioned unit", section="9", example="$48/hour", high=1e9,
    meaning="What one provisioned unit costs by the hour, used or not.",
    why="A month's rent over the hours of the month.")
offer.formula("provisioned_price_at_full_use = provisioned_unit_price / provisioned_unit_rate",
    "$/Mtok", "$/M of a unit at full use", section="9", example="$0.444/Mtok",
    why="Rent over rate: what a token costs in a unit that never idles.",
    fails="No traffic is level: the units that carry its peak idle for the rest of the day.")
offer.formula("provisioned_units = ceiling(demand_processed_tps / provisioned_unit_rate)",
    "", "provisioned units", section="9", example="8", whole=True, high=1e9,
    why="Units are rented whole.",
    fails="Sized for the plain demand: a peak beyond the units waits, is refused, or spills over.")
offer.formula("provisioned_units_at_peak = ceiling(demand_processed_tps_peak / provisioned_unit_rate)",
    "", "provisioned units at the peak", section="9", example="11", whole=True, high=1e9,
    why="As many whole units as the highest hour asks for.")
offer.formula("provisioned_units_rented = max(provisioned_units_minimum, provisioned_units)",
    "", "provisioned units rented", section="ours", example="8", whole=True, high=1e9,
    why="A minimum is a floor: fewer units than the traffic needs do not carry it.")
offer.formula("provisioned_price_per_month = provisioned_units_rented * provisioned_unit_price * hours_per_month",
    "$/month", "provisioned units per month", section="9", example="$280K/month",
    why="Rent of all units, busy or idle.")
offer.formula("provisioned_price = provisioned_price_per_month / monthly_tokens",
    "$/Mtok", "$/M of provisioned units at this traffic", section="9", example="$0.481/Mtok",
    why="The rent over the tokens that really come, idle hours and all.")

# Rent by the hour or the month, with no price by the token: what it comes to where it carries this traffic.
offer.formula("rented_price_per_month = rented_units * rent_per_month",
    "$/month", "rent per month", section="9", example="$70,080/month",
    why="All that the traffic takes is rented, busy or idle.")
offer.formula("rented_price = rented_price_per_month / monthly_tokens",
    "$/Mtok", "$/M of what is rented, at this traffic", section="9", example="$0.12/Mtok",
    why="The rent over the tokens that really come, idle hours and all.")
