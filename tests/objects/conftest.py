"""Every test here runs on both backends."""

import pytest

from litkeras.backend import configuration


@pytest.fixture(autouse=True, params=["numpy", "numba"])
def backend(request):
    before = configuration.backend()
    configuration.set_backend(request.param)
    configuration.clear_session()
    yield request.param
    configuration.set_backend(before)
