# Generated from chapters/data/datasets.md by `make tangle`. Do not edit.
"""Datasets.

A dataset is a function that makes iterators, and a guess at how long they are.
"""

import itertools
import math
from collections.abc import Callable, Iterator
from numbers import Integral
from typing import Any

import numpy as np

from litkeras.backend.random import GENERATOR, Generator
from litkeras.backend.tape import flatten_nested, pack_nested
from litkeras.backend.tensors import Tensor, as_tensor, describe, placeholder
from litkeras.data.elements import (
    TensorSpec,
    _array,
    _common,
    _count_rows,
    _each,
    _keep_promise,
    _longer,
    _rows,
    _shorter,
    _spec_of,
    _specs_from,
    _stack,
    _tensor,
)

__all__ = ["Dataset", "INFINITE_CARDINALITY", "UNKNOWN_CARDINALITY", "AUTOTUNE"]


# The function, a size, a description
# -----------------------------------


class Dataset:
    """Elements that come one after the other, as often as they are asked for.

    Arguments:
        elements: makes an iterator over nested tuples and dictionaries of arrays.
        size: how many elements there are, `math.inf`, or `math.nan` if nobody knows.
        spec: makes the structure of `TensorSpec` that describes an element.
    """

    def __init__(self, elements: Callable[[], Iterator], size: float, spec: Callable[[], Any]):
        self._elements, self._size, self._spec = elements, size, spec

    def __iter__(self) -> Iterator:
        return (_each(_tensor, element) for element in self._elements())

    def as_numpy_iterator(self) -> Iterator:
        """An iterator over elements of arrays and NumPy's numbers instead of tensors."""
        return (_each(lambda array: array[()], element) for element in self._elements())

    @property
    def element_spec(self) -> Any:
        """What the elements look like: a structure of `TensorSpec`."""
        return self._spec()

    def cardinality(self) -> Tensor:
        """How many elements there are; INFINITE_CARDINALITY, UNKNOWN_CARDINALITY."""
        special = UNKNOWN_CARDINALITY if math.isnan(self._size) else INFINITE_CARDINALITY
        return as_tensor(np.int64(self._size if math.isfinite(self._size) else special))

    def __len__(self) -> int:
        if math.isfinite(self._size):
            return int(self._size)
        is_unknown = math.isnan(self._size)
        raise TypeError(f"The dataset {'length is unknown' if is_unknown else 'is infinite'}.")

    def __bool__(self) -> bool:
        return True

    def __repr__(self) -> str:
        return f"<Dataset cardinality={self.cardinality().numpy()}>"

    @staticmethod
    def from_tensor_slices(tensors: Any, name: str | None = None) -> "Dataset":
        """Elements that are the slices of arrays along their first axis."""
        arrays = _each(_array, tensors)
        count = _count_rows("from_tensor_slices", arrays)
        spec = lambda: _each(lambda array: _shorter(_spec_of(array)), arrays)  # noqa: E731
        return Dataset(lambda: _rows("from_tensor_slices", arrays), count, spec)

    @staticmethod
    def from_tensors(tensors: Any, name: str | None = None) -> "Dataset":
        """One element."""
        arrays = _each(_array, tensors)
        return Dataset(lambda: iter([arrays]), 1, lambda: _each(_spec_of, arrays))

    @staticmethod
    def range(*args: int, output_type: Any = "int64", name: str | None = None) -> "Dataset":
        """The numbers of Python's `range`."""
        try:
            numbers = range(*args)
        except (TypeError, ValueError) as refused:
            raise type(refused)(f"Dataset.range: {refused}, got {args}") from None
        dtype = np.dtype(output_type)
        return Dataset(
            lambda: (np.array(n, dtype) for n in numbers),
            len(numbers),
            lambda: TensorSpec((), dtype),
        )

    @staticmethod
    def from_generator(
        generator: Callable,
        output_types: Any = None,
        output_shapes: Any = None,
        args: tuple | None = None,
        output_signature: Any = None,
        name: str | None = None,
    ) -> "Dataset":
        """The elements that `generator(*args)` yields, described by `output_signature`."""
        if not callable(generator):
            raise TypeError(f"Dataset.from_generator: expected a function, got {generator!r}")
        if output_signature is None and output_types is None:
            raise TypeError("Dataset.from_generator: expected `output_signature` or `output_types`")
        spec = output_signature or _specs_from(output_types, output_shapes)
        elements = lambda: (_keep_promise(spec, e) for e in generator(*(args or ())))  # noqa: E731
        return Dataset(elements, math.nan, lambda: spec)

    def take(self, count: int, name: str | None = None) -> "Dataset":
        """The first `count` elements; all of them, if it is negative."""
        _check_count("take", count=count)
        stop = None if count < 0 else count
        size = self._size if count < 0 else np.minimum(self._size, count)
        return Dataset(lambda: itertools.islice(self._elements(), stop), size, self._spec)

    def skip(self, count: int, name: str | None = None) -> "Dataset":
        """All but the first `count` elements; none, if it is negative."""
        _check_count("skip", count=count)
        if count < 0:
            return self.take(0)
        size = np.maximum(self._size - count, 0)
        return Dataset(lambda: itertools.islice(self._elements(), count, None), size, self._spec)

    def repeat(self, count: int | None = None, name: str | None = None) -> "Dataset":
        """The elements `count` times over; for ever, if it is None or negative."""
        _check_count("repeat", count=-1 if count is None else count)
        is_endless = count is None or count < 0

        def passes():
            for _ in itertools.count() if is_endless else range(count):
                element = None
                for element in self._elements():
                    yield element
                if element is None:
                    return

        size = self._size and (math.inf if is_endless else count and self._size * count)
        return Dataset(passes, size, self._spec)

    def concatenate(self, dataset: "Dataset", name: str | None = None) -> "Dataset":
        """The elements of this dataset, then those of another."""
        if not isinstance(dataset, Dataset):
            raise TypeError(f"Dataset.concatenate: expected a dataset, got {describe(dataset)}")
        mine, others = self.element_spec, dataset.element_spec
        if _each(lambda s: s.dtype, mine) != _each(lambda s: s.dtype, others):
            raise TypeError(f"Dataset.concatenate: incompatible elements: {mine} and {others}")
        pairs = zip(flatten_nested(mine), flatten_nested(others))
        spec = pack_nested(mine, [_common(a, b) for a, b in pairs])
        size = math.inf if math.inf in (self._size, dataset._size) else self._size + dataset._size
        chained = lambda: itertools.chain(self._elements(), dataset._elements())  # noqa: E731
        return Dataset(chained, size, lambda: spec)

    @staticmethod
    def zip(*args: Any, datasets: Any = None, name: str | None = None) -> "Dataset":
        """Elements of several datasets side by side: a tuple or dictionary of datasets, nested."""
        structure = (args if len(args) > 1 else args[0]) if args else datasets
        parts = flatten_nested(structure)
        if isinstance(structure, list) or not all(isinstance(part, Dataset) for part in parts):
            raise TypeError(f"Dataset.zip: expected a tuple of datasets, got {structure!r}")
        return Dataset(
            lambda: (pack_nested(structure, row) for row in zip(*(p._elements() for p in parts))),
            np.min([part._size for part in parts]),
            lambda: _each(lambda part: part.element_spec, structure),
        )

    def enumerate(self, start: int = 0, name: str | None = None) -> "Dataset":
        """Pairs of a number, counted from `start`, and an element."""
        _check_count("enumerate", start=start)
        return Dataset(
            lambda: ((np.array(i), e) for i, e in enumerate(self._elements(), start)),
            self._size,
            lambda: (TensorSpec((), "int64"), self.element_spec),
        )

    def batch(
        self,
        batch_size: int,
        drop_remainder: bool = False,
        num_parallel_calls: Any = None,
        deterministic: Any = None,
        name: str | None = None,
    ) -> "Dataset":
        """Groups of `batch_size` elements; the last may be smaller, or is dropped."""
        _check_count("batch", batch_size=batch_size)
        fewest, length = (batch_size, batch_size) if drop_remainder else (1, None)

        def batches():
            elements = self._elements()
            while len(group := list(itertools.islice(elements, batch_size))) >= fewest:
                yield _stack(group)

        size = (np.floor if drop_remainder else np.ceil)(self._size / batch_size)
        return Dataset(
            batches, size, lambda: _each(lambda s: _longer(s, length), self.element_spec)
        )

    def unbatch(self, name: str | None = None) -> "Dataset":
        """The slices of each element along its first axis."""
        rows = lambda: (row for e in self._elements() for row in _rows("unbatch", e))  # noqa: E731
        return Dataset(rows, math.nan, lambda: _each(_shorter, self.element_spec))

    def map(
        self,
        map_func: Callable,
        num_parallel_calls: Any = None,
        deterministic: Any = None,
        name: str | None = None,
    ) -> "Dataset":
        """What `map_func` makes of each element."""
        if not callable(map_func):
            raise ValueError(f"Dataset.map: expected a function, got {describe(map_func)}")
        elements = lambda: (_each(_array, _call(map_func, e)) for e in self)  # noqa: E731
        return Dataset(elements, self._size, lambda: self._spec_after(map_func, elements))

    def _spec_after(self, function: Callable, elements: Callable) -> Any:
        """What an element looks like after `function`; `elements` makes them."""
        try:
            blank = _each(lambda s: placeholder(shape=s.shape, dtype=s.dtype), self.element_spec)
            return _each(_spec_of, _call(function, blank))
        except Exception:  # whatever a function says that wants to see numbers
            first = next(elements(), None)
            if first is None:
                raise
            return _each(_spec_of, first)

    def filter(self, predicate: Callable, name: str | None = None) -> "Dataset":
        """The elements for which `predicate` is true."""
        chosen = lambda e: _is_true(predicate, _each(_tensor, e))  # noqa: E731
        return Dataset(lambda: filter(chosen, self._elements()), math.nan, self._spec)

    def reduce(self, initial_state: Any, reduce_func: Callable, name: str | None = None) -> Any:
        """The state after `state = reduce_func(state, element)` for each element."""
        state = _each(as_tensor, initial_state)
        for element in self:
            state = _each(as_tensor, reduce_func(state, element))
        return state

    def shuffle(
        self,
        buffer_size: int,
        seed: int | None = None,
        reshuffle_each_iteration: bool | None = True,
        name: str | None = None,
    ) -> "Dataset":
        """The elements in random order, out of a buffer of `buffer_size`."""
        _check_count("shuffle", buffer_size=buffer_size)
        keys = GENERATOR if seed is None else Generator(seed)
        fixed = keys.next_key() if reshuffle_each_iteration is False else None
        return Dataset(
            lambda: _draw(
                self._elements(), buffer_size, keys.next_key() if fixed is None else fixed
            ),
            self._size,
            self._spec,
        )

    def cache(self, filename: str = "", name: str | None = None) -> "Dataset":
        """The same elements, kept in memory after the first whole pass."""
        if filename:
            raise ValueError(f"Dataset.cache: expected no file, got {filename!r}; use memory")
        kept: list[list] = []

        def first_pass():
            seen = []
            for element in self._elements():
                seen.append(element)
                yield element
            kept.append(seen)

        return Dataset(lambda: iter(kept[0]) if kept else first_pass(), self._size, self._spec)

    def prefetch(self, buffer_size: int, name: str | None = None) -> "Dataset":
        """The same dataset: nothing is prepared in advance."""
        _check_count("prefetch", **{"buffer size": buffer_size})
        return self


