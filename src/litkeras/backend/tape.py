# Generated from chapters/backend/tape.md by `make tangle`. Do not edit.
"""The tape.

The slope of what was computed: a tape knows when it ran, what it was told to watch, and what the
weights were.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from litkeras.backend.autodiff import _check_source, reachable, sweep
from litkeras.backend.shaping import ones_like, zeros_like
from litkeras.backend.tensors import CLOCK, Node, Tensor, as_tensor, is_compatible
from litkeras.backend.variables import LISTENERS, WITNESSES, read_variable

__all__ = ["GradientTape", "flatten_nested", "pack_nested"]


# What a tape notes
# -----------------


class GradientTape:
    """Notes what is computed inside its block, to differentiate it afterwards.

    Arguments:
        persistent: whether `gradient` may be called more than once.
        watch_accessed_variables: whether to watch trainable variables that are read.
    """

    def __init__(self, persistent: bool = False, watch_accessed_variables: bool = True):
        self.persistent, self.watch_accessed_variables = persistent, watch_accessed_variables
        self._running = False
        self.reset()

    def reset(self) -> None:
        """Forget all that was noted."""
        self._spans = [[next(CLOCK), None]] if self._running else []
        self._watched: dict[int, Tensor] = {}
        self._past: dict[int, list] = {}
        self._used = False

    def watch(self, tensor) -> None:
        """Follow `tensor`, or each in a nested structure, though it is no variable."""
        for t in flatten_nested(tensor):
            if not isinstance(t, Tensor):
                raise ValueError(f"GradientTape.watch: expected a tensor, got {type(t).__name__}")
            t.is_source = True
            self._watched[id(t)] = t  # kept alive, so that its id stays its own

    def notice(self, variable) -> None:
        """Follow a variable that is being read, if it is trainable and nobody objected."""
        if self.watch_accessed_variables and variable.trainable:
            self._watched.setdefault(id(variable), variable)

    def watched_variables(self) -> tuple:
        """The variables that the tape follows, in the order in which they came to it."""
        return tuple(t for t in self._watched.values() if hasattr(t, "trainable"))

    def __enter__(self) -> "GradientTape":
        if self._running:
            raise ValueError("GradientTape: the tape is running already and cannot be entered")
        self._running = True
        self._spans.append([next(CLOCK), None])
        LISTENERS.append(self)
        WITNESSES.add(self)
        return self

    def __exit__(self, *exception) -> None:
        self._running = False
        self._spans[-1][1] = next(CLOCK)
        LISTENERS.remove(self)

    def _recorded(self, node: Node) -> bool:
        """Whether the recipe was written while the tape ran."""
        return any(a < node.time and (b is None or node.time < b) for a, b in self._spans)

    def _follows(self, tensor: Tensor) -> bool:
        """Whether gradients may be asked for: the tensor is watched, or made from what is."""
        if tensor.dtype.kind != "f":
            return False
        made_of = reachable([tensor], self._recorded)
        leaves = [tensor, *(i for t in made_of for i in t.node.inputs)]
        return any(id(t) in self._watched for t in leaves)

    def remember(self, variable) -> None:
        """Keep the value of a variable that is about to change."""
        self._past.setdefault(id(variable), []).append((next(CLOCK), variable.value.copy()))

    def _as_used(self, tensor: Tensor, node: Node) -> Tensor:
        """`tensor` as it was when `node` was written."""
        for time, value in self._past.get(id(tensor), ()):
            if time > node.time:  # the first change after the use
                source = Node(read_variable, (tensor,), {})
                return Tensor(tensor.shape, tensor.dtype, value, source)
        return tensor

    def gradient(self, target, sources, output_gradients=None, unconnected_gradients="none"):
        """Gradients of `target` with respect to each of `sources`.

        Arguments:
            target: a tensor or a nested structure of them; several count as their sum.
            sources: a variable or watched tensor, or a nested structure of them.
            output_gradients: the gradients that arrive at `target`, by default ones.
            unconnected_gradients: what a source without a path gets: 'none' or 'zero'.

        Returns:
            tensors in the structure of `sources`; None for a source without a path.

        Raises:
            RuntimeError: if the tape was used before and is not persistent.
            TypeError, ValueError: if an argument is nothing to differentiate, or does not fit.
        """
        targets, leaves = self._check(target, sources, unconnected_gradients)
        seeds = self._seeds(targets, output_gradients)
        self._use_up()
        found = sweep(targets, seeds, leaves, self._recorded, self._as_used)
        found = [g if self._follows(s) else None for g, s in zip(found, leaves)]
        if unconnected_gradients == "zero":
            found = [zeros_like(s) if g is None else g for g, s in zip(found, leaves)]
        return pack_nested(sources, found)

    def _use_up(self) -> None:
        """Note that the tape was read; only a persistent one can be read again."""
        if self._used and not self.persistent:
            raise RuntimeError(
                "A non-persistent GradientTape can only be used to compute one set of "
                "gradients; make it with persistent=True to call gradient more than once"
            )
        self._used = True
        if not self.persistent:
            WITNESSES.discard(self)

    def _check(self, target, sources, unconnected_gradients) -> tuple[list, list]:
        """The leaves of target and sources, if they can be differentiated."""
        if unconnected_gradients not in ("none", "zero"):
            expected = "expected 'none' or 'zero' for unconnected_gradients"
            raise ValueError(f"GradientTape.gradient: {expected}, got {unconnected_gradients!r}")
        if any(t is None for t in flatten_nested(target)):
            raise TypeError("GradientTape.gradient: expected tensors as target, got None")
        for source in flatten_nested(sources):
            _check_source("GradientTape.gradient", source)
        return [as_tensor(t) for t in flatten_nested(target)], flatten_nested(sources)

    def _seeds(self, targets: list[Tensor], output_gradients) -> list[Tensor]:
        """The gradients that arrive at the targets."""
        given = [] if output_gradients is None else flatten_nested(output_gradients)
        if len(given) > len(targets):
            counts = f"{len(given)} output_gradients for {len(targets)} targets"
            raise ValueError(f"GradientTape.gradient: got {counts}")
        given += [None] * (len(targets) - len(given))
        return [self._seed(t, g) for t, g in zip(targets, given)]

    def _seed(self, target: Tensor, g) -> Tensor:
        """The gradient that arrives at one target."""
        if g is None:
            return ones_like(target)
        g = as_tensor(g, target.dtype)
        if not is_compatible(g.shape, target.shape):
            shapes = f"{g.shape} do not fit the target of shape {target.shape}"
            raise ValueError(f"GradientTape.gradient: output_gradients of shape {shapes}")
        return g

    @contextmanager
    def stop_recording(self) -> Iterator[None]:
        """Pause the tape inside the block."""
        if not self._running:
            raise ValueError("GradientTape.stop_recording: the tape is not running")
        self.__exit__()
        try:
            yield
        finally:
            self.__enter__()


# What is watched
# ---------------


def flatten_nested(structure) -> list:
    """The leaves of nested lists, tuples and dicts, dicts in the order of their sorted keys."""
    if isinstance(structure, dict):
        return [leaf for key in sorted(structure) for leaf in flatten_nested(structure[key])]
    if isinstance(structure, (list, tuple)):
        return [leaf for item in structure for leaf in flatten_nested(item)]
    return [structure]


def pack_nested(structure, leaves):
    """`leaves` arranged like the leaves of `structure`."""
    return _pack(structure, iter(leaves))


def _pack(structure, leaves):
    """`structure` with its leaves taken from an iterator."""
    if isinstance(structure, dict):
        packed = {key: _pack(structure[key], leaves) for key in sorted(structure)}
        return {key: packed[key] for key in structure}
    if isinstance(structure, (list, tuple)):
        items = [_pack(item, leaves) for item in structure]
        return type(structure)(*items) if hasattr(structure, "_fields") else type(structure)(items)
    return next(leaves)
