"""The rules of every registered op agree: its specification, its shape, its kernel, its gradient, on both backends."""

import importlib
import os
import pkgutil
import sys
from pathlib import Path

import numpy as np
import pytest

import litkeras
import litkeras.backend as K
from litkeras.backend.tensors import OPS

sys.path.insert(0, str(Path(__file__).parent))
from samples import FLAT, SAMPLES  # noqa: E402

ENDS = {}  # ops that cannot be differentiated for ever, by name: (how often, why)
for _file in sorted(Path(__file__).parent.glob("samples_*.py")):  # the samples of a family of ops
    _more = importlib.import_module(_file.stem)
    assert not SAMPLES.keys() & _more.SAMPLES.keys(), f"{_file.name} repeats rows"
    SAMPLES.update(_more.SAMPLES)
    FLAT.update(getattr(_more, "FLAT", {}))
    ENDS.update(getattr(_more, "ENDS", {}))

for _module in pkgutil.walk_packages(litkeras.__path__, "litkeras."):  # a chapter registers its ops when it is imported
    importlib.import_module(_module.name)

CASES = [pytest.param(n, s, id=f"{n}-{i}") for n, samples in SAMPLES.items() for i, s in enumerate(samples) if n in OPS]
# Compiling takes a fraction of a second for each kind of loop. With the compiler on, one sample of each op is compiled; with
# NUMBA_DISABLE_JIT=1 the generated kernels run as the Python that they are, all samples in both precisions.
JIT = os.environ.get("NUMBA_DISABLE_JIT") != "1"


def test_every_op_has_a_sample():
    missing = [name for name, op in OPS.items() if name not in SAMPLES and in_the_library(op)]
    assert not missing, f"ops without a row in tests/ops/samples.py: {missing}"


def test_every_sample_has_an_op():
    assert not [name for name in SAMPLES if name not in OPS]


def in_the_library(op):
    return op.value.__module__.startswith("litkeras.")


def as_type(inputs, dtype):
    """The inputs with their floats in another dtype."""
    return [x.astype(dtype) if x.dtype.kind == "f" else x for x in inputs]


def tensors(inputs):
    return [K.constant(x, dtype=x.dtype.name) for x in inputs]


def placeholders(inputs, free):
    """Placeholders for the inputs, with a free first axis or of full shape; sizes stay constants."""
    return [K.placeholder((None, *x.shape[1:]) if free and x.ndim else x.shape, dtype=x.dtype.name) for x in inputs]


def same(got, want, tight=True):
    got = np.asarray(got)
    assert got.shape == want.shape
    assert got.dtype == want.dtype
    if want.dtype.kind == "f":
        single = want.dtype == np.float32
        np.testing.assert_allclose(got, want, rtol=2e-5 if single else 1e-12, atol=2e-6 if single else 1e-12)
    else:
        np.testing.assert_array_equal(got, want)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("name, sample", CASES)
def test_eager_equals_specification(backend, name, sample, dtype):
    op, (inputs, attributes) = OPS[name], sample
    inputs = as_type(inputs, dtype)
    want = np.asarray(op.value(*inputs, **attributes))
    same(op(*tensors(inputs), **attributes).numpy(), want)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("name, sample", CASES)
def test_declared_shape_is_the_real_one(name, sample, dtype):
    """In full, and with the first axis free: what is declared is true of what comes."""
    op, (inputs, attributes) = OPS[name], sample
    inputs = as_type(inputs, dtype)
    real = np.asarray(op.value(*inputs, **attributes))
    shape, kind = op.infer(tensors(inputs), attributes)
    assert (tuple(shape), kind) == (real.shape, real.dtype)
    try:
        out = op(*placeholders(inputs, free=True), **attributes)
    except ValueError:
        return  # inputs that must agree in a length of which nothing is known
    assert out.value is None and out.dtype == real.dtype
    assert len(out.shape) == real.ndim
    assert all(declared in (None, length) for declared, length in zip(out.shape, real.shape)), (out.shape, real.shape)


def skip_what_takes_long(backend, name, sample, dtype="float32"):
    if JIT and backend == "numba" and (sample is not SAMPLES[name][0] or dtype != "float32"):
        pytest.skip("compiled in the run with NUMBA_DISABLE_JIT=1 only")


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("name, sample", CASES)
def test_compiled_equals_specification(backend, name, sample, dtype):
    """The op in a function of placeholders; and next to others, so that it can be fused."""
    skip_what_takes_long(backend, name, sample, dtype)
    op, (inputs, attributes) = OPS[name], sample
    inputs = as_type(inputs, dtype)
    symbols = [x if x.ndim == 0 and x.dtype.kind == "i" else p for x, p in zip(inputs, placeholders(inputs, free=False))]
    fed = [s for s in symbols if not isinstance(s, np.ndarray)]
    values = [x for x, s in zip(inputs, symbols) if not isinstance(s, np.ndarray)]
    if not fed:
        return
    out = op(*symbols, **attributes)
    want = np.asarray(op.value(*inputs, **attributes))
    f = K.function(fed, [out])
    same(f(values)[0], want)
    same(f(values)[0], want)  # again, in the memory of the plan
    if want.dtype.kind == "f":
        wide = K.function(fed, [K.square(out) + 1.0, K.exp(-K.abs(out))])
        squared, exponential = wide(values)
        same(squared, want**2 + want.dtype.type(1))
        same(exponential, np.exp(-np.abs(want)))


