# Generated from chapters/layers/calls.md by `make tangle`. Do not edit.
"""Calls.

Layers call layers. One list of the open calls answers what nobody has said: whether this is
training, what a weight is called, whether a graph is being drawn.
"""

import functools
import inspect
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from litkeras.backend.functions import learning_phase
from litkeras.backend.tape import flatten_nested
from litkeras.backend.variables import PENDING
from litkeras.layers.nodes import identity, is_symbolic, map_nested, mask_of

__all__ = [
    "CallContext",
    "CALLS",
    "Callee",
    "is_graph_under_construction",
    "distinct",
    "outside_of_all_calls",
]


# Who is being called?
# --------------------


class CallContext(NamedTuple):
    """A layer that is being called, and whether it is in training mode (None: not decided yet)."""

    layer: Any
    training: Any


CALLS: list[CallContext] = []

# Training or not?
# ----------------


class Callee:
    """What can be called within another call.

    Required: `name`; `call(inputs, ...)`, perhaps with the arguments `training` and `mask`.
    Given: `_training`, `_complete`; `supports_masking`, `compute_mask`, `_mask`, `_pass_on_masks`.
    """

    supports_masking = False

    @functools.cached_property
    def _call_defaults(self) -> dict[str, Any]:
        """The parameters of `call` after the inputs, with their defaults."""
        parameters = list(inspect.signature(self.call).parameters.values())[1:]
        known = {p.name: p for p in parameters if p.kind not in (p.VAR_POSITIONAL, p.VAR_KEYWORD)}
        takes_any = any(p.kind is p.VAR_KEYWORD for p in parameters)
        defaults = {n: None if p.default is p.empty else p.default for n, p in known.items()}
        return defaults | {n: None for n in ("training", "mask") if takes_any and n not in known}

    def _argument(self, name: str, args: tuple, kwargs: dict) -> Any:
        """An argument of a call, by position or keyword, or None."""
        given = dict(zip(self._call_defaults, args)) | kwargs
        return given.get(name)

    def _training(self, args: tuple, kwargs: dict, is_construction: bool) -> Any:
        """Whether this call is part of training: what was said most explicitly counts."""
        said = self._argument("training", args, kwargs)
        inherited = CALLS[-1].training if CALLS else None
        phase = learning_phase() if isinstance(learning_phase(), int) else None
        for value in (said, inherited, phase, self._call_defaults.get("training")):
            if value is not None:
                return value
        return None if CALLS or is_construction else False

    def _complete(self, args: tuple, kwargs: dict, mask: Any) -> dict:
        """The keywords for `call`: with `training` and `mask`, if it takes them."""
        known = self._call_defaults
        by_position = list(known)[: len(args)]
        kwargs = {k: v for k, v in kwargs.items() if k != "training" or k in known}
        for name, value in (("training", CALLS[-1].training), ("mask", mask)):
            is_free = name not in by_position and kwargs.get(name) is None
            if (
                name in known
                and is_free
                and any(leaf is not None for leaf in flatten_nested(value))
            ):
                kwargs[name] = value
        return kwargs

    def compute_mask(self, inputs, mask=None):
        """The mask of the outputs, given that of the inputs.

        Arguments:
            inputs: a tensor or a list of them.
            mask: a boolean tensor, False where the input is to be ignored; or None.
        """
        if self.supports_masking:
            return mask
        if any(m is not None for m in flatten_nested(mask)):
            raise TypeError(
                f"Layer {self.name} does not support masking, but was passed an input_mask: {mask}"
            )
        return None

    def _mask(self, inputs, args: tuple, kwargs: dict) -> Any:
        """The mask of the inputs: the one given, else the one that they carry."""
        said = self._argument("mask", args, kwargs)
        return map_nested(mask_of, inputs) if said is None else said

    def _pass_on_masks(self, inputs, mask, outputs) -> None:
        """Let the outputs carry their masks."""
        is_own = type(self).compute_mask is not Callee.compute_mask
        tensors = flatten_nested(outputs)
        if not (self.supports_masking or is_own):
            return
        if all(mask_of(t) is not None for t in tensors):
            return  # `call` has done it
        has_mask = any(m is not None for m in flatten_nested(mask))
        masks = self.compute_mask(inputs, mask if has_mask else None)
        masks = [None] * len(tensors) if masks is None else flatten_nested(masks)
        for tensor, one in zip(tensors, masks):
            tensor._keras_mask = one


# When does a call extend a graph?
# --------------------------------


def is_graph_under_construction(arguments: Any) -> bool:
    """Whether a call with these arguments, made by the user, extends a graph of layers."""
    if CALLS or PENDING:  # a layer inside a layer, or a step that is being traced
        return False
    return any(is_symbolic(leaf) for leaf in flatten_nested(arguments))


def distinct(outputs: Any, inputs: Any) -> Any:
    """`outputs`, a tensor that belongs to somebody else replaced by one of its own."""
    taken = {id(x) for x in flatten_nested(inputs)}

    def own(x):
        return identity(x) if id(x) in taken or hasattr(x, "_keras_history") else x

    return map_nested(own, outputs)


@contextmanager
def outside_of_all_calls() -> Iterator[None]:
    """While the block runs, no layer is being called, and no step is being traced."""
    before = CALLS[:], PENDING[:]
    CALLS.clear()
    PENDING.clear()
    try:
        yield
    finally:
        CALLS[:], PENDING[:] = before
