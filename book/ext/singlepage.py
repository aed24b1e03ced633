"""The whole book as one page, for printing: what draws a node in `html` draws it there too.

Sphinx falls back from a builder's name to its format only if no extension has registered a node
under that very name, and one has.
"""


def share_html_visitors(app):
    visitors = app.registry.translation_handlers
    if app.builder.name == "singlehtml":
        visitors["singlehtml"] = {**visitors.get("html", {}), **visitors.get("singlehtml", {})}


def setup(app):
    app.connect("builder-inited", share_html_visitors)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
