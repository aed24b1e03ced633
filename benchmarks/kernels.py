"""Measure single operations beside the same in torch, TensorFlow and JAX: `python benchmarks/kernels.py`.

Each candidate runs in a process of its own, with two threads; they take turns, and of each the shortest time counts. A new operation
is a line in `CASES` and a function in operations.py for each candidate. `--python torch=/path/to/python` lets a candidate run elsewhere.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from operations import OPERATIONS
from run import machine

HERE = Path(__file__).resolve().parent
THREADS = os.environ.get("BENCH_THREADS", "2")
CANDIDATES = ["litkeras", "torch", "torch-last", "tensorflow", "jax"]


def conv(batch, size, ins, outs, window, stride=1, padding="valid"):
    return "conv2d", dict(batch=batch, size=size, ins=ins, outs=outs, window=window, stride=stride, padding=padding)


CASES = {  # name: (operation, its parameters); each is measured forward, and forward with all gradients
    "3x3, 128 of 28x28, 1 to 32": conv(128, 28, 1, 32, 3),
    "3x3, 128 of 26x26, 32 to 64": conv(128, 26, 32, 64, 3),
    "3x3, 32 of 56x56, 64 to 64": conv(32, 56, 64, 64, 3, padding="same"),
    "3x3, 32 of 30x30, 128 to 128": conv(32, 30, 128, 128, 3),
    "1x1, 32 of 28x28, 64 to 128": conv(32, 28, 64, 128, 1),
    "5x5, 32 of 28x28, 32 to 64": conv(32, 28, 32, 64, 5, padding="same"),
    "3x3 stride 2, 32 of 57x57, 64 to 128": conv(32, 57, 64, 128, 3, stride=2),
    "largest of 2x2, 128 of 24x24x64": ("pool", dict(batch=128, size=24, channels=64)),
    "softmax cross-entropy, 128 x 10": ("surprise", dict(batch=128, classes=10)),
    "softmax cross-entropy, 4096 x 10000": ("surprise", dict(batch=4096, classes=10000)),
    "gather 8192 of 20000 x 128, scatter-add": ("rows", dict(rows=20000, width=128, count=8192)),
    "ctc, 32 x 100 x 30, labels of 20": ("ctc", dict(batch=32, time=100, classes=30, length=20)),
}


def limit_threads(candidate):
    """Two threads, where the environment does not settle it."""
    if candidate.startswith("torch"):
        import torch

        torch.set_num_threads(int(THREADS))
    elif candidate == "tensorflow":
        import tensorflow as tf

        tf.config.threading.set_intra_op_parallelism_threads(int(THREADS))
        tf.config.threading.set_inter_op_parallelism_threads(1)


def work(candidate):
    """Answer questions on standard input, a case by a line: the shortest times of a few calls."""
    limit_threads(candidate)
    ready = None, None
    print(json.dumps("ready"), flush=True)
    for line in sys.stdin:
        name, repeat = json.loads(line)
        if ready[0] != name:
            ready = None, None  # the arrays of the last one go first
            operation, spec = CASES[name]
            make = OPERATIONS.get((operation, candidate))
            ready = name, make(**spec) if make else ()
        print(json.dumps([shortest(f, repeat) for f in ready[1]]), flush=True)


def shortest(function, repeat):
    """(shortest wall time, shortest time of all processors) of some calls, in seconds, after one that does not count."""
    function()
    found = []
    for _ in range(repeat):
        begin, busy = time.perf_counter(), time.process_time()
        function()
        found.append((time.perf_counter() - begin, time.process_time() - busy))
    return [min(column) for column in zip(*found)]


def environment():
    names = "OMP_NUM_THREADS OPENBLAS_NUM_THREADS MKL_NUM_THREADS NUMBA_NUM_THREADS".split()
    fixed = {"CUDA_VISIBLE_DEVICES": "", "TF_CPP_MIN_LOG_LEVEL": "3", "JAX_PLATFORMS": "cpu"}
    kept = {k: v for k, v in os.environ.items() if k not in ("KERAS_BACKEND", "OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE", "NUMBA_CPU_NAME")}
    if kept.get("PYTHONPATH"):
        kept["PYTHONPATH"] = os.pathsep.join(str(Path(p).resolve()) for p in kept["PYTHONPATH"].split(os.pathsep))
    return {**kept, **fixed, **dict.fromkeys(names + ["BENCH_THREADS"], THREADS)}


class Worker:
    """A candidate's process."""

    def __init__(self, candidate, python):
        self.process = subprocess.Popen(
            [python, str(Path(__file__).resolve()), "--worker", candidate], env=environment(), text=True, cwd=tempfile.gettempdir(),
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=sys.stderr if os.environ.get('BENCH_LOUD') else subprocess.DEVNULL,
        )
        self.read()

    def read(self):
        while line := self.process.stdout.readline():
            if line.startswith(("[", '"')):
                return json.loads(line)
        raise RuntimeError("no answer")

    def ask(self, name, repeat):
        self.process.stdin.write(json.dumps([name, repeat]) + "\n")
        self.process.stdin.flush()
        return self.read()

    def end(self):
        self.process.kill()
        self.process.wait()


