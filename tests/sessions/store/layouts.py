"""Session files as people lay them out, every remark numbered, to be read and saved."""

PLAIN = """\
# c1 the deal

schema = 1
title = "A deal" # c2
active = "a"

# ------------------------------- c3 the traffic
[packet]
objective = "price"   # c4
tiers = ["fp4"]
fresh_tokens = "13K token/request"
# c5 the cached part
cached_tokens = "71K token/request"
output_tokens = 1056

[packet.origin]
# c6 all from the gateway
fresh_tokens = "the gateway" # c7
cached_tokens = "the gateway"

[bill]
hours_per_month = "730 hour/month"

# c8 about the first set-up
[[setup]]
name = "a"
model = "Kimi K2.6"
hardware = "B200"
weights = "fp4"
gpus_per_replica = "8 GPU" # c9
concurrency = 16

[setup.origin]
gpus_per_replica = "ours"

[setup.measured]
ttft = "1.57 s"

# c10 about the second set-up
[[setup]]
name = "b"
model = "kimi"
hardware = "B200"

[[loadtest]]
setup = "a"
origin = "our own"
concurrency = "8 request"
ttft = "1 s" # c11

# ------------------------------- c12 the quotes
# c13 about one
[[quote]]
provider = "One" # c14
date = 2026-06-12

# c15 what one assumes
[quote.conditions]
concurrency = "16 request"

# c16 the first claim of one
[[quote.claim]]
metric = "ttft" # c17
value = "0.1 s"

[[quote.claim]]
metric = "per_stream_tps"
value = "40 tok/s/user"

# c18 about two
[[quote]]
provider = "Two"
mood = "grim" # c19 a key of a person's own

# c20 free standing

# c21 about three
[[quote]]
provider = "Three"

[[quote.claim]]
metric = "uptime"
value = "99.9%"
bound = "at least"

[[note]]
date = 2026-06-09
text = "a note"

# c22 at the end
"""

DOTTED = """\
# c1
schema = 1
packet.objective = "price" # c2
packet.fresh_tokens = "13K" # c3
packet.origin.fresh_tokens = "the gateway"
packet.zebra.stripes = 7 # c4
bill.api_price = "$0.3/Mtok"

[[setup]] # c5
name = "a"
model = "Kimi K2.6"
hardware = "B200"
measured.ttft = "1.5 s"
measured.origin.ttft = "ours"
origin.concurrency = "said"
concurrency = 16

[[quote]] # c6
provider = "One"
conditions.hardware = "B200"
conditions.gpus = 8 # c7
terms."odd key" = "x"

[[quote.claim]]
metric = "ttft"
value = "1 s"
conditions.concurrency = "4"
"""

INLINE = """\
schema = 1
packet = { objective = "price", fresh_tokens = "13K", origin = { fresh_tokens = "g" } } # c1
# c2 prices
bill = { api_price = { value = "$0.3/Mtok", origin = "list" }, hours_per_month = 730 }
setup = [
  # c3 the first
  { name = "a", model = "Kimi K2.6", hardware = "B200", concurrency = 16 }, # c4
  { name = "b", model = "Kimi K2.6", hardware = "B200", own = "key" },
]
loadtest = [{ setup = "a", ttft = { value = "1 s", origin = "us" }, concurrency = 8 }]
quote = [
  { provider = "One", claim = [{ metric = "ttft", value = "1 s" }], conditions = {} },
  { provider = "Two", terms = { a = "b" } }, # c5
]
note = []
"""

MIXED = """\
"schema" = 1
quote = []
'title' = 'literal "quotes"'

[packet.origin] # c1
cached_tokens = "far away"

[[setup]]
name = "a"
model = "Kimi K2.6"
hardware = "B200"
note = \"\"\"
several
lines\"\"\"
tags = [ # c2
  "x", # c3
]

[packet]
objective = ""
tiers = [ # c4
  "fp4", # c5
  "fp8",
]
cached_tokens = 71_000
[packet.fresh_tokens] # c6
value = "13K" # c7
origin = "the gateway"

[unheard.of]
a = 1 # c8

[[setup]]
name = "b"
model = "Kimi K2.6"
hardware = "B200"

[[note]]
text = "n"
"""

OUT_OF_ORDER = """\
schema = 1
[[quote]]
provider = "One" # c1
[[quote.claim]]
metric = "ttft"
value = "1 s"
[packet]
fresh_tokens = "13K"
[[setup]]
name = "a"
model = "Kimi K2.6"
hardware = "B200"
[[quote]]
provider = "Two"
[[loadtest]]
setup = "a"
ttft = "1 s"
[packet.origin]
fresh_tokens = "g" # c2
[[quote]]
provider = "Three"
[quote.conditions]
kv = "fp8"
[setup.measured]
ttft = "2 s" # c3
[setup.origin]
concurrency = "o" # c4
"""

EMPTY = ""
ONLY_REMARKS = "# c1 nothing yet\n\n# c2 really\n"
NO_END = 'title = "no line feed at the end" # c1'

LAYOUTS = {
    "plain": PLAIN,
    "windows": PLAIN.replace("\n", "\r\n"),
    "mixed line ends": PLAIN.replace('"\n', '"\r\n'),
    "dotted": DOTTED,
    "inline": INLINE,
    "mixed": MIXED,
    "out of order": OUT_OF_ORDER,
    "empty": EMPTY,
    "only remarks": ONLY_REMARKS,
    "no line feed at the end": NO_END,
}
