# Generated from chapters/models/data.md by `make tangle`. Do not edit.
"""Data in batches.

Arrays, generators, sequences and datasets, all told to hand out one batch after the other.
"""

import math
from collections.abc import Iterable, Iterator
from numbers import Integral
from typing import Any

import numpy as np

from litkeras.backend.configuration import floatx
from litkeras.backend.random import GENERATOR
from litkeras.backend.tape import flatten_nested
from litkeras.backend.tensors import Tensor
from litkeras.layers.specs import is_numbers

__all__ = [
    "pack_x_y_sample_weight",
    "unpack_x_y_sample_weight",
    "as_array",
    "as_arrays",
    "arrays_in",
    "count_samples",
    "select",
    "ArraySource",
    "split_validation",
    "weights_of_classes",
    "weigh_batch",
    "Sequence",
    "SequenceSource",
    "IterableSource",
    "is_array_like",
    "make_source",
]


# Two or three parts
# ------------------


def pack_x_y_sample_weight(x, y=None, sample_weight=None) -> tuple:
    """Inputs, targets and weights as a tuple without what is None at its end."""
    if sample_weight is not None:
        return (x, y, sample_weight)
    return (x,) if y is None else (x, y)


def unpack_x_y_sample_weight(data) -> tuple:
    """The inputs, targets and weights of a batch; None for what is not there.

    Raises:
        ValueError: if a tuple has more than three parts.
    """
    if isinstance(data, list):
        data = tuple(data)
    if not isinstance(data, tuple):
        return (data, None, None)
    if not 1 <= len(data) <= 3:
        raise ValueError(
            "Data is expected to be in format `x`, `(x,)`, `(x, y)`, or `(x, y, sample_weight)`, "
            f"got a tuple of length {len(data)}"
        )
    return (*data, None, None)[:3]


# Into arrays
# -----------


def as_array(x: Any, what: str = "data") -> np.ndarray:
    """One array of numbers, floats in the default precision."""
    array = np.asarray(x.value if isinstance(x, Tensor) else x)
    if array.dtype.kind not in "biuf":
        raise ValueError(
            f"{what}: expected numbers, got an array of shape {array.shape} and dtype {array.dtype}"
        )
    is_python_number = not hasattr(x, "dtype") and array.dtype.kind == "i"
    dtype = floatx() if array.dtype.kind == "f" else "int32" if is_python_number else array.dtype
    return np.ascontiguousarray(array, dtype) if array.ndim else array.astype(dtype)


def as_arrays(data: Any, what: str = "data") -> Any:
    """Everything in a nested structure as arrays, floats in the default precision.

    Arguments:
        data: arrays, tensors, numbers, tables, in nested lists, tuples and dictionaries; or None.
        what: what it is called in messages.

    Raises:
        ValueError: for anything that is not made of numbers.
    """
    if isinstance(data, dict):
        return {key: as_arrays(item, f"{what}[{key!r}]") for key, item in data.items()}
    if isinstance(data, (list, tuple)) and not is_numbers(data):
        return type(data)([as_arrays(item, f"{what}[{i}]") for i, item in enumerate(data)])
    return None if data is None else as_array(data, what)


# How many samples
# ----------------


def arrays_in(structure: Any) -> list[np.ndarray]:
    """The arrays in a nested structure."""
    return [leaf for leaf in flatten_nested(structure) if leaf is not None]


def count_samples(**parts: Any) -> int:
    """How many samples there are in all arrays of the named parts.

    Raises:
        ValueError: if there are none, or the arrays disagree.
    """
    lengths = {
        what: [len(a) if a.ndim else None for a in arrays_in(part)] for what, part in parts.items()
    }
    found = {n for some in lengths.values() for n in some}
    if not found or None in found:
        raise ValueError(f"Expected arrays with a batch axis, got the lengths {lengths}")
    if len(found) > 1:
        listed = "".join(
            f"\n  {what} sizes: {', '.join(map(str, some))}"
            for what, some in lengths.items()
            if some
        )
        raise ValueError(
            f"Data cardinality is ambiguous:{listed}\nMake sure all arrays contain the same number of samples."
        )
    if found == {0}:
        raise ValueError("Expected input data to be non-empty.")
    return found.pop()


