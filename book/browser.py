"""A headless Chromium that opens the built book, for the site's tests, the PDF and the pictures.

`python book/browser.py pdf` prints the single page in _build/singlehtml;
`python book/browser.py screenshot` takes the two pictures of _static from _build/html.
"""

import base64
import contextlib
import io
import os
import shutil
import sys
import time
from pathlib import Path

from PIL import Image
from selenium import webdriver
from selenium.webdriver.support.ui import WebDriverWait

BOOK = Path(__file__).resolve().parent
SITE = BOOK / "_build" / "html"
ONE_PAGE = BOOK / "_build" / "singlehtml"
CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PICTURE = "chapters/backend/crossentropy.html"  # in the README, at its second exported cell
SCREEN = (1280, 1000)
TELEPHONE = (390, 844)
FOOTER = (
    '<div style="width: 100%; font: 8pt sans-serif; color: #777; text-align: center">'
    '<span class="pageNumber"></span></div>'
)


def missing() -> str | None:
    """What keeps a browser from starting here, in a sentence; None where all is there."""
    absent = []
    if not any(map(shutil.which, CHROMIUM)):
        absent.append("Chromium")
    if not shutil.which("chromedriver"):
        absent.append("chromedriver")
    if absent:
        return (
            f"{' and '.join(absent)} not found (Debian: apt-get install chromium chromium-driver)"
        )
    return None


@contextlib.contextmanager
def chromium(width: int = SCREEN[0], height: int = SCREEN[1], scale: float = 1):
    """A running headless browser that keeps a log of its console and of its requests."""
    options = webdriver.ChromeOptions()
    options.binary_location = next(filter(None, map(shutil.which, CHROMIUM)))
    arguments = ["--headless=new", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars"]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        arguments.append("--no-sandbox")  # Chromium refuses to run as root with it
    for argument in arguments:
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    service = webdriver.ChromeService(shutil.which("chromedriver"))
    driver = webdriver.Chrome(options=options, service=service)
    try:
        resize(driver, width, height, scale)
        yield driver
    finally:
        driver.quit()


def resize(driver, width: int, height: int, scale: float = 1) -> None:
    """Show pages on a screen of this size."""
    metrics = {"width": width, "height": height, "deviceScaleFactor": scale, "mobile": False}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)


@contextlib.contextmanager
def telephone(driver):
    """Show the page on a telephone for a while."""
    resize(driver, *TELEPHONE)
    try:
        yield
    finally:
        resize(driver, *SCREEN)


def open_page(driver, url: str, seconds: float = 20) -> None:
    """Open `url` and wait until its mathematics and its fonts are there."""
    driver.get(url)
    wait = WebDriverWait(driver, seconds)
    wait.until(lambda d: d.execute_script("return document.readyState") == "complete")
    driver.set_script_timeout(seconds)
    driver.execute_async_script(
        "const done = arguments[0];"
        "const math = window.MathJax && MathJax.startup ? MathJax.startup.promise : null;"
        "Promise.all([math, document.fonts.ready]).then(() => done());"
    )


def set_theme(driver, theme: str) -> None:
    """Show the page in the 'light' or the 'dark' colours."""
    driver.execute_script("document.documentElement.dataset.theme = arguments[0]", theme)


def pdf(source: Path, target: Path) -> None:
    """Print the book, built as a single page, with page numbers and bookmarks."""
    with chromium() as driver:
        open_page(driver, source.as_uri(), seconds=300)
        set_theme(driver, "light")
        driver.execute_script(
            "document.querySelectorAll('.toggle-hidden')"
            ".forEach(e => e.classList.remove('toggle-hidden'))"
        )
        printed = driver.execute_cdp_cmd(
            "Page.printToPDF",
            {
                "paperWidth": 8.27,
                "paperHeight": 11.69,
                **dict.fromkeys(["marginTop", "marginBottom", "marginLeft", "marginRight"], 0.8),
                "printBackground": True,
                "displayHeaderFooter": True,
                "headerTemplate": "<span></span>",
                "footerTemplate": FOOTER,
                "generateTaggedPDF": True,
                "generateDocumentOutline": True,
            },
        )
    target.write_bytes(base64.b64decode(printed["data"]))
    print(f"{target.relative_to(BOOK.parent)}: {target.stat().st_size / 1e6:.1f} MB")


def screenshot() -> None:
    """The picture of the book that stands in the README, in both colours."""
    with chromium(1440, 880, scale=1.5) as driver:
        for theme in ("light", "dark"):
            open_page(driver, (SITE / PICTURE).as_uri())
            set_theme(driver, theme)
            driver.execute_script(
                "const cell = document.querySelectorAll('.tag_export')[1].getBoundingClientRect();"
                "window.scrollTo({top: cell.top - innerHeight / 3, behavior: 'instant'})"
            )
            time.sleep(1)  # the sidebars follow the page, and colours fade
            image = Image.open(io.BytesIO(driver.get_screenshot_as_png())).convert("RGB")
            target = BOOK / "_static" / f"book-{theme}.png"
            image.quantize(128, dither=Image.Dither.NONE).save(target, optimize=True)
            print(f"{target.relative_to(BOOK.parent)}: {target.stat().st_size / 1e3:.0f} kB")


def main(task: str) -> None:
    if reason := missing():
        sys.exit(f"make {task} needs a browser: {reason}")
    if task == "pdf":
        # Sphinx writes the page where the first chapter stands, with addresses as seen from the top
        page = shutil.copy(ONE_PAGE / "chapters" / "index.html", ONE_PAGE / "book.html")
        pdf(page, BOOK / "_build" / "literate-keras.pdf")
    else:
        screenshot()


if __name__ == "__main__":
    main(sys.argv[1])
