"""A person in front of a browser: looks, clicks, types, waits, and takes pictures."""
import base64
import os
import time
from pathlib import Path

from selenium import webdriver
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import Select

from program import CHECKOUT, temporary_folder

SCREENSHOTS = CHECKOUT / "screenshots"


class Visitor:
    """A headless Chromium on a studio."""

    def __init__(self, studio):
        self.studio = studio
        self.downloads = temporary_folder()
        options = webdriver.ChromeOptions()
        options.binary_location = os.environ.get("CREMA_CHROMIUM", "/usr/bin/chromium")
        for flag in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage",
                     "--disable-gpu", "--window-size=1280,800", "--hide-scrollbars"):
            options.add_argument(flag)
        options.add_experimental_option(
            "prefs", {"download.default_directory": str(self.downloads)})
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        driver = os.environ.get("CREMA_CHROMEDRIVER", "/usr/bin/chromedriver")
        self.driver = webdriver.Chrome(service=Service(driver), options=options)

    def leave(self):
        """Closes the browser."""
        self.driver.quit()

    def open(self, path):
        """Goes to a page of the studio."""
        self.driver.get(self.studio.address + path)

    def hold_a_phone(self, width=390):
        """Makes the page as narrow as a phone's, which Chromium's own window cannot be."""
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {
            "width": width, "height": 844, "deviceScaleFactor": 1, "mobile": False})

    def sit_at_a_desk(self):
        """Gives the page the window's own width again."""
        self.driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})

    @property
    def path(self):
        """Where the browser is."""
        return self.driver.current_url.removeprefix(self.studio.address)

    def all(self, selector):
        """Every element of a CSS selector."""
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def see(self, selector, text="", seconds=20):
        """The first visible element of a selector that shows a text, when there is one."""
        def found():
            return next((each for each in self.all(selector)
                         if each.is_displayed() and text in each.text), None)
        return self.wait(found, f"{selector} with “{text}”", seconds)

    def wait(self, condition, what, seconds=20):
        """What a condition gives, as soon as it is something; otherwise fails
        with all that is known."""
        deadline = time.monotonic() + seconds
        trouble = ""
        while time.monotonic() < deadline:
            try:
                found = condition()
            except WebDriverException as error:
                # The page changed between finding an element and asking it.
                found, trouble = None, f" ({error.msg})"
            if found:
                return found
            time.sleep(0.1)
        self.shot("failure")
        body = self.driver.find_element(By.TAG_NAME, "body").text
        raise AssertionError(
            f"{what}: not seen in {seconds} s at {self.path}{trouble}, which shows:\n"
            f"{body}\n{self.studio.logs()}"
        )

    def unfold(self, selector):
        """Opens what is folded around an element."""
        self.script("""
            for (let part = document.querySelector(arguments[0])?.parentElement; part;
                 part = part.parentElement) {
              if (part.localName === "details") part.open = true;
            }""", selector)

    def click(self, selector, text="", seconds=20):
        """Clicks what `see` finds, scrolled into view."""
        def clicked():
            element = self.see(selector, text, seconds)
            self.script(
                "arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})", element
            )
            element.click()
            return True
        self.wait(clicked, f"a click on {selector} “{text}”", seconds)

    def type(self, name, text):
        """Fills in a field of a form, which may be folded away."""
        self.unfold(f"[name='{name}']")
        field = self.see(f"[name='{name}']")
        field.clear()
        field.send_keys(text)

    def press(self, *keys):
        """Presses keys together where the keyboard's focus is."""
        chain = ActionChains(self.driver)
        for key in keys:
            chain.key_down(key)
        for key in reversed(keys):
            chain.key_up(key)
        chain.perform()

    def choose(self, name, label):
        """Chooses from a list by the words of a choice."""
        self.unfold(f"select[name='{name}']")
        Select(self.see(f"select[name='{name}']")).select_by_visible_text(label)

    def upload(self, selector, path):
        """Chooses a file of this machine."""
        self.unfold(selector)
        self.see(selector).send_keys(str(path))

    def downloaded(self, ending, seconds=60):
        """The file with this ending that the browser fetched, when it is there in full."""
        return self.wait(lambda: next(self.downloads.glob(f"*{ending}"), None),
                         f"a downloaded file *{ending}", seconds)

    def script(self, code, *arguments):
        """What a script of the page returns."""
        return self.driver.execute_script(code, *arguments)

    def picture_sizes(self, selector):
        """The pixels of each picture as it came, (0, 0) for one that did not."""
        return [tuple(size) for size in self.script(
            "return [...document.querySelectorAll(arguments[0])]"
            ".map(image => [image.naturalWidth, image.naturalHeight])", selector)]

    def width(self):
        """How wide the page is, in CSS pixels: beyond the screen where something sticks out."""
        return self.script("return document.documentElement.scrollWidth")

    def shot(self, name, whole=True):
        """Saves a picture of the page: the whole of it, or what a screen shows."""
        SCREENSHOTS.mkdir(exist_ok=True)
        if whole:
            self.script("window.scrollTo({top: 0, behavior: 'instant'})")
        (SCREENSHOTS / f"{name}.png").write_bytes(self.picture(
            format="png", captureBeyondViewport=whole,
            **({"clip": self._whole_page()} if whole else {})))

    def picture(self, **options):
        """The bytes of a picture of the page, with the options of Chromium."""
        picture = self.driver.execute_cdp_cmd("Page.captureScreenshot", options)
        return base64.b64decode(picture["data"])

    def _whole_page(self):
        size = self.driver.execute_cdp_cmd("Page.getLayoutMetrics", {})["cssContentSize"]
        return {"x": 0, "y": 0, "width": size["width"], "height": min(size["height"], 6000),
                "scale": 1}

    def words(self):
        """The words in Latin letters that the page shows or reads out, but for code, logs and
        what is in English on purpose."""
        return set(self.script("""
            const isShown = (node) => !node.parentElement.closest(
                "script, style, code, pre, textarea, select[name=format], .file-list, .CodeMirror, "
                + "[lang=en]");
            const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
            const texts = [document.title];
            while (walker.nextNode()) {
              if (isShown(walker.currentNode)) texts.push(walker.currentNode.data);
            }
            for (const name of ["aria-label", "alt", "title", "placeholder", "data-confirm"]) {
              for (const part of document.querySelectorAll(`main [${name}]:not(.CodeMirror *)`)) {
                texts.push(part.getAttribute(name));
              }
            }
            const text = texts.join(" ; ").replace(/[/][^ ]*/g, " ");
            return text.match(/[A-Za-z][A-Za-z_.-]*[A-Za-z]/g) ?? [];"""))

    def complaints(self):
        """What the browser's console holds against the pages, except pages that
        were meant to fail."""
        return [
            entry["message"]
            for entry in self.driver.get_log("browser")
            if entry["level"] == "SEVERE"
            and "the server responded with" not in entry["message"]
        ]
