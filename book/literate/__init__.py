"""The tools with which this book is written; no part of the library.

    python -m literate tangle|run|check|outline|lab      (with PYTHONPATH=book)

To read them, begin with `source` (chapters and cells), then follow the two ways of the data:

    tangle    pieces, splice, module, package, formatting, linemap; uses, order
    run       environment, stamp, outputs, execute

`check` gathers the rules of `order`, `quotes`, `kernels` and `style`; `lab` and `preserve` stand
behind JupyterLab; `outline` is drawn by the site's extension in book/ext. `extend` is the one thing
that chapters themselves import.
"""

from literate.extend import extend

__all__ = ["extend"]
