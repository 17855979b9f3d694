"""The conditions that are words: what each may be called, and what it then is, a row each.

A layout, an engine or a way of arriving that stands in no row is kept as it was said, so that
nothing is judged as something else.
"""

from __future__ import annotations

from typing import NamedTuple

from sessions.claims.table import Table, follows


class Value(NamedTuple):
    """One row: a word that a condition is stated in.

    Attributes:
        of, value: the condition, and what it then is.
        words: the ways of saying it, with "|" between.
        off: what the condition is where this is denied or switched off; nothing where that says no
            more than that this does not hold.
        front: it stands before another one, which is the one that counts.
    """

    of: str
    value: str
    words: str
    off: str = ""
    front: bool = False

    @property
    def id(self) -> str:
        """What tells it from all others."""
        return f"{self.of}={self.value}"


# fmt: off
VALUES: Table[Value] = Table((
    # How attention and its cache lie on the GPUs. What the chain has no layout for keeps its name.
    Value("layout", "dp",
        "dp attention|dp attn|attention dp|attn dp|data parallel attention|data parallel attn|"
        "attention data parallel|attention data parallelism|data parallelism for attention|"
        "data parallel for attention|dp for attention|attention is data parallel|"
        "attention runs data parallel|data parallelism in attention|adp|"
        "enable dp attention|enable attention dp|dp attention mode", off="tp"),
    # With experts over many boxes attention is data parallel.
    Value("layout", "dp+ep",
        "dp ep|wide ep|wideep|wide expert parallelism|wide expert parallel|large scale ep|large ep|"
        "large scale expert parallelism|large scale expert parallel|wide scale ep"),
    Value("layout", "dcp",
        "dcp|decode context parallel|decode context parallelism|context parallel decode|"
        "context parallel decoding|decode cp"),
    Value("layout", "tp",
        "tp attention|attention tp|tensor parallel attention|tensor parallelism for attention|"
        "tp for attention|plain tp|plain tensor parallel|plain tensor parallelism|pure tp|tp only|"
        "pure tensor parallelism|tensor parallelism only"),
    Value("layout", "disaggregated",
        "disaggregated|disaggregation|disagg|pd disaggregation|pd disagg|pd disaggregated|"
        "p d disaggregation|p / d disaggregation|prefill decode disaggregation|p / d disagg|"
        "prefill / decode disaggregation|disaggregated prefill|disaggregated serving|"
        "disaggregated prefill decode|disaggregated prefill and decode|disaggregated inference|"
        "prefill and decode disaggregated|prefill and decode disaggregation|pd separation|"
        "pd separated|prefill decode separation|disagg serving|disagg prefill|"
        "prefill decode disaggregated|separate prefill and decode pools|"
        "prefill and decode run on separate|prefill and decode on separate|"
        "prefill and decode are separate|prefill and decode are separated|prefill and decode apart|"
        "decode and prefill on separate|separate prefill and decode nodes|separate prefill nodes|"
        "split prefill and decode"),
    Value("layout", "pipeline parallel",
        "pipeline parallel|pipeline parallelism|pipelined|pipeline stages"),
    Value("layout", "sequence parallel",
        "sequence parallel|sequence parallelism|ulysses"),
    Value("layout", "context parallel",
        "context parallel|context parallelism|ring attention|prefill context parallel|"
        "prefill context parallelism"),
    Value("layout", "data parallel",
        "data parallel|data parallelism"),
    Value("layout", "helix", "helix parallelism|helix parallel"),
    # What it runs on: the three whose habits a set of assumptions tells apart, and others by name.
    Value("engine", "vllm", "vllm|vllm serve|vllm engine"),
    Value("engine", "sglang", "sglang|sglang engine|sgl lang|sg lang"),
    Value("engine", "trtllm",
        "tensorrt llm|trt llm|trtllm|tensorrtllm|tensor rt llm|tensorrt|trt|tensorrt engine|"
        "tensorrt llm engine|trt engine|trt llm engine"),
    Value("engine", "TGI", "tgi|text generation inference|hugging face tgi|hf tgi"),
    Value("engine", "LMDeploy", "lmdeploy|turbomind|lmdeploy turbomind|lm deploy"),
    Value("engine", "llama.cpp",
        "llama cpp|llamacpp|llama server|llama bench"),
    Value("engine", "Ollama", "ollama"),
    Value("engine", "MLX", "mlx|mlx lm"),
    Value("engine", "ExLlama",
        "exllama|exllamav2|exllamav3|exllama v2|exllama v3|exl2|exl3|tabbyapi"),
    Value("engine", "DeepSpeed", "deepspeed|deepspeed mii|deepspeed inference|deepspeed fastgen"),
    Value("engine", "KTransformers", "ktransformers|k transformers"),
    Value("engine", "MLC", "mlc llm|mlc"),
    Value("engine", "LM Studio", "lm studio"),
    Value("engine", "LightLLM", "lightllm"),
    Value("engine", "RTP-LLM", "rtp llm"),
    Value("engine", "Aphrodite", "aphrodite|aphrodite engine"),
    Value("engine", "MAX", "max serve|modular max"),
    Value("engine", "OpenVINO", "openvino|openvino model server"),
    Value("engine", "Triton", "triton|triton inference server|triton server|nvidia triton",
        front=True),
    Value("engine", "NIM", "nim|nvidia nim|nims|nim container|nim containers|nim microservice",
        front=True),
    Value("engine", "Dynamo", "dynamo|nvidia dynamo", front=True),
    Value("engine", "llm-d", "llm d", front=True),
    # How the load arrives.
    Value("arrival", "closed",
        "closed loop|closed loop load|closed loop test|closed loop benchmark|"
        "concurrency limited|fixed load"),
    Value("arrival", "burst",
        "all at once|all at the same time|all at the same moment|all simultaneously|"
        "all in one go|in one burst|in a burst|in a single burst|in one go|at the same instant|"
        "all together|all in one burst|offline batch|offline mode|offline throughput|"
        "offline inference|offline benchmark|offline batch inference|"
        "thundering herd|request rate inf|rate inf|infinite request rate|request rate infinity|"
        "request rate infinite|infinite rate|unlimited request rate"),
    Value("arrival", "rate",
        "poisson|poisson arrivals|poisson arrival|poisson process|poisson load|poisson traffic|"
        "open loop|open loop load|open loop test|open loop arrivals|open loop benchmark|"
        "poisson distributed|poisson distributed arrivals|exponential arrivals"),
    # Speculation, by the names of what drafts.
    Value("speculative", "on",
        "mtp|spec decode|spec decoding|speculative decoding|speculative|speculation|spec dec|"
        "specdec|spec|eagle|eagle 3|eagle3|eagle 2|eagle2|medusa|draft model|speculator|"
        "multi token prediction|speculative decode|n gram speculation|drafting|a draft model",
        off="off"),
    # Nothing of the prompt is in the cache.
    Value("cache_hit_rate", "0%",
        "disable radix cache|disable prefix caching|no enable prefix caching|radix cache disabled|"
        "disable prefix cache|disabled prefix caching|disabling prefix caching|bypass the cache|"
        "bypassing the cache|cold cache|cold kv cache|cold prefix cache|cold prompt cache|"
        "cache cold|cold prompts|cold prompt|cold ttft|zero cache|empty cache|empty kv cache|"
        "empty prefix cache|cache is cold|cache empty|cache misses only|all cache misses|"
        "all misses|unique prompts|all prompts unique|no shared prefix|no shared prefixes|"
        "no common prefix|every prompt is unique|every prompt unique|nothing cached|"
        "nothing is cached|nothing in cache|nothing in the cache|zero reuse|zero cache reuse|"
        "zero prefix reuse|none of the prompt cached|none of the input cached|none of it cached"),
))
# fmt: on


@follows(VALUES)
def fronts() -> frozenset[str]:
    """The values that stand before another one of their condition, as `name=value`."""
    return frozenset([row.id for row in VALUES.values() if row.front])
