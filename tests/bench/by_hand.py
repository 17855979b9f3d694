"""The whole chain of the worked example by hand: what the compiled one is held against.

Every value on every basis, as one would write it who needs nothing else: straight down, shared
terms once, no checks. Names without a basis stand for all four; `napkin` ones without a `fit` of
their own hold for both.
"""

from __future__ import annotations

from math import ceil, floor

from formulas.chain import NEARLY, Given

MONTHLY = 12 / (8760 * 3600)  # times a year, in seconds


def by_hand(given: Given) -> tuple[float, ...]:
    """Every derived value of the example's chain, in base units; names say what stands where."""
    entered = given.entered
    activation_bytes = entered["activation_bytes"]
    active_params = entered["active_params"]
    api_price = entered["api_price"]
    attention_params = entered["attention_params"]
    best_case_saving_fraction = entered["best_case_saving_fraction"]
    bytes_per_kv_value = entered["bytes_per_kv_value"]
    bytes_per_param = entered["bytes_per_param"]
    cached_input_price = entered["cached_input_price"]
    cached_tokens = entered["cached_tokens"]
    concurrency = entered["concurrency"]
    context_tokens = entered["context_tokens"]
    demand_concurrency = entered["demand_concurrency"]
    demand_processed_tps = entered["demand_processed_tps"]
    demand_requests_per_second = entered["demand_requests_per_second"]
    expert_parallel = entered["expert_parallel"]
    experts_per_token = entered["experts_per_token"]
    fresh_tokens = entered["fresh_tokens"]
    fresh_tokens_p50 = entered["fresh_tokens_p50"]
    gpu_bandwidth = entered["gpu_bandwidth"]
    gpu_flops = entered["gpu_flops"]
    gpu_memory = entered["gpu_memory"]
    gpu_price = entered["gpu_price"]
    gpus_per_node = entered["gpus_per_node"]
    gpus_per_replica = entered["gpus_per_replica"]
    hidden_size = entered["hidden_size"]
    hours_per_month = entered["hours_per_month"]
    input_price = entered["input_price"]
    kv_block_tokens = entered["kv_block_tokens"]
    kv_lora_rank = entered["kv_lora_rank"]
    memory_utilization = entered["memory_utilization"]
    moe_intermediate_size = entered["moe_intermediate_size"]
    moe_layers = entered["moe_layers"]
    num_attention_heads = entered["num_attention_heads"]
    num_layers = entered["num_layers"]
    output_price = entered["output_price"]
    output_tokens = entered["output_tokens"]
    pipeline_parallel = entered["pipeline_parallel"]
    prompt_tokens = entered["prompt_tokens"]
    qk_head_dim = entered["qk_head_dim"]
    qk_rope_head_dim = entered["qk_rope_head_dim"]
    reported_gpu_memory = entered["reported_gpu_memory"]
    routed_experts = entered["routed_experts"]
    runtime_bytes_per_gpu = entered["runtime_bytes_per_gpu"]
    shared_weight_bytes = entered["shared_weight_bytes"]
    tokens_per_pass = entered["tokens_per_pass"]
    total_params = entered["total_params"]
    trough_tps = entered["trough_tps"]
    utilization = entered["utilization"]
    v_head_dim = entered["v_head_dim"]
    verified_tokens_per_pass = entered["verified_tokens_per_pass"]
    decode_mbu_napkin = given.assumptions["decode_mbu"]
    fixed_overhead_napkin = given.assumptions["fixed_overhead"]
    mbu_napkin = given.assumptions["mbu"]
    mfu_napkin = given.assumptions["mfu"]
    overlap_factor_napkin = given.assumptions["overlap_factor"]
    sync_efficiency_napkin = given.assumptions["sync_efficiency"]
    fit_intercept = given.fit["fit_intercept"]
    fit_slope = given.fit["fit_slope"]
    pass_time_measured = given.measured["pass_time"]
    measured_output_tps_per_gpu = given.measured["measured_output_tps_per_gpu"]
    measured_prefill_rate = given.measured["measured_prefill_rate"]
    e2e_latency_measured = given.measured["e2e_latency"]
    node_price_per_hour = gpu_price * gpus_per_node
    node_price_per_day = node_price_per_hour
    node_price_per_month = node_price_per_hour * hours_per_month
    node_price_per_year = node_price_per_hour
    replica_price_per_hour = gpus_per_replica * gpu_price
    replica_price_per_month = replica_price_per_hour * hours_per_month
    replicas_per_node = floor(gpus_per_node / gpus_per_replica + NEARLY)
    weight_bytes = total_params * bytes_per_param
    gpus_to_load = ceil(weight_bytes / gpu_memory - NEARLY)
    node_memory = gpu_memory * gpus_per_node
    replica_memory = gpu_memory * gpus_per_replica
    kv_budget = replica_memory - weight_bytes - activation_bytes
    active_bytes_per_token = active_params * bytes_per_param
    node_bandwidth = gpu_bandwidth * gpus_per_node
    replica_bandwidth = gpu_bandwidth * gpus_per_replica
    effective_bandwidth_ceiling = replica_bandwidth
    batch_one_decode_rate_ceiling = effective_bandwidth_ceiling / active_bytes_per_token
    batch_one_decode_realistic_ceiling = batch_one_decode_rate_ceiling
    ridge_intensity = gpu_flops / gpu_bandwidth
    decode_intensity = 2.0 / bytes_per_param
    below_ridge = ridge_intensity / decode_intensity
    flops_per_token = 2.0 * active_params
    node_flops = gpu_flops * gpus_per_node
    replica_flops = gpu_flops * gpus_per_replica
    prefill_ceiling = replica_flops / flops_per_token
    prefill_rate_ceiling = prefill_ceiling
    ttft_alone_ceiling = prompt_tokens / prefill_rate_ceiling
    prefill_rate_per_request_ceiling = prefill_rate_ceiling / concurrency
    tokens_in_pass = concurrency * verified_tokens_per_pass
    expected_unique_experts = routed_experts * (
        1 - (1 - experts_per_token / routed_experts) ** tokens_in_pass
    )
    expert_bytes = 3 * hidden_size * moe_intermediate_size * bytes_per_param
    expert_read_bytes = expected_unique_experts * moe_layers * expert_bytes
    kv_bytes_per_token = num_layers * (kv_lora_rank + qk_rope_head_dim) * bytes_per_kv_value
    kv_bytes_per_request = kv_bytes_per_token * context_tokens
    kv_read_bytes = concurrency * kv_bytes_per_request
    bytes_per_pass = expert_read_bytes + shared_weight_bytes + kv_read_bytes
    usable_bandwidth_ceiling = effective_bandwidth_ceiling
    memory_time_ceiling = bytes_per_pass / usable_bandwidth_ceiling
    pass_time_ceiling = memory_time_ceiling
    ttft_ceiling = fresh_tokens_p50 / prefill_rate_ceiling + pass_time_ceiling
    room = max(0.0, kv_budget)
    max_requests_in_memory = floor(room / kv_bytes_per_request + NEARLY)
    attention_data_parallel = 1.0
    tensor_parallel = gpus_per_replica / pipeline_parallel
    cached_heads = 1.0
    decode_context_parallel = 1.0
    kv_copies = max(1.0, tensor_parallel)
    attention_weight_bytes = attention_params * bytes_per_param
    per_gpu = kv_copies / (tensor_parallel * pipeline_parallel)
    weight_bytes_per_gpu = weight_bytes / gpus_per_replica
    expert_rounding_bytes = (
        ceil(routed_experts / expert_parallel - NEARLY) * expert_parallel / routed_experts - 1
    ) * (weight_bytes - shared_weight_bytes)
    kv_bytes_per_token_per_gpu = kv_bytes_per_token * per_gpu
    kv_bytes_per_request_per_gpu = kv_bytes_per_request * per_gpu
    used_per_gpu = weight_bytes_per_gpu + activation_bytes / gpus_per_replica
    room_in_layout = max(0.0, gpu_memory - used_per_gpu) / kv_bytes_per_request_per_gpu
    max_requests_in_layout = floor(room_in_layout + NEARLY)
    weight_read_bytes = expert_read_bytes + shared_weight_bytes
    bytes_per_pass_per_gpu = (weight_read_bytes + kv_read_bytes * kv_copies) / gpus_per_replica
    interconnect_domain = gpus_per_node
    nodes_per_replica = ceil(gpus_per_replica / gpus_per_node - NEARLY)
    wide = hidden_size * 2
    sliced = max(0.0, 1 - pipeline_parallel * expert_parallel / gpus_per_replica)
    tensor_parallel_traffic = 2 * num_layers * wide * (1 - 1 / tensor_parallel + sliced)
    pipeline_traffic = (pipeline_parallel - 1) * wide
    experts_sent_to = moe_layers * experts_per_token
    expert_parallel_traffic = experts_sent_to * hidden_size * 3 * (1 - 1 / expert_parallel)
    shared_out = reported_gpu_memory * memory_utilization
    gpus_to_load_in_engine = ceil(weight_bytes / (shared_out - runtime_bytes_per_gpu) - NEARLY)
    engine_kv_budget = shared_out - used_per_gpu - runtime_bytes_per_gpu
    engine_room = max(0.0, engine_kv_budget)
    blocks = floor(engine_room / kv_bytes_per_token_per_gpu / kv_block_tokens + NEARLY)
    kv_pool_tokens = blocks * kv_block_tokens
    tokens_held_per_request = ceil(context_tokens / kv_block_tokens - NEARLY) * kv_block_tokens
    rounded_up = (tokens_held_per_request - context_tokens) * kv_bytes_per_token_per_gpu
    held = engine_room / (kv_bytes_per_request_per_gpu + rounded_up)
    max_requests_in_engine = floor(held + NEARLY)
    prefill_context_tokens = cached_tokens + fresh_tokens / 2
    looked = 2.0 * num_layers * num_attention_heads
    prefill_attention_flops_per_token = looked * (qk_head_dim + v_head_dim) * prefill_context_tokens
    prefill_flops_per_token = flops_per_token + prefill_attention_flops_per_token
    decode_attention_flops_per_token = (
        looked * (2 * kv_lora_rank + qk_rope_head_dim) * context_tokens
    )
    decode_flops_per_token = flops_per_token + decode_attention_flops_per_token
    expert_slots = tokens_in_pass * experts_per_token
    per_stream_tps_ceiling = tokens_per_pass / pass_time_ceiling
    tpot_ceiling = 1.0 / per_stream_tps_ceiling
    itl_ceiling = pass_time_ceiling
    aggregate_tps_ceiling = concurrency * per_stream_tps_ceiling
    tps_per_gpu_ceiling = aggregate_tps_ceiling / gpus_per_replica
    tokens_per_request = fresh_tokens + cached_tokens + output_tokens
    passes = output_tokens / tokens_per_pass
    decode_time_ceiling = passes * pass_time_ceiling
    e2e_latency_ceiling = ttft_ceiling + decode_time_ceiling
    requests_per_second_ceiling = concurrency / e2e_latency_ceiling
    processed_tps_ceiling = requests_per_second_ceiling * tokens_per_request
    output_tps_ceiling = requests_per_second_ceiling * output_tokens
    processed_tokens_per_hour_ceiling = processed_tps_ceiling
    price_per_processed_token_ceiling = replica_price_per_hour / processed_tps_ceiling
    used_per_month = utilization * hours_per_month
    replica_tokens_per_month_ceiling = processed_tps_ceiling * used_per_month
    price_at_utilization_ceiling = price_per_processed_token_ceiling / utilization
    node_processed_tps_ceiling = replicas_per_node * processed_tps_ceiling
    self_host_discount_ceiling = 1 - price_per_processed_token_ceiling / api_price
    blended_price = (
        fresh_tokens * input_price
        + cached_tokens * cached_input_price
        + output_tokens * output_price
    ) / tokens_per_request
    floor_replicas_ceiling = floor(trough_tps / processed_tps_ceiling + NEARLY)
    replicas_ceiling = floor_replicas_ceiling
    nodes_needed_ceiling = ceil(replicas_ceiling * gpus_per_replica / gpus_per_node - NEARLY)
    fleet_price_per_month_ceiling = replicas_ceiling * replica_price_per_month
    fleet_tokens_per_month_ceiling = replicas_ceiling * replica_tokens_per_month_ceiling
    monthly_tokens = demand_processed_tps * hours_per_month
    spillover_tokens_per_month_ceiling = max(0.0, monthly_tokens - fleet_tokens_per_month_ceiling)
    spillover_price_per_month_ceiling = spillover_tokens_per_month_ceiling * api_price
    hybrid_price_per_month_ceiling = (
        fleet_price_per_month_ceiling + spillover_price_per_month_ceiling
    )
    api_price_per_month = monthly_tokens * api_price
    savings_per_month_ceiling = api_price_per_month - hybrid_price_per_month_ceiling
    savings_fraction_ceiling = savings_per_month_ceiling / api_price_per_month
    most_savings_per_month_ceiling = monthly_tokens * (
        api_price - price_per_processed_token_ceiling
    )
    api_spend_per_year = api_price_per_month * MONTHLY
    best_case_saving_per_year = api_spend_per_year * best_case_saving_fraction
    input_tokens = fresh_tokens + cached_tokens
    cache_hit_rate = cached_tokens / input_tokens
    demand_e2e_latency = demand_concurrency / demand_requests_per_second
    effective_bandwidth_napkin = replica_bandwidth * sync_efficiency_napkin
    batch_one_decode_rate_napkin = effective_bandwidth_napkin / active_bytes_per_token
    batch_one_decode_realistic_napkin = batch_one_decode_rate_napkin * decode_mbu_napkin
    prefill_rate_napkin = prefill_ceiling * mfu_napkin
    ttft_alone_napkin = prompt_tokens / prefill_rate_napkin
    prefill_rate_per_request_napkin = prefill_rate_napkin / concurrency
    ttft_napkin = fresh_tokens_p50 * concurrency / prefill_rate_napkin
    usable_bandwidth_napkin = effective_bandwidth_napkin * mbu_napkin
    memory_time_napkin = bytes_per_pass / usable_bandwidth_napkin
    pass_time_napkin = fixed_overhead_napkin + memory_time_napkin * overlap_factor_napkin
    per_stream_tps_napkin = tokens_per_pass / pass_time_napkin
    tpot_napkin = 1.0 / per_stream_tps_napkin
    itl_napkin = pass_time_napkin
    aggregate_tps_napkin = concurrency * per_stream_tps_napkin
    tps_per_gpu_napkin = aggregate_tps_napkin / gpus_per_replica
    decode_time_napkin = passes * pass_time_napkin
    e2e_latency_napkin = ttft_napkin + decode_time_napkin
    requests_per_second_napkin = concurrency / e2e_latency_napkin
    processed_tps_napkin = requests_per_second_napkin * tokens_per_request
    output_tps_napkin = requests_per_second_napkin * output_tokens
    processed_tokens_per_hour_napkin = processed_tps_napkin
    price_per_processed_token_napkin = replica_price_per_hour / processed_tps_napkin
    replica_tokens_per_month_napkin = processed_tps_napkin * used_per_month
    price_at_utilization_napkin = price_per_processed_token_napkin / utilization
    node_processed_tps_napkin = replicas_per_node * processed_tps_napkin
    self_host_discount_napkin = 1 - price_per_processed_token_napkin / api_price
    floor_replicas_napkin = floor(trough_tps / processed_tps_napkin + NEARLY)
    replicas_napkin = floor_replicas_napkin
    nodes_needed_napkin = ceil(replicas_napkin * gpus_per_replica / gpus_per_node - NEARLY)
    fleet_price_per_month_napkin = replicas_napkin * replica_price_per_month
    fleet_tokens_per_month_napkin = replicas_napkin * replica_tokens_per_month_napkin
    spillover_tokens_per_month_napkin = max(0.0, monthly_tokens - fleet_tokens_per_month_napkin)
    spillover_price_per_month_napkin = spillover_tokens_per_month_napkin * api_price
    hybrid_price_per_month_napkin = fleet_price_per_month_napkin + spillover_price_per_month_napkin
    savings_per_month_napkin = api_price_per_month - hybrid_price_per_month_napkin
    savings_fraction_napkin = savings_per_month_napkin / api_price_per_month
    most_savings_per_month_napkin = monthly_tokens * (api_price - price_per_processed_token_napkin)
    pass_time_fit = fit_intercept + fit_slope * concurrency
    per_stream_tps_fit = tokens_per_pass / pass_time_fit
    tpot_fit = 1.0 / per_stream_tps_fit
    itl_fit = pass_time_fit
    aggregate_tps_fit = concurrency * per_stream_tps_fit
    tps_per_gpu_fit = aggregate_tps_fit / gpus_per_replica
    decode_time_fit = passes * pass_time_fit
    e2e_latency_fit = ttft_napkin + decode_time_fit
    requests_per_second_fit = concurrency / e2e_latency_fit
    processed_tps_fit = requests_per_second_fit * tokens_per_request
    output_tps_fit = requests_per_second_fit * output_tokens
    processed_tokens_per_hour_fit = processed_tps_fit
    price_per_processed_token_fit = replica_price_per_hour / processed_tps_fit
    replica_tokens_per_month_fit = processed_tps_fit * used_per_month
    price_at_utilization_fit = price_per_processed_token_fit / utilization
    node_processed_tps_fit = replicas_per_node * processed_tps_fit
    self_host_discount_fit = 1 - price_per_processed_token_fit / api_price
    floor_replicas_fit = floor(trough_tps / processed_tps_fit + NEARLY)
    replicas_fit = floor_replicas_fit
    nodes_needed_fit = ceil(replicas_fit * gpus_per_replica / gpus_per_node - NEARLY)
    fleet_price_per_month_fit = replicas_fit * replica_price_per_month
    fleet_tokens_per_month_fit = replicas_fit * replica_tokens_per_month_fit
    spillover_tokens_per_month_fit = max(0.0, monthly_tokens - fleet_tokens_per_month_fit)
    spillover_price_per_month_fit = spillover_tokens_per_month_fit * api_price
    hybrid_price_per_month_fit = fleet_price_per_month_fit + spillover_price_per_month_fit
    savings_per_month_fit = api_price_per_month - hybrid_price_per_month_fit
    savings_fraction_fit = savings_per_month_fit / api_price_per_month
    most_savings_per_month_fit = monthly_tokens * (api_price - price_per_processed_token_fit)
    measured_aggregate_tps_measured = measured_output_tps_per_gpu * gpus_per_replica
    achieved_mbu_measured = (
        measured_aggregate_tps_measured * active_bytes_per_token / replica_bandwidth
    )
    achieved_mfu_with_attention_measured = (
        measured_prefill_rate * prefill_flops_per_token / replica_flops
    )
    achieved_mfu_measured = measured_prefill_rate * flops_per_token / replica_flops
    per_stream_tps_measured = tokens_per_pass / pass_time_measured
    tpot_measured = 1.0 / per_stream_tps_measured
    itl_measured = pass_time_measured
    aggregate_tps_measured = concurrency * per_stream_tps_measured
    tps_per_gpu_measured = aggregate_tps_measured / gpus_per_replica
    lifecycle_tps_measured = measured_aggregate_tps_measured / concurrency
    decode_time_measured = passes * pass_time_measured
    requests_per_second_measured = concurrency / e2e_latency_measured
    processed_tps_measured = requests_per_second_measured * tokens_per_request
    output_tps_measured = requests_per_second_measured * output_tokens
    processed_tokens_per_hour_measured = processed_tps_measured
    price_per_processed_token_measured = replica_price_per_hour / processed_tps_measured
    replica_tokens_per_month_measured = processed_tps_measured * used_per_month
    price_at_utilization_measured = price_per_processed_token_measured / utilization
    node_processed_tps_measured = replicas_per_node * processed_tps_measured
    self_host_discount_measured = 1 - price_per_processed_token_measured / api_price
    floor_replicas_measured = floor(trough_tps / processed_tps_measured + NEARLY)
    replicas_measured = floor_replicas_measured
    nodes_needed_measured = ceil(replicas_measured * gpus_per_replica / gpus_per_node - NEARLY)
    fleet_price_per_month_measured = replicas_measured * replica_price_per_month
    fleet_tokens_per_month_measured = replicas_measured * replica_tokens_per_month_measured
    spillover_tokens_per_month_measured = max(0.0, monthly_tokens - fleet_tokens_per_month_measured)
    spillover_price_per_month_measured = spillover_tokens_per_month_measured * api_price
    hybrid_price_per_month_measured = (
        fleet_price_per_month_measured + spillover_price_per_month_measured
    )
    savings_per_month_measured = api_price_per_month - hybrid_price_per_month_measured
    savings_fraction_measured = savings_per_month_measured / api_price_per_month
    most_savings_per_month_measured = monthly_tokens * (
        api_price - price_per_processed_token_measured
    )
    # fmt: off
    return (
        node_price_per_hour, node_price_per_day, node_price_per_month, node_price_per_year,
        replica_price_per_hour, replica_price_per_month, replicas_per_node, weight_bytes,
        gpus_to_load, node_memory, replica_memory, kv_budget, active_bytes_per_token,
        node_bandwidth, replica_bandwidth, effective_bandwidth_ceiling,
        batch_one_decode_rate_ceiling, batch_one_decode_realistic_ceiling, ridge_intensity,
        decode_intensity, below_ridge, flops_per_token, node_flops, replica_flops,
        prefill_ceiling, prefill_rate_ceiling, ttft_alone_ceiling,
        prefill_rate_per_request_ceiling, tokens_in_pass, expected_unique_experts, expert_bytes,
        expert_read_bytes, kv_bytes_per_token, kv_bytes_per_request, kv_read_bytes,
        bytes_per_pass, memory_time_ceiling, pass_time_ceiling, ttft_ceiling,
        max_requests_in_memory, attention_data_parallel, tensor_parallel, cached_heads,
        decode_context_parallel, kv_copies, attention_weight_bytes, weight_bytes_per_gpu,
        expert_rounding_bytes, kv_bytes_per_token_per_gpu, kv_bytes_per_request_per_gpu,
        max_requests_in_layout, weight_read_bytes, bytes_per_pass_per_gpu, nodes_per_replica,
        tensor_parallel_traffic, pipeline_traffic, expert_parallel_traffic, interconnect_domain,
        gpus_to_load_in_engine, engine_kv_budget, kv_pool_tokens, tokens_held_per_request,
        max_requests_in_engine, prefill_context_tokens, prefill_attention_flops_per_token,
        prefill_flops_per_token, decode_attention_flops_per_token, decode_flops_per_token,
        expert_slots, usable_bandwidth_ceiling,
        per_stream_tps_ceiling, tpot_ceiling, itl_ceiling, aggregate_tps_ceiling,
        tps_per_gpu_ceiling, tokens_per_request, decode_time_ceiling, e2e_latency_ceiling,
        requests_per_second_ceiling, processed_tps_ceiling, output_tps_ceiling,
        processed_tokens_per_hour_ceiling, price_per_processed_token_ceiling,
        replica_tokens_per_month_ceiling, price_at_utilization_ceiling,
        node_processed_tps_ceiling, self_host_discount_ceiling, blended_price,
        floor_replicas_ceiling, replicas_ceiling, nodes_needed_ceiling,
        fleet_price_per_month_ceiling, fleet_tokens_per_month_ceiling, monthly_tokens,
        spillover_tokens_per_month_ceiling, spillover_price_per_month_ceiling,
        hybrid_price_per_month_ceiling, api_price_per_month, savings_per_month_ceiling,
        savings_fraction_ceiling, most_savings_per_month_ceiling, api_spend_per_year,
        best_case_saving_per_year, input_tokens, cache_hit_rate, demand_e2e_latency,
        effective_bandwidth_napkin, batch_one_decode_rate_napkin,
        batch_one_decode_realistic_napkin, prefill_rate_napkin, ttft_alone_napkin,
        prefill_rate_per_request_napkin, ttft_napkin, usable_bandwidth_napkin,
        memory_time_napkin, pass_time_napkin, per_stream_tps_napkin, tpot_napkin, itl_napkin,
        aggregate_tps_napkin, tps_per_gpu_napkin, decode_time_napkin, e2e_latency_napkin,
        requests_per_second_napkin, processed_tps_napkin, output_tps_napkin,
        processed_tokens_per_hour_napkin, price_per_processed_token_napkin,
        replica_tokens_per_month_napkin, price_at_utilization_napkin, node_processed_tps_napkin,
        self_host_discount_napkin, floor_replicas_napkin, replicas_napkin, nodes_needed_napkin,
        fleet_price_per_month_napkin, fleet_tokens_per_month_napkin,
        spillover_tokens_per_month_napkin, spillover_price_per_month_napkin,
        hybrid_price_per_month_napkin, savings_per_month_napkin, savings_fraction_napkin,
        most_savings_per_month_napkin, pass_time_fit, per_stream_tps_fit, tpot_fit, itl_fit,
        aggregate_tps_fit, tps_per_gpu_fit, decode_time_fit, e2e_latency_fit,
        requests_per_second_fit, processed_tps_fit, output_tps_fit,
        processed_tokens_per_hour_fit, price_per_processed_token_fit,
        replica_tokens_per_month_fit, price_at_utilization_fit, node_processed_tps_fit,
        self_host_discount_fit, floor_replicas_fit, replicas_fit, nodes_needed_fit,
        fleet_price_per_month_fit, fleet_tokens_per_month_fit, spillover_tokens_per_month_fit,
        spillover_price_per_month_fit, hybrid_price_per_month_fit, savings_per_month_fit,
        savings_fraction_fit, most_savings_per_month_fit, measured_aggregate_tps_measured,
        achieved_mbu_measured, achieved_mfu_measured, achieved_mfu_with_attention_measured,
        per_stream_tps_measured, tpot_measured,
        itl_measured, aggregate_tps_measured, tps_per_gpu_measured, lifecycle_tps_measured,
        decode_time_measured, requests_per_second_measured, processed_tps_measured,
        output_tps_measured, processed_tokens_per_hour_measured,
        price_per_processed_token_measured, replica_tokens_per_month_measured,
        price_at_utilization_measured, node_processed_tps_measured, self_host_discount_measured,
        floor_replicas_measured, replicas_measured, nodes_needed_measured,
        fleet_price_per_month_measured, fleet_tokens_per_month_measured,
        spillover_tokens_per_month_measured, spillover_price_per_month_measured,
        hybrid_price_per_month_measured, savings_per_month_measured, savings_fraction_measured,
        most_savings_per_month_measured,
    )
    # fmt: on
