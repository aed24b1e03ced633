"""The rendered book: its links, and what a reader's browser makes of every page of it."""

import json
import re
from html.parser import HTMLParser
from urllib.parse import unquote, urlsplit

import browser as chrome
import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

PAGES = sorted(
    path.relative_to(chrome.SITE).as_posix() for path in chrome.SITE.glob("chapters/**/*.html")
)


def script(driver, body, *arguments):
    return driver.execute_script(body, *arguments)


def until(driver, condition, seconds=20):
    return WebDriverWait(driver, seconds).until(lambda d: script(d, f"return {condition}"))


def drain(driver):
    """What the page asked for and what its console said since the last call."""
    events = [json.loads(entry["message"])["message"] for entry in driver.get_log("performance")]
    sent = (e["params"] for e in events if e["method"] == "Network.requestWillBeSent")
    return [params["request"]["url"] for params in sent], driver.get_log("browser")


@pytest.fixture
def open_page(driver, address):
    """Opens a page of the site, or waits for nothing and returns the driver."""

    def opener(page, theme=None):
        chrome.open_page(driver, f"{address}/{page}")
        if theme:
            chrome.set_theme(driver, theme)
        return driver

    return opener


def page_with(selector_class):
    """The first page whose HTML uses this class."""
    pattern = re.compile(rf'class="[^"]*\b{re.escape(selector_class)}\b')
    for page in PAGES:
        if pattern.search((chrome.SITE / page).read_text(encoding="utf-8")):
            return page
    pytest.fail(f"no page has anything of class {selector_class}")


# ---- without a browser


class Anchors(HTMLParser):
    """The ids of a page, the places it links to, and the files it loads."""

    def __init__(self, path):
        super().__init__()
        self.ids, self.links, self.loads = set(), [], []
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        self.ids.update(filter(None, (attributes.get("id"), attributes.get("name"))))
        if tag == "a" and attributes.get("href"):
            self.links.append(attributes["href"])
        elif tag == "link" and attributes.get("rel") not in ("canonical", "next", "prev"):
            self.loads.append(attributes["href"])
        elif attributes.get("src"):
            self.loads.append(attributes["src"])


@pytest.fixture(scope="session")
def anchors(site):
    return {path: Anchors(path) for path in site.rglob("*.html") if "_static" not in path.parts}


def is_outside(target):
    return bool(urlsplit(target).scheme or urlsplit(target).netloc)


def test_every_page_of_the_toc_is_there(site):
    toc = (chrome.BOOK.parent / "_toc.yml").read_text(encoding="utf-8")
    listed = re.findall(r"^[^#\n]*(?:file|root): *(\S+)", toc, re.M)
    assert listed
    assert {f"{page}.html" for page in listed} == set(PAGES)


def test_links_within_the_site_lead_somewhere(anchors):
    broken = []
    for path, page in anchors.items():
        for link in page.links:
            if is_outside(link):
                continue
            parts = urlsplit(link)
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            if not target.exists():
                broken.append(f"{path.name}: {link}")
            elif parts.fragment and target in anchors:
                if unquote(parts.fragment) not in anchors[target].ids | {""}:
                    broken.append(f"{path.name}: {link} (no such place)")
    assert not broken


def test_pages_load_nothing_from_outside(anchors):
    outside = {
        load
        for page in anchors.values()
        for load in page.loads
        if is_outside(load) and not load.startswith("data:")
    }
    assert not outside


# ---- in a browser


@pytest.mark.parametrize("page", PAGES)
def test_page(driver, address, open_page, page):
    """Math is set, pictures are described, nobody outside is asked, and a telephone will do."""
    drain(driver)
    open_page(page)
    requests, console = drain(driver)
    assert [r for r in requests if not r.startswith((address, "data:", "blob:"))] == []
    assert [entry["message"] for entry in console if entry["level"] == "SEVERE"] == []
    assert script(driver, "return document.querySelectorAll('mjx-merror').length") == 0
    unset = script(
        driver,
        "return [...document.querySelectorAll('.bd-article .math')]"
        ".filter(e => !e.querySelector('mjx-container')).map(e => e.textContent)",
    )
    assert unset == []
    pictures = script(
        driver,
        "return [...document.querySelectorAll('.bd-article img')]"
        ".map(i => [i.src, i.alt, i.naturalWidth])",
    )
    for source, description, width in pictures:
        assert width > 0, f"{source} does not show"
        assert len(description.split()) >= 3, f"{source} has no alt text: {description!r}"
    text = script(driver, "return document.querySelector('.bd-article').innerText")
    assert not re.findall(r"\{(?:doc|ref|cite|eq|numref|term)(?::[a-z]+)*\}", text), "an unrendered role"
    with chrome.telephone(driver):
        width = script(driver, "return document.documentElement.scrollWidth")
        assert width <= chrome.TELEPHONE[0], "too wide for a telephone"


