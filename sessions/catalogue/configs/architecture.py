"""What a config comes to: layers of a few kinds, each with its parameters and what it caches.

Counts are whole numbers throughout; nothing here is rounded.
"""

from typing import Literal, NamedTuple, get_args

Part = Literal[
    "embeddings", "attention", "dense FFN", "routed experts", "shared experts", "router", "norms"
]
PARTS: tuple[Part, ...] = get_args(Part)
# What of the embeddings a count of active parameters holds: cards differ in it.
ALL = "with input and output embeddings"
NO_INPUT = "without input embeddings"
NEITHER = "without input and output embeddings"
Growth = Literal["full", "window", "chunk", "latent", "compressed", "state", "none"]


class Mixer(NamedTuple):
    """What lets the tokens of a sequence see each other in one layer.

    Attributes:
        name: for a person: "sliding-window attention".
        growth: how its cache grows: with every token (`full`, `latent`), with every `stride` of
            them (`compressed`), up to `window` tokens (`window`, `chunk`), or not at all (`state`,
            `none`).
        params: parameters of one layer.
        heads, kv_heads: of queries, and of what is cached; a latent is one head.
        kv_values: numbers of one entry of the cache of one layer: of one token, or of `stride`.
        window: tokens after which the growth stops.
        stride: tokens that one entry is of.
        recent: numbers that each of the last `window` tokens keeps beside compressed entries.
        state_values: numbers that a sequence keeps however long it is; `recurrent` of them are
            the state itself, which is often kept at twice the width of the rest.
        latent: of an MLA layer's values, those of the latent vector.
        products, decoding: multiplications of one token with each token that it looks back on, in
            prefill and while decoding.
        key, value: the width of a head's query and key, and of its value.
        index_heads, index_key, picked: of the indexer that picks the tokens to read: its heads,
            the width of its key, and how many entries it picks.
    """

    name: str
    growth: Growth
    params: int
    heads: int = 0
    kv_heads: int = 0
    kv_values: int = 0
    window: int = 0
    state_values: int = 0
    recurrent: int = 0
    latent: int = 0
    products: int = 0
    decoding: int = 0
    key: int = 0
    value: int = 0
    index_heads: int = 0
    index_key: int = 0
    picked: int = 0
    stride: int = 1
    recent: int = 0
    matrices: tuple[tuple[str, int], ...] = ()

    @property
    def grows(self) -> bool:
        """Whether the cache grows for as long as the context does."""
        return self.growth in ("full", "latent", "compressed")

    @property
    def per_token(self) -> float:
        """Numbers that one more token adds to the entries, a share where one is of several."""
        return self.kv_values / self.stride if self.stride > 1 else self.kv_values

    def cached(self, context: int) -> int:
        """Numbers in the cache of so many tokens, without what is kept however long it is."""
        short = self._seen(context)
        if self.growth == "compressed":
            return context // self.stride * self.kv_values + short * self.recent
        return short * self.kv_values

    def work(self, context: int, *, decoding: bool) -> int:
        """Multiplications of one token that looks back on so many: an indexer looks at every one,
        attention at those it picks.
        """
        seen = self._seen(context)
        read = min(seen, self.picked) if self.picked else seen
        each = self.decoding if decoding else self.products
        return each * read + self.index_heads * self.index_key * seen

    def _seen(self, context: int) -> int:
        return min(context, self.window) if self.window else context


class Feed(NamedTuple):
    """The feed-forward part of one layer.

    Attributes:
        dense, routed, shared, router: parameters of one layer, all experts together.
        routed_active: those of the routed experts that one token touches.
        experts, per_token: how many there are, and how many a token takes.
        matrices: of one expert, or of the dense part: three with a gate, two without.
    """

    name: str
    dense: int = 0
    routed: int = 0
    shared: int = 0
    router: int = 0
    routed_active: int = 0
    experts: int = 0
    per_token: int = 0
    matrices: int = 3


NO_MIXER = Mixer("no attention", "none", 0)
NO_FEED = Feed("no FFN")


class Layer(NamedTuple):
    """One layer; `norms` are the parameters of its norms outside of attention, and of what mixes
    residual streams.
    """

    mixer: Mixer
    feed: Feed
    norms: int

    @property
    def params(self) -> dict[Part, int]:
        """Its parameters, by part."""
        return {
            "attention": self.mixer.params,
            "dense FFN": self.feed.dense,
            "routed experts": self.feed.routed,
            "shared experts": self.feed.shared,
            "router": self.feed.router,
            "norms": self.norms,
        }


class Kind(NamedTuple):
    """Layers that are alike, and how many of them there are."""

    layer: Layer
    layers: int