INFINITE_CARDINALITY, UNKNOWN_CARDINALITY, AUTOTUNE = -1, -2, -1

# Fewer, more, side by side
# -------------------------


def _check_count(caller: str, **counts: Any) -> None:
    """Raise an error unless a number of elements is an integer, and positive where it must be."""
    for name, count in counts.items():
        if not isinstance(count, Integral):
            raise TypeError(f"Dataset.{caller}: {name} must be an integer, got {describe(count)}")
        if name in ("batch_size", "buffer_size") and count < 1:
            raise ValueError(f"Dataset.{caller}: {name} must be greater than zero, got {count}")


# Changed and chosen
# ------------------


def _call(function: Callable, element: Any) -> Any:
    """What `function` makes of an element of tensors."""
    result = function(*element) if type(element) is tuple else function(element)
    return tuple(result) if isinstance(result, list) else result


def _is_true(predicate: Callable, element: Any) -> bool:
    """The answer of a predicate, which must be one boolean."""
    answer = as_tensor(_call(predicate, element))
    if answer.shape != () or answer.dtype != bool:
        raise ValueError(
            "Dataset.filter: `predicate` must return a boolean scalar, got one of shape "
            f"{answer.shape} and dtype {answer.dtype}"
        )
    return bool(answer.value)


# In another order
# ----------------


def _draw(elements: Iterator, buffer_size: int, key: np.ndarray) -> Iterator:
    """The elements in an order drawn with a buffer."""
    dice = np.random.Generator(np.random.Philox(key=key))
    buffer = list(itertools.islice(elements, buffer_size))
    for element in elements:
        i = dice.integers(len(buffer))
        yield buffer[i]
        buffer[i] = element
    for i in dice.permutation(len(buffer)):
        yield buffer[i]
