"""The built site and a browser to read it with."""

import functools
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import browser as chrome
import pytest


class QuietHandler(SimpleHTTPRequestHandler):
    def log_message(self, *args):
        pass


@pytest.fixture(scope="session")
def site():
    """The folder with the rendered site."""
    assert (chrome.SITE / "index.html").exists(), "the site is not built: make book"
    return chrome.SITE


@pytest.fixture(scope="session")
def address(site):
    """The site's address on a server of its own."""
    handler = functools.partial(QuietHandler, directory=site)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture(scope="session")
def driver():
    if reason := chrome.missing():
        pytest.skip(f"pages are not opened: {reason}")
    with chrome.chromium() as driver:
        yield driver
