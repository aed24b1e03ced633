"""What tests of all folders share."""

import pytest


@pytest.fixture(params=["numpy", "numba"])
def backend(request):
    """Runs a test on each backend."""
    from litkeras.backend import configuration  # not before a test wants it: some look at the import

    before = configuration.backend()
    configuration.set_backend(request.param)
    yield request.param
    configuration.set_backend(before)
