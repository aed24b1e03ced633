# Generated from chapters/callbacks/progress.md by `make tangle`. Do not edit.
"""The progress bar.

How far, how long still, and how good so far: one line of text, drawn again and again.
"""

import sys
import time
from collections.abc import Callable, Iterable

import numpy as np

from litkeras.callbacks.base import Callback

__all__ = ["Progbar", "ProgbarLogger"]


# An arrow between brackets
# -------------------------


def _arrow(current: int, target: int, width: int) -> str:
    """The bracketed bar: '=' for what is done, '>' at the front, '.' for the rest."""
    done = min(width, width * current // max(target, 1))
    head = "=" * (done - 1) + ("=" if current >= target else ">") if done else ""
    return f"[{head}{'.' * (width - done)}]"


# Times as people read them
# -------------------------


def _countdown(seconds: float) -> str:
    """Return the time still to go, as 12s, 1:05 or 2:03:07."""
    if seconds <= 60:
        return f"{int(seconds)}s"
    minutes, rest = divmod(int(seconds), 60)
    if seconds <= 3600:
        return f"{minutes}:{rest:02d}"
    return f"{minutes // 60}:{minutes % 60:02d}:{rest:02d}"


def _pace(seconds: float, unit: str) -> str:
    """Time for one unit, in the largest of s, ms and us that leaves no fraction of one."""
    if seconds >= 1 or seconds == 0:
        return f"{seconds:.0f}s/{unit}"
    if seconds >= 1e-3:
        return f"{seconds * 1e3:.0f}ms/{unit}"
    return f"{seconds * 1e6:.0f}us/{unit}"


# Numbers
# -------


def _number(value: float) -> str:
    """Four decimals, or powers of ten where four decimals would show next to nothing."""
    return f"{value:.4f}" if abs(value) > 1e-3 else f"{value:.4e}"


# The bar itself
# --------------


class Progbar:
    """A line of text that tells how far a loop has come, redrawn in place.

    Arguments:
        target: number of steps in all; None if it is not known.
        width: number of characters between the brackets.
        verbose: 1 draws a bar, 2 writes one line at the end, 0 nothing.
        interval: least time between two drawings, in seconds.
        stateful_metrics: names of values that are shown as they come; the
            others are averaged over the steps.
        unit_name: what a step is called.
        clock: a function that tells the time in seconds.
    """

    clock = staticmethod(time.time)

    def __init__(
        self,
        target: int | None,
        width: int = 30,
        verbose: int = 1,
        interval: float = 0.05,
        stateful_metrics: Iterable[str] | None = None,
        unit_name: str = "step",
        clock: Callable[[], float] | None = None,
    ):
        self.target, self.width, self.verbose = target, width, verbose
        self.interval, self.unit_name = interval, unit_name
        self.stateful_metrics = set(stateful_metrics or ())
        self.clock = clock or self.clock
        self._start = self.clock()
        self._after_first_step = None
        self._last_update = float("-inf")
        self._seen_so_far = 0
        self._values: dict[str, tuple[float, float]] = {}
        self._total_width = 0

    def _remember(self, current: int, values: Iterable[tuple[str, float]]) -> None:
        """Keep for each name a sum and a weight, whose quotient is what is shown."""
        steps = max(current - self._seen_so_far, 1)
        for name, value in values:
            if name in self.stateful_metrics:
                self._values[name] = (value, 1)
            else:
                total, weight = self._values.get(name, (0, 0))
                self._values[name] = (total + value * steps, weight + steps)
        self._seen_so_far = current

    def _metrics(self) -> str:
        """The values as they stand behind the bar."""
        means = {name: np.mean(total / weight) for name, (total, weight) in self._values.items()}
        return "".join(f" - {name}: {_number(mean)}" for name, mean in means.items())

    def _seconds_per_step(self, current: int, now: float) -> float:
        """Estimate the duration of a step; the first one counts only while it is alone."""
        if not current:
            return 0
        if self._after_first_step is not None and current > 1:
            estimate = (now - self._after_first_step) / (current - 1)
        else:
            estimate = (now - self._start) / current
        if current == 1:
            self._after_first_step = now
        return estimate

    def _timing(self, current: int, now: float, finalize: bool) -> str:
        """Time left while there is an end in sight, else time taken and time per step."""
        seconds = self._seconds_per_step(current, now)
        if self.target is None or finalize:
            return f" - {now - self._start:.0f}s {_pace(seconds, self.unit_name)}"
        return f" - ETA: {_countdown(seconds * (self.target - current))}"

    def _count(self, current: int) -> str:
        """How many steps of how many: ' 8/10', or '      8/Unknown'."""
        if self.target is None:
            return f"{current:7d}/Unknown"
        return f"{current:{len(str(self.target))}d}/{self.target}"

    def _rewind(self) -> str:
        """What takes the cursor back to the start of the line."""
        terminal = hasattr(sys.stdout, "isatty") and sys.stdout.isatty()
        return "\b" * self._total_width * terminal + "\r"

    def _draw(self, current: int, now: float, finalize: bool) -> None:
        """Write the line over the one before."""
        line = self._count(current)
        if self.target is not None:
            line += " " + _arrow(current, self.target, self.width)
        line += self._timing(current, now, finalize) + self._metrics()
        cover = " " * (self._total_width - len(line))
        sys.stdout.write(self._rewind() + line + cover + "\n" * finalize)
        sys.stdout.flush()
        self._total_width, self._last_update = len(line), now

    def _write_line(self, current: int, now: float) -> None:
        """Write the one line of verbose=2."""
        print(
            f"{self._count(current)} - {now - self._start:.0f}s{self._metrics()}",
            flush=True,
        )

    def update(
        self,
        current: int,
        values: Iterable[tuple[str, float]] | None = None,
        finalize: bool | None = None,
    ) -> None:
        """Say that `current` steps are done.

        Arguments:
            current: number of steps done.
            values: pairs of a name and a number to show.
            finalize: whether this is the last update; by default, whether the
                target is reached.
        """
        if finalize is None:
            finalize = self.target is not None and current >= self.target
        self._remember(current, values or ())
        now = self.clock()
        if self.verbose == 1 and (finalize or now - self._last_update >= self.interval):
            self._draw(current, now, finalize)
        elif self.verbose == 2 and finalize:
            self._write_line(current, now)

    def add(self, n: int, values: Iterable[tuple[str, float]] | None = None) -> None:
        """Say that `n` more steps are done."""
        self.update(self._seen_so_far + n, values)


# The bar learns to listen
# ------------------------


class ProgbarLogger(Callback):
    """Draws the progress bar of `fit`, `evaluate` and `predict`.

    Arguments:
        count_mode: what is counted, `"samples"` or `"steps"`.
        stateful_metrics: names of values shown as they come, the others being
            averaged; by default all are, since the logs hold means already.

    Raises:
        ValueError: if `count_mode` is something else.
    """

    def __init__(self, count_mode: str = "samples", stateful_metrics: Iterable[str] | None = None):
        super().__init__()
        if count_mode not in ("samples", "steps"):
            raise ValueError(f"Unknown `count_mode`: {count_mode!r}, expected 'samples' or 'steps'")
        self.use_steps = count_mode == "steps"
        self.stateful_metrics = stateful_metrics
        self.verbose, self.epochs, self.target = 1, 1, None
        self.progbar, self.seen, self._in_fit = None, 0, False

    def _start(self) -> None:
        """Begin a new bar."""
        self.seen = 0
        unit = "step" if self.use_steps else "sample"
        self.progbar = Progbar(self.target, verbose=self.verbose, unit_name=unit)

    def _advance(self, batch: int, logs: dict | None) -> None:
        """Move the bar on after a batch."""
        logs = dict(logs or {})
        samples = logs.pop("size", 1)
        self.seen = batch + 1 if self.use_steps else self.seen + samples
        self._show(self.seen, logs, finalize=False)

    def _finish(self, logs: dict | None) -> None:
        """Draw the bar for the last time; the number of steps is known by now."""
        if self.target is None:
            self.target = self.progbar.target = self.seen
        self._show(self.target, logs or {}, finalize=True)

    def _show(self, seen: int, logs: dict, finalize: bool) -> None:
        if self.stateful_metrics is None:
            self.progbar.stateful_metrics.update(logs)
        self.progbar.update(seen, logs.items(), finalize=finalize)

    def on_train_begin(self, logs=None):
        self._in_fit = True  # from now on a test is a validation, and silent

    def on_epoch_begin(self, epoch, logs=None):
        self._start()
        if self.verbose and self.epochs > 1:
            print(f"Epoch {epoch + 1}/{self.epochs}")

    def on_train_batch_end(self, batch, logs=None):
        self._advance(batch, logs)

    def on_epoch_end(self, epoch, logs=None):
        self._finish(logs)

    def on_test_begin(self, logs=None):
        if not self._in_fit:
            self._start()

    def on_test_batch_end(self, batch, logs=None):
        if not self._in_fit:
            self._advance(batch, logs)

    def on_test_end(self, logs=None):
        if not self._in_fit:
            self._finish(logs)

    def on_predict_begin(self, logs=None):
        self._start()

    def on_predict_batch_end(self, batch, logs=None):
        self._advance(batch, None)  # the logs hold the outputs, which are no metrics

    def on_predict_end(self, logs=None):
        self._finish(None)

    def set_params(self, params):
        self.params = params
        self.verbose, self.epochs = params["verbose"], params["epochs"]
        self.target = params.get("steps" if self.use_steps else "samples")

    def _listens_to(self, hook):
        counts = self.verbose == 1 or self.verbose == 2 and self.target is None
        return super()._listens_to(hook) and (counts or "batch" not in hook)
