# Generated from chapters/backend/random.md by `make tangle`. Do not edit.
"""Random numbers.

Random numbers without a state: the i-th number of the k-th draw is a function of the seed, k and i.
"""

import os

import numpy as np
from numba import njit

from litkeras.backend.configuration import floatx
from litkeras.backend.operations import op
from litkeras.backend.shaping import blank_of
from litkeras.backend.tensors import Tensor, as_tensor
from litkeras.backend.variables import Variable

__all__ = [
    "MULTIPLIERS",
    "WEYL",
    "LOW",
    "HALF",
    "philox",
    "random_words",
    "scramble",
    "fill_bernoulli",
    "Generator",
    "GENERATOR",
    "set_seed",
    "draw",
    "new_key",
    "uniform",
    "random_uniform",
    "random_integers",
    "bell",
    "random_normal",
    "truncated_normal",
    "bernoulli",
    "random_bernoulli",
    "dropout",
    "random_uniform_variable",
    "random_normal_variable",
]


# A function that scrambles
# -------------------------

MULTIPLIERS = np.uint64(0xD2511F53), np.uint64(0xCD9E8D57)

WEYL = np.uint64(0x9E3779B9), np.uint64(0xBB67AE85)

LOW, HALF = np.uint64(0xFFFFFFFF), np.uint64(32)


def philox(counter: np.ndarray, key: np.ndarray) -> np.ndarray:
    """Ten rounds of Philox: four scrambled 32-bit words for each counter.

    Arguments:
        counter: array `(blocks,)` of uint64.
        key: array of two uint64, the seed and the number of the draw.

    Shapes:
        returns `(4, blocks)`, of uint32 values held in uint64.

    Reference:
        Salmon et al., Parallel Random Numbers: As Easy as 1, 2, 3 (SC 2011): Philox4x32-10.
    """
    a, b = counter & LOW, counter >> HALF
    c, d = np.full_like(counter, key[1] & LOW), np.full_like(counter, key[1] >> HALF)
    k0, k1 = key[0] & LOW, key[0] >> HALF
    for _ in range(10):
        p, q = MULTIPLIERS[0] * a, MULTIPLIERS[1] * c
        a, b, c, d = (q >> HALF) ^ b ^ k0, q & LOW, (p >> HALF) ^ d ^ k1, p & LOW
        k0, k1 = (k0 + WEYL[0]) & LOW, (k1 + WEYL[1]) & LOW
    return np.stack([a, b, c, d])


def random_words(key: np.ndarray, size: int) -> np.ndarray:
    """`size` random 32-bit words: word j of all counters, then word j + 1 of all."""
    blocks = (size + 3) // 4
    return philox(np.arange(blocks, dtype=np.uint64), key).reshape(-1)[:size].astype(np.uint32)


# The same, as a kernel
# ---------------------


@njit(inline="always")
def scramble(counter, seed, stream):
    """Philox of one counter: what `philox` does to an array of them."""
    a, b, c, d = counter & LOW, counter >> HALF, stream & LOW, stream >> HALF
    k0, k1 = seed & LOW, seed >> HALF
    for _ in range(10):
        p, q = MULTIPLIERS[0] * a, MULTIPLIERS[1] * c
        a, b, c, d = (q >> HALF) ^ b ^ k0, q & LOW, (p >> HALF) ^ d ^ k1, p & LOW
        k0, k1 = (k0 + WEYL[0]) & LOW, (k1 + WEYL[1]) & LOW
    return a, b, c, d


@njit(cache=True, nogil=True)
def fill_bernoulli(seed, stream, threshold, out):
    """Fill `out` with 1 where a random word is below `threshold`, else 0."""
    blocks = (out.size + 3) // 4
    whole = max(out.size - 3 * blocks, 0)
    first, second, third, fourth = out, out[blocks:], out[2 * blocks :], out[3 * blocks :]
    for i in range(whole):
        a, b, c, d = scramble(np.uint64(i), seed, stream)
        first[i], second[i] = a < threshold, b < threshold
        third[i], fourth[i] = c < threshold, d < threshold
    for i in range(whole, blocks):  # the last blocks are cut off
        words = scramble(np.uint64(i), seed, stream)
        for j in range(4):
            if i + j * blocks < out.size:
                out[i + j * blocks] = words[j] < threshold