class Architecture(NamedTuple):
    """A model as its config has it.

    Attributes:
        name: the config's own architecture, such as `DeepseekV3ForCausalLM`.
        family: the model type that it was read as.
        attention: in a few words: "MLA", "GQA, 1 in 6 layers full".
        hidden_size, vocab_size: of the text part.
        layers: one after the other.
        kinds: the same by kind, in the order in which each first appears.
        input_embeddings, output_embeddings: parameters; a tied output has none of its own.
        final_norms: parameters after the last layer, before the output embeddings.
        gaps: what is not modelled, each a sentence.
        recurrent_bytes: of one number of recurrent state; the rest of a fixed state takes 2.
    """

    name: str
    family: str
    attention: str
    hidden_size: int
    vocab_size: int
    layers: tuple[Layer, ...]
    kinds: tuple[Kind, ...]
    input_embeddings: int
    output_embeddings: int
    final_norms: int
    gaps: tuple[str, ...] = ()
    recurrent_bytes: float = 2.0

    @property
    def num_layers(self) -> int:
        """Layers, all kinds together."""
        return len(self.layers)

    def params(self) -> dict[Part, int]:
        """All parameters, by part."""
        return self._by_part(active=False)

    def active_params(self) -> dict[Part, int]:
        """Those that one token touches, by part; embeddings count in full."""
        return self._by_part(active=True)

    def _by_part(self, *, active: bool) -> dict[Part, int]:
        found: dict[Part, int] = dict.fromkeys(PARTS, 0)
        found["embeddings"] = self.input_embeddings + self.output_embeddings
        found["norms"] = self.final_norms
        for layer, count in self.kinds:
            for part, params in layer.params.items():
                found[part] += count * params
            if active:
                found["routed experts"] -= count * (layer.feed.routed - layer.feed.routed_active)
        return found

    @property
    def total_params(self) -> int:
        """All parameters of the text model."""
        return sum(self.params().values())

    @property
    def total_active(self) -> int:
        """Parameters that one token touches, with input and output embeddings."""
        return sum(self.active_params().values())

    @property
    def active_without_embeddings(self) -> int:
        """The same without input and output embeddings, as some cards count."""
        return self.total_active - self.input_embeddings - self.output_embeddings

    @property
    def kv_values_per_token(self) -> float:
        """Numbers that one more token adds to the cache, beyond every window; a share of an entry
        where one is of several tokens.
        """
        mixers = [(layer.mixer, count) for layer, count in self.kinds]
        return whole(sum([count * mixer.per_token for mixer, count in mixers if mixer.grows]))

    @property
    def kv_values_short(self) -> float:
        """The same while the context is shorter than every window."""
        mixers = [(layer.mixer, count) for layer, count in self.kinds]
        return whole(sum([count * (mixer.per_token + mixer.recent) for mixer, count in mixers]))

    @property
    def state_values(self) -> int:
        """Numbers that a sequence keeps however long it is."""
        return sum([count * layer.mixer.state_values for layer, count in self.kinds])

    @property
    def recurrent_values(self) -> int:
        """How many of these are recurrent state."""
        return sum([count * layer.mixer.recurrent for layer, count in self.kinds])

    @property
    def state_bytes(self) -> float:
        """Bytes that a sequence keeps however long it is."""
        recurrent = self.recurrent_values
        return recurrent * self.recurrent_bytes + (self.state_values - recurrent) * 2.0

    def kv_bytes(self, context: int, per_value: float) -> float:
        """Bytes of one sequence of so many tokens, its fixed state included."""
        return (self.kv_values(context) - self.state_values) * per_value + self.state_bytes

    def attention_flops(self, context: int, *, decoding: bool) -> int:
        """FLOPs of one token on the `context` tokens that it looks back on (errata E16): a multiply
        and an add for each product. The fixed work of layers that keep a state is not in it.
        """
        return 2 * sum(
            [n * layer.mixer.work(context, decoding=decoding) for layer, n in self.kinds]
        )

    def kv_values(self, context: int) -> int:
        """Numbers in the cache of one sequence of so many tokens, its fixed state included."""
        cached = [count * layer.mixer.cached(context) for layer, count in self.kinds]
        return self.state_values + sum(cached)


def whole(number: float) -> float:
    """A number that is whole as one."""
    return int(number) if float(number).is_integer() else number


def active_ways(model: Architecture) -> dict[str, int]:
    """Parameters that one token touches, by what of the embeddings is counted. A matrix that is
    both embeddings is still the output's where the input's are left out.
    """
    tied = not model.output_embeddings
    return {
        ALL: model.total_active,
        NO_INPUT: model.total_active - (0 if tied else model.input_embeddings),
        NEITHER: model.active_without_embeddings,
    }
