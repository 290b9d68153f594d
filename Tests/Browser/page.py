"""The page in a headless Chromium."""

import base64
import time

from selenium import webdriver
from selenium.webdriver import ActionChains
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.keys import Keys

NAMED = {
    "↓": Keys.ARROW_DOWN, "↑": Keys.ARROW_UP, "Space": " ", "Esc": Keys.ESCAPE, "Home": Keys.HOME, "End": Keys.END,
    "←": Keys.ARROW_LEFT, "→": Keys.ARROW_RIGHT, "−": "-", "Enter": Keys.ENTER,
}

LISTEN = """
window.violations = [];
document.addEventListener('securitypolicyviolation', (event) => violations.push(event.violatedDirective + ' ' + event.blockedURI));
"""


class Page:
    def __init__(self, width=1600, height=1000, is_dark=True):
        options = Options()
        for argument in ("--headless=new", "--no-sandbox", "--force-color-profile=srgb"):
            options.add_argument(argument)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        # Debian's driver, not one that Selenium would look for elsewhere.
        self.driver = webdriver.Chrome(options=options, service=Service("/usr/bin/chromedriver"))
        self.driver.set_script_timeout(180)
        self.driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": LISTEN})
        self.problems = []
        self.resize(width, height)
        self.dress(is_dark)

    def resize(self, width, height, zoom=1):
        # A page at 200 % has half the room and twice the pixels.
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {
            "width": width // zoom, "height": height // zoom, "deviceScaleFactor": zoom, "mobile": False})

    def dress(self, is_dark, is_still=True):
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [
            {"name": "prefers-color-scheme", "value": "dark" if is_dark else "light"},
            {"name": "prefers-reduced-motion", "value": "reduce" if is_still else "no-preference"}]})

    def with_halves_exchanged(self, jpeg: bytes) -> bytes:
        """The left half of a photo at its right, and the other way round."""
        self.driver.get("about:blank")
        address = self.driver.execute_async_script("""
            const [jpeg, done] = arguments;
            const image = new Image();
            image.onload = () => {
              const canvas = document.createElement('canvas');
              const [half, height] = [Math.floor(image.width / 2), image.height];
              canvas.width = 2 * half;
              canvas.height = height;
              const context = canvas.getContext('2d');
              context.drawImage(image, 0, 0, half, height, half, 0, half, height);
              context.drawImage(image, half, 0, half, height, 0, 0, half, height);
              done(canvas.toDataURL('image/jpeg', 0.9));
            };
            image.src = `data:image/jpeg;base64,${jpeg}`;""", base64.b64encode(jpeg).decode())
        return base64.b64decode(address.partition(",")[2])

    def open(self, address):
        self.collect()
        # Another fragment alone would load nothing.
        self.driver.get("about:blank")
        self.driver.get(address)
        self.wait("document.getElementById('page').hidden === false || document.querySelector('#instead h1')")
        if self.js("return document.getElementById('instead').hidden"):
            self.settle()

    def js(self, script, *arguments):
        return self.driver.execute_script(script, *arguments)

    def wait(self, condition, seconds=60, what=None):
        end = time.time() + seconds
        while time.time() < end:
            if self.js(f"return Boolean({condition})"):
                return
            time.sleep(0.02)
        raise AssertionError(f"waited {seconds} s for {what or condition}")

    def settle(self):
        """Until the stage shows the chosen pair."""
        self.wait(
            "(() => { const chosen = document.querySelector('#list [aria-selected=true]');"
            " return !chosen || document.getElementById('stage').dataset.row === chosen.dataset.row; })()",
            what="the stage to show the chosen pair")
        self.frame()

    def frame(self):
        self.driver.execute_async_script(
            "const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(() => done()));")

    def press(self, *keys):
        for key in keys:
            if key == "Shift+J":
                ActionChains(self.driver).key_down(Keys.SHIFT).send_keys("j").key_up(Keys.SHIFT).perform()
            else:
                ActionChains(self.driver).send_keys(NAMED.get(key, key.lower())).perform()
        self.frame()

    def hold(self, key):
        ActionChains(self.driver).key_down(NAMED.get(key, key.lower())).perform()
        self.frame()

    def let_go(self, key):
        ActionChains(self.driver).key_up(NAMED.get(key, key.lower())).perform()
        self.frame()

    def click(self, selector):
        self.driver.find_element("css selector", selector).click()
        self.frame()

    def text(self, selector) -> str:
        return self.js("return document.querySelector(arguments[0])?.textContent ?? ''", selector)

    def exists(self, selector) -> bool:
        return self.js("return document.querySelector(arguments[0]) !== null", selector)

    def is_shown(self, selector) -> bool:
        return self.js("return document.querySelector(arguments[0])?.checkVisibility() === true", selector)

    def is_pressed(self, selector) -> bool:
        return self.js("return document.querySelector(arguments[0]).getAttribute('aria-pressed') === 'true'", selector)

    @property
    def row(self) -> int:
        self.settle()
        return self.js("return Number(document.getElementById('stage').dataset.row)")

    @property
    def fragment(self) -> str:
        time.sleep(0.1)
        return self.js("return location.hash")

    def choose_queue(self, name):
        self.click(f"[data-queue={name}]")
        self.settle()

    def go_to(self, query, reference, table):
        """Chooses a pair by its address, and tells its row."""
        pair = next(
            row for row, (q, r) in enumerate(zip(table["query"], table["reference"]))
            if table["query_ids"][q] == query and table["reference_ids"][r] == reference)
        self.js(
            "location.hash = `#pair=${encodeURIComponent(arguments[0])}/${encodeURIComponent(arguments[1])}`"
            " + '&view=matches&queue=all'", query, reference)
        self.wait(f"document.getElementById('stage').dataset.row === '{pair}'")
        self.frame()
        return pair

    def picture(self, selector) -> bytes:
        return self.driver.find_element("css selector", selector).screenshot_as_png

    def collect(self):
        """Keeps what the console and the content policy had to say against the page."""
        self.problems += [
            entry["message"] for entry in self.driver.get_log("browser") if entry["level"] in ("SEVERE", "WARNING")]
        self.problems += self.js("return window.violations ?? []")

    def close(self):
        self.driver.quit()
