# Generated from chapters/backend/operations.md by `make tangle`. Do not edit.
"""Operations.

An op is a function on tensors with up to four rules: its value, its gradient, its shape, its
kernel.
"""

import inspect
import sys
from collections.abc import Callable, Iterable, Sequence

import numpy as np

from litkeras.backend.configuration import SETTINGS
from litkeras.backend.tensors import (
    OPS,
    Node,
    Shape,
    Tensor,
    as_tensor,
    find_op,
    holds_tensors,
    to_array,
)

__all__ = ["Op", "op", "broadcast_dim", "broadcast_shape", "as_value", "public_caller"]


# What is the function's own
# --------------------------


class Op:
    """A function on tensors, made from a function on arrays.

    Arguments:
        value: the NumPy function. Its positional parameters are tensors, its keyword-only
            parameters attributes.
        label: TensorFlow's name of the op, which names its results.
        elementwise: whether each element of the result depends on one element of each input.
        shape_only: positions of inputs of which only the shape matters.
        passthrough: whether the result is the first input whenever shape and dtype agree.
        view: whether the result is the first input's memory, seen in another shape.
        mixed: whether the inputs may differ in dtype.
        impure: whether each call gives another result.
    """

    makes = Tensor  # the class of its results
    sparse_rule = None  # what it does with tensors that leave out their zeros

    def __init__(
        self,
        value,
        label=None,
        elementwise=False,
        shape_only=(),
        passthrough=False,
        view=False,
        mixed=False,
        impure=False,
    ):
        self.value, self.__name__, self.__doc__ = value, value.__name__, value.__doc__
        self.label = label or value.__name__.title().replace("_", "")
        self.elementwise, self.shape_only, self.passthrough = elementwise, shape_only, passthrough
        self.view, self.mixed, self.impure = view, mixed, impure
        self.gradient_rule = self.shape_rule = self.kernel_rule = None
        self._read_signature()

    def __repr__(self) -> str:
        return f"<op {self.__name__}>"

    def _read_signature(self) -> None:
        """Tell tensors from attributes: attributes are the keyword-only parameters."""
        parameters = list(inspect.signature(self.value).parameters.values())
        attributes = [p for p in parameters if p.kind is p.KEYWORD_ONLY]
        self.attribute_names = [p.name for p in attributes]
        self.defaults = {p.name: p.default for p in attributes if p.default is not p.empty}
        self.input_names = [p.name for p in parameters if p.kind is p.POSITIONAL_OR_KEYWORD]
        self.is_variadic = any(p.kind is p.VAR_POSITIONAL for p in parameters)
        if not self.is_variadic:
            normal = inspect.Parameter.POSITIONAL_OR_KEYWORD
            parameters = [p.replace(kind=normal) for p in parameters]
        self.__signature__ = inspect.Signature(parameters)

    def _bind(self, args: tuple, kwargs: dict) -> tuple[tuple, dict]:
        """Sort the arguments of a call into inputs and attributes; `name` is ignored."""
        kwargs.pop("name", None)
        count = len(args) if self.is_variadic else len(self.input_names)
        inputs, rest = args[:count], args[count:]
        inputs += tuple(kwargs.pop(n) for n in self.input_names[len(inputs) :] if n in kwargs)
        if len(inputs) < len(self.input_names):
            missing = self.input_names[len(inputs)]
            raise TypeError(f"{self.__name__}: missing argument {missing!r}")
        free = set(self.attribute_names[len(rest) :])  # not given by position
        if len(rest) > len(self.attribute_names) or not kwargs.keys() <= free:
            raise TypeError(
                f"{self.__name__}{self.__signature__}: got {len(args)} positional arguments "
                f"and the keywords {sorted(kwargs)}"
            )
        return inputs, self.defaults | dict(zip(self.attribute_names, rest)) | kwargs

    def _common_dtype(self, inputs: tuple) -> np.dtype | None:
        """The dtype of the tensors among the inputs; without any, that of arrays, or numbers."""
        dtypes = {x.dtype for x in inputs if isinstance(x, Tensor)}
        dtypes = dtypes or {x.dtype for x in inputs if isinstance(x, (np.ndarray, np.generic))}
        dtypes = dtypes or {to_array(x).dtype for x in inputs}
        if len(dtypes) > 1:
            names = " and ".join(sorted(d.name for d in dtypes))
            raise TypeError(f"the dtypes of the inputs differ, got {names}; use K.cast")
        return dtypes.pop() if dtypes else None

    def _convert(self, inputs: tuple) -> tuple[Tensor, ...]:
        """The inputs as tensors of one dtype, unless the op may mix them."""
        try:
            inputs = tuple(as_tensor(x) if _is_tensor_inside(x) else x for x in inputs)
            dtype = None if self.mixed else self._common_dtype(inputs)
            return tuple(as_tensor(x, self._adopt(x, dtype)) for x in inputs)
        except (TypeError, ValueError) as error:
            raise type(error)(f"{self.__name__}: {error}") from None

    def _adopt(self, x, dtype: np.dtype | None) -> np.dtype | None:
        """The dtype that a plain `x` takes beside tensors; no float becomes an integer."""
        if dtype is None or isinstance(x, Tensor):
            return None
        if np.asarray(x).dtype.kind == "f" and dtype.kind in "iub":
            raise TypeError(
                f"expected {dtype.name} as the other input, got the float {x!r}; "
                "make them equal with K.cast"
            )
        return dtype

    def _broadcast(self, inputs: Sequence[Tensor]) -> Shape:
        """The shape of an elementwise result."""
        try:
            return broadcast_shape(*(t.shape for t in inputs))
        except ValueError as error:
            shapes = " and ".join(str(t.shape) for t in inputs)
            raise ValueError(f"inputs of shapes {shapes} cannot be broadcast: {error}") from None

    def _result_dtype(self, inputs: Sequence[Tensor], attributes: dict) -> np.dtype:
        """The dtype of an elementwise result, by trying it on single ones."""
        ones = [np.ones((1,) * t.ndim, t.dtype) for t in inputs]
        with np.errstate(all="ignore"):
            return np.asarray(self.value(*ones, **attributes)).dtype

    def shape(self, rule: Callable) -> Callable:
        """Attach the shape: `rule(*inputs, **attributes)`, a shape or a shape and a dtype."""
        self.shape_rule = rule
        return rule

    def gradient(self, rule: Callable) -> Callable:
        """Attach the gradient: `rule(g, y, *inputs, **attributes)`, one tensor or None each."""
        self.gradient_rule = rule
        return rule

    def kernel(self, rule: Callable) -> Callable:
        """Attach the fast version: `rule(*arrays, out, **attributes)` fills `out`."""
        self.kernel_rule = rule
        return rule

    def infer(self, inputs: Sequence[Tensor], attributes: dict) -> tuple[Shape, np.dtype]:
        """Shape and dtype of the result, from those of the inputs.

        Raises:
            ValueError: if the inputs do not fit.
        """
        try:
            if self.shape_rule is None:
                return self._broadcast(inputs), self._result_dtype(inputs, attributes)
            result = self.shape_rule(*inputs, **attributes)
        except (ValueError, IndexError) as error:
            raise ValueError(f"{self.__name__}: {error}") from None
        if len(result) == 2 and isinstance(result[0], tuple):
            return result[0], np.dtype(result[1])
        return tuple(result), inputs[0].dtype

    def compute(self, inputs: Iterable[Tensor], attributes: dict) -> np.ndarray:
        """The value of the result, by the backend in use."""
        arrays = [t.value for t in inputs]
        form = None if self.kernel_rule is None else self.infer(inputs, attributes)
        try:
            with np.errstate(all="ignore"):
                if form is not None and SETTINGS["backend"] == "numba":
                    return self._run_kernel(form, arrays, attributes)
                return as_value(self.value(*arrays, **attributes))
        except (ValueError, IndexError, TypeError) as error:
            self.infer(inputs, attributes)  # a shape rule says more clearly what is wrong
            raise ValueError(self._explain(str(error), arrays, attributes)) from None

    def _explain(self, text: str, arrays: list[np.ndarray], attributes: dict) -> str:
        """What a value rule has to say, or NumPy, and then what it was given."""
        if ": expected " in text:  # our own words
            return text if text.partition(":")[0].isidentifier() else f"{self.__name__}: {text}"
        shapes = ", ".join(str(a.shape) for a in arrays)
        return f"{self.__name__}: cannot take inputs of shapes {shapes} with {attributes}: {text}"

    def __call__(self, *args, **kwargs) -> Tensor:
        try:
            inputs, attributes = self._bind(args, kwargs)
            tensors = self._convert(inputs)
            if any(t.is_sparse for t in tensors):
                return find_op("call_sparse")(self, tensors, attributes)
            return self.apply(tensors, attributes)
        except (TypeError, ValueError) as error:
            self._speak_for_caller(error)
            raise

    def apply(self, tensors: tuple[Tensor, ...], attributes: dict) -> Tensor:
        """The result of a call whose arguments are sorted and converted."""
        if any(t.value is None for t in tensors):
            shape, dtype = self.infer(tensors, attributes)
            return self.makes(shape, dtype, node=Node(self, tensors, attributes))
        value = self._own(self.compute(tensors, attributes), tensors)
        keep = self.impure or any(t.node is not None or t.is_source for t in tensors)
        node = Node(self, tensors, attributes) if keep else None
        return self.makes(value.shape, value.dtype, value, node)

    def _own(self, value: np.ndarray, tensors: Iterable[Tensor]) -> np.ndarray:
        """The value, or a copy of it if it is a view of something that may be assigned."""
        if any(t.is_source and np.may_share_memory(value, t.value) for t in tensors):
            return value.copy()
        return value

    def _speak_for_caller(self, error: Exception) -> None:
        """Put the name of the function that the user called in place of this op's."""
        name, text = public_caller(sys._getframe(2)), str(error)
        if name is not None and text.startswith(f"{self.__name__}: "):
            error.args = (name + text.removeprefix(self.__name__),)

    def _run_kernel(self, form: tuple, arrays: list[np.ndarray], attributes: dict) -> np.ndarray:
        """Let the kernel fill an array of a shape and dtype, those that the shape rule told."""
        out = np.empty(*form)
        self.kernel_rule(*arrays, out=out, **attributes)
        return out


