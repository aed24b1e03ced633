# Generated from chapters/data/index.md by `make tangle`. Do not edit.
"""Data.

Pipelines that can be run again, and pictures cut to size.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach(
    __name__,
    submodules=["elements", "datasets", "images", "summaries"],
    submod_attrs={
        "elements": ["TensorSpec"],
        "datasets": ["Dataset", "INFINITE_CARDINALITY", "UNKNOWN_CARDINALITY", "AUTOTUNE"],
        "images": [
            "crop_to_bounding_box",
            "pad_to_bounding_box",
            "central_crop",
            "flip_left_right",
            "flip_up_down",
        ],
        "summaries": ["set_step", "get_step", "SummaryWriter", "create_file_writer", "scalar"],
    },
)
