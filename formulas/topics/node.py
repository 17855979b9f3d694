"""Section 2: what a node costs."""

from formulas.declare import Topic

node = Topic("Picking the GPU", "2")

node.given("gpu_price", "$/GPU/hour", "GPU price", "Rent of one GPU for one hour, whether it works or idles.",
    place="hardware", section="2.1", example="$6/GPU/hour", better="lower", low=0, high=1000, usual=(0.5, 20))
node.given("gpus_per_node", "GPU", "GPUs per node", "GPUs in one box, wired together by the fast interconnect.",
    place="hardware", section="2", example="8 GPU", low=1, high=100_000, whole=True)
node.given("gpus_per_replica", "GPU", "GPUs per replica", "GPUs that hold one copy of the model and answer together (tensor parallel).",
    place="set-up", section="5.11", example="8 GPU", better="lower", low=1, high=100_000, whole=True)
node.given("hours_per_month", "hour/month", "hours per month", "Hours that a billing month has.",
    place="bill", section="2.1", example="730 hour/month", low=1, high=2000, usual=(672, 744))

node.formula("node_price_per_hour = gpu_price * gpus_per_node",
    "$/hour", "node price per hour", section="2.1", example="$48/hour",
    why="Rent is per GPU and a node is rented whole. Serving one user or a thousand, the meter runs the same.")
node.formula("node_price_per_day = node_price_per_hour * 24 hour/day",
    "$/day", "node price per day", section="2.1", example="$1152/day",
    why="The meter runs around the clock.")
node.formula("node_price_per_month = node_price_per_hour * hours_per_month",
    "$/month", "node price per month", section="2.1", example="$35,040/month", better="lower",
    why="A billing month is an average month: 8,760 hours over twelve.",
    note="The source calls this the entry ticket because the model 'can't load on a smaller config', yet it loads on 3 GPUs in 3.2 and "
    "is served on 4 for $17,520 in 5.11 (errata E21).")
node.formula("node_price_per_year = node_price_per_hour * 8760 hour/year",
    "$/year", "node price per year", section="2.1", example="$420,480/year",
    why="A year has 8,760 hours.")

node.formula("replica_price_per_hour = gpus_per_replica * gpu_price",
    "$/hour", "replica price per hour", section="5.11", example="$48/hour",
    why="A replica pays for the GPUs it occupies, which may be half a node.",
    fails="When the rest of the node stands empty, the replica pays for it as well.")
node.formula("replica_price_per_month = gpus_per_replica * gpu_price * hours_per_month",
    "$/month", "replica price per month", section="5.11", example="$17,520/month", better="lower",
    why="The same rent over a billing month, busy or idle.")
node.formula("replicas_per_node = floor(gpus_per_node / gpus_per_replica)",
    "", "replicas per node", section="5.11", example="2",
    why="Replicas do not share a GPU; what is left over serves nobody.")