def test_mathematics_is_drawn(open_page):
    driver = open_page(page_with("math"))
    sizes = script(
        driver,
        "return [...document.querySelectorAll('mjx-container svg')]"
        ".map(s => s.getBoundingClientRect().width)",
    )
    assert sizes and max(sizes) > 5


def test_figures_stay_legible_in_the_dark(open_page):
    """Figures are drawn on white paper: in dark mode they keep it."""
    driver = open_page(page_with("cell_output"))
    page = next(p for p in PAGES if "<figure" in (chrome.SITE / p).read_text(encoding="utf-8"))
    open_page(page, "dark")
    ground = script(
        driver,
        "return getComputedStyle(document.querySelector('.bd-article figure img')).backgroundColor",
    )
    assert luminance(ground) > 0.8


def test_a_solution_opens(open_page):
    driver = open_page(page_with("solution dropdown"))
    solution = driver.find_element(By.CSS_SELECTOR, ".solution.dropdown")
    answer = solution.find_element(By.CSS_SELECTOR, ".admonition-title ~ *")
    until(driver, "document.querySelector('.solution .toggle-button') !== null")
    WebDriverWait(driver, 20).until(lambda _: not answer.is_displayed())
    script(driver, "arguments[0].scrollIntoView({behavior: 'instant', block: 'center'})", solution)
    solution.find_element(By.CSS_SELECTOR, "button.toggle-button").click()
    WebDriverWait(driver, 20).until(lambda _: answer.is_displayed())


def test_exported_cells_say_where_they_go(site, open_page):
    driver = open_page(page_with("tag_export"))
    badges = script(
        driver,
        "return [...document.querySelectorAll('.cell.tag_export')]"
        ".map(c => c.querySelector('.export-to')?.innerText ?? '')",
    )
    assert badges
    assert all(re.search(r"litkeras/[\w/]+\.py", badge) for badge in badges)


def test_search_finds_gradient_on_a_server(open_page):
    driver = open_page("search.html?q=gradient")
    until(driver, "document.querySelectorAll('#search-results ul.search li a').length > 0")
    until(driver, "document.querySelectorAll('#search-results ul.search li p.context').length > 0")


def test_search_finds_gradient_in_a_folder(driver, site):
    driver.get((site / "search.html").as_uri() + "?q=gradient")
    until(driver, "document.querySelectorAll('#search-results ul.search li a').length > 0")


def test_a_page_opens_from_a_folder(driver, site):
    """Unpacked on a disk, with no server: mathematics and letters are there."""
    chrome.open_page(driver, (site / page_with("math")).as_uri())
    assert script(driver, "return document.querySelectorAll('mjx-container svg').length") > 0
    assert script(driver, "return document.fonts.check('1em Literata')")
    assert [r for r in drain(driver)[0] if r.startswith("http") and "127.0.0.1" not in r] == []


def luminance(color):
    """Relative luminance of a CSS color, 0 for black and 1 for white."""
    channels = [float(c) / 255 for c in re.findall(r"[\d.]+", color)[:3]]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_stands_out(open_page, theme):
    """At least 7 : 1 between prose and page, 4.5 : 1 for code, links and what is muted."""
    driver = open_page(page_with("tag_export"), theme)
    page = luminance(script(driver, "return getComputedStyle(document.body).backgroundColor"))
    assert page < 0.1 if theme == "dark" else page > 0.9

    def contrast(selector):
        found = "getComputedStyle(document.querySelector(arguments[0])).color"
        ink = luminance(script(driver, f"return {found}", selector))
        return (max(ink, page) + 0.05) / (min(ink, page) + 0.05)

    assert contrast(".bd-article p") >= 7
    for selector in (".bd-article p code", ".bd-article p a.reference", ".export-to code"):
        if script(driver, "return document.querySelector(arguments[0])", selector):
            assert contrast(selector) >= 4.5, selector


def test_the_button_turns_the_lights_off_and_on(open_page):
    driver = open_page(PAGES[0])
    seen = set()
    for _ in range(3):
        driver.find_element(By.CSS_SELECTOR, "button.theme-switch-button").click()
        seen.add(script(driver, "return document.documentElement.dataset.mode"))
    assert seen == {"auto", "dark", "light"}
