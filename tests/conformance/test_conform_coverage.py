"""Every public name is compared with the real Keras, or says why it cannot be and with what it is compared instead."""

import importlib
from pathlib import Path

import pytest
from alone import ALONE as REASONS
from compared import ALONE, COMPARED, public_names, stands_alone
from pair import SELF_CHECK, ours

for _module in sorted(Path(__file__).parent.glob("test_conform_*.py")):
    if _module.stem != Path(__file__).stem:
        importlib.import_module(_module.stem)
for _name, _reason in REASONS.items():
    stands_alone(_name, _reason)

pytestmark = pytest.mark.skipif(SELF_CHECK, reason="a walk through litkeras")


def test_every_public_name_has_a_row():
    missing = [name for name in public_names(ours) if name not in COMPARED and name not in ALONE]
    assert not missing, f"{len(missing)} public names without a comparison or a reason:\n" + "\n".join(missing)


def test_no_row_for_what_is_gone():
    gone = [name for name in ALONE if name not in public_names(ours)]
    assert not gone, f"rows in alone.py for names that do not exist: {gone}"


def test_what_stands_alone_has_no_counterpart():
    both = sorted(set(ALONE) & set(COMPARED))
    assert not both, f"both compared and standing alone: {both}"
