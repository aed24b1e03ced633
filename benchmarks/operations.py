"""The single operations that kernels.py measures, in each of the libraries.

A function of `OPERATIONS` gets the parameters of a case and returns two functions without arguments: forward, and forward with all
gradients.
"""

import numpy as np


def numbers(*shape):
    return np.random.default_rng(0).standard_normal(shape, "float32")


def conv_arrays(batch, size, ins, outs, window, stride, padding):
    """Input, kernel and a gradient, channels last."""
    length = -(-(size if padding == "same" else size - window + 1) // stride)
    return numbers(batch, size, size, ins), numbers(window, window, ins, outs), numbers(batch, length, length, outs)


def conv2d_litkeras(**spec):
    from litkeras.backend import constant
    from litkeras.backend.convolution import convolve, correlate, stamp

    x, k, g = map(constant, conv_arrays(**spec))
    options = dict(strides=(spec["stride"],) * 2, padding=spec["padding"], dilation=(1, 1))

    def both():
        return convolve(x, k, **options), stamp(g, k, x, **options), correlate(x, g, k, **options)

    return lambda: convolve(x, k, **options), both


def conv2d_torch(last=False, **spec):
    import torch

    x, k, g = (torch.from_numpy(a) for a in conv_arrays(**spec))
    kind = torch.channels_last if last else torch.contiguous_format
    x, g, k = (a.permute(p).contiguous(memory_format=kind) for a, p in ((x, (0, 3, 1, 2)), (g, (0, 3, 1, 2)), (k, (3, 2, 0, 1))))
    padding = spec["window"] // 2 if spec["padding"] == "same" else 0
    assert not (padding and spec["stride"] > 1)
    function = lambda: torch.nn.functional.conv2d(x, k, stride=spec["stride"], padding=padding)

    def forward():
        with torch.no_grad():
            return function()

    def both():
        x.requires_grad_(), k.requires_grad_()
        x.grad = k.grad = None
        function().backward(g)
        return x.grad, k.grad

    return forward, both


def conv2d_tensorflow(**spec):
    import tensorflow as tf

    x, k, g = map(tf.constant, conv_arrays(**spec))

    @tf.function
    def forward(x, k):
        return tf.nn.conv2d(x, k, spec["stride"], spec["padding"].upper())

    @tf.function
    def both(x, k, g):
        with tf.GradientTape() as tape:
            tape.watch([x, k])
            y = forward(x, k)
        return y, tape.gradient(y, [x, k], output_gradients=g)

    return lambda: forward(x, k), lambda: both(x, k, g)


def conv2d_jax(**spec):
    import jax

    x, k, g = map(jax.numpy.asarray, conv_arrays(**spec))
    names = ("NHWC", "HWIO", "NHWC")
    function = lambda x, k: jax.lax.conv_general_dilated(x, k, (spec["stride"],) * 2, spec["padding"].upper(), dimension_numbers=names)
    forward = jax.jit(function)
    both = jax.jit(lambda x, k, g: (lambda y, back: (y, back(g)))(*jax.vjp(function, x, k)))
    return lambda: jax.block_until_ready(forward(x, k)), lambda: jax.block_until_ready(both(x, k, g))


OPERATIONS = {
    ("conv2d", "litkeras"): conv2d_litkeras,
    ("conv2d", "torch"): conv2d_torch,
    ("conv2d", "torch-last"): lambda **spec: conv2d_torch(last=True, **spec),
    ("conv2d", "tensorflow"): conv2d_tensorflow,
    ("conv2d", "jax"): conv2d_jax,
}


# ------------------------------------------------------------------------------------------------------- more in litkeras


def compiled(make, arrays):
    """A plan of what `make` computes from placeholders; `made` reads one number of each result, so that none is copied out."""
    import litkeras.backend as K

    inputs = [K.placeholder(a.shape, dtype=a.dtype.name) for a in arrays]
    function = K.function(inputs, [K.sum(t[:1]) for t in make(*inputs)])
    return lambda: function.run(arrays)


def pair(forward, wanted, arrays):
    """`forward` of arrays, and the same with the gradients of its weighted sum with respect to some of them."""
    import litkeras.backend as K

    def both(*inputs):
        *inputs, g = inputs
        y = forward(*inputs)
        return [y, *K.gradients(K.sum(y * g), [inputs[i] for i in wanted])]

    return compiled(lambda *inputs: [forward(*inputs[:-1])], arrays), compiled(both, arrays)


def pool_litkeras(batch, size, channels):
    import litkeras.backend as K

    arrays = [numbers(batch, size, size, channels), numbers(batch, size // 2, size // 2, channels)]
    return pair(lambda x: K.pool2d(x, (2, 2), (2, 2), data_format="channels_last"), [0], arrays)


def surprise_litkeras(batch, classes):
    import litkeras.backend as K

    scores, truth = surprise_arrays(batch, classes)
    arrays = [truth, scores, abs(numbers(batch))]
    return pair(lambda t, z: K.sparse_categorical_crossentropy(t, z, from_logits=True), [1], arrays)


def rows_litkeras(rows, width, count):
    import litkeras.backend as K

    table, places, g = rows_arrays(rows, width, count)
    table = K.variable(table)
    forward = compiled(lambda i, g: [K.gather(table, i)], [places, g])
    return forward, compiled(lambda i, g: [K.gather(table, i), *K.gradients(K.sum(K.gather(table, i) * g), [table])], [places, g])


def ctc_litkeras(batch, time, classes, length):
    import litkeras.backend as K

    scores, labels = ctc_arrays(batch, time, classes, length)
    times, lengths = np.full((batch, 1), time, "int32"), np.full((batch, 1), length, "int32")
    loss = lambda z: K.ctc_batch_cost(K.constant(labels, dtype="int32"), K.softmax(z), times, lengths)
    return pair(loss, [0], [scores, np.ones((batch, 1), "float32")])


# --------------------------------------------------------------------------------------------------------- and in the others


def surprise_arrays(batch, classes):
    return numbers(batch, classes), np.random.default_rng(1).integers(0, classes, batch)


def rows_arrays(rows, width, count):
    return numbers(rows, width), np.random.default_rng(1).integers(0, rows, count), numbers(count, width)


def ctc_arrays(batch, time, classes, length):
    return numbers(batch, time, classes), np.random.default_rng(1).integers(0, classes - 1, (batch, length)).astype("int32")


def torch_pair(function, inputs, g):
    """Forward without a record, and forward and backward."""
    import torch

    def forward():
        with torch.no_grad():
            return function(*inputs)

    def both():
        return torch.autograd.grad(function(*wanted), wanted, g)

    wanted = [x.clone().requires_grad_() for x in inputs]
    return forward, both


def pool_torch(batch, size, channels, last=False):
    import torch

    kind = torch.channels_last if last else torch.contiguous_format
    x, g = (torch.from_numpy(numbers(batch, channels, n, n)).contiguous(memory_format=kind) for n in (size, size // 2))
    return torch_pair(lambda x: torch.nn.functional.max_pool2d(x, 2), [x], g)


def surprise_torch(batch, classes):
    import torch

    scores, truth = map(torch.from_numpy, surprise_arrays(batch, classes))
    return torch_pair(lambda z: torch.nn.functional.cross_entropy(z, truth, reduction="none"), [scores], torch.ones(batch))


def rows_torch(rows, width, count):
    import torch

    table, places, g = map(torch.from_numpy, rows_arrays(rows, width, count))
    return torch_pair(lambda table: table.index_select(0, places), [table], g)


def ctc_torch(batch, time, classes, length):
    import torch

    scores, labels = map(torch.from_numpy, ctc_arrays(batch, time, classes, length))
    scores, labels = scores.transpose(0, 1).contiguous(), labels.long()
    times, lengths = torch.full((batch,), time), torch.full((batch,), length)

    def loss(z):
        return torch.nn.functional.ctc_loss(z.log_softmax(-1), labels, times, lengths, blank=classes - 1, reduction="none")

    return torch_pair(loss, [scores], torch.ones(batch))


def tensorflow_pair(function, inputs, g):
    import tensorflow as tf

    inputs, g = [tf.constant(x) for x in inputs], tf.constant(g)
    forward = tf.function(function)

    @tf.function
    def both(*inputs):
        with tf.GradientTape() as tape:
            tape.watch(inputs)
            y = function(*inputs)
        return y, [tf.convert_to_tensor(d) for d in tape.gradient(y, inputs, output_gradients=g)]

    return lambda: forward(*inputs), lambda: both(*inputs)


def pool_tensorflow(batch, size, channels):
    import tensorflow as tf

    x, g = numbers(batch, size, size, channels), numbers(batch, size // 2, size // 2, channels)
    return tensorflow_pair(lambda x: tf.nn.max_pool2d(x, 2, 2, "VALID"), [x], g)


def surprise_tensorflow(batch, classes):
    import tensorflow as tf

    scores, truth = surprise_arrays(batch, classes)
    return tensorflow_pair(lambda z: tf.nn.sparse_softmax_cross_entropy_with_logits(truth, z), [scores], np.ones(batch, "float32"))


def rows_tensorflow(rows, width, count):
    import tensorflow as tf

    table, places, g = rows_arrays(rows, width, count)
    return tensorflow_pair(lambda table: tf.gather(table, places), [table], g)


def ctc_tensorflow(batch, time, classes, length):
    import tensorflow as tf

    scores, labels = ctc_arrays(batch, time, classes, length)
    times, lengths = np.full(batch, time, "int32"), np.full(batch, length, "int32")

    def loss(z):
        return tf.nn.ctc_loss(labels, z, lengths, times, logits_time_major=False, blank_index=classes - 1)

    return tensorflow_pair(loss, [scores], np.ones(batch, "float32"))


def jax_pair(function, inputs, g):
    import jax

    inputs, g = [jax.numpy.asarray(x) for x in inputs], jax.numpy.asarray(g)
    forward = jax.jit(function)
    both = jax.jit(lambda g, *inputs: (lambda y, back: (y, back(g)))(*jax.vjp(function, *inputs)))
    return lambda: jax.block_until_ready(forward(*inputs)), lambda: jax.block_until_ready(both(g, *inputs))


def pool_jax(batch, size, channels):
    import jax

    x, g = numbers(batch, size, size, channels), numbers(batch, size // 2, size // 2, channels)
    window = (1, 2, 2, 1)
    return jax_pair(lambda x: jax.lax.reduce_window(x, -np.inf, jax.lax.max, window, window, "VALID"), [x], g)


def surprise_jax(batch, classes):
    import jax

    scores, truth = surprise_arrays(batch, classes)
    loss = lambda z: -jax.numpy.take_along_axis(jax.nn.log_softmax(z), truth[:, None], 1)[:, 0]
    return jax_pair(loss, [scores], np.ones(batch, "float32"))


def rows_jax(rows, width, count):
    table, places, g = rows_arrays(rows, width, count)
    return jax_pair(lambda table: table[places], [table], g)


OPERATIONS |= {
    (operation, candidate): globals()[f"{operation}_{candidate}"]
    for operation in ("pool", "surprise", "rows", "ctc")
    for candidate in ("litkeras", "torch", "tensorflow", "jax")
    if (operation, candidate) != ("ctc", "jax")  # JAX has none of its own
}
OPERATIONS["pool", "torch-last"] = lambda **spec: pool_torch(last=True, **spec)
