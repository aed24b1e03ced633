"""Rows of the table of functions: connectionist temporal classification."""

import numpy as np
from cases import case, ints, probabilities


def column(*numbers):
    return np.int32(numbers)[:, None]


def cost(samples, time, classes, labels, *, input_length, label_length, **options):
    return case(ints(samples, labels, high=classes - 1), probabilities(samples, time, classes), column(*input_length), column(*label_length), **options)


def decode(samples, time, classes, *lengths, **options):
    return case(probabilities(samples, time, classes), np.int32(lengths), gradient=False, rtol=1e-4, atol=1e-5, **options)


TABLE = {
    "ctc_batch_cost": [
        cost(2, 8, 4, 3, input_length=(8, 7), label_length=(3, 2)),
        cost(1, 5, 2, 2, input_length=(5,), label_length=(2,), note="a doubled label"),
        cost(3, 20, 6, 5, input_length=(20, 11, 15), label_length=(5, 1, 4)),
        case(np.int32([[0, 2, 2]]), probabilities(1, 6, 3), column(6), column(3), note="padded with blanks"),
        case(np.float32([[1, 0]]), probabilities(1, 6, 3), np.float32([[6]]), np.float32([[2]]), note="floats", float64=False),
        case(np.int32([[0, 1]]), np.float32([[[1, 0, 0], [0, 0, 1], [0, 1, 0], [0, 0, 1]]]), column(4), column(2), note="certain and right", rtol=1e-4),
        case(np.int32([[0, 1]]), np.float32([[[0, 0, 1]] * 4]), column(4), column(2), note="certain and wrong"),
        case(np.int32([[0, 1]]), 3 * probabilities(1, 4, 3), column(4), column(2), note="not normalized"),
        case(np.int32([[1, 1]]), probabilities(1, 2, 3), column(2), column(2), note="impossible", gradient=False),
    ],
    "ctc_decode": [
        decode(3, 8, 4, 8, 5, 1),
        decode(2, 8, 4, 8, 0, greedy=True, top_paths=3),
        decode(3, 8, 4, 8, 5, 6, greedy=False),
        decode(2, 9, 3, 9, 7, greedy=False, beam_width=3, top_paths=3),
        decode(1, 20, 6, 20, greedy=False, beam_width=1),
        case(np.float32([[[0.9, 0.05, 0.05], [0.05, 0.05, 0.9], [0.9, 0.05, 0.05]]]), np.int32([3]), greedy=False, gradient=False, rtol=1e-4, note="a doubled label"),
        case(np.float32([[[0.9, 0.05, 0.05], [0.05, 0.05, 0.9], [0.9, 0.05, 0.05]]]), np.int32([3]), gradient=False, note="a doubled label, greedy"),
    ],
}
