# Generated from chapters/backend/curves.md by `make tangle`. Do not edit.
"""Curves.

Exponential, logarithm and hyperbolic tangent, made of additions and multiplications alone, so that
a loop can do eight numbers at once.
"""

import inspect
from collections.abc import Callable, Iterable
from types import FunctionType

import numpy as np
from numba import float32, int32

__all__ = ["curve_text", "CURVES"]


# A small exponential
# -------------------


def _power(n):
    """`2**n`, from -126 to 127."""
    return np.int32((n + 127) << 23).view(np.float32)


def _reduced(x):
    """`n` and `exp(r) - 1`, where `x` is `n * log(2) + r`, from -105 to 89."""
    shifted = x * float32(1.4426950408889634) + float32(12582912)
    n = shifted - float32(12582912)
    r = (x - n * float32(0.693359375)) - n * float32(-0.00021219444)
    p = float32(0.00019890981) * r + float32(0.0013933642)
    p = (p * r + float32(0.0083333105)) * r + float32(0.041666467)
    p = (p * r + float32(1 / 6)) * r + float32(0.5)
    return int32(np.float32(shifted).view(np.int32) - int32(0x4B400000)), r + r * r * p


# From nothing to infinity
# ------------------------


def _exp(x):
    """`e ** x`."""
    x = float32(-105) if x < float32(-105) else x
    x = float32(89) if x > float32(89) else x
    n, e = _reduced(x)
    half = int32(n >> 1)
    return (float32(1) + e) * _power(half) * _power(int32(n - half))


def curve_text(curves: Iterable[Callable]) -> str:
    """The text of some curves for Numba, with the functions that they call, these first.

    Arguments:
        curves: functions of one float32, of those in `CURVES`.

    Returns:
        the lines of a module that has `np`, `njit`, `float32` and `int32`.
    """
    found = {}

    def add(function):
        for name in function.__code__.co_names:
            if isinstance(called := function.__globals__.get(name), FunctionType):
                add(called)
        found[function.__name__] = inspect.getsource(function)

    for curve in curves:
        add(curve)
    return "\n\n".join(
        f'@njit(error_model="numpy", forceinline=True)\n{text}' for text in found.values()
    )


# Near zero
# ---------


def _less_one(x):
    """`e ** x - 1`, from -86 to 89."""
    n, e = _reduced(x)
    power = _power(int32(n - 1))
    y = (power * e + (power - float32(0.5))) * float32(2)
    return e if n == 0 else y


def _expm1(x):
    """`e ** x - 1`, exact near 0."""
    low = float32(-20) if x < float32(-20) else x
    high = float32(89) if low > float32(89) else low
    return np.copysign(_less_one(high), x)


def _tanh(x):
    """Hyperbolic tangent."""
    double = np.abs(x) * float32(2)
    t = _less_one(float32(20) if double > float32(20) else double)
    return np.copysign(t / (t + float32(2)), x)


# The way back
# ------------


def _log_of(k, f, correction):
    """`k * log(2) + log(1 + f) + correction`, where the correction is small."""
    p = float32(0.069716116) * f + float32(-0.11479734)
    p = (p * f + float32(0.1168542)) * f + float32(-0.12425687)
    p = (p * f + float32(0.14249058)) * f + float32(-0.16667803)
    p = (p * f + float32(0.20000716)) * f + float32(-0.24999997)
    p = p * f + float32(1 / 3)
    small = k * float32(-0.00021219444) + correction
    return k * float32(0.693359375) + (f + (f * f * (f * p - float32(0.5)) + small))


def _parts(x):
    """`k` and `f`, where `x` is `2**k * (1 + f)`, a positive number with all its digits."""
    bits = np.float32(x).view(np.int32)
    k = int32(int32(bits - int32(0x3F3504F3)) >> 23)  # less the bits of the root of 1/2
    return k, np.int32(bits - (k << 23)).view(np.float32) - float32(1)


def _ends(x, distance, y):
    """`y`, but at the ends of a logarithm of `x`, whose `distance` from its pole must be positive."""
    pole = float32(-np.inf) if distance == float32(0) else float32(np.nan)
    return x if x > float32(3.4028234e38) else y if distance > float32(0) else pole


def _log(x):
    """Natural logarithm."""
    is_tiny = x < float32(1.1754944e-38)
    k, f = _parts(x * float32(8388608) if is_tiny else x)
    return _ends(
        x, x, _log_of(float32(k) - (float32(23) if is_tiny else float32(0)), f, float32(0))
    )


def _log1p(x):
    """`log(1 + x)`, exact near 0."""
    u = float32(1) + x
    k, f = _parts(u)
    rounded = (x - (u - float32(1))) / u
    y = _log_of(float32(k), x if k == 0 else f, float32(0) if k == 0 else rounded)
    return np.copysign(_ends(x, u, y), x)


# Every float there is
# --------------------

CURVES = {"np.exp": _exp, "np.expm1": _expm1, "np.tanh": _tanh, "np.log": _log, "np.log1p": _log1p}
