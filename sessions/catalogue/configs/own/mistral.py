"""Mistral and Mixtral: a window in every layer, where the config has one."""

from sessions.catalogue.configs.family import Family

_WINDOWED = {"num_key_value_heads": 8, "sliding_window": 4096}

# fmt: off
FAMILIES = (  # set as rows: one cell to a line hides which family is which
    Family(("mistral", "mistral3"), pattern="all", defaults=_WINDOWED),
    Family(("ministral",), pattern="all", defaults=_WINDOWED),
    Family(("ministral3",), pattern="all", defaults={"num_key_value_heads": 8}),
    Family(("mixtral",), pattern="all", experts=True, defaults={"num_key_value_heads": 8},
        needed=("num_local_experts",)),
)
# fmt: on
