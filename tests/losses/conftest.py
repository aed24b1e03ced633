"""Every test here runs on both backends, with names counted from the start."""

import pytest

from litkeras.backend import configuration


@pytest.fixture(autouse=True)
def fresh(backend):
    configuration.clear_session()
