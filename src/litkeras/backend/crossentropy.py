# Generated from chapters/backend/crossentropy.md by `make tangle`. Do not edit.
"""Cross-entropies.

How surprised is the model by the truth? The three cross-entropies as ops, of probabilities and of
logits.
"""

import numpy as np

from litkeras.backend.arithmetic import log
from litkeras.backend.choices import cast, clip
from litkeras.backend.configuration import epsilon
from litkeras.backend.nonlinearities import sigmoid, softmax
from litkeras.backend.operations import Op, op
from litkeras.backend.reductions import sum
from litkeras.backend.rows import (
    _are_rows,
    _entropy_gradient_rows,
    _entropy_rows,
    _share_work,
    _sparse_entropy_rows,
    _sparse_gradient_rows,
)
from litkeras.backend.shaping import expand_dims, squeeze
from litkeras.backend.tensors import Tensor, as_tensor

__all__ = [
    "sigmoid_cross_entropy",
    "logits_behind",
    "binary_crossentropy",
    "softmax_cross_entropy",
    "check_same_shape",
    "categorical_crossentropy",
    "check_class_numbers",
    "sparse_softmax_cross_entropy",
    "subtract_one_at",
    "sparse_categorical_crossentropy",
    "in_top_k",
]


# Surprise
# --------


@op(label="SigmoidCrossEntropy", elementwise=True)
def sigmoid_cross_entropy(target, logits):
    """Cross-entropy of `target` with sigmoid(`logits`), elementwise, without forming the sigmoid."""
    return np.maximum(logits, 0) - logits * target + np.log1p(np.exp(-np.abs(logits)))


@sigmoid_cross_entropy.gradient
def _(g, y, target, logits):
    return -g * logits, g * (sigmoid(logits) - target)


# If only probabilities are left
# ------------------------------


def logits_behind(output: Tensor, activation: Op) -> Tensor | None:
    """The tensor that `output` was made from, if by `activation`: then its logarithm needs no care."""
    node = output.node
    if (
        node is not None
        and node.op is activation
        and node.attributes.get("axis", -1) in (-1, output.ndim - 1)
    ):
        return node.inputs[0]
    return None


def binary_crossentropy(target, output, from_logits=False) -> Tensor:
    """Cross-entropy of each element of `output` with `target`, both in [0, 1].

    Arguments:
        target: the truth.
        output: predicted probabilities, or logits.
        from_logits: whether `output` are logits.
    """
    output = as_tensor(output)
    target = as_tensor(target, output.dtype)
    logits = output if from_logits else logits_behind(output, sigmoid)
    if logits is not None:
        return sigmoid_cross_entropy(target, logits)
    output = clip(output, epsilon(), 1.0 - epsilon())
    return -(target * log(output + epsilon()) + (1.0 - target) * log(1.0 - output + epsilon()))


# One of many
# -----------


@op(label="SoftmaxCrossEntropyWithLogits")
def softmax_cross_entropy(target, logits):
    """Cross-entropy of `target` with softmax(`logits`) along the last axis."""
    shifted = logits - logits.max(axis=-1, keepdims=True)
    log_total = np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    return (target * (log_total - shifted)).sum(axis=-1)


@softmax_cross_entropy.shape
def _(target, logits):
    if (
        target.ndim != logits.ndim
        or None not in (target.shape[-1], logits.shape[-1])
        and (target.shape[-1] != logits.shape[-1])
    ):
        raise ValueError(
            f"expected target and output of one shape, got {target.shape} and {logits.shape}"
        )
    return logits.shape[:-1]


@softmax_cross_entropy.kernel
def _(target, logits, out):
    if _are_rows(target, logits) and target.shape == logits.shape and logits.ndim > 1:
        target, logits = (x.reshape(-1, logits.shape[-1]) for x in (target, logits))
        _share_work(_entropy_rows, len(logits), logits.size, target, logits, out.reshape(-1))
    else:
        out[...] = softmax_cross_entropy.value(target, logits)


