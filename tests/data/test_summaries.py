"""Summaries, read back by TensorBoard's own reader."""

import sys

import numpy as np
import pytest

from litkeras import tf
from litkeras.data import summaries

pytest.importorskip("tensorboard")


def read(folder):
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
    from tensorboard.util.tensor_util import make_ndarray

    events = EventAccumulator(str(folder)).Reload()
    return {tag: [(e.step, float(make_ndarray(e.tensor_proto))) for e in events.Tensors(tag)] for tag in events.Tags()["tensors"]}


def test_numbers_come_back(tmp_path):
    writer = tf.summary.create_file_writer(tmp_path / "run", filename_suffix=".v2")
    with writer.as_default():
        for step in (3, 5, 10**10):
            assert tf.summary.scalar("loss", np.float64(1 / step), step=step)
        with tf.name_scope("outer"):
            tf.summary.scalar("count", tf.constant(7), step=np.int64(1), description="how many")
    assert not tf.summary.scalar("loss", 0.0, step=9)
    got = read(tmp_path / "run")  # a `with` block's end waits until all is in the file
    assert got == {"loss": [(s, float(np.float32(1 / s))) for s in (3, 5, 10**10)], "outer/count": [(1, 7.0)]}
    assert [p.name.endswith(".v2") for p in (tmp_path / "run").iterdir()] == [True]
    writer.close()


def test_states_are_put_back(tmp_path):
    a, b = (tf.summary.create_file_writer(tmp_path / name) for name in "ab")
    with pytest.raises(KeyError), a.as_default(step=1):
        with b.as_default(step=2):
            tf.summary.scalar("x", 2.0)
        tf.summary.scalar("x", 1.0)
        raise KeyError
    assert summaries.get_step() is None and not tf.summary.scalar("x", 0.0)
    for writer in (a, b):
        writer.close()
    assert read(tmp_path / "a") == {"x": [(1, 1.0)]} and read(tmp_path / "b") == {"x": [(2, 2.0)]}


def test_what_is_missing_is_named(monkeypatch, tmp_path):
    for name in [n for n in sys.modules if n.split(".")[0] == "tensorboard"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "tensorboard", None)
    with pytest.raises(ImportError, match=r"litkeras\[tensorboard\]"):
        tf.summary.create_file_writer(tmp_path)


def test_a_broken_part_is_not_called_a_missing_package():
    with pytest.raises(ImportError, match="tensorboard.no_such_part") as caught:
        summaries._tensorboard("no_such_part")
    assert "not installed" not in str(caught.value) and isinstance(caught.value.__cause__, ImportError)


def test_steps_of_all_kinds(tmp_path):
    writer, iterations = tf.summary.create_file_writer(tmp_path), tf.Variable(4, dtype="int64")
    with writer.as_default():
        for step in (iterations, tf.constant(5), np.array(6), np.int32(7)):
            tf.summary.scalar("x", 1.0, step=step)
    with writer.as_default(step=iterations):
        iterations.assign(8)
        tf.summary.scalar("x", 1.0)
    writer.close()
    assert [step for step, _ in read(tmp_path)["x"]] == [4, 5, 6, 7, 8]


def test_zero_is_not_the_default(tmp_path, monkeypatch):
    class Module:
        @staticmethod
        def EventFileWriter(*args):
            return args

    monkeypatch.setattr(summaries, "_tensorboard", lambda module: Module)
    assert summaries.create_file_writer(tmp_path, 0, 0)._events[1:3] == (0, 0.0)
    assert summaries.create_file_writer(tmp_path)._events[1:3] == (10, 120.0)


def test_threads_write_into_their_own_files(tmp_path):
    import threading

    writer, seen = tf.summary.create_file_writer(tmp_path), []
    with writer.as_default(step=1):
        thread = threading.Thread(target=lambda: seen.append((tf.summary.scalar("x", 1.0), summaries.get_step())))
        thread.start()
        thread.join()
    writer.close()
    assert seen == [(False, None)]
