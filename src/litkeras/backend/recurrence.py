# Generated from chapters/backend/recurrence.md by `make tangle`. Do not edit.
"""Recurrence.

One loop, four names: map, fold from the left, fold from the right, and the recurrent network.
"""

from collections.abc import Callable
from itertools import repeat

import numpy as np

from litkeras.backend.choices import cast, greater, less
from litkeras.backend.functions import switch
from litkeras.backend.joining import reverse
from litkeras.backend.loops import scan
from litkeras.backend.reductions import max
from litkeras.backend.shaping import expand_dims, getitem, permute_dimensions, zeros_like
from litkeras.backend.steps import step_by_step
from litkeras.backend.tape import flatten_nested, pack_nested
from litkeras.backend.tensors import Tensor, as_tensor, is_compatible

__all__ = ["map_fn", "foldl", "foldr", "rnn"]


# Each by itself
# --------------


def _elements(caller: str, elems) -> list[Tensor]:
    """The tensors in a structure that is to be looped over."""
    leaves = [as_tensor(x) for x in flatten_nested(elems)]
    if not leaves or any(x.ndim == 0 for x in leaves):
        shapes = [x.shape for x in leaves]
        raise ValueError(
            f"{caller}: expected elems with at least one axis, got the shapes {shapes}"
        )
    return leaves


def _skeleton(structure):
    """A nested structure with a word for its leaves: what two structures can be compared by."""
    return pack_nested(structure, repeat("tensor"))


def _leaves(caller: str, result, form, dtypes, advice="") -> list[Tensor]:
    """The tensors in what a function returned, if it has the structure expected of it."""
    leaves = flatten_nested(result)
    if _skeleton(result) != _skeleton(form) or any(x is None for x in leaves):
        got = _skeleton(result) if all(x is not None for x in leaves) else result
        expected = f"{caller}: expected fn to return the structure {_skeleton(form)!r}"
        raise ValueError(f"{expected}, got {got!r}{advice}")
    return [as_tensor(x, None if hasattr(x, "dtype") else d) for x, d in zip(leaves, dtypes)]


def _check_dtypes(leaves: list[Tensor], dtypes) -> list[Tensor]:
    """The results of a mapped function, if they have the dtypes that are expected."""
    if [x.dtype for x in leaves] != dtypes:
        expected, got = (
            ", ".join(d.name for d in ds) for ds in (dtypes, [x.dtype for x in leaves])
        )
        raise TypeError(f"map_fn: expected fn to return {expected}, got {got}; tell it with dtype=")
    return leaves


def map_fn(fn: Callable, elems, name=None, dtype=None):
    """What `fn` returns for each slice of `elems` along the first axis.

    Arguments:
        fn: a function of one slice, or of a structure of slices.
        elems: a tensor, or a nested structure of tensors of one length.
        name: accepted and ignored.
        dtype: the dtype of what `fn` returns, or a structure of dtypes; by default those of `elems`.

    Shapes:
        returns `(length of elems, ...)`, where `...` is the shape that `fn` returns.

    Raises:
        ValueError, TypeError: if `fn` returns something else than `dtype` says.
    """
    leaves = _elements("map_fn", elems)
    form = elems if dtype is None else dtype
    dtypes = (
        [x.dtype for x in leaves] if dtype is None else [np.dtype(d) for d in flatten_nested(dtype)]
    )

    def step(items, states):
        result = fn(pack_nested(elems, items))
        return _check_dtypes(
            _leaves("map_fn", result, form, dtypes, "; tell it with dtype="), dtypes
        ), []

    return pack_nested(form, scan(step, leaves)[0])


# All into one
# ------------


def _fold(caller: str, fn: Callable, elems, initializer, backwards: bool):
    """The last accumulator: see `foldl`."""
    leaves, form = _elements(caller, elems), elems if initializer is None else initializer
    if initializer is None:
        if any(x.shape[0] == 0 for x in leaves):
            raise ValueError(f"{caller}: expected an initializer or at least one element, got none")
        first, rest = (-1, slice(None, -1)) if backwards else (0, slice(1, None))
        initial = [getitem(x, key=first) for x in leaves]
        leaves = [getitem(x, key=rest) for x in leaves]
    else:
        given = flatten_nested(initializer)
        initial = [as_tensor(x, None if hasattr(x, "dtype") else leaves[0].dtype) for x in given]

    def step(items, states):
        result = fn(pack_nested(form, states), pack_nested(elems, items))
        return [], _leaves(caller, result, form, [s.dtype for s in states])

    _, last = scan(step, leaves, initial, backwards)
    return pack_nested(form, last)


