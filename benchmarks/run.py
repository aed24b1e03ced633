"""Measure litkeras beside Keras 3 on TensorFlow, JAX and torch: see benchmarks/README.md."""

import argparse
import importlib.metadata
import importlib.util
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

HERE = Path(__file__).resolve().parent
CANDIDATES = ["litkeras", "tensorflow", "jax", "torch"]
BENCHMARKS = ["small", "mlp", "import", "names", "first", "first-empty"]
TITLES = {
    "small": "step of small (64-32-10, batch 32, Adam)",
    "mlp": "step of mlp (784-512-512-10, batch 128, RMSprop)",
    "import": "import",
    "names": "import, until Sequential, Dense, Adam are there",
    "first": "first training step, fresh process",
    "first-empty": "the same, empty kernel cache",
}
NAMES = {"litkeras": "litkeras", "tensorflow": "Keras 3, TensorFlow", "jax": "Keras 3, JAX", "torch": "Keras 3, torch"}
THREADS = "2"


def environment(cache):
    """What every worker sees: two threads, no GPU, no chatter, litkeras' compiled kernels in `cache`."""
    names = "OMP_NUM_THREADS OPENBLAS_NUM_THREADS MKL_NUM_THREADS NUMBA_NUM_THREADS BENCH_THREADS TF_NUM_INTRAOP_THREADS".split()
    fixed = {
        "CUDA_VISIBLE_DEVICES": "",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "TF_ENABLE_ONEDNN_OPTS": "1",
        "JAX_PLATFORMS": "cpu",
        "KERAS_HOME": str(Path(cache) / "home"),
        "NUMBA_CACHE_DIR": str(Path(cache) / "numba"),
        "LITKERAS_CACHE_DIR": str(Path(cache) / "litkeras"),
        "XDG_CACHE_HOME": str(cache),
    }
    kept = {k: v for k, v in os.environ.items() if k not in ("KERAS_BACKEND", "OPENBLAS_CORETYPE")}
    if kept.get("PYTHONPATH"):  # the workers run elsewhere
        kept["PYTHONPATH"] = os.pathsep.join(str(Path(p).resolve()) for p in kept["PYTHONPATH"].split(os.pathsep))
    return {**kept, **fixed, **dict.fromkeys(names, THREADS)}


def start(candidate, benchmark, cache):
    """A worker process."""
    command = [sys.executable, str(HERE / "worker.py"), candidate, benchmark]
    return subprocess.Popen(
        command, env=environment(cache), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        cwd=tempfile.gettempdir(),
    )


def answer(worker):
    """The next line of JSON that a worker says."""
    while line := worker.stdout.readline():
        if line.startswith("{"):
            return json.loads(line)
    raise RuntimeError(worker.stderr.read()[-2000:])


def steady_rounds(benchmark, candidates, rounds, cache):
    """Warm workers take turns: one figure per candidate and round."""
    workers, figures, versions = {}, {c: [] for c in candidates}, {}
    try:
        for c in candidates:
            workers[c] = start(c, benchmark, cache)
            versions[c] = answer(workers[c])["version"]
        for number in range(rounds):
            for c in candidates[number % len(candidates):] + candidates[: number % len(candidates)]:
                workers[c].stdin.write("go\n")
                workers[c].stdin.flush()
                figures[c].append(answer(workers[c])["seconds"])
    finally:
        for worker in workers.values():
            worker.kill()
            worker.wait()
    return figures, versions


def fresh_rounds(benchmark, candidates, rounds, cache):
    """A new process for every figure; "first-empty" also gets a new, empty cache."""
    figures, fits = {c: [] for c in candidates}, {c: [] for c in candidates}
    kind = "first" if benchmark == "first-empty" else benchmark
    if benchmark != "first-empty":
        for c in candidates:
            once(c, kind, cache)  # fills caches of compiled code and of the disk
    for _ in range(rounds):
        for c in candidates:
            with tempfile.TemporaryDirectory(prefix="litkeras-bench-") as empty:
                whole, said = once(c, kind, empty if benchmark == "first-empty" else cache)
            figures[c].append(said["seconds"] if kind in ("import", "names") else whole)
            fits[c].append(said.get("fit"))
    return figures, fits


def once(candidate, kind, cache):
    """(seconds from start to the last word of a worker, what it said)."""
    begin = time.perf_counter()
    worker = start(candidate, kind, cache)
    said = answer(worker)
    whole = time.perf_counter() - begin
    worker.communicate()
    return whole, said


def summary(figures):
    """Median, minimum and all figures."""
    return {"median": statistics.median(figures), "min": min(figures), "rounds": figures}


