"""Every update rule against a few lines of NumPy, eagerly and in a compiled function."""

import numpy as np
import pytest

from litkeras.backend.tape import GradientTape
from litkeras.backend.functions import function
from litkeras.backend.reductions import sum as reduce_sum
from litkeras.backend.tensors import placeholder
from litkeras.backend.variables import Variable
from litkeras.optimizers.adaptive import Adadelta, Adagrad, Adam, RMSprop
from litkeras.optimizers.momentum import SGD
from litkeras.optimizers.variants import Adamax, Ftrl, Nadam

STEPS = 6


def sgd(g, s, lr=0.1, momentum=0.0, nesterov=False):
    if not momentum:
        return lr * g
    s["v"] = momentum * s.get("v", 0) - lr * g
    return -(momentum * s["v"] - lr * g) if nesterov else -s["v"]


def adagrad(g, s, lr=0.1, start=0.1, eps=1e-7):
    s["a"] = s.get("a", start) + g**2
    return lr * g / (np.sqrt(s["a"]) + eps)


def rmsprop(g, s, lr=0.1, rho=0.9, momentum=0.0, eps=1e-7, centered=False):
    s["r"] = rho * s.get("r", 0) + (1 - rho) * g**2
    s["g"] = rho * s.get("g", 0) + (1 - rho) * g
    spread = s["r"] - s["g"] ** 2 if centered else s["r"]
    if not momentum:
        return lr * g / (np.sqrt(spread) + eps)
    s["v"] = momentum * s.get("v", 0) + lr * g / np.sqrt(spread + eps)
    return s["v"]


def adadelta(g, s, lr=0.1, rho=0.95, eps=1e-7):
    s["a"] = rho * s.get("a", 0) + (1 - rho) * g**2
    step = np.sqrt(s.get("d", 0) + eps) / np.sqrt(s["a"] + eps) * g
    s["d"] = rho * s.get("d", 0) + (1 - rho) * step**2
    return lr * step


def adam(g, s, lr=0.1, beta_1=0.9, beta_2=0.999, eps=1e-7, amsgrad=False):
    t = s["t"] = s.get("t", 0) + 1
    s["m"] = beta_1 * s.get("m", 0) + (1 - beta_1) * g
    s["v"] = beta_2 * s.get("v", 0) + (1 - beta_2) * g**2
    s["h"] = np.maximum(s.get("h", 0), s["v"])
    rate = lr * np.sqrt(1 - beta_2**t) / (1 - beta_1**t)
    return rate * s["m"] / (np.sqrt(s["h"] if amsgrad else s["v"]) + eps)


def adamax(g, s, lr=0.1, beta_1=0.9, beta_2=0.999, eps=1e-7):
    t = s["t"] = s.get("t", 0) + 1
    s["m"] = beta_1 * s.get("m", 0) + (1 - beta_1) * g
    s["u"] = np.maximum(beta_2 * s.get("u", 0), np.abs(g))
    return lr / (1 - beta_1**t) * s["m"] / (s["u"] + eps)


def nadam(g, s, lr=0.1, beta_1=0.9, beta_2=0.999, eps=1e-7):
    t = s["t"] = s.get("t", 0) + 1
    mu, mu_next = (beta_1 * (1 - 0.5 * 0.96 ** (0.004 * i)) for i in (t, t + 1))
    s["p"] = s.get("p", 1) * mu
    s["m"] = beta_1 * s.get("m", 0) + (1 - beta_1) * g
    s["v"] = beta_2 * s.get("v", 0) + (1 - beta_2) * g**2
    ahead = (1 - mu) * g / (1 - s["p"]) + mu_next * s["m"] / (1 - s["p"] * mu_next)
    return lr * ahead / (np.sqrt(s["v"] / (1 - beta_2**t)) + eps)


def ftrl(g, s, w, lr=0.1, start=0.1, l1=0.0, l2=0.0):
    before = s.get("a", start)
    s["a"] = before + g**2
    s["z"] = s.get("z", 0) + g - (np.sqrt(s["a"]) - np.sqrt(before)) / lr * w
    q = np.sqrt(s["a"]) / lr + 2 * l2
    return w - np.where(np.abs(s["z"]) > l1, (np.sign(s["z"]) * l1 - s["z"]) / q, 0)


