"""Every row of the documents' checklist has a name here, a comparison or a reason, and an example that runs."""

from pathlib import Path

import pytest
import test_conform_coverage  # noqa: F401  (imports all the others, which say what they compare)
from checklist import ROWS, SINCE_2_4, WAITING
from compared import ALONE, COMPARED
from pair import RK, SELF_CHECK, ours, resolve

pytestmark = pytest.mark.skipif(SELF_CHECK, reason="a walk through litkeras")
SEEDS = Path(__file__).parents[1] / "seeds"
EXAMPLES = (SEEDS / "seed_examples.py").read_text(encoding="utf-8")
NOT_YET = (SEEDS / "not_yet.txt").read_text(encoding="utf-8").splitlines()
LATER = set().union(*WAITING.values())


def public(path):
    """The public name that a path begins with: backend.Variable.eval belongs to backend.Variable."""
    return ".".join(path.split(".")[:2])


def covered(number):
    """Whether all names of a row exist and are compared, and its example runs."""
    row = ROWS[number]
    present = all(path not in LATER and resolve(ours, path) is not None for path in row.paths)
    waits = any(test == row.example or test.startswith(row.example + "[") for test in NOT_YET) if row.example else False
    return present and not waits and all(public(p) in COMPARED or public(p) in ALONE for p in row.paths)


def summary():
    """How many rows are covered: of the reference of the Keras 1 backend, and of all; and for what the others wait."""
    reference = [n for n in ROWS if n.startswith("S3")]
    topics = {topic: sum(not names.isdisjoint(row.paths) for row in ROWS.values()) for topic, names in WAITING.items()}
    waiting = ", ".join(f"{topic} {count}" for topic, count in topics.items() if count)
    counts = [f"{sum(map(covered, rows))} of {len(rows)}" for rows in (reference, list(ROWS))]
    return f"checklist: {counts[0]} rows of the Keras 1 backend's reference covered, {counts[1]} with tf.* and the tutorials; waiting: {waiting or 'none'}"


def test_the_checklist_is_complete():
    assert [n for n in ROWS if n.startswith("S3")] == [f"S3-{i:03d}" for i in range(1, 225)]
    assert sum(n.startswith("S2") for n in ROWS) == 25 and sum(n.startswith("S1") for n in ROWS) == 21 and sum(n.startswith("S0") for n in ROWS) == 7


@pytest.mark.parametrize("number", ROWS)
def test_row(number):
    row = ROWS[number]
    assert row.paths or row.words, "neither a name nor what it is compared with"
    for path in row.paths:
        if path in LATER:
            continue
        assert resolve(ours, path) is not None, f"{row.name}: there is no {path}"
        assert public(path) in COMPARED or ALONE.get(public(path)), f"{row.name}: {public(path)} has neither a comparison nor a reason"
    if row.example:
        function, _, parameter = row.example.partition("[")
        assert f"def {function}(" in EXAMPLES, f"{row.name}: there is no {function} in tests/seeds"
        assert number.replace("-", "_") in row.example or "_to_" in row.example or parameter, f"{row.name}: {row.example} is about something else"


@pytest.mark.parametrize("topic", WAITING)
def test_what_waits_is_not_there_yet(topic):
    there = sorted(path for path in WAITING[topic] if resolve(ours, path) is not None)
    assert not there, f"take {there} out of WAITING in checklist.py"


def test_every_row_is_covered_or_waits_for_a_chapter():
    """A row whose names are all there is covered, but for an example that needs recurrent layers."""
    open_rows = [n for n, row in ROWS.items() if not covered(n) and LATER.isdisjoint(row.paths)]
    assert set(open_rows) <= {"S2-095"}, f"neither covered nor waiting: {open_rows}"  # shown with LSTM


REAL = sorted(name for name in dir(RK) if not name.startswith("_") and name not in SINCE_2_4)


def test_the_real_backend_has_as_many_names_as_in_2_4():
    assert 140 <= len(REAL) <= 150


@pytest.mark.parametrize("name", REAL)
def test_every_function_of_the_real_backend(name):
    """It is here, with a comparison, or it waits for its chapter."""
    path = f"backend.{name}"
    if path not in LATER:
        assert resolve(ours, path) is not None, f"there is no K.{name}"
        assert path in COMPARED or path in ALONE, f"K.{name} has no comparison"
