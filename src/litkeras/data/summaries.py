# Generated from chapters/data/summaries.md by `make tangle`. Do not edit.
"""Summaries.

A number now and then, written where TensorBoard looks for it.
"""

import importlib
import time
from collections.abc import Iterator
from contextlib import contextmanager
from numbers import Integral
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
            f"tf.summary writes with the package tensorboard, which is not installed ({missing}); "
            "install it with `pip install litkeras[tensorboard]`"
        ) from None


# The writer that is open
# -----------------------

_STATE: dict[str, Any] = {"writer": None, "step": None}


@contextmanager
def _as_state(**changes: Any) -> Iterator[None]:
    """Some of the state changed for the length of a `with` block."""
    before = {name: _STATE[name] for name in changes}
    _STATE.update(changes)
    try:
        yield
    finally:
        _STATE.update(before)


def set_step(step: int | None) -> None:
    """Set the step of all summaries that do not give their own."""
    _STATE["step"] = step


def get_step() -> int | None:
    """The step that was set, or None."""
    return _STATE["step"]


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
        with _as_state(writer=self, **({} if step is None else {"step": step})):
            yield self
        self.flush()

    def set_as_default(self, step: int | None = None) -> None:
        """Write here from now on."""
        _STATE.update(writer=self, **({} if step is None else {"step": step}))

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
        flush_millis: after how many milliseconds they are written at the latest.
        filename_suffix: for the end of the file's name.
        name: accepted and ignored.
    """
    events = _tensorboard("summary.writer.event_file_writer").EventFileWriter(
        str(logdir), max_queue or 10, (flush_millis or 120_000) / 1000, filename_suffix or ""
    )
    return SummaryWriter(events)


# One number
# ----------


def scalar(name: str, data: Any, step: int | None = None, description: str | None = None) -> bool:
    """Write a number, if a writer is open.

    Arguments:
        name: under which it is drawn; open name scopes come before it.
        data: a number, or a tensor of shape ().
        step: its place on the axis; by default that of `set_step`.
        description: shown beside the curve.

    Returns:
        Whether it was written.
    """
    writer, step = _STATE["writer"], get_step() if step is None else step
    if writer is None:
        return False
    value = _one_number(data)
    if not isinstance(step, Integral):
        raise ValueError(f"summary.scalar: no step: give `step`, or call set_step; got {step!r}")
    pb = _tensorboard("plugins.scalar.summary_v2").scalar_pb(
        current_scope() + name, value, description
    )
    _write(writer, pb, int(step))
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
