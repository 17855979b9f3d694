"""The words of terms: commitments, discounts, credits and the like, as data."""

from __future__ import annotations

# A term swallows the words of its part of the line, and the figures beside it. Those named after
# the colon are figures that would be a claim elsewhere: the price of overage is not the price.
SPOKEN_TERMS: dict[str, tuple[str, str]] = {
    "commitment": (
        "commitment|commitments|committed spend|minimum commitment|minimum spend|min spend|"
        "monthly minimum|annual commit|commit|min commit|minimum commit|reserved|reservation|"
        "reserved capacity|committed|no minimum|no minimums|no min|no commits|monthly commit|"
        "annual commitment|spend commitment|you commit|committed volume|volume commitment|"
        "volume commit|take or pay|minimum order|minimum purchase|minimum monthly spend|"
        "minimum annual spend|annual minimum|minimum volume|committed use|monthly spend|"
        "annual spend|minimum monthly commitment|minimum deployment|minimum reservation|"
        "reserve|drawdown|burn down",
        "",
    ),
    "discount": (
        "discount|discounts|off list|volume discount|discounted|commitment discount|"
        "off the list|rebate|batch discount|off|off batch|off for batch|off of list|"
        "half price|half off|at half price|price break|volume pricing|tiered pricing|promo|"
        "promotional|promotional price|waived|waive|off the list price|off list price|"
        "discount on|cheaper in batch|off our list|off rack rate|knocked off|"
        "half the price for batch|half the list price",
        "",
    ),
    "term": (
        "month minimum|year minimum|month min|months minimum|contract|contract length|year term|"
        "month term|term|year contract|lock in|"
        "month to month|cancel anytime|cancel any time|notice|notice period|termination|"
        "terminate|auto renew|auto renewal|auto renews|renewal|renews|minimum term|"
        "initial term|month contract|contract term|year deal|year commit term|exit clause|"
        "early termination",
        "",
    ),
    "overage": (
        "overage|overages|burst capacity|burst usage|burst price|burst pricing|above commit|"
        "overage rate|"
        "above the commit|above the commitment|over the commit|above your commit|"
        "beyond the commitment|beyond commit|excess usage|overage price|past the commit|"
        "additional usage",
        "usd/tok",
    ),
    "price hold": (
        "price hold|price held|valid|hold this price|hold the price|hold that price|hold our price|"
        "hold pricing|hold these prices|keep this price|honor this price|hold our prices|"
        "hold this pricing|"
        "price lock|price is held|prices held|locked for|held for|"
        "valid until|valid for|valid through|good until|good through|quote valid|expires|"
        "price locked|prices locked|offer valid|holds until|hold until|offer expires|"
        "valid till|valid thru|valid to|valid by|good till|good thru|good for|open for|"
        "open until|held until|held through|hold for|holds for|held firm|fixed for|"
        "fixed until|price is fixed|prices fixed|prices are fixed|locked in for|lock in for|"
        "locked until|locked through|rate lock|price guarantee|price protection|stands until|"
        "offer ends|offer stands|offer good|offer is good|expires on|expiring|expire|"
        "firm until|firm for|firm through|quote expires|prices valid|pricing valid|"
        "pricing is valid|validity|quote is good|prices hold|offer holds|guaranteed for|"
        "prices are good|pricing holds|rate is locked|quote good|price good",
        "",
    ),
    "SLA credits": (
        "sla credit|sla credits|service credit|service credits|credits if|sla penalty|"
        "penalty|penalties|credited|credit|credits|refund|refunded|refunds|money back|"
        "service level credit|service level credits|compensation",
        "time",
    ),
    "outage": (
        "outage|outages|downtime|down means|counts as down|counted as down|considered down|"
        "unavailable|unavailability|planned maintenance|scheduled maintenance|"
        "maintenance window|maintenance windows|maintenance|counts as downtime|"
        "counted as downtime|down is|we count as down|define down as|defined as down|"
        "down when",
        "time %",
    ),
    "cache TTL": (
        "cache ttl|ttl|cache lifetime|cached for|cache retention|cache expires|"
        "cache entries live|entries expire|cache lives|stays cached|stay cached|"
        "kept in cache|cache is kept|cache window|evicted after|evicted|cache eviction|"
        "time to live|cache duration|cache persists|caches for|cache entries expire|"
        "cache entries last|cache lasts|prefixes live|prefixes stay cached|remain cached|"
        "remains cached|cache is good for|cache kept|in cache for",
        "time",
    ),
    "minimum prefix": (
        "minimum prefix|to be cached|to be cacheable|to get cached|min prefix|prefix minimum|"
        "minimum prompt|prefix of|shortest prefix|"
        "minimum cacheable|cacheable prefix|minimum cacheable prefix|min cacheable prefix|"
        "prefixes of|prefix over|prefix longer|prefix at least|prefixes over|prefix length|"
        "minimum cached prefix|minimum prompt length|cacheable|smallest prefix|"
        "prefixes shorter|prefixes under|prefixes below|prefixes longer|prefixes above|"
        "prompts under|prefix must be|minimum prefix length|cacheable from|min prompt",
        "",
    ),
    "cache write": (
        "cache write|cache writes|cache creation|cache write price|writes to cache|"
        "cached write|write to cache|writing to cache|writing to the cache|"
        "writes to the cache|cache fill|writes|cache write cost|cached writes|"
        "cache population|to write to the cache|written to the cache|written to cache",
        "usd/tok",
    ),
    "storage": (
        "storage|cache storage|storage fee|storage fees|kv storage|storage cost|"
        "storage costs|storing the cache|cache storage fee",
        "usd/tok",
    ),
    "surcharge": (
        "surcharge|long context surcharge|long context price|long context pricing|"
        "extra charge|extra|additional|on top|adds|premium|long context premium|"
        "double the price|billed at double|billed double|charged double|charged at double|"
        "billed at twice|billed twice|double above|higher rate|long context rate|"
        "priced double|premium of|long prompt surcharge|double rate|double price|"
        "costs double|cost double|doubles|double the rate|billed at a higher rate|"
        "double beyond",
        "usd/tok",
    ),
    "output cap": (
        "output cap|output limit|max output|max output tokens|max tokens|maximum output|"
        "max completion tokens|output tokens max|max new tokens|outputs capped|output capped|"
        "outputs capped at|output capped at|output is capped|outputs are capped|"
        "completions capped at|max response|max generation|max output length|"
        "output is limited|outputs limited|output limited|outputs are limited|"
        "maximum output tokens|completion limit|max completion|max response length|"
        "response cap|capped output|output tokens capped|max generated tokens|"
        "generation limit|maximum completion|output token limit",
        "",
    ),
    "reasoning tokens": (
        "reasoning included|reasoning is included|reasoning tokens|thinking tokens|"
        "reasoning billed|thinking billed|"
        "reasoning is billed|thinking is billed|hidden reasoning|reasoning counted|"
        "reasoning counts|chain of thought|thinking counts|reasoning token|thinking token|"
        "reasoning output|bill thinking|bill reasoning|billed for thinking|"
        "billed for reasoning|charge for thinking|charge for reasoning",
        "",
    ),
    "cold start": (
        "cold start|cold starts|spin up|spin up time|warm up|warmup|scale up time|"
        "scale from zero|autoscale|autoscaling|boot time|cold boot|provisioning time|ramp up|"
        "time to provision|scales to zero|scale to zero|scale up takes|lead time|"
        "spin up takes|after idle|from idle|replicas take|to scale up|minutes to scale|scale up|"
        "startup time|"
        "start up time|to spin up|starts cold|from cold|lead times",
        "time",
    ),
    "retention": (
        "retention|zero retention|data retention|zdr|zero data retention|logging|logs|"
        "logs kept|logs are kept|logs retained|retain|retains|retained|prompts are stored|"
        "prompts stored|store prompts|stores prompts|stored for|deleted after|delete after|"
        "kept for|not logged|log prompts|prompt logging|abuse monitoring|delete|deleted|"
        "purged|keep logs|store your prompts|store your data|keep your data|store any|"
        "keep prompts|store no",
        "",
    ),
    "training on data": (
        "train on|training on|trained on|training on data|no training|train our models|"
        "used for training|use your data|for training|training opt out|improve our models|"
        "train models on|train with your|to train|train any",
        "",
    ),
    "data residency": (
        "data residency|data stays|data never leaves|data resides|residency|data leaves|"
        "leave the eu|leaves the eu|data sovereignty",
        "",
    ),
    "deprecation": (
        "deprecation|deprecated|sunset|deprecate|end of life|retire|retired|retirement|"
        "after release|after launch|from launch|after ga|models are supported|"
        "retires|model retirement|phased out|eol|discontinued|discontinue|sunsetting|"
        "deprecating|before a model is removed|removing a model",
        "",
    ),
    "payment": (
        "net 15|net 30|net 45|net 60|net 90|prepaid|prepay|upfront|up front|invoice|invoiced|"
        "payment|postpaid|net 7|net 10|prepayment|deposit|credit card|billed monthly|"
        "billed annually|billed hourly|billed per second|billed per minute|"
        "billed by the second|billed by the hour|billed by the minute|arrears|payable|"
        "billed quarterly|billed yearly|paid monthly|paid annually|due in",
        "",
    ),
    "fee": (
        "setup fee|set up fee|onboarding fee|implementation fee|platform fee|fee|fees|"
        "support fee|egress|egress fee|one time|one off|setup cost|setup costs|"
        "minimum charge|base fee|monthly fee|data transfer|per seat|per request fee|"
        "onboarding|integration fee|license fee",
        "usd/tok",
    ),
    "evals": (
        "eval|evals|benchmark score|gpqa|mmlu|swe bench|humaneval|verifier|livecodebench|"
        "aime|terminal bench|vendor verifier|k2 vendor verifier|mmlu pro|gpqa diamond|"
        "math 500|gsm8k|bfcl|tau bench|tau2 bench|mmmu|lm eval|ruler|longbench|scicode|hle|"
        "humanity's last exam|livebench|arena hard|ifeval|mt bench|needle in a haystack|niah|"
        "simpleqa|aider|aider polyglot|perplexity|accuracy drop|quality loss|accuracy loss|"
        "degradation|quality degradation|within noise|tool call accuracy|tool call success|"
        "schema accuracy|tool calls|k2vv|similarity|swe bench verified|swe bench pro|"
        "evaluation|evaluations|pass rate|pass at 1|score|scores|aime 2025|aime 25|aime25|"
        "aime24|aime 2024|vendor verifier run|livecodebench v6|tool calling accuracy|"
        "tool call|bf16 baseline|quality parity|benchmark accuracy|accuracy degradation|"
        "quality drop",
        "%",
    ),
    "provisioned units": (
        "provisioned unit|provisioned units|ptu|ptus|provisioned throughput|model unit|"
        "model units|throughput unit|throughput units|gsu|gsus|scale unit|scale units|"
        "unit day|unit hour|provisioned throughput unit|provisioned throughput units|"
        "capacity unit|capacity units",
        "usd/tok tok/s usd/time usd/month req/s",
    ),
    "free": (
        "free tier|free credits|free tokens|trial|pilot|free|free of charge|at no cost|"
        "no charge|no extra charge|no extra cost|included at no cost|no additional cost|"
        "complimentary|poc|proof of concept",
        "",
    ),
    "compliance": (
        "soc 2|soc2|hipaa|gdpr|iso 27001|fedramp|soc ii|baa|dpa|soc 2 type ii|soc 2 type 2|"
        "ccpa|pci|hipaa baa|soc2 type ii|soc2 type 2",
        "",
    ),
    "acceptance": (
        "acceptance length|acceptance rate|accept length|accepted tokens|tokens per step|"
        "acceptance|tokens accepted|tokens per pass|accept rate|mean accepted|"
        "acceptance lengths|acceptance rates|mtp depth|draft tokens|speculative tokens|"
        "num speculative tokens",
        "%",
    ),
    "support": (
        "slack support|slack channel|account manager|on call|email support|support response|"
        "dedicated support|support included|shared slack|response within|premium support|"
        "enterprise support|technical account manager|phone support|support engineer|"
        "support tickets",
        "time",
    ),
    "queue": (
        "queue|queue time|queueing|max wait|wait time|waiting time|queuing|queue wait|queue depth",
        "time",
    ),
    "currency": (
        "currency|billed in|invoiced in|prices in|pricing in|prices are in|pricing is in|"
        "quoted in|all prices in|bill in|invoice in|denominated in",
        "",
    ),
}