def op(function=None, **options) -> Op | Callable[[Callable], Op]:
    """Make an op of a NumPy function and register it under the function's name."""
    if function is None:
        return lambda function: op(function, **options)
    OPS[function.__name__] = result = Op(function, **options)
    return result


# One type for all
# ----------------


def _is_tensor_inside(x) -> bool:
    """Whether `x` has the type of tensors, though it is none: a list of them, a sparse matrix."""
    return holds_tensors(x) or hasattr(x, "tocsr")


# The shape, without computing
# ----------------------------


def broadcast_dim(a: int | None, b: int | None) -> int | None:
    """Length of an axis made of two: equal, or one of them 1; unknown lengths are trusted."""
    if a == b or b == 1:
        return a
    if a == 1:
        return b
    if a is None or b is None:
        return b if a is None else a
    raise ValueError(f"axes of length {a} and {b} do not fit")


def broadcast_shape(*shapes: Shape) -> Shape:
    """The shape that arrays of these shapes make when they are combined elementwise."""
    result: Shape = ()
    for shape in shapes:
        rank = max(len(result), len(shape))
        one, other = ((1,) * (rank - len(s)) + tuple(s) for s in (result, shape))
        result = tuple(broadcast_dim(a, b) for a, b in zip(one, other))
    return result


# The value
# ---------


def as_value(x) -> np.ndarray:
    """What a value rule returned, as an array; a sparse matrix stays one."""
    return x if hasattr(x, "tocsr") else np.asarray(x)


# In whose name?
# --------------


def public_caller(frame) -> str | None:
    """The outermost public function of the backend, in the calls that lead to `frame`."""
    name = None
    while frame is not None and frame.f_globals["__name__"].startswith("litkeras.backend."):
        called = frame.f_code.co_qualname
        if called.isidentifier() and not called.startswith("_"):
            name = called
        frame = frame.f_back
    return name
