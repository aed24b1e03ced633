"""What datasets and cut pictures say to a wrong use."""

import numpy as np

from litkeras import backend as K
from litkeras.data import summaries
from litkeras.data.datasets import Dataset
from litkeras.data.elements import TensorSpec
from litkeras.data.images import central_crop, crop_to_bounding_box, flip_left_right, pad_to_bounding_box



def summarize(*args, **kwargs):
    """`scalar` with a writer that is never reached."""
    with summaries._as_state(writer=object()):
        summaries.scalar(*args, **kwargs)


PICTURE = np.ones((4, 5, 3), "float32")
TEN = Dataset.range(10)
V, T = ValueError, TypeError

WRONG = {
    "from_tensor_slices: first axes that disagree": (lambda: Dataset.from_tensor_slices((np.ones((3, 2)), np.ones(4))), V, "from_tensor_slices", r"\(3, 2\)", r"\(4,\)"),
    "from_tensor_slices: a number": (lambda: Dataset.from_tensor_slices(3), V, "from_tensor_slices", "first axes", r"\(\)"),
    "from_tensor_slices: nothing": (lambda: Dataset.from_tensor_slices(()), V, "from_tensor_slices", r"\[\]"),
    "from_tensor_slices: words": (lambda: Dataset.from_tensor_slices(["tulip"]), T, "Dataset", "numbers", "tulip"),
    "from_tensors: a placeholder": (lambda: Dataset.from_tensors(K.placeholder((2, 3))), V, "Dataset", "placeholder", r"\(2, 3\)"),
    "range: half a number": (lambda: Dataset.range(2.5), T, "Dataset.range", r"2\.5"),
    "range: no step": (lambda: Dataset.range(1, 5, 0), V, "Dataset.range", r"\(1, 5, 0\)"),
    "from_generator: no function": (lambda: Dataset.from_generator([1], output_types="int32"), T, "from_generator", "function", r"\[1\]"),
    "from_generator: no promise": (lambda: Dataset.from_generator(lambda: iter([1])), T, "from_generator", "output_signature", "output_types"),
    "from_generator: another shape": (lambda: list(Dataset.from_generator(lambda: iter([[1, 2]]), output_signature=TensorSpec((), "int32"))), T, "from_generator", r"\(\)", r"\(2,\)"),
    "from_generator: another dtype": (lambda: list(Dataset.from_generator(lambda: iter([1.5]), "int32")), T, "from_generator", "int32", r"1\.5"),
    "from_generator: one thing too few": (lambda: list(Dataset.from_generator(lambda: iter([(1,)]), ("int32", "int32"))), T, "from_generator", r"\(1,\)"),
    "from_generator: another key": (lambda: list(Dataset.from_generator(lambda: iter([{"b": 1}]), {"a": "int32"})), T, "from_generator", "'a'", "'b'"),
    "batch: none": (lambda: TEN.batch(0), V, "batch_size", "greater than zero", "0"),
    "batch: half a sample": (lambda: TEN.batch(1.5), T, "batch_size", "integer", r"1\.5"),
    "batch: shapes that differ": (lambda: list(TEN.map(lambda n: np.ones(int(n))).batch(3)), V, "Dataset.batch", r"\(0,\)", r"\(2,\)"),
    "unbatch: numbers": (lambda: list(TEN.unbatch()), V, "unbatch", r"\(\)"),
    "map: no function": (lambda: TEN.map(3), V, "Dataset.map", "function", "3"),
    "map: no result": (lambda: list(TEN.map(lambda n: None)), T, "Dataset", "numbers", "None"),
    "filter: a number": (lambda: list(TEN.filter(lambda n: n)), V, "filter", "boolean", "int64"),
    "filter: several answers": (lambda: list(TEN.batch(2).filter(lambda n: n > 1)), V, "filter", "boolean", r"\(2,\)"),
    "shuffle: no buffer": (lambda: TEN.shuffle(0), V, "buffer_size", "greater than zero", "0"),
    "repeat: a word": (lambda: TEN.repeat("often"), T, "repeat", "integer", "often"),
    "take: half": (lambda: TEN.take(0.5), T, "take", "integer", r"0\.5"),
    "skip: half": (lambda: TEN.skip(0.5), T, "skip", "integer", r"0\.5"),
    "zip: a list": (lambda: Dataset.zip([TEN, TEN]), T, "zip", "tuple"),
    "zip: a number": (lambda: Dataset.zip((TEN, 3)), T, "zip", "datasets", "3"),
    "concatenate: other dtypes": (lambda: TEN.concatenate(Dataset.from_tensors(1.0)), T, "concatenate", "int64", "float32"),
    "concatenate: no dataset": (lambda: TEN.concatenate([1]), T, "concatenate", "dataset", r"\[1\]"),
    "cache: a file": (lambda: TEN.cache("somewhere"), V, "cache", "somewhere"),
    "len: endless": (lambda: len(TEN.repeat()), T, "infinite"),
    "len: unknown": (lambda: len(TEN.filter(lambda n: n > 3)), T, "unknown"),
    "crop: a negative corner": (lambda: crop_to_bounding_box(PICTURE, -1, 0, 2, 2), V, "crop_to_bounding_box", "offset_height", ">= 0", "-1"),
    "crop: nothing": (lambda: crop_to_bounding_box(PICTURE, 0, 0, 2, 0), V, "crop_to_bounding_box", "target_width", "> 0", "0"),
    "crop: too high": (lambda: crop_to_bounding_box(PICTURE, 3, 0, 2, 2), V, "crop_to_bounding_box", "height", r"\(4, 5, 3\)", r"2 \+ 3"),
    "crop: too wide": (lambda: crop_to_bounding_box(K.placeholder((None, None, 5, 3)), 0, 4, 2, 2), V, "crop_to_bounding_box", "width", r"2 \+ 4"),
    "crop: half a row": (lambda: crop_to_bounding_box(PICTURE, 0.5, 0, 2, 2), T, "crop_to_bounding_box", "offset_height", r"0\.5"),
    "crop: no channels": (lambda: crop_to_bounding_box(PICTURE[0], 0, 0, 1, 1), V, "crop_to_bounding_box", "3 or 4", r"\(5, 3\)"),
    "pad: too small": (lambda: pad_to_bounding_box(PICTURE, 1, 0, 4, 9), V, "pad_to_bounding_box", "height", "target - offset", "4"),
    "pad: an unknown size": (lambda: pad_to_bounding_box(K.placeholder((None, 5, 3)), 1, 0, 4, 9), V, "pad_to_bounding_box", "known", "None"),
    "pad: a negative corner": (lambda: pad_to_bounding_box(PICTURE, 0, -2, 9, 9), V, "pad_to_bounding_box", "offset_width", "-2"),
    "pad: to nothing": (lambda: pad_to_bounding_box(PICTURE, 0, 0, 0, 9), V, "pad_to_bounding_box", "target_height", "> 0", "0"),
    "pad: no pixels": (lambda: pad_to_bounding_box(PICTURE[:0], 0, 0, 9, 9), V, "pad_to_bounding_box", "pixels", r"\(0, 5, 3\)"),
    "flip: no channel": (lambda: flip_left_right(PICTURE[..., :0]), V, "flip_left_right", "pixels", r"\(4, 5, 0\)"),
    "crop: an array of corners": (lambda: crop_to_bounding_box(PICTURE, np.array([1, 2]), 0, 2, 2), T, "crop_to_bounding_box", "offset_height", "integer"),
    "central_crop: a word": (lambda: central_crop(PICTURE, "a"), T, "central_crop", "central_fraction", "'a'"),
    "central_crop: nothing": (lambda: central_crop(PICTURE, None), T, "central_crop", "central_fraction", "None"),
    "central_crop: a list": (lambda: central_crop(PICTURE, [0.5]), T, "central_crop", "central_fraction", r"\[0\.5\]"),
    "central_crop: an array": (lambda: central_crop(PICTURE, np.array([0.5])), T, "central_crop", "central_fraction", "array"),
    "central_crop: no rows": (lambda: central_crop(PICTURE[:0], 0.5), V, "^central_crop", r"\(0, 5, 3\)"),
    "central_crop: more than all": (lambda: central_crop(PICTURE, 1.5), V, "central_crop", r"\(0, 1\]", r"1\.5"),
    "central_crop: no channels": (lambda: central_crop(PICTURE[0], 0.5), V, "central_crop", r"\(5, 3\)"),
    "scalar: a row": (lambda: summarize("loss", [1.0, 2.0], step=1), V, "summary.scalar", "one number", r"\[1\.0, 2\.0\]"),
    "scalar: no step": (lambda: summarize("loss", 1.0), V, "summary.scalar", "step", "None"),
    "scalar: half a step": (lambda: summarize("loss", 1.0, step=1.5), V, "summary.scalar", "integer", r"1\.5"),
    "scalar: a word as a step": (lambda: summarize("loss", 1.0, step="1"), V, "summary.scalar", "integer", "'1'"),
    "scalar: a number as a name": (lambda: summarize(3, 1.0, step=1), T, "summary.scalar", "name", "3"),
    "scalar: a number as a description": (lambda: summarize("loss", 1.0, step=1, description=5), T, "summary.scalar", "description", "5"),
    "set_step: a word": (lambda: summaries.set_step("x"), V, "set_step", "integer", "'x'"),
    "as_default: a word as a step": (lambda: summaries.SummaryWriter(None).as_default("5").__enter__(), V, "as_default", "integer", "'5'"),
    "create_file_writer: nowhere": (lambda: summaries.create_file_writer(None), V, "create_file_writer", "logdir", "None"),
    "flip: no channels": (lambda: flip_left_right(PICTURE[0]), V, "flip_left_right", r"\(5, 3\)"),
}
