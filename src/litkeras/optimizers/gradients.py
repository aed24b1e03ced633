# Generated from chapters/optimizers/gradients.md by `make tangle`. Do not edit.
"""Gradients on arrival.

What a step demands of its gradients: that they are there, that they fit, and that none of them is
wild.
"""

import warnings
from collections.abc import Iterable
from typing import Any

from litkeras.backend.arithmetic import square
from litkeras.backend.choices import clip, maximum, sqrt
from litkeras.backend.reductions import sum
from litkeras.backend.tensors import Tensor, as_tensor, is_compatible
from litkeras.backend.variables import Variable

__all__ = [
    "check_pairs",
    "filter_empty_gradients",
    "global_norm",
    "clip_by_norm",
    "clip_by_global_norm",
]


# Pairs that fit
# --------------


def _check_pair(gradient: Any, variable: Any) -> tuple[Tensor | None, Variable]:
    """Return a pair whose gradient is a tensor that fits its variable, or None."""
    if not isinstance(variable, Variable):
        hint = ": gradient and variable are swapped" if isinstance(gradient, Variable) else ""
        raise TypeError(
            f"apply_gradients: expected (gradient, variable) pairs, received a "
            f"{type(variable).__name__} in the variable's place{hint}"
        )
    if variable.dtype.kind != "f":
        raise ValueError(f"{variable.name}: cannot descend on a variable of dtype {variable.dtype}")
    return _fitting(gradient, variable), variable


def _fitting(gradient: Any, variable: Variable) -> Tensor | None:
    """Return a gradient as a tensor of its variable's shape; None stays None."""
    if gradient is None:
        return None
    gradient = as_tensor(gradient, None if isinstance(gradient, Tensor) else variable.dtype)
    if not is_compatible(gradient.shape, variable.shape):
        raise ValueError(
            f"{variable.name}: expected a gradient of shape {variable.shape}, "
            f"received one of shape {gradient.shape}"
        )
    return gradient


def check_pairs(grads_and_vars: Iterable[tuple[Any, Variable]]) -> list[tuple]:
    """Return pairs of gradients and variables as a list, every gradient a tensor or None.

    Arguments:
        grads_and_vars: pairs; a gradient may be a tensor, an array, a number or None.

    Raises:
        TypeError: if something is no pair, or a variable is not one.
        ValueError: if a gradient has not the shape of its variable.
    """
    pairs = [tuple(p) if isinstance(p, (tuple, list)) else (p,) for p in grads_and_vars]
    for pair in pairs:
        if len(pair) != 2:
            raise TypeError(
                f"apply_gradients: expected (gradient, variable) pairs, received {pair!r}; "
                "two lists are joined by zip(gradients, variables)"
            )
    return [_check_pair(*pair) for pair in pairs]


# Gradients that are not there
# ----------------------------


def filter_empty_gradients(pairs: Iterable[tuple]) -> list[tuple]:
    """Return the pairs that have a gradient; a warning names the variables of the others.

    Arguments:
        pairs: (gradient, variable) pairs.

    Raises:
        ValueError: if there are pairs, and none has a gradient.
    """
    pairs = list(pairs)
    found = [(gradient, variable) for gradient, variable in pairs if gradient is not None]
    missing = [variable.name for gradient, variable in pairs if gradient is None]
    if missing and not found:
        raise ValueError(f"No gradients provided for any variable: {missing}.")
    if missing:
        message = f"Gradients do not exist for variables {missing} when minimizing the loss."
        warnings.warn(message, stacklevel=3)
    return found


# Shorter, but not elsewhere
# --------------------------


def global_norm(t_list: list) -> Tensor:
    """Return the length of several tensors, taken as one long vector.

    Arguments:
        t_list: list of tensors.
    """
    squares = [sum(square(t)) for t in t_list]
    total = squares[0]
    for more in squares[1:]:
        total = total + more
    return sqrt(total)


def clip_by_norm(t: Any, clip_norm: float) -> Tensor:
    """Return a tensor, shortened to a length of `clip_norm` if it is longer.

    Arguments:
        t: a tensor.
        clip_norm: the limit.
    """
    return as_tensor(t) * (clip_norm / maximum(global_norm([t]), clip_norm))


# All together
# ------------


def clip_by_global_norm(t_list: list, clip_norm: float) -> tuple[list[Tensor], Tensor]:
    """Return tensors, shortened by one factor to a common length of at most `clip_norm`.

    Arguments:
        t_list: list of tensors.
        clip_norm: the limit.

    Returns:
        the list of shortened tensors, and the length that they had together.
    """
    length = global_norm(t_list)
    factor = clip_norm / maximum(length, clip_norm)
    return [as_tensor(t) * factor for t in t_list], length


def _clip(gradients: list, clipvalue=None, clipnorm=None, global_clipnorm=None) -> list[Tensor]:
    """Gradients with the limits that are not None, in Keras's order."""
    if clipvalue is not None:
        gradients = [clip(g, -clipvalue, clipvalue) for g in gradients]
    if clipnorm is not None:
        gradients = [clip_by_norm(g, clipnorm) for g in gradients]
    if global_clipnorm is not None:
        gradients, _ = clip_by_global_norm(gradients, global_clipnorm)
    return gradients
