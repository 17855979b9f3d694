"""The work of a token on its context (errata E16), from the layers of an architecture."""

from __future__ import annotations

from sessions.models.shape import Architecture, Mixer


def attention_flops(model: Architecture, context: int, *, decoding: bool) -> int:
    """FLOPs of one token on the `context` tokens that it looks back on: a multiply and an add for
    each product. The fixed work of layers that keep a state is not in it.
    """
    return 2 * sum(
        [layers * _products(layer.mixer, context, decoding) for layer, layers in model.kinds]
    )


def _products(mixer: Mixer, context: int, decoding: bool) -> int:
    """Products of one layer: an indexer looks at every token, attention at those it picks."""
    seen = min(context, mixer.window) if mixer.window else context
    read = min(seen, mixer.picked) if mixer.picked else seen
    each = mixer.decoding if decoding else mixer.products
    return each * read + mixer.index_heads * mixer.index_key * seen
