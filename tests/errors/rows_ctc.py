"""Wrong uses of the loss and the decoders of connectionist temporal classification."""

import numpy as np

from litkeras import backend as K

V = ValueError
P = np.full((2, 4, 3), 1 / 3, "float32")
ONE, TWO = np.ones((2, 1)), np.full((2, 1), 2)


def cost(y_true=((0, 1), (1, 0)), y_pred=P, input_length=4 * ONE, label_length=TWO):
    return K.ctc_batch_cost(np.array(y_true), y_pred, np.array(input_length), np.array(label_length))


def decode(y_pred=P, input_length=(4, 4), **options):
    return K.ctc_decode(y_pred, np.array(input_length), **options)


def in_a_function():
    p, n = K.placeholder((None, None, 3)), K.placeholder((None,), dtype="int32")
    return K.function([p, n], K.ctc_decode(p, n)[0])([P, np.array([4, 9])])


def cost_in_a_function():
    n = K.placeholder((None, 1), dtype="int32")
    return K.function([n], [K.ctc_batch_cost(np.array([[0, 1], [1, 0]]), P, n, TWO)])([np.array([[4], [9]])])


WRONG = {
    "ctc: more labels than frames": (lambda: cost(input_length=[[4], [1]]), V, "label_length of sample 1", "frames", "got 2"),
    "ctc: a length beyond the frames": (lambda: cost(input_length=[[5], [4]]), V, "input_length of sample 0", "at most 4", "got 5"),
    "ctc: a message has the function's name": (lambda: cost(input_length=[[5], [4]]), V, "^ctc_batch_cost: input_length of sample 0: expected at most 4 frames, got 5$"),
    "ctc: a message has the function's name, in a function": (cost_in_a_function, V, "^ctc_batch_cost: input_length of sample 1: expected at most 4 frames, got 9$"),
    "ctc: probabilities of no class": (lambda: cost(y_pred=P[:, :, :0]), V, "^ctc_batch_cost: ", r"probabilities \(2, 4, 0\)"),
    "ctc: labels of one axis": (lambda: cost(y_true=(0, 1)), V, "^ctc_batch_cost: ", r"labels \(2,\)"),
    "ctc: a negative input length": (lambda: cost(input_length=[[-1], [4]]), V, "input_length of sample 0", "negative", "got -1"),
    "ctc: a length beyond the labels": (lambda: cost(label_length=[[2], [3]]), V, "label_length of sample 1", "at most 2", "got 3"),
    "ctc: a negative label length": (lambda: cost(label_length=[[2], [-1]]), V, "label_length of sample 1", "negative", "got -1"),
    "ctc: a label that is no class": (lambda: cost(y_true=[[0, 1], [1, 7]]), V, "labels of sample 1", "0 to 1", "7"),
    "ctc: a negative label": (lambda: cost(y_true=[[-1, 1], [1, 0]]), V, "labels of sample 0", "0 to 1", "-1"),
    "ctc: a blank between labels": (lambda: cost(y_true=[[2, 1], [1, 0]]), V, "labels of sample 0", "0 to 1", "2"),
    "ctc: lengths that are no column": (lambda: cost(input_length=[4, 4]), V, "ctc_batch_cost", "input_length", r"\(samples, 1\)", r"\(2,\)"),
    "ctc: label lengths of two columns": (lambda: cost(label_length=[[1, 2], [1, 2]]), V, "ctc_batch_cost", "label_length", r"\(2, 2\)"),
    "ctc: probabilities without time": (lambda: cost(y_pred=P[0]), V, "ctc_batch_cost", "y_pred", r"\(4, 3\)"),
    "ctc: probabilities that are integers": (lambda: cost(y_pred=P.astype("int32")), V, "ctc_batch_cost", "y_pred", "float", "int32"),
    "ctc: another batch of labels": (lambda: cost(y_true=[[0, 1]]), V, "batch", r"\(1, 2\)", r"\(2, 4, 3\)"),
    "ctc: another batch of labels, symbolic": (lambda: cost(y_true=[[0, 1]], y_pred=K.placeholder((2, None, 3))), V, "batch", r"\(1, 2\)", r"\(2, None, 3\)"),
    "ctc: labels without lengths": (lambda: K.ctc_label_dense_to_sparse([[1, 2]], [1, 2]), V, "ctc_label_dense_to_sparse", r"\(1, 2\)", r"\(2,\)"),
    "ctc: labels that are to come": (lambda: K.ctc_label_dense_to_sparse(K.placeholder((None, 3)), [1]), V, "ctc_label_dense_to_sparse", "values"),
    "ctc: a second derivative": (lambda: K.gradients(K.gradients(cost(y_pred=(v := K.variable(P))), [v])[0], [v]), NotImplementedError, "ctc_batch_cost", "second derivative"),
    "decode: a length beyond the frames": (lambda: decode(input_length=(4, 5)), V, "input_length of sample 1", "0 to 4", "got 5"),
    "decode: a length beyond the frames, in a function": (in_a_function, V, "input_length of sample 1", "0 to 4", "got 9"),
    "decode: a negative length": (lambda: decode(input_length=(-1, 5)), V, "input_length of sample 0", "got -1"),
    "decode: one length for two samples": (lambda: decode(input_length=(4,)), V, r"\(2, 4, 3\)", r"\(1,\)"),
    "decode: probabilities without time": (lambda: decode(P[0]), V, "ctc_decode", "y_pred", r"\(4, 3\)"),
    "decode: a beam of no width": (lambda: decode(greedy=False, beam_width=0), V, "ctc_decode", "beam_width", "0"),
    "decode: half a path": (lambda: decode(greedy=False, top_paths=0.5), V, "ctc_decode", "top_paths", "0.5"),
    "decode: more paths than the beam holds": (lambda: decode(greedy=False, beam_width=2, top_paths=3), V, "ctc_decode", "top_paths", "2", "3"),
    "decode: more paths than there are": (lambda: decode(input_length=(0, 4), greedy=False, top_paths=2), V, "top_paths of sample 0", "2", "1"),
    "decode: more paths than words": (lambda: decode(greedy=False, top_paths=2, dict_values=[[0]]), V, "ctc_decode", "top_paths", "1 to 1", "2"),
    "decode: words and lengths that differ": (lambda: decode(greedy=False, dict_values=[[0]], dict_seq_lens=[1, 1]), V, "dict_seq_lens", "dict_values", "1"),
    "decode: a word longer than its list": (lambda: decode(greedy=False, dict_values=[[0]], dict_seq_lens=[2]), V, "dict_seq_lens", "dict_values", "2"),
    "decode: a word with a blank": (lambda: decode(greedy=False, dict_values=[[0, 2]]), V, "dict_values", "0 to 1", "2"),
}