def measure(name, workers, rounds, repeat):
    """{candidate: [[wall, busy] of forward, [wall, busy] of all]} in milliseconds, the shortest of all rounds."""
    best = {}
    for number in range(rounds):
        order = list(workers)
        for c in order[number % len(order):] + order[: number % len(order)]:
            found = [[1e3 * t for t in pair] for pair in workers[c].ask(name, repeat)]
            if not found:
                continue  # this one has no such operation
            old = best.get(c, found)
            best[c] = [[min(a, b) for a, b in zip(p, q)] for p, q in zip(old, found)]
    return best


def rows(name, best, column):
    """Two lines of the table: forward, and with all gradients."""
    for i, what in enumerate(("forward", "and gradients")):
        cells = [f"{best[c][i][column]:.1f}" if c in best else "–" for c in CANDIDATES]
        peers = [best[c][i][column] for c in best if c != "litkeras"]
        ratio = f"{best['litkeras'][i][column] / min(peers):.2f}" if peers and "litkeras" in best else "–"
        yield "| " + " | ".join([f"{name}, {what}", *cells, ratio]) + " |"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--worker")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--repeat", type=int, default=5, help="calls in a round")
    parser.add_argument("--only", default="", help="a part of the cases' names")
    parser.add_argument("--candidates", nargs="*", choices=CANDIDATES, default=CANDIDATES)
    parser.add_argument("--python", nargs="*", default=[], metavar="CANDIDATE=PATH")
    parser.add_argument("--output", type=Path, default=HERE / "kernels.json", help="kernels.json; '-' writes no file")
    parser.add_argument("--busy", action="store_true", help="compare processor time instead: with BENCH_THREADS=1, on a machine that is not quiet")
    options = parser.parse_args()
    if options.worker:
        return work(options.worker)
    pythons = dict(p.split("=", 1) for p in options.python)
    workers, results = {}, {}
    for c in options.candidates:
        workers[c] = Worker(c, pythons.get(c, sys.executable))
    try:
        print("| " + " | ".join(["milliseconds", *CANDIDATES, "litkeras / fastest peer"]) + " |")
        print("| --- |" + " ---: |" * (len(CANDIDATES) + 1))
        for name in CASES:
            if options.only in name:
                best = measure(name, workers, options.rounds, options.repeat)
                results[name] = {c: [pair[int(options.busy)] for pair in pairs] for c, pairs in best.items()}
                print(*rows(name, best, column=int(options.busy)), sep="\n", flush=True)
    finally:
        for worker in workers.values():
            worker.end()
    if str(options.output) != "-":
        options.output.write_text(json.dumps({"machine": machine(), "milliseconds": results}, indent=1) + "\n")


if __name__ == "__main__":
    main()