# Terms that are put together of two words, each of one list: `fixed through`, `over the commit`.
_HELD = (
    "valid|good|fixed|held|locked|firm|open|guaranteed|stands|holds|hold|frozen|unchanged|stable|"
    "honored|honoured|locked in|held firm|in effect|kept|protected|stand"
)
_UNTIL = "until|through|thru|till|for|to"
_BEYOND = "above|over|beyond|past|exceeding|in excess of|outside|on top of"
_COMMITTED = (
    "commit|commitment|the commit|the commitment|your commit|your commitment|committed volume|"
    "the committed volume|committed usage|the minimum|your committed volume|quota|the quota"
)
_OUTPUTS = "output|outputs|completion|completions|response|responses|generations|answers"
_CAPPED = (
    "capped|limited|are capped|are limited|is capped|is limited|max out|top out|cut off|"
    "are cut off|cannot exceed|can't exceed|won't exceed|limited to|capped at"
)
_NOT_HELD = frozenset(("kept for", "good to", "open to", "kept to", "stand to", "over quota"))


def composed_terms() -> list[tuple[str, list[str]]]:
    """The terms that two words make, by name; those of the table are left out."""
    lists = (
        ("price hold", _HELD, _UNTIL),
        ("overage", _BEYOND, _COMMITTED),
        ("output cap", _OUTPUTS, _CAPPED),
    )
    known = {text for listed, _ in SPOKEN_TERMS.values() for text in listed.split("|")} | _NOT_HELD
    return [
        (
            name,
            [
                f"{one} {other}"
                for one in first.split("|")
                for other in second.split("|")
                if f"{one} {other}" not in known
            ],
        )
        for name, first, second in lists
    ]