CASES = [
    (SGD, sgd, {}),
    (SGD, sgd, {"momentum": 0.9}),
    (SGD, sgd, {"momentum": 0.9, "nesterov": True}),
    (Adagrad, adagrad, {}),
    (RMSprop, rmsprop, {}),
    (RMSprop, rmsprop, {"momentum": 0.9}),
    (RMSprop, rmsprop, {"centered": True}),
    (RMSprop, rmsprop, {"centered": True, "momentum": 0.5}),
    (Adadelta, adadelta, {}),
    (Adam, adam, {}),
    (Adam, adam, {"amsgrad": True}),
    (Adam, adam, {"beta_1": 0.5, "beta_2": 0.9}),
    (Adamax, adamax, {}),
    (Nadam, nadam, {}),
    (Ftrl, ftrl, {}),
    (Ftrl, ftrl, {"l1_regularization_strength": 1.5, "l2_regularization_strength": 0.3}),
]
SHORT = {"l1_regularization_strength": "l1", "l2_regularization_strength": "l2"}
NAMES = [f"{cls.__name__}-{'-'.join(kw)}" for cls, _, kw in CASES]


def starts_and_gradients():
    rng = np.random.default_rng(3)
    starts = [rng.normal(size=(4, 3)), rng.normal(size=3)]
    return starts, [[rng.normal(size=w.shape) for w in starts] for _ in range(STEPS)]


def expected(rule, kw):
    starts, gradients = starts_and_gradients()
    states, short = [{} for _ in starts], {SHORT.get(k, k): v for k, v in kw.items()}
    for row in gradients:
        starts = [
            w - (rule(g, s, w, **short) if rule is ftrl else rule(g, s, **short))
            for w, g, s in zip(starts, row, states, strict=True)
        ]
    return starts


@pytest.mark.parametrize("cls, rule, kw", CASES, ids=NAMES)
def test_rule_eagerly(cls, rule, kw, backend):
    starts, gradients = starts_and_gradients()
    variables = [Variable(w) for w in starts]
    optimizer = cls(0.1, **kw)
    for row in gradients:
        optimizer.apply_gradients(zip(row, variables, strict=True))
    for variable, want in zip(variables, expected(rule, kw), strict=True):
        assert variable.dtype == "float64"
        np.testing.assert_allclose(variable.numpy(), want, rtol=3e-5, atol=1e-6)


@pytest.mark.parametrize("cls, rule, kw", CASES, ids=NAMES)
def test_rule_in_a_function(cls, rule, kw, backend):
    starts, gradients = starts_and_gradients()
    variables = [Variable(w) for w in starts]
    inputs = [placeholder(w.shape, dtype="float64") for w in starts]
    loss = reduce_sum(inputs[0] * variables[0]) + reduce_sum(inputs[1] * variables[1])
    optimizer = cls(0.1, **kw)
    step = function(inputs, [loss], updates=optimizer.get_updates(loss, variables))
    for row in gradients:
        step(row)
    for variable, want in zip(variables, expected(rule, kw), strict=True):
        np.testing.assert_allclose(variable.numpy(), want, rtol=3e-5, atol=1e-6)
    assert int(optimizer.iterations) == STEPS


def test_assigning_the_rate_reaches_a_plan_that_runs(backend):
    w, x = Variable([1.0]), placeholder((1,))
    optimizer = SGD(0.5)
    loss = reduce_sum(x * w)
    step = function([x], [loss], updates=optimizer.get_updates(loss, [w]))
    step([np.ones(1)])
    optimizer.learning_rate = 0.25
    step([np.ones(1)])
    optimizer.lr = 0.0
    step([np.ones(1)])
    assert w.numpy() == 0.25
    assert len(step._plans) == 1


def test_ftrl_makes_exact_zeros(backend):
    w = Variable(np.zeros(3))
    optimizer = Ftrl(0.5, l1_regularization_strength=1.0)
    for gradient in ([0.5, 3.0, -3.0], [0.4, 3.0, -3.0]):
        optimizer.apply_gradients([(np.array(gradient), w)])
    assert w.numpy()[0] == 0 and w.numpy()[1] < 0 < w.numpy()[2]


def test_tape_and_minimize_agree():
    a, b = Variable([1.0, -2.0]), Variable([1.0, -2.0])
    with GradientTape() as tape:
        loss = reduce_sum(a * a)
    SGD(0.1).apply_gradients(zip(tape.gradient(loss, [a]), [a], strict=True))
    SGD(0.1).minimize(lambda: reduce_sum(b * b), [b])
    np.testing.assert_allclose(a.numpy(), [0.8, -1.6], rtol=1e-6)
    np.testing.assert_array_equal(a.numpy(), b.numpy())