def foldl(fn: Callable, elems, initializer=None, name=None):
    """`fn(... fn(fn(initializer, elems[0]), elems[1]) ..., elems[-1])`.

    Arguments:
        fn: a function of the accumulator and one slice of `elems`.
        elems: a tensor, or a nested structure of tensors of one length.
        initializer: the accumulator before the first slice; by default it is that slice.
        name: accepted and ignored.

    Shapes:
        returns the shape and dtype of `initializer`.
    """
    return _fold("foldl", fn, elems, initializer, backwards=False)


def foldr(fn: Callable, elems, initializer=None, name=None):
    """Like `foldl`, from the last slice to the first."""
    return _fold("foldr", fn, elems, initializer, backwards=True)


# A cell and its driver
# ---------------------


def _swap(x: Tensor) -> Tensor:
    """`x` with its first two axes, batch and time, in the other order."""
    return permute_dimensions(x, pattern=(1, 0, *range(2, x.ndim)))


def _sequences(inputs, time_major: bool) -> list[Tensor]:
    """The tensors in the inputs of `rnn`, with the time as their first axis."""
    leaves = [as_tensor(x) for x in flatten_nested(inputs)]
    if not leaves:
        raise ValueError(f"rnn: expected inputs with at least one tensor, got {inputs!r}")
    for x in leaves:
        if x.ndim < 3:
            expected = "expected inputs with at least 3 axes, (samples, time, ...)"
            raise ValueError(f"rnn: {expected}, got the shape {x.shape}")
        if x.shape[0 if time_major else 1] == 0:
            raise ValueError(f"rnn: expected at least one time step, got the shape {x.shape}")
    return leaves if time_major else [_swap(x) for x in leaves]


class _Cell:
    """A step function of `rnn` as a step of `scan`, with lists for nested structures."""

    def __init__(self, function: Callable, inputs, states, constants):
        self.function, self.inputs, self.states = function, inputs, tuple(states)
        self.constants, self.output = tuple(constants or ()), None

    def __call__(self, items, states):
        states = (*pack_nested(self.states, states), *self.constants)
        result = self.function(pack_nested(self.inputs, items), states)
        if not isinstance(result, (tuple, list)) or len(result) != 2:
            kind = type(result).__name__
            raise ValueError(f"rnn: expected step_function to return output and states, got {kind}")
        self.output, new_states = result
        found, expected = len(flatten_nested(new_states)), len(flatten_nested(self.states))
        if found != expected:
            raise ValueError(
                f"rnn: expected step_function to return {expected} states, got {found}"
            )
        return flatten_nested(self.output), flatten_nested(new_states)


# What does not count
# -------------------


def _under_mask(cell: Callable, num_outputs: int) -> Callable:
    """A step of which only what its last item allows has an effect.

    Arguments:
        num_outputs: how many previous outputs stand before the states; 0 makes zeros of them.
    """

    def step(items, states):
        *items, mask = items
        previous, states = states[:num_outputs], states[num_outputs:]
        outputs, new_states = cell(items, states)
        others = previous if num_outputs else [zeros_like(y) for y in outputs]
        outputs = [switch(mask, y, old) for y, old in zip(outputs, others)]
        new_states = [switch(mask, s, old) for s, old in zip(new_states, states)]
        return outputs, [*(outputs if num_outputs else []), *new_states]

    return step


def _mask_sequence(mask, x: Tensor, time_major: bool) -> Tensor:
    """A mask as booleans `(time, samples, 1)`."""
    mask = cast(as_tensor(mask), dtype="bool")
    times = x.shape[:2] if time_major else x.shape[1::-1]
    fits = mask.ndim in (2, 3) and is_compatible(mask.shape, (*times, 1)[: mask.ndim])
    if not fits:
        samples, time = x.shape[1::-1]
        expected = f"expected a mask of shape ({samples}, {time}) or ({samples}, {time}, 1)"
        raise ValueError(f"rnn: {expected}, got {mask.shape}")
    mask = expand_dims(mask, -1) if mask.ndim == 2 else mask
    return mask if time_major else _swap(mask)