def measure(benchmark, candidates, rounds, cache):
    """The results of one benchmark, by candidate, with what a candidate said when it failed."""
    results, failures = {}, {}
    for c in list(candidates):
        try:
            once_or_ready(c, benchmark, cache)
        except (RuntimeError, KeyError) as error:
            failures[c] = str(error).strip().splitlines()[-1:] or ["no answer"]
    able = [c for c in candidates if c not in failures]
    if not able:
        return results, failures
    steady = benchmark in ("small", "mlp")
    figures, extra = (steady_rounds if steady else fresh_rounds)(benchmark, able, rounds, cache)
    for c in able:
        results[c] = summary(figures[c])
        if benchmark.startswith("first"):
            results[c]["fit"] = statistics.median(extra[c])
    return results, failures


def once_or_ready(candidate, benchmark, cache):
    """Raises RuntimeError with the worker's last words if it cannot run at all."""
    worker = start(candidate, "import" if benchmark.startswith("first") else benchmark, cache)
    try:
        answer(worker)
    finally:
        worker.kill()
        worker.communicate()


def machine():
    """What the figures were measured on."""
    model = platform.processor()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        model = next((line.split(":")[1].strip() for line in cpuinfo.open() if line.startswith("model name")), model)
    versions = {}
    for name in ("numpy", "numba", "keras", "tensorflow", "jax", "torch"):
        if importlib.util.find_spec(name):
            versions[name] = importlib.metadata.version("tensorflow-cpu" if name == "tensorflow" else name)
    return {
        "processor": model,
        "cores": os.cpu_count(),
        "threads": int(THREADS),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "versions": versions,
        "load": [round(v, 2) for v in os.getloadavg()],
        "date": date.today().isoformat(),
    }


def show(seconds):
    """A duration with three digits and its unit."""
    if seconds < 1e-3:
        return f"{seconds * 1e6:.0f} µs"
    return f"{seconds * 1e3:.3g} ms" if seconds < 1 else f"{seconds:.2f} s"


def row(benchmark, results, candidates):
    """One line of the table: medians, and how litkeras compares with the fastest peer."""
    cells = [show(results[c]["median"]) if c in results else "–" for c in candidates]
    peers = [results[c]["median"] for c in candidates if c != "litkeras" and c in results]
    ratio = "–"
    if "litkeras" in results and peers:
        ratio = f"{results['litkeras']['median'] / min(peers):.2f}"
    return [TITLES[benchmark], *cells, ratio]


def table(results, candidates):
    """The results as a Markdown table."""
    head = ["", *(NAMES[c] for c in candidates), "litkeras / fastest peer"]
    rows = [row(b, results[b], candidates) for b in results]
    lines = [head, ["---"] + ["---:"] * (len(head) - 1), *rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines) + "\n"


def page(everything, candidates):
    """What the book includes: the table and where it was measured."""
    m = everything["machine"]
    versions = ", ".join(f"{k} {v}" for k, v in m["versions"].items())
    notes = (
        f"\nMedians of interleaved rounds, {m['threads']} threads each, on {m['processor']} with {m['cores']} cores, "
        f"Python {m['python']}, {versions}; {m['date']}.\n"
    )
    return table(everything["results"], candidates) + notes


def parse():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=11, help="figures per candidate (steady benchmarks)")
    parser.add_argument("--fresh-rounds", type=int, default=3, help="figures per candidate (fresh processes)")
    parser.add_argument("--only", nargs="*", choices=BENCHMARKS, default=BENCHMARKS)
    parser.add_argument("--candidates", nargs="*", choices=CANDIDATES, default=CANDIDATES)
    parser.add_argument("--output", type=Path, default=HERE / "results.json", help="results.json; '-' writes no file")
    return parser.parse_args()


def main():
    options = parse()
    everything = {"machine": machine(), "results": {}, "failures": {}}
    with tempfile.TemporaryDirectory(prefix="litkeras-bench-") as cache:
        for benchmark in options.only:
            rounds = options.rounds if benchmark in ("small", "mlp") else options.fresh_rounds
            candidates = [c for c in options.candidates if benchmark != "first-empty" or c == "litkeras"]
            results, failures = measure(benchmark, candidates, rounds, cache)
            everything["results"][benchmark] = results
            everything["failures"].update(failures)
            print(" | ".join(row(benchmark, results, options.candidates)), flush=True)
            for c, words in failures.items():
                print(f"  {NAMES[c]} could not run: {words[0]}", flush=True)
    print("\n" + page(everything, options.candidates))
    if str(options.output) != "-":
        options.output.write_text(json.dumps(everything, indent=1) + "\n")


if __name__ == "__main__":
    main()
