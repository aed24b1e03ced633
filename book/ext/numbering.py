"""Figures, tables and exercises are numbered chapter by chapter: Fig. 1 is a chapter's first."""


def count_anew(app, env):
    """Replace the numbers that run through the whole book."""
    for kinds in env.toc_fignumbers.values():
        for numbers in kinds.values():
            for number, name in enumerate(sorted(numbers, key=numbers.get), start=1):
                numbers[name] = (number,)
    return []


def setup(app):
    app.connect("env-get-updated", count_anew, priority=900)  # after Sphinx has counted
    return {"parallel_read_safe": True, "parallel_write_safe": True}
