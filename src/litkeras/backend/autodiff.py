# Generated from chapters/backend/autodiff.md by `make tangle`. Do not edit.
"""Gradients.

Walk the recipes backwards, from the result to the ingredients, and add up what each contributed.
"""

from collections.abc import Callable, Sequence

import numpy as np

from litkeras.backend.operations import op
from litkeras.backend.shaping import ones_like
from litkeras.backend.tensors import Node, Tensor, as_tensor

__all__ = [
    "input_gradients",
    "reachable",
    "on_a_path",
    "receive",
    "sweep",
    "gradients",
    "block_gradient",
    "stop_gradient",
    "numeric_gradient",
]


# Where a value is used twice
# ---------------------------


def input_gradients(tensor: Tensor, g: Tensor, inputs=None) -> tuple[Tensor | None, ...]:
    """The gradients that leave a tensor's recipe, given the one that arrives.

    Arguments:
        tensor: a tensor with a recipe.
        g: the gradient that arrives.
        inputs: what to take for the ingredients; by default the ingredients.
    """
    node = tensor.node
    inputs = node.inputs if inputs is None else inputs
    if node.op.gradient_rule is None:
        return (None,) * len(inputs)
    result = node.op.gradient_rule(g, tensor, *inputs, **node.attributes)
    return result if isinstance(result, tuple) else (result,)


# The youngest first
# ------------------

_Recorded = Callable[[Node], bool]


def reachable(targets: Sequence[Tensor], recorded: _Recorded, known=()) -> list[Tensor]:
    """All tensors with a recorded recipe that `targets` are made from, the youngest first.

    The search does not look behind a tensor whose id is in `known`.
    """
    found, waiting = {}, [t for t in targets if id(t) not in known]
    while waiting:
        tensor = waiting.pop()
        if tensor.node is None or id(tensor) in found or id(tensor) in known:
            continue
        if recorded(tensor.node):
            found[id(tensor)] = tensor
            waiting.extend(tensor.node.inputs)
    return sorted(found.values(), key=lambda t: t.node.time, reverse=True)


def on_a_path(order: Sequence[Tensor], sources: Sequence[Tensor]) -> set[int]:
    """The ids of the tensors in `order` (youngest first) that depend on one of `sources`."""
    useful = {id(s) for s in sources}
    for tensor in reversed(order):
        if any(id(i) in useful for i in tensor.node.inputs):
            useful.add(id(tensor))
    return useful


def receive(arrived: dict[int, Tensor], tensor: Tensor, g: Tensor) -> None:
    """Add `g` to the gradient that has arrived at `tensor`."""
    known = arrived.get(id(tensor))
    arrived[id(tensor)] = g if known is None else known + g


def sweep(targets, seeds, sources, recorded: _Recorded = lambda node: True, as_used=None):
    """Gradients of `targets`, weighted by `seeds`, with respect to `sources`.

    Arguments:
        targets, sources: lists of tensors.
        seeds: list of tensors, the gradients that arrive at the targets.
        recorded: which recipes may be walked.
        as_used: gives the tensor that a node had for an ingredient; by default the ingredient.

    Returns:
        list of tensors, None for a source without a path.
    """
    order = reachable(targets, recorded)
    useful, keep = on_a_path(order, sources), {id(s) for s in sources}
    arrived: dict[int, Tensor] = {}
    for target, seed in zip(targets, seeds):
        receive(arrived, target, seed)
    for tensor in order:
        if id(tensor) in useful and id(tensor) in arrived:
            g = arrived[id(tensor)] if id(tensor) in keep else arrived.pop(id(tensor))
            inputs = as_used and [as_used(i, tensor.node) for i in tensor.node.inputs]
            for ingredient, dx in zip(tensor.node.inputs, input_gradients(tensor, g, inputs)):
                if dx is not None and id(ingredient) in useful:
                    receive(arrived, ingredient, dx)
    return [arrived.get(id(s)) for s in sources]


# Gradients of a graph
# --------------------


def gradients(loss, variables) -> list[Tensor | None]:
    """Gradients of `loss` with respect to variables.

    Arguments:
        loss: a tensor; if it has axes, the gradient is that of its sum.
        variables: list of variables, placeholders or other tensors.

    Returns:
        list of tensors, None for a variable that `loss` does not depend on.
    """
    loss = as_tensor(loss)
    sources = list(variables) if isinstance(variables, (list, tuple)) else [variables]
    for source in sources:
        _check_source("gradients", source)
    return sweep([loss], [ones_like(loss)], sources)


def _check_source(caller: str, source) -> None:
    """Raise TypeError if `source` is nothing to differentiate with respect to."""
    if not isinstance(source, Tensor) or source.is_sparse:
        expected = "expected variables or tensors to differentiate with respect to"
        raise TypeError(f"{caller}: {expected}, got {type(source).__name__}")


@op(label="StopGradient", view=True, passthrough=True)
def block_gradient(x):
    """`x` itself; gradients do not pass."""
    return x


@block_gradient.shape
def _(x):
    return x.shape


def stop_gradient(variables):
    """`variables` (a tensor or a list of tensors) as constants in the eyes of gradients."""
    if isinstance(variables, (list, tuple)):
        return [block_gradient(v) for v in variables]
    return block_gradient(variables)


# Is it right?
# ------------


def numeric_gradient(
    function: Callable, arrays: Sequence[np.ndarray], index: int, step=1e-6
) -> np.ndarray:
    """Gradient of the sum of `function(*arrays)` with respect to one array, by differences.

    Arguments:
        function: takes and returns arrays (or tensors with values).
        arrays: the inputs, of dtype float64.
        index: which input to move.
        step: how far to move each element in both directions.
    """
    arrays = [np.array(a, np.float64) if i == index else a for i, a in enumerate(arrays)]
    x, slopes = arrays[index], np.zeros(np.shape(arrays[index]))
    for i in np.ndindex(x.shape):
        middle, totals = x[i], []
        for moved in (middle + step, middle - step):
            x[i] = moved
            totals.append(np.sum(np.asarray(function(*arrays))))
        x[i] = middle
        slopes[i] = (totals[0] - totals[1]) / (2 * step)
    return slopes