# Which draw is it?
# -----------------


class Generator:
    """Numbers the draws of a stream of random numbers.

    Arguments:
        seed: an integer; by default one from the operating system.
    """

    def __init__(self, seed: int | None = None):
        self.reset(seed)

    def reset(self, seed: int | None = None) -> None:
        """Start again, with a seed."""
        self.seed = int.from_bytes(os.urandom(8), "little") if seed is None else int(seed) % 2**64
        self.draws = 0

    def next_key(self) -> np.ndarray:
        """The key of the next draw: the seed, and how many draws came before."""
        self.draws += 1
        return np.array([self.seed, self.draws - 1], np.uint64)

    def permutation(self, size: int) -> np.ndarray:
        """The numbers from 0 to `size` - 1 in random order."""
        key = self.next_key()
        return np.random.Generator(np.random.Philox(key=key)).permutation(size)


GENERATOR = Generator()


def set_seed(seed: int) -> None:
    """Make all random numbers from now on a function of `seed`."""
    GENERATOR.reset(seed)


@op(impure=True)
def draw(*, generator):
    """The key of a new draw, another one each time it is computed."""
    return generator.next_key()


@draw.shape
def _(*, generator):
    return (2,), np.uint64


def new_key(seed: int | Generator | None) -> Tensor:
    """The key of a draw from the common generator, or from one that starts at `seed`."""
    if seed is not None and not isinstance(seed, Generator):
        seed = Generator(seed)
    return draw(generator=seed or GENERATOR)


# Between zero and one
# --------------------


@op(shape_only=(1,), mixed=True)
def uniform(key, like, *, dtype):
    """Numbers equally likely anywhere between 0 and 1, in the shape of `like`."""
    size = like.size
    if dtype != "float64":
        unit = (random_words(key, size) >> np.uint32(8)) * np.float32(2**-24)
        return unit.astype(dtype).reshape(like.shape)
    high, low = random_words(key, 2 * size).astype(np.uint64).reshape(2, size)
    return (((high << np.uint64(32) | low) >> np.uint64(11)) * 2.0**-53).reshape(like.shape)


@uniform.shape
def _(key, like, *, dtype):
    return like.shape, dtype


def random_uniform(shape, minval=0.0, maxval=None, dtype=None, seed=None) -> Tensor:
    """Numbers equally likely anywhere in a range.

    Arguments:
        shape: tuple of integers, or a tensor of them.
        minval, maxval: the range; `maxval` itself is not reached. By default 0 to 1.
        dtype: by default floatx. An integer type gives integers, and needs `maxval`.
        seed: an integer; the same seed gives the same numbers.
    """
    dtype = np.dtype(dtype or floatx())
    if dtype.kind in "iu":
        if maxval is None:
            raise ValueError("random_uniform: integers need a `maxval`")
        return random_integers(
            new_key(seed), blank_of(shape), low=minval, high=maxval, dtype=dtype.name
        )
    unit = uniform(new_key(seed), blank_of(shape), dtype=dtype.name)
    return unit * ((1.0 if maxval is None else maxval) - minval) + minval


@op(shape_only=(1,), mixed=True)
def random_integers(key, like, *, low, high, dtype):
    """Integers from `low` up to `high`, without it, in the shape of `like`."""
    words = random_words(key, like.size).astype(np.uint64)
    return (
        (low + ((words * np.uint64(high - low)) >> np.uint64(32)).astype(np.int64))
        .astype(dtype)
        .reshape(like.shape)
    )


