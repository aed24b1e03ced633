"""The progress bar, byte for byte, under a clock of our own."""

import io
import re
from contextlib import redirect_stdout

import numpy as np
import pytest

from litkeras.callbacks.progress import Progbar, _countdown


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now


class Terminal(io.StringIO):
    def isatty(self):
        return True


def drawn(target, updates, tick=1.0, file=None, **kw):
    """What a bar writes for a list of updates, `tick` seconds apart."""
    clock, out = Clock(), file or io.StringIO()
    with redirect_stdout(out):
        bar = Progbar(target, clock=clock, **kw)
        for update in updates:
            clock.now += tick
            bar.update(*update)
    return out.getvalue()


def test_the_documented_lines():
    steps = [(i, [("loss", 2.3017), ("accuracy", 0.1182)]) for i in range(1, 9)]
    lines = drawn(8, steps, tick=1.75).split("\r")[1:]
    tail = " - loss: 2.3017 - accuracy: 0.1182"
    assert lines[0] == "1/8 [==>...........................] - ETA: 12s" + tail
    assert lines[1] == "2/8 [======>.......................] - ETA: 10s" + tail
    assert lines[2] == "3/8 [==========>...................] - ETA: 8s" + tail + " "  # covers 10s
    assert lines[4] == "5/8 [=================>............] - ETA: 5s" + tail
    assert lines[7] == "8/8 [==============================] - 14s 2s/step" + tail + "\n"


def test_the_last_line_waits_to_be_told():
    updates = [(1,), (2, None, False), (2, [("val_loss", 0.5)], True)]
    lines = drawn(2, updates).split("\r")[1:]
    assert lines[1].startswith("2/2 [==============================] - ETA: 0s")
    assert lines[2] == "2/2 [==============================] - 3s 2s/step - val_loss: 0.5000\n"


def test_steps_are_aligned():
    lines = drawn(1500, [(20, [("loss", 2.2107)])]).split("\r")
    assert lines[1].startswith("  20/1500 [..............................] - ETA: 1:14 - loss")


@pytest.mark.parametrize(
    "tick, text",
    [
        (1, "ETA: 9s"),
        (6.6, "ETA: 59s"),
        (400, "ETA: 60:00"),
        (7, "ETA: 1:03"),
        (500, "ETA: 1:15:00"),
    ],
)
def test_time_left(tick, text):
    assert text in drawn(10, [(1,)], tick=tick)


@pytest.mark.parametrize("seconds, text", [(60, "60s"), (60.5, "1:00"), (3600, "60:00")])
def test_larger_units_begin_beyond_them(seconds, text):
    assert _countdown(seconds) == text


@pytest.mark.parametrize(
    "tick, text",
    [(0, "0s 0s/step"), (2, "2s 2s/step"), (0.0126, "0s 13ms/step"), (0.000477, "0s 477us/step")],
)
def test_time_per_step(tick, text):
    assert drawn(1, [(1,)], tick=tick).endswith(f"] - {text}\n")


def test_the_first_step_does_not_count():
    clock, out = Clock(), io.StringIO()
    with redirect_stdout(out):
        bar = Progbar(4, clock=clock)
        for seconds in (30, 1, 1, 1):
            clock.now += seconds
            bar.add(1)
    assert out.getvalue().endswith("- 33s 1s/step\n")


def test_values_are_averaged_over_steps_unless_stateful():
    updates = [(2, [("loss", 1.0), ("acc", 0.25)]), (3, [("loss", 4.0), ("acc", 0.75)])]
    assert (
        " - loss: 2.0000 - acc: 0.4167" in drawn(9, updates, stateful_metrics=None).split("\r")[2]
    )
    last = drawn(9, updates, stateful_metrics=["acc"]).split("\r")[2]
    assert " - loss: 2.0000 - acc: 0.7500" in last


@pytest.mark.parametrize(
    "value, text",
    [
        (0.5, "0.5000"),
        (0.001, "1.0000e-03"),
        (0.00101, "0.0010"),
        (-3.0, "-3.0000"),
        (0, "0.0000e+00"),
        (np.array([1.0, 2.0]), "1.5000"),
    ],
)
def test_numbers(value, text):
    for verbose in (1, 2):
        assert f"- x: {text}\n" in drawn(1, [(1, [("x", value)])], verbose=verbose)


def test_unknown_number_of_steps():
    clock, out = Clock(), io.StringIO()
    with redirect_stdout(out):
        bar = Progbar(None, clock=clock)
        for i in (1, 2, 3):
            clock.now += 0.002
            bar.update(i, [("loss", 0.5)])
        bar.target = 3
        bar.update(3, finalize=True)
    lines = out.getvalue().split("\r")[1:]
    assert lines[0] == "      1/Unknown - 0s 2ms/step - loss: 0.5000"
    assert lines[-1] == "3/3 [==============================] - 0s 2ms/step - loss: 0.5000\n"


def test_drawings_are_an_interval_apart():
    updates = [(i,) for i in range(1, 101)]
    assert drawn(100, updates, tick=0.001).count("\r") == 3  # at 1, 51 and 100
    assert drawn(100, updates, tick=0.001, interval=0).count("\r") == 100


def test_a_shorter_line_covers_a_longer_one():
    text = drawn(3, [(1, [("x", 123456.0)]), (2, [("x", -123456.0)]), (3,)], stateful_metrics=["x"])
    assert re.search(r"\r3/3 \[={30}\] - 3s 1s/step - x: -123456.0000\n$", text)
    lines = drawn(9, [(1, [("x", 1e9)]), (2, [("x", 1.0)])], stateful_metrics=["x"]).split("\r")
    assert len(lines[2]) == len(lines[1])


def test_terminals_are_rewound_with_backspaces():
    text = drawn(2, [(1,), (2,)], file=Terminal())
    first = len("1/2 [==============>...............] - ETA: 1s")
    assert text.startswith("\r1/2 [") and "\b" * first + "\r2/2" in text
    assert "\b" not in drawn(2, [(1,), (2,)])


def test_one_line_and_silence():
    updates = [(i, [("loss", 0.4729)]) for i in range(1, 6)]
    assert drawn(5, updates, tick=0.2, verbose=2) == "5/5 - 1s - loss: 0.4729\n"
    assert drawn(5, updates, verbose=0) == ""


def test_units_and_widths():
    assert drawn(10, [(5,)], width=10, unit_name="sample").startswith("\r 5/10 [====>.....] - ETA")
    assert drawn(1, [(1,)], unit_name="sample").endswith("1s/sample\n")


def test_the_clock_of_all_bars_can_be_stopped(monkeypatch):
    monkeypatch.setattr(Progbar, "clock", staticmethod(lambda: 0.0))
    out = io.StringIO()
    with redirect_stdout(out):
        bar = Progbar(3)
        for i in (1, 2, 3):
            bar.update(i)
    assert out.getvalue().endswith("\r3/3 [==============================] - 0s 0s/step\n")


def test_no_steps_at_all():
    assert drawn(0, [(0,)]) == "\r0/0 [..............................] - 1s 0s/step\n"
