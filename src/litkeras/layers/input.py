# Generated from chapters/layers/input.md by `make tangle`. Do not edit.
"""Input.

Where a graph of layers begins: a layer that computes nothing, and the tensor it puts out.
"""

from typing import Any

from litkeras.backend.configuration import floatx, get_uid
from litkeras.backend.tensors import Tensor, placeholder
from litkeras.layers.base import Layer, as_shape, layer_registry
from litkeras.layers.nodes import Node

__all__ = ["InputLayer", "Input"]


# A layer without a call
# ----------------------


@layer_registry.register()
class InputLayer(Layer):
    """The beginning of a graph of layers.

    Arguments:
        input_shape: shape of one sample.
        batch_size: number of samples in a batch, if it is fixed.
        dtype: by default floatx.
        input_tensor: a placeholder to begin with, in the place of a new one.
        sparse, ragged: must be False.
        name: by default `'input_1'`, `'input_2'`, ...
    """

    def __init__(
        self,
        input_shape=None,
        batch_size=None,
        dtype=None,
        input_tensor=None,
        sparse=None,
        name=None,
        ragged=None,
        **kwargs,
    ):
        kwargs.pop("optional", None)  # later versions of Keras write it into their files
        if sparse or ragged:
            raise NotImplementedError("Input: sparse and ragged tensors are not supported")
        if input_tensor is not None:
            kwargs["batch_input_shape"], dtype = input_tensor.shape, input_tensor.dtype
        elif "batch_input_shape" not in kwargs:
            kwargs |= {"input_shape": input_shape, "batch_size": batch_size}
        super().__init__(dtype=dtype, name=name or f"input_{get_uid('input')}", **kwargs)
        self.built, self.trainable = True, True
        if input_tensor is None:
            input_tensor = placeholder(self._batch_input_shape, dtype=self.dtype, name=self.name)
        Node(self, outputs=[input_tensor]).sign_outputs()

    def get_config(self) -> dict[str, Any]:
        """Return the shape, the dtype and the name."""
        return {
            "batch_input_shape": self._batch_input_shape,
            "dtype": self.dtype,
            "sparse": False,
            "ragged": False,
            "name": self.name,
        }


# The function
# ------------


def Input(  # noqa: N802, Keras's name
    shape: Any = None,
    batch_size: int | None = None,
    name: str | None = None,
    dtype: Any = None,
    sparse: bool | None = None,
    tensor: Tensor | None = None,
    ragged: bool | None = None,
    **kwargs: Any,
) -> Tensor:
    """A symbolic tensor for a graph of layers to begin with.

    Arguments:
        shape: shape of one sample; None marks a free axis.
        batch_size: number of samples in a batch, if it is fixed.
        name: by default `'input_1'`, `'input_2'`, ...
        dtype: by default floatx.
        sparse, ragged: must be False.
        tensor: a placeholder to be used in the place of a new one.
        **kwargs: `batch_shape` (or `batch_input_shape`), the shape of a whole batch.

    Raises:
        ValueError: if no shape is given, or it is given twice.
    """
    batch_shape = _batch_shape(shape, batch_size, tensor, **kwargs)
    layer = InputLayer(
        batch_input_shape=batch_shape,
        name=name,
        dtype=dtype or floatx(),
        sparse=sparse,
        ragged=ragged,
        input_tensor=tensor,
    )
    return layer.output[0]


def _batch_shape(shape, batch_size, tensor, batch_shape=None, batch_input_shape=None, **unknown):
    """The shape of a whole batch."""
    if unknown:
        raise ValueError(f"Input: unknown keyword arguments {sorted(unknown)}")
    batch_shape = batch_input_shape if batch_shape is None else batch_shape
    if tensor is not None:
        return tensor.shape
    if (shape is None) == (batch_shape is None):
        raise ValueError(
            "Please provide to Input either a `shape` (of one sample) or a `batch_shape` "
            f"(of a whole batch), got shape={shape} and batch_shape={batch_shape}"
        )
    if batch_shape is not None:
        return tuple(batch_shape)
    return (batch_size, *as_shape((shape,) if isinstance(shape, int) else shape))