@op(label="SoftmaxCrossEntropyGrad", mixed=True)
def _entropy_gradient(g, target, logits):
    """Gradient of `softmax_cross_entropy` with respect to `logits`: prediction minus truth."""
    prediction = softmax.value(logits) * target.sum(axis=-1, keepdims=True)
    return g[..., None] * (prediction - target)


@_entropy_gradient.shape
def _(g, target, logits):
    return logits.shape, logits.dtype


@_entropy_gradient.kernel
def _(g, target, logits, out):
    if _are_rows(target, logits) and target.shape == logits.shape and logits.ndim > 1:
        target, logits, rows = (x.reshape(-1, out.shape[-1]) for x in (target, logits, out))
        arrays = np.ascontiguousarray(g).reshape(-1), target, logits, rows
        _share_work(_entropy_gradient_rows, len(rows), rows.size, *arrays)
    else:
        out[...] = _entropy_gradient.value(g, target, logits)


@softmax_cross_entropy.gradient
def _(g, y, target, logits):
    return -expand_dims(g, -1) * log(softmax(logits)), _entropy_gradient(g, target, logits)


@_entropy_gradient.gradient
def _(h, y, g, target, logits):
    p = softmax(logits)
    g, total = expand_dims(g, -1), sum(target, axis=-1, keepdims=True)
    mean = sum(h * p, axis=-1, keepdims=True)
    dg = sum(h * (p * total - target), axis=-1)
    return dg, g * (mean - h), g * total * p * (h - mean)


def check_same_shape(name: str, target: Tensor, output: Tensor) -> None:
    """Raise ValueError unless target and output can have the same shape."""
    if target.ndim != output.ndim or any(
        None not in (a, b) and a != b for a, b in zip(target.shape, output.shape)
    ):
        raise ValueError(
            f"{name}: expected target and output of the same shape, got {target.shape} and {output.shape}"
        )


def categorical_crossentropy(target, output, from_logits=False, axis=-1) -> Tensor:
    """Cross-entropy of predicted classes with the true ones, given as probabilities (one-hot).

    Arguments:
        target: the truth, a probability for each class.
        output: predicted probabilities, or logits, of the same shape.
        from_logits: whether `output` are logits.
        axis: where the classes stand.

    Shapes:
        returns the inputs' shape without `axis`.
    """
    output = as_tensor(output)
    target = as_tensor(target, output.dtype)
    check_same_shape("categorical_crossentropy", target, output)
    logits = output if from_logits else logits_behind(output, softmax)
    if logits is not None and axis in (-1, output.ndim - 1):
        return softmax_cross_entropy(target, logits)
    if from_logits:
        output = softmax(output, axis=axis)
    output = output / sum(output, axis=axis, keepdims=True)
    return -sum(target * log(clip(output, epsilon(), 1.0 - epsilon())), axis=axis)


# One of many, named by its number
# --------------------------------


def check_class_numbers(target: np.ndarray, classes: int) -> None:
    """Refuse class numbers that are not between 0 and `classes` - 1."""
    if target.size and not (0 <= target.min() and target.max() < classes):
        raise ValueError(
            f"sparse_categorical_crossentropy: expected class numbers from 0 to {classes - 1}, "
            f"got numbers from {target.min()} to {target.max()}"
        )


@op(label="SparseSoftmaxCrossEntropyWithLogits", mixed=True)
def sparse_softmax_cross_entropy(target, logits):
    """Cross-entropy of the classes numbered `target` with softmax(`logits`) along the last axis."""
    check_class_numbers(target, logits.shape[-1])
    shifted = logits - logits.max(axis=-1, keepdims=True)
    log_total = np.log(np.exp(shifted).sum(axis=-1))
    return log_total - np.take_along_axis(shifted, target[..., None], -1)[..., 0]


@sparse_softmax_cross_entropy.shape
def _(target, logits):
    if target.ndim != logits.ndim - 1:
        raise ValueError(f"expected class numbers of shape {logits.shape[:-1]}, got {target.shape}")
    return logits.shape[:-1], logits.dtype


