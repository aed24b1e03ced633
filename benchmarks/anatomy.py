"""Where the time of a training step goes: each line of the plan timed by itself, for the models of `small` and `mlp`.

Written to anatomy.json, from which the book draws a figure. The machine should have nothing else to do.
"""

import json
import os
import time
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "2")
os.environ.pop("OPENBLAS_CORETYPE", None)

import litkeras as keras
import numpy as np
from run import machine
from worker import mlp, small

HERE = Path(__file__).resolve().parent
KINDS = {"matmul": "products", "contract": "products", "loop": "fused loops", "bernoulli": "random numbers", "draw": "random numbers"}
REDUCTIONS = ("sum", "mean", "argmax", "sum_to", "softmax", "softmax_cross_entropy", "_cross_entropy_gradient")


def shortest(action, seconds=0.2):
    """The shortest time of many runs, in microseconds."""
    best, end = float("inf"), time.perf_counter() + seconds
    while time.perf_counter() < end:
        start = time.perf_counter()
        action()
        best = min(best, time.perf_counter() - start)
    return best * 1e6


def kind_of(line):
    """What a line of a plan does, from the function that it calls."""
    name = line.split(" = asarray(")[-1].split("(")[0].rstrip("0123456789")
    return KINDS.get(name) or ("reductions, softmax" if name in REDUCTIONS else "the rest")


def anatomy(build):
    """Microseconds of a step by the kind of work, and of what lies around the plan."""
    model, (x, y), batch = build(keras)
    model.fit(x, y, batch_size=batch, epochs=1, verbose=0)
    ((_, function),) = model.train_function._traced.values()
    (plan,) = function._plans.values()
    step = x[:batch], y[:batch]
    found = dict.fromkeys([*dict.fromkeys(KINDS.values()), "reductions, softmax", "the rest"], 0.0)
    scope = dict(plan.__wrapped__.__globals__, x0=step[0], x1=step[1])
    with np.errstate(all="ignore"):
        for line in map(str.strip, plan.source.splitlines()[1:-1]):
            code = compile(line, "<line of a plan>", "exec")
            exec(code, scope)
            found[kind_of(line)] += shortest(lambda: exec(code, scope), 0.05)  # noqa: B023
    epoch = shortest(lambda: model.fit(x, y, batch_size=batch, epochs=1, verbose=0), 2.0)
    found["around the plan"] = max(epoch / (len(x) // batch) - shortest(lambda: plan(*step)), 0.0)
    return {kind: round(value, 1) for kind, value in found.items()}


def main():
    result = {"machine": machine(), "small": anatomy(small), "mlp": anatomy(mlp)}
    (HERE / "anatomy.json").write_text(json.dumps(result, indent=1) + "\n")
    for name in ("small", "mlp"):
        print(f"{name}: {sum(result[name].values()):.0f} µs")
        for kind, value in result[name].items():
            print(f"  {value:8.1f}  {kind}")


if __name__ == "__main__":
    main()
