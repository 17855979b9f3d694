"""Section 3, and the shape of the model from section 1: loading the weights."""

from formulas.declare import Topic

weights = Topic("Loading the model", "3")

weights.given("total_params", "param", "total parameters", "All parameters of the model, whether a token touches them or not.",
    place="model", section="1", example="1T param", low=1e3, high=1e16)
weights.given("active_params", "param/token", "active parameters", "Parameters that one token touches on its way through the model.",
    place="model", section="1", example="32B param/token", low=1e3, high=1e16, implied="token")
weights.given("bytes_per_param", "byte/param", "bytes per parameter", "How much memory one weight takes at this quantization tier.",
    place="set-up", section="3.1", example="0.5 byte/param, or fp4, nvfp4, fp8, bf16", low=0.1, high=8, implied="param")
weights.given("num_layers", "", "layers", "Transformer layers, all kinds together.",
    place="model", section="4.10.1", example="61", low=1, high=10_000, whole=True)
weights.given("hidden_size", "", "hidden size", "Width of the model's residual stream.",
    place="model", section="1", example="7168", low=1, high=1e7, whole=True)
weights.given("gpu_memory", "GB/GPU", "GPU memory", "High-bandwidth memory of one GPU.",
    place="hardware", section="2", example="192 GB/GPU", low=0.1, high=100_000, implied="GPU")
weights.given("activation_bytes", "GB", "activations", "Working memory of a forward pass, over the whole replica.",
    place="set-up", section="4", example="80 GB", low=0, high=1e6)

weights.given("shared_params", "param", "shared parameters", "Parameters that every pass reads: all but the routed experts.",
    place="model", section="5.10 step 1", example="11.7B param", low=0, high=1e16)

weights.given("wide_params", "param", "parameters kept wider",
    "Parameters that the release of a dense model keeps at a precision of their own: all but the feed-forward part.",
    place="model", section="errata E17", example="1.3B param", low=0, high=1e16)
weights.given("bytes_per_wide_param", "byte/param", "bytes per parameter kept wider",
    "How much memory one of the parameters takes that the release of a dense model keeps at a precision of their own.",
    place="model", section="errata E17", example="2 byte/param, or bf16", low=0.1, high=8, implied="param")

weights.formula("bytes_per_shared_param = bytes_per_param",
    "byte/param", "bytes per shared parameter", place="model", section="3.1", example="2 byte/param, or bf16", low=0.1, high=8, implied="param",
    meaning="How much memory one of the parameters that every pass reads takes.",
    why="One tier throughout, unless the release keeps these at a higher precision.",
    fails="Releases in four bits usually keep attention, shared experts and embeddings in BF16 (errata E17).")
weights.formula("weight_bytes = total_params * bytes_per_param",
    "GB", "weight bytes", section="3.1", example="500 GB",
    why="Every parameter is kept, also those that a token does not touch.",
    fails="Released checkpoints keep some parts at a higher precision than the tier's name says, and block scales add to it.",
    note="The source takes 0.5 byte for every parameter. The public NVFP4 release of this model keeps attention, shared experts, the "
    "first layer and the head in BF16: about 594 GB, on 4 GPUs (errata E17).")
weights.route("weight_bytes = (total_params - shared_params) * bytes_per_param + shared_params * bytes_per_shared_param",
    section="3.1, errata E17", when=("feed_forward", "moe"),
    why="The experts at the tier of the set-up, and what every pass reads at its own.",
    fails="Two tiers: a release that has more is counted by its parts in `napkin model`.")
weights.route(
    "weight_bytes = (total_params - wide_params) * bytes_per_param + wide_params * max(bytes_per_param, bytes_per_wide_param)",
    section="3.1, errata E17", when=("feed_forward", "dense"),
    why="The feed-forward part at the tier of the set-up, the rest as the release keeps it, or at the tier where that is wider.",
    fails="Two tiers: a release that has more is counted by its parts in `napkin model`.")
weights.formula("gpus_to_load = ceiling(weight_bytes / gpu_memory)",
    "GPU", "GPUs to load", section="3.2", example="3 GPU",
    why="The floor: enough memory for the weights and nothing else. GPUs come in whole numbers.",
    fails="No room is left for activations or for anyone's KV cache, so nobody can be served.")
