"""One candidate of one benchmark, in a process of its own: `worker.py CANDIDATE BENCHMARK`.

Candidates: litkeras, tensorflow, jax, torch (Keras 3 on that backend). The answers are lines of JSON on standard output. The
steady benchmarks say "ready" when they are warm, then measure once for every line that they read, until their input ends.
"""

import importlib
import json
import os
import sys
import time

STARTED = time.perf_counter()  # as early as possible; the parent adds what the interpreter's start cost
THREADS = os.environ.get("BENCH_THREADS", "2")


def load_keras(candidate):
    """The package that plays Keras, limited to the given number of threads."""
    if candidate == "litkeras":
        return importlib.import_module("litkeras")
    os.environ["KERAS_BACKEND"] = candidate
    if candidate == "torch":
        import torch

        torch.set_num_threads(int(THREADS))
    elif candidate == "tensorflow":
        import tensorflow as tf

        tf.config.threading.set_intra_op_parallelism_threads(int(THREADS))
        tf.config.threading.set_inter_op_parallelism_threads(int(THREADS))
    return importlib.import_module("keras")


def data(features, samples):
    """Seeded inputs and one-hot targets."""
    import numpy as np

    rng = np.random.default_rng(0)
    x = rng.standard_normal((samples, features)).astype("float32")
    y = np.eye(10, dtype="float32")[rng.integers(0, 10, samples)]
    return x, y


def small(keras):
    """64-32-10, batch 32, Adam: the step of a small model, where everything but arithmetic costs."""
    layers = keras.layers
    model = keras.Sequential(
        [keras.Input(shape=(64,)), layers.Dense(32, activation="relu"), layers.Dense(10, activation="softmax")]
    )
    model.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])
    return model, data(64, 32 * 100), 32


def mlp(keras):
    """784-512-512-10 with dropout, batch 128, RMSprop: the step of a model where matrix products cost."""
    layers = keras.layers
    model = keras.Sequential(
        [
            keras.Input(shape=(784,)),
            layers.Dense(512, activation="relu"),
            layers.Dropout(0.2),
            layers.Dense(512, activation="relu"),
            layers.Dropout(0.2),
            layers.Dense(10, activation="softmax"),
        ]
    )
    model.compile(optimizer="rmsprop", loss="categorical_crossentropy", metrics=["accuracy"])
    return model, data(784, 128 * 50), 128


def say(**values):
    print(json.dumps(values), flush=True)


def steady(candidate, build):
    """Time of a training step through `fit`, warm: one figure for each line read."""
    keras = load_keras(candidate)
    model, (x, y), batch = build(keras)
    steps = len(x) // batch
    epochs = 5 if build is small else 1
    model.fit(x, y, batch_size=batch, epochs=2, verbose=0)
    say(ready=True, version=keras.__version__)
    for _ in sys.stdin:
        start = time.perf_counter()
        history = model.fit(x, y, batch_size=batch, epochs=epochs, verbose=0)
        seconds = time.perf_counter() - start
        say(seconds=seconds / (steps * epochs), loss=float(history.history["loss"][-1]))


def import_time(candidate):
    start = time.perf_counter()
    load_keras(candidate)
    say(seconds=time.perf_counter() - start)


def names_time(candidate):
    """As before, until the names that a script begins with are there: litkeras loads a chapter when it is asked for a name of it."""
    start = time.perf_counter()
    keras = load_keras(candidate)
    keras.Sequential, keras.Model, keras.Input, keras.layers.Dense, keras.optimizers.Adam, keras.losses.MeanSquaredError
    say(seconds=time.perf_counter() - start)


def first_step(candidate):
    """From the process's start: import, build the small model, one training step through `fit`."""
    keras = load_keras(candidate)
    model, (x, y), batch = small(keras)
    before = time.perf_counter()
    model.fit(x[:batch], y[:batch], batch_size=batch, epochs=1, verbose=0)
    end = time.perf_counter()
    say(seconds=end - STARTED, fit=end - before)


BENCHMARKS = {
    "small": lambda candidate: steady(candidate, small),
    "mlp": lambda candidate: steady(candidate, mlp),
    "import": import_time,
    "names": names_time,
    "first": first_step,
}

if __name__ == "__main__":
    BENCHMARKS[sys.argv[2]](sys.argv[1])