# Cutting
# -------


def select(structure: Any, rows: Any) -> Any:
    """Some rows of each array in a nested structure."""
    if isinstance(structure, np.ndarray):
        return structure[rows] if isinstance(rows, slice) else structure.take(rows, axis=0)
    if isinstance(structure, dict):
        return {key: select(item, rows) for key, item in structure.items()}
    if isinstance(structure, (list, tuple)):
        return type(structure)([select(item, rows) for item in structure])
    return structure


class ArraySource:
    """Batches of arrays that lie in memory.

    Arguments:
        data: tuple of nested structures of arrays: x, y, weights.
        batch_size: number of samples in a batch; the last one may be smaller.
        shuffle: whether to put the samples in another order for each epoch; `'batch'` shuffles
            only the order of the batches.
    """

    def __init__(self, data: tuple, batch_size: int | None = None, shuffle: bool | str = False):
        self.data, self.shuffle = data, shuffle
        self.batch_size = 32 if batch_size is None else batch_size
        if not isinstance(self.batch_size, Integral) or self.batch_size <= 0:
            raise ValueError(f"batch_size: expected a positive integer, got {batch_size!r}")
        names = ("x", "y", "sample_weight")
        self.size = count_samples(**dict(zip(names, data)))
        self.steps = math.ceil(self.size / self.batch_size)

    def epoch(self) -> Iterator[tuple]:
        """The batches of one pass over the data."""
        starts = range(0, self.size, self.batch_size)
        if self.shuffle == "batch":
            starts = [starts[i] for i in GENERATOR.permutation(len(starts))]
        if self.shuffle in (False, None, "batch"):
            for start in starts:
                yield select(self.data, slice(start, start + self.batch_size))
        else:
            order = GENERATOR.permutation(self.size)
            for start in starts:
                yield select(self.data, order[start : start + self.batch_size])


# Some are kept aside
# -------------------


def split_validation(data: tuple, fraction: float) -> tuple[tuple, tuple]:
    """The first samples for training, the last ones for validation.

    Arguments:
        data: tuple of nested structures of arrays.
        fraction: the part that goes to validation, between 0 and 1.
    """
    if not 0 < fraction < 1:
        raise ValueError(f"`validation_split` must be between 0 and 1, got {fraction}")
    size = count_samples(data=data)
    border = int(math.floor(size * (1.0 - fraction)))
    if border in (0, size):
        raise ValueError(
            f"Training data contains {size} samples, which is not sufficient to split it into a "
            f"validation and training set as specified by `validation_split={fraction}`. Either "
            "provide more data, or a different value for the `validation_split` argument."
        )
    return select(data, slice(0, border)), select(data, slice(border, None))


# Classes that count more
# -----------------------


def _classes_of(y: Any) -> np.ndarray:
    """The number of each sample's class."""
    if not isinstance(y, np.ndarray):
        raise ValueError("`class_weight` is only supported for models with a single output.")
    return y.argmax(axis=-1) if y.ndim > 1 and y.shape[-1] > 1 else y.reshape(len(y)).astype(int)


def weights_of_classes(y: Any, class_weight: dict[int, float]) -> np.ndarray:
    """The weight of each sample, given those of the classes.

    Arguments:
        y: class numbers, or one-hot rows.
        class_weight: a weight for each class, counted from 0.
    """
    classes = _classes_of(y)
    if sorted(class_weight) != list(range(len(class_weight))):
        raise ValueError(
            "Expected `class_weight` to be a dict with keys from 0 to one less than the number of "
            f"classes, found {class_weight}"
        )
    if classes.max(initial=0) >= len(class_weight) or classes.min(initial=0) < 0:
        raise ValueError(
            f"`class_weight` has no weight for some class in y: {sorted(class_weight)}"
        )
    return np.array([class_weight[i] for i in range(len(class_weight))], floatx())[classes]


def weigh_batch(data: Any, class_weight: dict[int, float] | None) -> Any:
    """A batch with the weights of its classes."""
    if class_weight is None:
        return data
    x, y, weight = unpack_x_y_sample_weight(data)
    by_class = weights_of_classes(y, class_weight)
    return (x, y, by_class if weight is None else weight * by_class.reshape(weight.shape))