@random_integers.shape
def _(key, like, *, low, high, dtype):
    return like.shape, dtype


# The bell
# --------


@op(shape_only=(1,), mixed=True)
def bell(key, like, *, dtype, bound):
    """Normally distributed numbers no further than `bound` from 0, in the shape of `like`."""
    from scipy.special import ndtr, ndtri

    unit = (random_words(key, like.size).astype(np.float64) + 0.5) * 2.0**-32
    low = ndtr(-bound)
    return ndtri(low + unit * (1 - 2 * low)).astype(dtype).reshape(like.shape)


@bell.shape
def _(key, like, *, dtype, bound):
    return like.shape, dtype


def random_normal(shape, mean=0.0, stddev=1.0, dtype=None, seed=None) -> Tensor:
    """Normally distributed numbers.

    Arguments:
        shape: tuple of integers, or a tensor of them.
        mean, stddev: of the distribution.
        dtype: by default floatx.
        seed: an integer; the same seed gives the same numbers.
    """
    standard = bell(new_key(seed), blank_of(shape), dtype=dtype or floatx(), bound=np.inf)
    return standard * stddev + mean


def truncated_normal(shape, mean=0.0, stddev=1.0, dtype=None, seed=None) -> Tensor:
    """Normally distributed numbers, none further than two `stddev` from `mean`; see `random_normal`."""
    standard = bell(new_key(seed), blank_of(shape), dtype=dtype or floatx(), bound=2.0)
    return standard * stddev + mean


# Heads or tails
# --------------


@op(shape_only=(1,), mixed=True)
def bernoulli(key, like, *, p, dtype):
    """1 with probability `p`, else 0, in the shape of `like`."""
    return (random_words(key, like.size) < int(p * 2**32)).astype(dtype).reshape(like.shape)


@bernoulli.shape
def _(key, like, *, p, dtype):
    return like.shape, dtype


@bernoulli.kernel
def _(key, like, out, *, p, dtype):
    fill_bernoulli(key[0], key[1], np.uint64(p * 2**32), out.reshape(-1))


def random_bernoulli(shape, p=0.0, dtype=None, seed=None) -> Tensor:
    """1 with probability `p`, else 0.

    Arguments:
        shape: tuple of integers, or a tensor of them.
        p: probability of a 1.
        dtype: by default floatx.
        seed: an integer; the same seed gives the same numbers.
    """
    return bernoulli(new_key(seed), blank_of(shape), p=float(p), dtype=dtype or floatx())


# Dropout
# -------


def dropout(x, level, noise_shape=None, seed=None) -> Tensor:
    """`x` with a random part of its elements set to 0, and the others made larger to keep the mean.

    Arguments:
        x: a tensor.
        level: the part to set to 0, at least 0 and less than 1.
        noise_shape: shape of the decisions; an axis of length 1 is dropped or kept as a whole.
        seed: an integer or a `Generator`.

    Reference:
        Srivastava et al., Dropout: A Simple Way to Prevent Neural Networks from Overfitting (2014).
    """
    if not 0 <= level < 1:
        raise ValueError(f"dropout: expected a level of at least 0 and less than 1, got {level}")
    x = as_tensor(x)
    like = x if noise_shape is None else blank_of(noise_shape)
    keep = bernoulli(new_key(seed), like, p=1.0 - level, dtype=x.dtype.name)
    return x * (keep * (1.0 / (1.0 - level)))


# Variables to begin with
# -----------------------


def random_uniform_variable(shape, low, high, dtype=None, name=None, seed=None) -> Variable:
    """A variable with uniformly distributed values; see `random_uniform`."""
    return Variable(random_uniform(shape, low, high, dtype, seed).value, name=name)


def random_normal_variable(shape, mean, scale, dtype=None, name=None, seed=None) -> Variable:
    """A variable with normally distributed values; see `random_normal`."""
    return Variable(random_normal(shape, mean, scale, dtype, seed).value, name=name)