def differentiable():
    for name, sample in ((p.values[0], p.values[1]) for p in CASES):
        op, (inputs, attributes) = OPS[name], sample
        floats = [i for i, x in enumerate(inputs) if x.dtype.kind == "f" and i not in op.shape_only]
        real = np.asarray(op.value(*inputs, **attributes))
        if floats and real.dtype.kind == "f" and ENDS.get(name, [1])[0] > 0:
            yield name, sample, floats


GRADIENTS = [pytest.param(n, s, p, id=f"{n}-{k}") for k, (n, s, p) in enumerate(differentiable())]


def weighted(op, inputs, attributes):
    """sum of w * op(inputs) for fixed weights that differ, as a function of arrays."""
    out = np.asarray(op.value(*inputs, **attributes), "float64")
    return float((out * np.cos(np.arange(out.size)).reshape(out.shape)).sum())


def finite_difference(function, inputs, position, step=1e-6):
    """The gradient of a function of arrays with respect to one of them."""
    gradient = np.zeros(inputs[position].shape)
    for index in np.ndindex(inputs[position].shape):
        sides = []
        for sign in (1, -1):
            moved = [x.copy() for x in inputs]
            moved[position][index] += sign * step
            sides.append(function(moved))
        gradient[index] = (sides[0] - sides[1]) / (2 * step)
    return gradient


def analytic(op, symbols, attributes, positions):
    """Gradients of the same weighted sum, by the rules; zeros where there is none."""
    out = op(*symbols, **attributes)
    size = int(np.prod(out.shape))
    loss = K.sum(out * K.constant(np.cos(np.arange(size)).reshape(out.shape), dtype=out.dtype.name))
    gradients = K.gradients(loss, [symbols[p] for p in positions])
    return [K.zeros_like(symbols[p]) if g is None else g for p, g in zip(positions, gradients)]


@pytest.mark.parametrize("name, sample, positions", GRADIENTS)
def test_gradient_equals_finite_differences(backend, name, sample, positions):
    op, (inputs, attributes) = OPS[name], sample
    variables = [K.Variable(x, dtype="float64") if p in positions else K.constant(x, dtype=x.dtype.name) for p, x in enumerate(inputs)]
    assert op.gradient_rule is not None or name in FLAT, f"{name} has no gradient rule and is not in FLAT"
    single = np.asarray(op.value(*inputs, **attributes)).dtype == np.float32  # a cast
    for p, got in zip(positions, analytic(op, variables, attributes, positions)):
        want = finite_difference(lambda xs: weighted(op, xs, attributes), list(inputs), p, step=1e-2 if single else 1e-6)
        assert got.shape == want.shape
        if name not in ("block_gradient", "_as_assigned"):
            np.testing.assert_allclose(got.numpy(), want, rtol=1e-4 if single else 1e-5, atol=1e-7, err_msg=f"input {p}")


@pytest.mark.parametrize("name, sample, positions", GRADIENTS)
def test_compiled_gradient_equals_eager(backend, name, sample, positions):
    skip_what_takes_long(backend, name, sample)
    op, (inputs, attributes) = OPS[name], sample
    if name in FLAT:
        return
    symbols = [K.placeholder(x.shape, dtype="float64") if x.dtype.kind == "f" else K.constant(x, dtype=x.dtype.name) for x in inputs]
    fed = [(s, x) for s, x in zip(symbols, inputs) if s.value is None]
    compiled = K.function([s for s, _ in fed], analytic(op, symbols, attributes, positions))([x for _, x in fed])
    variables = [K.Variable(x, dtype="float64") if x.dtype.kind == "f" else K.constant(x, dtype=x.dtype.name) for x in inputs]
    for got, want in zip(compiled, analytic(op, variables, attributes, positions)):
        np.testing.assert_allclose(got, want.numpy(), rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("name, sample, positions", GRADIENTS)
def test_second_derivative_equals_finite_differences(name, sample, positions):
    """Gradients are written in ops, so they can be differentiated again."""
    op, (inputs, attributes) = OPS[name], sample
    if name in FLAT or name in ENDS or sum(x.size for x in inputs) > 30:
        return
    for p in positions:
        variables = [K.Variable(x, dtype="float64") if q in positions else K.constant(x, dtype=x.dtype.name) for q, x in enumerate(inputs)]

        def total(gradients):
            return sum((K.sum(K.sin(g)) for g in gradients), K.constant(0.0, dtype="float64"))

        second = K.gradients(total(analytic(op, variables, attributes, positions)), [variables[p]])[0]

        def first(xs):
            moved = [K.Variable(x, dtype="float64") if q in positions else K.constant(x, dtype=x.dtype.name) for q, x in enumerate(xs)]
            return float(total(analytic(op, moved, attributes, positions)).numpy())

        want = finite_difference(first, list(inputs), p, step=1e-5)
        got = np.zeros_like(want) if second is None else second.numpy()
        np.testing.assert_allclose(got, want, rtol=1e-4, atol=1e-6, err_msg=f"input {p}")