def _mask_of_lengths(lengths, x: Tensor, go_backwards: bool) -> Tensor:
    """Which times count, `(time, samples)`, if each sample has a length of its own."""
    lengths = as_tensor(lengths)
    late = max(lengths, axis=0) - 1 - lengths if go_backwards else lengths

    def step(items, states):
        (t,) = states
        return [less(late, t) if go_backwards else greater(late, t)], [t + 1]

    return scan(step, [x], [as_tensor(np.zeros((), lengths.dtype))])[0][0]


def _find_mask(mask, lengths, x: Tensor, go_backwards: bool, time_major: bool) -> Tensor | None:
    """Which steps count, in their order; None if all do."""
    if mask is not None:
        mask = _mask_sequence(mask, x, time_major)
        return reverse(mask, 0) if go_backwards else mask
    if isinstance(lengths, Tensor) or np.ndim(lengths):
        return _mask_of_lengths(lengths, x, go_backwards)
    return None


# The driver
# ----------


def _zero_outputs(cell: _Cell, sequences: list[Tensor], states: list[Tensor]) -> list[Tensor]:
    """Zeros in the form of a cell's outputs."""
    outputs, _ = cell([getitem(x, key=0) for x in sequences], states)
    return [zeros_like(y) for y in outputs]


def _check_list(name: str, given):
    """What was given for an argument, if it is a list."""
    if not isinstance(given, (list, tuple)):
        raise ValueError(f"rnn: expected a list of {name}, got {type(given).__name__}")
    return given


def _drive(loop, cell, sequences, states, mask, keeps_outputs: bool) -> tuple[list, list]:
    """All outputs and the last states of a cell, under a mask if there is one."""
    if mask is None:
        return loop(cell, sequences, states)
    previous = _zero_outputs(cell, sequences, states) if keeps_outputs else []
    step = _under_mask(cell, len(previous))
    outputs, states = loop(step, [*sequences, mask], [*previous, *states])
    return outputs, states[len(previous) :]


def rnn(
    step_function: Callable,
    inputs,
    initial_states,
    go_backwards=False,
    mask=None,
    constants=None,
    unroll=False,
    input_length=None,
    time_major=False,
    zero_output_for_mask=False,
):
    """Take a step along the time of some inputs, handing states on.

    Arguments:
        step_function: a function of the input of one time `(samples, ...)` and the tuple of states
            and constants, that returns an output and a list of new states.
        inputs: a tensor `(samples, time, ...)`, or a nested structure of them.
        initial_states: list of tensors `(samples, ...)`, which may be nested.
        go_backwards: whether to begin at the end; outputs are in the order of the steps.
        mask: `(samples, time)` or `(samples, time, 1)`, false where a step has no effect.
        constants: list of tensors that each step is given behind the states.
        unroll: whether to record each step by itself; the time must be known.
        input_length: tensor `(samples,)`, how many steps count; used if there is no mask. A
            number is accepted and ignored.
        time_major: whether inputs and outputs are `(time, samples, ...)`.
        zero_output_for_mask: whether steps without effect put out zeros, not the output before.

    Returns:
        the last output `(samples, ...)`, all outputs `(samples, time, ...)`, the list of last states.

    Raises:
        ValueError: if inputs have less than three axes, the time to unroll is unknown, or the
            mask, the states or the result of the step do not fit.
    """
    states = _check_list("initial_states", initial_states)
    constants = _check_list("constants", () if constants is None else constants)
    cell = _Cell(step_function, inputs, states, constants)
    sequences = _sequences(inputs, time_major)
    if unroll and not sequences[0].shape[0]:
        expected = "Unrolling requires a fixed number of timesteps"
        raise ValueError(f"rnn: {expected}, got the shape {sequences[0].shape} with the time first")
    lengths = None if unroll else input_length
    mask = _find_mask(mask, lengths, sequences[0], go_backwards, time_major)
    sequences = [reverse(x, 0) for x in sequences] if go_backwards else sequences
    loop = step_by_step if unroll else scan
    states = [as_tensor(s) for s in flatten_nested(initial_states)]
    outputs, states = _drive(loop, cell, sequences, states, mask, not zero_output_for_mask)
    last = [getitem(y, key=-1) for y in outputs]
    outputs = outputs if time_major else [_swap(y) for y in outputs]
    packed = [pack_nested(cell.output, leaves) for leaves in (last, outputs)]
    return (*packed, pack_nested(list(initial_states), states))
