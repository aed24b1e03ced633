"""Wrong uses of sparse tensors and matrices (form: test_errors.py)."""

import numpy as np
from scipy import sparse

from litkeras import backend as K

V, T = ValueError, TypeError
M = sparse.csr_array(np.float32([[0, 1, 0], [2, 0, 3]]))


def x():
    return K.variable(M)


def p():
    return K.placeholder((None, 3), sparse=True)


def feed(value):
    q = p()
    return K.function([q], [K.to_dense(q)])([value])


WRONG = {
    "sum of a sparse tensor": (lambda: K.sum(x()), T, "sum", r"\(2, 3\)", "K.to_dense"),
    "sparse tensor plus a number": (lambda: x() + 1.0, T, "add", "[Ss]parse", "K.to_dense"),
    "exponential of a sparse placeholder": (lambda: K.exp(p()), T, "exp", r"\(None, 3\)", "K.to_dense"),
    "element of a sparse tensor": (lambda: x()[0], T, "getitem", "K.to_dense"),
    "dense times sparse": (lambda: K.dot(K.zeros((4, 2)), x()), T, "matmul|dot", "input 1", "K.to_dense"),
    "sparse times sparse": (lambda: K.dot(x(), K.variable(M.T)), T, "matmul|dot", "input 1", "K.to_dense"),
    "sparse product of widths that differ": (lambda: K.dot(x(), K.zeros((4, 2))), V, "matmul|dot", r"\(2, 3\)", r"\(4, 2\)"),
    "sparse product of types that differ": (lambda: K.dot(x(), K.zeros((3, 2), dtype="float64")), T, "matmul|dot", "float32", "float64"),
    "sparse tensors joined that do not fit": (lambda: K.concatenate([x(), K.variable(M[:1])], axis=1), V, "concatenate", r"\(2, 3\)", r"\(1, 3\)"),
    "sparse tensors joined along a third axis": (lambda: K.concatenate([x(), x()], axis=2), V, "concatenate", "axis 2"),
    "sparse placeholder with three axes": (lambda: K.placeholder((None, 2, 3), sparse=True), V, "two axes", r"\(None, 2, 3\)"),
    "sparse placeholder with one axis": (lambda: K.placeholder((3,), sparse=True), V, "two axes", r"\(3,\)"),
    "sparse placeholder of half floats": (lambda: K.placeholder((None, 3), sparse=True, dtype="float16"), T, "float16"),
    "sparse input of another width": (lambda: feed(M[:, :2]), V, "function", r"\(None, 3\)", r"\(2, 2\)"),
    "sparse input with three axes": (lambda: feed(np.zeros((2, 3, 1))), V, "two axes", r"\(2, 3, 1\)"),
    "sparse input of words": (lambda: feed(np.array([["a", "b", "c"]])), (V, T), "<U1|str", r"\(1, 3\)"),
    "sparse tensor times a variable": (lambda: x() * K.ones((3,)), T, "multiply", "constant", r"\(3,\)"),
    "number over a sparse tensor": (lambda: 1.0 / x(), T, "divide", "input 1", "K.to_dense"),
    "sparse tensor times a factor that does not fit": (lambda: x() * K.constant([1.0, 2.0]), V, "^multiply: ", r"\(2, 3\)", r"\(2,\)"),
    "sparse tensor times a larger tensor": (lambda: x() * K.constant(np.ones((4, 2, 3))), V, "^multiply: ", r"\(2, 3\)", r"\(4, 2, 3\)"),
    "matrix with a column that does not exist": (lambda: K.variable(sparse.csr_array((np.float32([1]), np.array([7]), np.array([0, 1])), (1, 3))), V, "sound", r"\(1, 3\)"),
    "matrix with a column below zero": (lambda: feed(sparse.csr_array((np.float32([1]), np.array([-1]), np.array([0, 1])), (1, 3))), V, "sound", r"\(1, 3\)"),
    "sparse constant": (lambda: K.constant(M), T, "sparse", "K.variable"),
    "indices of a sparse placeholder": (lambda: p().indices, V, "symbolic", r"\(None, 3\)"),
    "values of a sparse placeholder": (lambda: p().values, V, "symbolic", r"\(None, 3\)"),
    "sparse variable of half floats": (lambda: K.variable(M, dtype="float16"), T, "expected another dtype", "float16"),
    "stack of sparse tensors": (lambda: K.stack([x(), x()]), T, "^stack: ", "K.to_dense"),
    "transpose of a sparse tensor": (lambda: K.transpose(x()), T, "^transpose: ", "K.to_dense"),
    "switch of sparse tensors": (lambda: K.switch(x(), x(), x()), T, "^switch: ", "K.to_dense"),
    "print of a sparse tensor": (lambda: K.print_tensor(x()), T, "^print_tensor: ", "K.to_dense"),
    "batch product of sparse tensors": (lambda: K.batch_dot(x(), x()), T, "^batch_dot: ", "K.to_dense"),
    "gradient of a sparse tensor": (lambda: K.gradients(K.dot(q := x(), K.ones((3, 1))), [q]), T, "gradients", "SparseTensor"),
    "value of a sparse placeholder": (lambda: K.eval(p()), V, "[Pp]laceholder", "inputs"),
    "numpy of a sparse placeholder": (lambda: p().numpy(), V, "symbolic", r"\(None, 3\)"),
}
