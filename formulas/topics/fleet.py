"""Sections 6 and 7: the fleet and the monthly bill."""

from formulas.declare import Topic

fleet = Topic("Fleet and bill", "6-7")

fleet.given("trough_tps", "tok/s", "trough", "Processed tokens per second in the lowest hour of the day.",
    place="packet", section="6", example="110K tok/s", low=0, high=1e15)
fleet.given("best_case_saving_fraction", "%", "best-case saving",
    "The source's rule of thumb for this level of spend: a judgement, not a result.",
    place="bill", section="7.2", example="35%", low=0, high=100)

fleet.formula("floor_replicas = floor(trough_tps / processed_tps)",
    "", "replicas at the floor", section="6", example="4",
    why="As many as the lowest hour keeps fully busy: no rented box ever idles.")
fleet.formula("replicas = floor_replicas",
    "", "replicas", place="bill", section="6", example="4", low=0, high=1e6, whole=True,
    why="The fleet that is rented; the floor unless another number is entered.")
fleet.formula("nodes_needed = ceiling(replicas * gpus_per_replica / gpus_per_node)",
    "", "nodes needed", section="6", example="2",
    why="Nodes are rented whole.")
fleet.formula("fleet_price_per_month = replicas * replica_price_per_month",
    "$/month", "fleet price per month", section="6", example="$70,080/month",
    why="Rent of all replicas, busy or idle.")
fleet.formula("fleet_tokens_per_month = replicas * replica_tokens_per_month",
    "token/month", "fleet tokens per month", section="6", example="280B token/month",
    why="What the fleet gets through in a month.")
fleet.formula("monthly_tokens = demand_processed_tps * hours_per_month",
    "token/month", "tokens per month", section="6", example="583B token/month",
    why="The traffic's rate over a billing month.",
    note="The source takes the median hour's rate; a month's total wants the mean (errata E23).")
fleet.formula("spillover_tokens_per_month = max(0, monthly_tokens - fleet_tokens_per_month)",
    "token/month", "spillover tokens per month", section="6", example="303B token/month",
    why="What the fleet cannot take goes to the API.",
    fails="Monthly totals: a fleet larger than the floor idles at night and still spills by day.")
fleet.formula("spillover_price_per_month = spillover_tokens_per_month * api_price",
    "$/month", "spillover price per month", section="6", example="$96,051/month",
    why="Spilled tokens pay the API's price.")
fleet.formula("hybrid_price_per_month = fleet_price_per_month + spillover_price_per_month",
    "$/month", "hybrid price per month", section="6", example="$166,131/month",
    why="Rent for the floor, the API for the rest.")
fleet.formula("api_price_per_month = monthly_tokens * api_price",
    "$/month", "API price per month", section="7.1", example="$184,811/month",
    why="The same traffic with no GPU of one's own.")
fleet.formula("savings_per_month = api_price_per_month - hybrid_price_per_month",
    "$/month", "savings per month", section="7.1", example="$19K/month", low=-1e12,
    why="What renting the floor saves over buying everything from the API.",
    fails="No salaries: one inference engineer is $300K to $500K a year (7.3).")
fleet.formula("savings_fraction = savings_per_month / api_price_per_month",
    "%", "savings", section="7.1", example="10%", low=-1e6, high=100,
    why="The saving as a share of the API bill.")
fleet.formula("most_savings_per_month = monthly_tokens * (api_price - price_per_processed_token)",
    "$/month", "savings if every token moved", section="7.2, errata E20", example="$39K/month", low=-1e12,
    why="The bound on what autoscaling can add at this price: every token at the self-hosted rate.",
    note="The source hopes for 22-25 %; its own $0.250 against $0.317 bounds it at 21.1 % (errata E20).")
fleet.formula("api_spend_per_year = api_price_per_month * 12 month/year",
    "$/year", "API spend per year", place="bill", section="7.2", example="$6M/year",
    why="Twelve monthly bills.")
fleet.formula("best_case_saving_per_year = api_spend_per_year * best_case_saving_fraction",
    "$/year", "best-case saving per year", section="7.2", example="$2.1M/year",
    why="The source's rule of thumb, in dollars.",
    note="A judgement of the source, not a result: compare it with the bound above (errata E14, E20, E22).")