# Batches by number
# -----------------


class Sequence:
    """Batches by their number. A subclass implements `__getitem__` and `__len__`."""

    def __getitem__(self, index: int):
        """The batch number `index`: a tuple (x, y) or (x, y, sample_weight)."""
        raise NotImplementedError(f"{type(self).__name__} must implement __getitem__(index)")

    def __len__(self) -> int:
        """The number of batches."""
        raise NotImplementedError(f"{type(self).__name__} must implement __len__()")

    def on_epoch_end(self) -> None:
        """Called when every batch has been used."""

    def __iter__(self):
        return (self[i] for i in range(len(self)))


class SequenceSource:
    """The batches of a `Sequence`, or of an object like it.

    Arguments:
        sequence: has `__getitem__` and `__len__`.
        shuffle: whether to take the batches in another order in each epoch.
        class_weight: weights of the classes, or None.
    """

    def __init__(self, sequence: Any, shuffle: bool = False, class_weight: dict | None = None):
        self.sequence, self.shuffle, self.class_weight = sequence, shuffle, class_weight
        self.steps = len(sequence)

    def epoch(self) -> Iterator[Any]:
        """The batches of one pass."""
        count = len(self.sequence)
        for i in GENERATOR.permutation(count) if self.shuffle else range(count):
            yield weigh_batch(as_arrays(self.sequence[int(i)]), self.class_weight)

    def on_epoch_end(self) -> None:
        """Tell the sequence, if it wants to know."""
        getattr(self.sequence, "on_epoch_end", lambda: None)()


# Batches one after the other
# ---------------------------


class IterableSource:
    """The batches of a dataset, which can be passed over again, or of a generator, which cannot.

    Arguments:
        iterable: yields batches.
        class_weight: weights of the classes, or None.
    """

    def __init__(self, iterable: Iterable, class_weight: dict | None = None):
        self.iterable, self.class_weight = iterable, class_weight
        count = int(iterable.cardinality()) if hasattr(iterable, "cardinality") else 0
        self.steps = count if count > 0 or count == -1 else None

    def epoch(self) -> Iterator[Any]:
        """The batches of one pass, or what is left of the only one."""
        return (weigh_batch(as_arrays(batch), self.class_weight) for batch in self.iterable)


# Which kind is it?
# -----------------


def is_array_like(x: Any) -> bool:
    """Whether `x` is made of arrays, tensors, tables or numbers, in nested structures."""
    if isinstance(x, dict):
        return all(is_array_like(item) for item in x.values())
    if isinstance(x, (list, tuple)):
        return bool(x) and all(is_array_like(item) for item in x)
    return isinstance(x, Tensor) or is_numbers(x)


def make_source(x, y=None, sample_weight=None, batch_size=None, shuffle=False, class_weight=None):
    """A source of batches for whatever `x` is.

    Raises:
        ValueError: if `y` or weights are given besides a source that has its own.
        ValueError: if `x` is nothing to take batches from.
    """
    if is_array_like(x):
        names = ("x", "y", "sample_weight")
        parts = [as_arrays(part, name) for part, name in zip((x, y, sample_weight), names)]
        return ArraySource(
            weigh_batch(pack_x_y_sample_weight(*parts), class_weight), batch_size, shuffle
        )
    _refuse_beside(x, y=y, sample_weight=sample_weight)
    if isinstance(x, Sequence) or (hasattr(x, "__getitem__") and hasattr(x, "__len__")):
        return SequenceSource(x, bool(shuffle), class_weight)
    if isinstance(x, Iterable):
        return IterableSource(x, class_weight)
    raise ValueError(
        f"Failed to find data adapter that can handle input: x is {type(x).__name__}, "
        f"y is {type(y).__name__}"
    )


def _refuse_beside(x: Any, **others: Any) -> None:
    """Raise ValueError if something is given besides a source that hands it out."""
    for name, value in others.items():
        if value is not None:
            raise ValueError(
                f"`{name}` argument is not supported when using {type(x).__name__} as input: "
                "it hands out the targets and weights itself"
            )
