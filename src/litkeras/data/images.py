# Generated from chapters/data/images.md by `make tangle`. Do not edit.
"""Cutting pictures.

A window on a picture, the frame around it, and why each is the other's gradient.
"""

from operator import index
from typing import Any

import numpy as np

from litkeras.backend.margins import pad_axes
from litkeras.backend.operations import op
from litkeras.backend.shaping import put_at
from litkeras.backend.tensors import Tensor, as_tensor, describe

__all__ = [
    "crop_to_bounding_box",
    "pad_to_bounding_box",
    "central_crop",
    "flip_left_right",
    "flip_up_down",
]


# The window
# ----------


def _key(top: int, left: int, height: int, width: int) -> tuple:
    """The key of a slice for a window of the last axes but one."""
    return (..., slice(top, top + height), slice(left, left + width), slice(None))


def _check_inside(shape: tuple, *, top: int, left: int, height: int, width: int) -> None:
    """Raise ValueError if a window reaches beyond a picture, as far as its shape is known."""
    for name, whole, offset, length in zip(
        ("height", "width"), shape[-3:-1], (top, left), (height, width)
    ):
        if whole is not None and whole < offset + length:
            raise ValueError(
                f"{name} must be >= target + offset, "
                f"got a picture of shape {shape} and {length} + {offset}"
            )


@op(label="Crop", view=True)
def _crop_to_bounding_box(x, *, top, left, height, width):
    """The part of pictures that begins at (top, left)."""
    _check_inside(x.shape, top=top, left=left, height=height, width=width)
    return x[_key(top, left, height, width)]


_crop_to_bounding_box.__name__ = "crop_to_bounding_box"  # in messages


@_crop_to_bounding_box.shape
def _(x, *, top, left, height, width):
    _check_inside(x.shape, top=top, left=left, height=height, width=width)
    return (*x.shape[:-3], height, width, x.shape[-1])


@_crop_to_bounding_box.gradient
def _(g, y, x, *, top, left, height, width):
    return put_at(g, x, key=_key(top, left, height, width))


# The function
# ------------


def _picture(caller: str, image: Any) -> Tensor:
    """`image` as a tensor of three or four axes."""
    image = as_tensor(image)
    if image.ndim not in (3, 4):
        raise ValueError(
            f"{caller}: image (shape {image.shape}) must have either 3 or 4 dimensions, "
            "(height, width, channels) or (batch, height, width, channels)"
        )
    if 0 in image.shape[-3:]:
        raise ValueError(
            f"{caller}: expected pixels and channels, got an image of shape {image.shape}"
        )
    return image


def _integers(caller: str, **numbers: Any) -> list[int]:
    """Offsets, which are integers from 0 on, and targets, from 1 on, by their names."""
    found = []
    for name, number in numbers.items():
        try:
            found.append(index(number))
        except (TypeError, ValueError):
            raise TypeError(
                f"{caller}: {name} must be an integer, got {describe(number)}"
            ) from None
        if found[-1] < (0 if name.startswith("offset") else 1):
            bound = ">= 0" if name.startswith("offset") else "> 0"
            raise ValueError(f"{caller}: {name} must be {bound}, got {number}")
    return found


def crop_to_bounding_box(
    image: Any, offset_height: int, offset_width: int, target_height: int, target_width: int
) -> Tensor:
    """The part of an image whose corners are (offset_height, offset_width) and, further down and to
    the right, (offset_height + target_height, offset_width + target_width).

    Arguments:
        image: an image, or a batch of images.
        offset_height, offset_width: rows above the part, columns to the left of it.
        target_height, target_width: rows and columns of the part.

    Shapes:
        `([batch,] height, width, channels)` -> `([batch,] target_height, target_width, channels)`.

    Raises:
        ValueError: if the part does not lie in the image, or is empty.
    """
    image = _picture("crop_to_bounding_box", image)
    where = {"offset_height": offset_height, "offset_width": offset_width}
    size = {"target_height": target_height, "target_width": target_width}
    top, left, height, width = _integers("crop_to_bounding_box", **where, **size)
    return _crop_to_bounding_box(image, top=top, left=left, height=height, width=width)


# The frame
# ---------


def _margin(name: str, length: int, offset: int, target: int) -> tuple[int, int]:
    """How many zeros come before and after."""
    if length > target - offset:
        raise ValueError(
            f"pad_to_bounding_box: {name} must be <= target - offset, "
            f"got {length} for {target} - {offset}"
        )
    return offset, target - offset - length


def pad_to_bounding_box(
    image: Any, offset_height: int, offset_width: int, target_height: int, target_width: int
) -> Tensor:
    """An image in a frame of zeros: the inverse of `crop_to_bounding_box`.

    Arguments:
        image: an image, or a batch of images, of known height and width.
        offset_height, offset_width: rows of zeros above, columns of zeros on the left.
        target_height, target_width: rows and columns of the result.
    """
    image = _picture("pad_to_bounding_box", image)
    where = {"offset_height": offset_height, "offset_width": offset_width}
    size = {"target_height": target_height, "target_width": target_width}
    *offsets, wanted_height, wanted_width = _integers("pad_to_bounding_box", **where, **size)
    height, width = image.shape[-3:-1]
    if None in (height, width):
        raise ValueError(f"pad_to_bounding_box: expected a known size, got shape {image.shape}")
    rows = _margin("height", height, offsets[0], wanted_height)
    columns = _margin("width", width, offsets[1], wanted_width)
    axes = (image.ndim - 3, image.ndim - 2)
    return pad_axes("pad_to_bounding_box", image, axes, (rows, columns))


# The middle, and the mirror
# --------------------------


def central_crop(image: Any, central_fraction: float) -> Tensor:
    """The middle of an image: `central_fraction` of its height and of its width, between 0 and 1."""
    if np.ndim(central_fraction) or np.asarray(central_fraction).dtype.kind not in "iuf":
        found = describe(central_fraction)
        raise TypeError(f"central_crop: central_fraction must be a number, got {found}")
    if not 0 < central_fraction <= 1:
        raise ValueError(
            f"central_crop: central_fraction must be within (0, 1], got {central_fraction}"
        )
    image = _picture("central_crop", image)
    if None in image.shape[-3:-1]:
        raise ValueError(f"central_crop: expected a known size, got shape {image.shape}")
    top, left = (int((n - n * central_fraction) / 2) for n in image.shape[-3:-1])
    height, width = (n - 2 * start for n, start in zip(image.shape[-3:-1], (top, left)))
    return crop_to_bounding_box(image, top, left, height, width)


def flip_left_right(image: Any) -> Tensor:
    """An image, or a batch of images, mirrored from left to right."""
    return _picture("flip_left_right", image)[..., ::-1, :]


def flip_up_down(image: Any) -> Tensor:
    """An image, or a batch of images, mirrored from top to bottom."""
    return _picture("flip_up_down", image)[..., ::-1, :, :]