@sparse_softmax_cross_entropy.kernel
def _(target, logits, out):
    if _are_rows(logits) and target.flags.c_contiguous and target.shape == logits.shape[:-1]:
        rows = logits.reshape(-1, logits.shape[-1])
        arrays = target.reshape(-1), rows, out.reshape(-1)
        if any(_share_work(_sparse_entropy_rows, len(rows), rows.size, *arrays)):
            check_class_numbers(target, logits.shape[-1])
    else:
        out[...] = sparse_softmax_cross_entropy.value(target, logits)


@op(label="SubtractOneAt", mixed=True)
def subtract_one_at(probabilities, target):
    """`probabilities` with 1 subtracted from that of the class numbered `target`."""
    check_class_numbers(target, probabilities.shape[-1])
    out = probabilities.copy()
    rows = out.reshape(-1, out.shape[-1])
    rows[np.arange(len(rows)), target.reshape(-1)] -= 1
    return out


@subtract_one_at.shape
def _(probabilities, target):
    return probabilities.shape


@subtract_one_at.gradient
def _(g, y, probabilities, target):
    return g, None


@op(label="SparseSoftmaxGrad", mixed=True)
def _sparse_entropy_gradient(g, target, logits):
    """Gradient of `sparse_softmax_cross_entropy` with respect to `logits`."""
    return g[..., None] * subtract_one_at.value(softmax.value(logits), target)


@_sparse_entropy_gradient.shape
def _(g, target, logits):
    return logits.shape, logits.dtype


@_sparse_entropy_gradient.kernel
def _(g, target, logits, out):
    if _are_rows(logits) and target.flags.c_contiguous:
        rows, g = logits.reshape(-1, logits.shape[-1]), np.ascontiguousarray(g)
        dx = out.reshape(rows.shape)
        arrays = g.reshape(-1), target.reshape(-1), rows, dx
        _share_work(_sparse_gradient_rows, len(rows), rows.size, *arrays)
        if np.isnan(np.sum(dx[:, 0])):
            check_class_numbers(target, logits.shape[-1])
    else:
        out[...] = _sparse_entropy_gradient.value(g, target, logits)


@sparse_softmax_cross_entropy.gradient
def _(g, y, target, logits):
    return None, _sparse_entropy_gradient(g, target, logits)


@_sparse_entropy_gradient.gradient
def _(h, y, g, target, logits):
    p = softmax(logits)
    dg = sum(h * subtract_one_at(p, target), axis=-1)
    return dg, None, expand_dims(g, -1) * p * (h - sum(h * p, axis=-1, keepdims=True))


def sparse_categorical_crossentropy(target, output, from_logits=False, axis=-1) -> Tensor:
    """Cross-entropy of predicted classes with the true ones, given by their numbers.

    Arguments:
        target: class numbers `(batch, ...)`, or with a last axis of length 1.
        output: predicted probabilities, or logits, `(batch, ..., classes)`.
        from_logits: whether `output` are logits.
        axis: where the classes stand; only the last is supported.

    Shapes:
        returns `(batch, ...)`.
    """
    output, target = as_tensor(output), as_tensor(target)
    if target.ndim == output.ndim and target.shape[-1] in (1, None):
        target = squeeze(target, -1)
    target = cast(target, "int64")
    logits = output if from_logits else logits_behind(output, softmax)
    if logits is None:
        logits = log(clip(output, epsilon(), 1.0 - epsilon()))
    return sparse_softmax_cross_entropy(target, logits)


# Is it among the best?
# ---------------------


@op(label="InTopKV2", mixed=True)
def in_top_k(predictions, targets, *, k):
    """Whether each target is among the k classes with the largest predictions.

    Arguments:
        predictions: `(batch, classes)` numbers.
        targets: `(batch,)` class numbers.
        k: integer.

    Shapes:
        returns `(batch,)` booleans.
    """
    targets = targets.astype(np.int64)
    valid = (targets >= 0) & (targets < predictions.shape[-1])
    own = np.take_along_axis(predictions, np.where(valid, targets, 0)[:, None], -1)
    return valid & np.isfinite(own[:, 0]) & ((predictions > own).sum(-1) < k)


@in_top_k.shape
def _(predictions, targets, *, k):
    return targets.shape, np.bool_
