# Generated from chapters/data/summaries.md by `make tangle`. Do not edit.
"""Summaries.

A number now and then, written where TensorBoard looks for it.
"""

import importlib
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from operator import index
from typing import Any

from litkeras.backend.configuration import current_scope
from litkeras.backend.tensors import as_tensor, describe

__all__ = ["set_step", "get_step", "SummaryWriter", "create_file_writer", "scalar"]


# Somebody else's format
# ----------------------


def _tensorboard(module: str) -> Any:
    """A module of the package tensorboard."""
    try:
        return importlib.import_module(f"tensorboard.{module}")
    except ImportError as missing:
        raise ImportError(
            f"tf.summary needs the package tensorboard: {missing}; "
            "install it with `pip install litkeras[tensorboard]`"
        ) from missing


# The writer that is open
# -----------------------


class _State(threading.local):
    """What is open in this thread."""

    writer: Any = None
    step: Any = None


_STATE = _State()


@contextmanager
def _as_state(**changes: Any) -> Iterator[None]:
    """Some of the state changed for the length of a `with` block."""
    before = {name: getattr(_STATE, name) for name in changes}
    vars(_STATE).update(changes)
    try:
        yield
    finally:
        vars(_STATE).update(before)


def _checked_step(caller: str, step: Any) -> Any:
    """`step`, if it is None, an integer, or a tensor of one."""
    if step is not None:
        try:
            index(step)
        except (TypeError, ValueError):
            raise ValueError(f"{caller}: expected an integer step, got {describe(step)}") from None
    return step


def set_step(step: int | None) -> None:
    """Set the step of all summaries that do not give their own: an integer, or a variable of one."""
    _STATE.step = _checked_step("summary.set_step", step)


def get_step() -> int | None:
    """The step that was set, or None."""
    return _STATE.step


class SummaryWriter:
    """Writes summaries into an event file.

    Arguments:
        events: TensorBoard's writer of events.
    """

    def __init__(self, events: Any):
        self._events = events

    @contextmanager
    def as_default(self, step: int | None = None) -> Iterator["SummaryWriter"]:
        """A `with` block in which `scalar` writes here, at `step` if it is given."""
        step = _STATE.step if step is None else _checked_step("summary.as_default", step)
        with _as_state(writer=self, step=step):
            yield self
        self.flush()

    def set_as_default(self, step: int | None = None) -> None:
        """Write here from now on."""
        _STATE.writer = self
        if step is not None:
            set_step(step)

    def flush(self) -> None:
        """Wait until everything is in the file."""
        self._events.flush()

    def close(self) -> None:
        """Write what is left, and close the file."""
        self._events.close()


def create_file_writer(
    logdir: Any,
    max_queue: int | None = None,
    flush_millis: int | None = None,
    filename_suffix: str | None = None,
    name: str | None = None,
) -> SummaryWriter:
    """A writer into a new event file in the directory `logdir`.

    Arguments:
        logdir: the directory; made if it is not there.
        max_queue: how many summaries may wait, by default 10.
        flush_millis: after how many milliseconds they are written at the latest, by default 120,000.
        filename_suffix: for the end of the file's name.
        name: accepted and ignored.
    """
    if logdir is None:
        raise ValueError("summary.create_file_writer: expected a directory as logdir, got None")
    max_queue = 10 if max_queue is None else max_queue
    seconds = (120_000 if flush_millis is None else flush_millis) / 1000
    open_file = _tensorboard("summary.writer.event_file_writer").EventFileWriter
    return SummaryWriter(open_file(str(logdir), max_queue, seconds, filename_suffix or ""))


# One number
# ----------


def scalar(name: str, data: Any, step: int | None = None, description: str | None = None) -> bool:
    """Write a number, if a writer is open.

    Arguments:
        name: under which it is drawn; open name scopes come before it.
        data: a number, or a tensor of shape ().
        step: its place on the axis, an integer or a tensor of one; by default that of `set_step`.
        description: shown beside the curve.

    Returns:
        Whether it was written.
    """
    step = get_step() if step is None else step
    if _STATE.writer is None:
        return False
    if step is None:
        raise ValueError("summary.scalar: no step: give `step`, or call set_step; got None")
    place, value = index(_checked_step("summary.scalar", step)), _one_number(data)
    for what, text in (("a name", name), ("a description", description or "")):
        if not isinstance(text, str):
            raise TypeError(f"summary.scalar: expected {what} as a string, got {describe(text)}")
    make = _tensorboard("plugins.scalar.summary_v2").scalar_pb
    _write(_STATE.writer, make(current_scope() + name, value, description), place)
    return True


def _one_number(data: Any) -> float:
    """The value of a tensor of shape ()."""
    tensor = as_tensor(data)
    if tensor.shape != () or tensor.value is None:
        raise ValueError(f"summary.scalar: expected one number, got {describe(data)}")
    return float(tensor.value)


def _write(writer: SummaryWriter, summary: Any, step: int) -> None:
    """Write a summary as an event."""
    event = _tensorboard("compat.proto.event_pb2").Event
    writer._events.add_event(event(wall_time=time.time(), step=step, summary=summary))
