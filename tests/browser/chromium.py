"""Debian's Chromium through chromedriver, spoken to in plain W3C WebDriver (w3.org/TR/webdriver2).

A page is used as a person uses it: by the words that can be seen. There is no way here to ask for an
element by its id, class or address.
"""
import base64
import json
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
PATIENCE = 20  # seconds until a page or a word is given up


class NotSeen(AssertionError):
    """A word that the page should show, and does not."""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Chromium:
    """One browser with an empty profile; `script` says whether pages may run JavaScript."""

    def __init__(self, script=False, width=360, height=800):
        self.profile = tempfile.mkdtemp(prefix="alursurat-chromium-")
        port = free_port()
        self.base = f"http://127.0.0.1:{port}"
        self.driver = subprocess.Popen(
            ["chromedriver", f"--port={port}", "--silent"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            self._wait_for_driver()
            self._open(script, width, height)
        except BaseException:
            self._end()
            raise

    def _wait_for_driver(self):
        until = time.monotonic() + PATIENCE
        while True:
            try:
                return self._call("GET", "/status")
            except OSError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.1)

    def _open(self, script, width, height):
        options = {
            "binary": shutil.which("chromium"),
            "args": [
                "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                "--disable-dev-shm-usage", "--disable-background-networking",
                "--disable-component-update", "--disable-sync", "--lang=en-US",
                f"--window-size={width},{height}", f"--user-data-dir={self.profile}",
            ],
            # 2 is "blocked" in Chromium's own list of content settings.
            "prefs": {"profile.managed_default_content_settings.javascript": 1 if script else 2,
                      "plugins.always_open_pdf_externally": True},
        }
        wanted = {"capabilities": {"alwaysMatch": {"goog:chromeOptions": options}}}
        answer = self._call("POST", "/session", wanted)
        self.session = f"/session/{answer['sessionId']}"
        # The page's own width: a window cannot be made as narrow as a telephone.
        self._do("POST", "/goog/cdp/execute", {"cmd": "Emulation.setDeviceMetricsOverride", "params": {
            "width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}})

    def _call(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        asked = urllib.request.Request(self.base + path, data, method=method)
        asked.add_header("content-type", "application/json")
        try:
            with urllib.request.urlopen(asked, timeout=60) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            told = json.load(error)["value"]
            raise RuntimeError(f"{told['error']}: {told['message'].splitlines()[0]}") from None

    def _do(self, method, path, body=None):
        return self._call(method, self.session + path, body)

    # What a person does.

    def go(self, address):
        self._do("POST", "/url", {"url": address})

    def text(self):
        """The words on the page that can be seen."""
        until = time.monotonic() + PATIENCE
        while True:
            try:
                return self._do("GET", f"/element/{self._one('//body')}/text")
            except RuntimeError:
                # Between two pages there is none for a moment.
                if time.monotonic() > until:
                    raise
                time.sleep(0.2)

    def title(self):
        return self._do("GET", "/title")

    def source(self):
        """The page as it stands, to be looked at elsewhere."""
        return self._do("GET", "/source")

    def address(self):
        return self._do("GET", "/url")

    def sees(self, *words):
        """Fails unless all the words can be read on the page."""
        shown = self.text()
        for word in words:
            if word.lower() not in shown.lower():
                raise NotSeen(f"`{word}` is not on {self.address()}, which shows:\n{shown}")
        return shown

    def press(self, words, inside=()):
        """Presses the button or follows the link that carries these words."""
        pressed = self._find(words, inside, "//button[{}]|//a[{}]|//summary[{}]")
        leaves = self._do("GET", f"/element/{pressed}/name") != "summary"
        self._do("POST", f"/element/{pressed}/click", {})
        # On a slow machine the page that is left can be read for a moment longer.
        until = time.monotonic() + PATIENCE
        while leaves and time.monotonic() < until:
            try:
                self._do("GET", f"/element/{pressed}/name")
                time.sleep(0.1)
            except RuntimeError:
                return

    def link(self, words):
        """Where the link with these words leads."""
        return self._do("GET", f"/element/{self._find(words, (), '//a[{}]')}/property/href")

    def fill(self, label, value, inside=()):
        """Types a value into the box with this label."""
        box = self._labelled(label, inside)
        kind = self._do("GET", f"/element/{box}/property/type")
        if kind == "time":
            # The browser's own clock takes keys: hours, minutes, half of the day.
            hour, minute = (int(part) for part in value.split("."))
            value = f"{hour % 12 or 12:02}{minute:02}{'AM' if hour < 12 else 'PM'}"
        elif kind != "file":
            self._do("POST", f"/element/{box}/clear", {})
        self._do("POST", f"/element/{box}/value", {"text": value})

    def choose(self, label, option, inside=()):
        """Picks an option of the list with this label."""
        box = self._labelled(label, inside)
        offers = self._all(f".//option[contains(normalize-space(),{literal(option)})]", box)
        if not offers:
            raise NotSeen(f"`{label}` on {self.address()} offers no `{option}`")
        self._do("POST", f"/element/{offers[0]}/click", {})

    def tick(self, label, inside=()):
        """Sets the box or dot with this label."""
        box = self._labelled(label, inside)
        if not self._do("GET", f"/element/{box}/selected"):
            self._do("POST", f"/element/{box}/click", {})

    def offers(self, label, inside=()):
        """Whether there is something to fill or press with this label."""
        try:
            self._labelled(label, inside)
        except NotSeen:
            return False
        return True

    # What a test does.

    def sideways(self):
        """How many pixels the page is wider than the window."""
        return self.run("return document.documentElement.scrollWidth - window.innerWidth")

    def at_night(self, dark):
        """Shows pages as on a screen that is dark, or light."""
        self._do("POST", "/goog/cdp/execute", {"cmd": "Emulation.setEmulatedMedia", "params": {
            "features": [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]}})

    def run(self, script, *args):
        return self._do("POST", "/execute/sync", {"script": script, "args": list(args)})

    def run_async(self, script, *args):
        return self._do("POST", "/execute/async", {"script": script, "args": list(args)})

    def picture(self, path):
        with open(path, "wb") as out:
            out.write(base64.b64decode(self._do("GET", "/screenshot")))

    def cookies(self):
        return {c["name"]: c["value"] for c in self._do("GET", "/cookie")}

    def _labelled(self, label, inside):
        boxes = "[not(@type='hidden')][self::input or self::textarea or self::select]"
        return self._find(label, inside, f"//*[@id=//label[{{}}]/@for]{boxes}|//label[{{}}]//*{boxes}")

    def _find(self, words, inside, path):
        """The first thing to be seen that carries the words: alone, at the beginning, or somewhere.

        `inside` names the groups of the page (fieldsets, table rows, list items, sections) around it.
        """
        said = literal(words)
        scope = "".join(f"//*[{is_group(group)}]" for group in inside)
        for test in (f"normalize-space()={said}", f"starts-with(normalize-space(),{said})",
                     f"contains(normalize-space(),{said})"):
            tried = "|".join(scope + one.format(test) for one in path.split("|"))
            for found in self._all(tried):
                hidden = self._do("GET", f"/element/{found}/attribute/aria-hidden") == "true"
                if not hidden and self._do("GET", f"/element/{found}/displayed"):
                    return found
        where = f" inside {' > '.join(inside)}" if inside else ""
        raise NotSeen(f"no `{words}`{where} on {self.address()}, which shows:\n{self.text()}")

    def _all(self, path, under=None):
        place = f"/element/{under}/elements" if under else "/elements"
        return [e[ELEMENT] for e in self._do("POST", place, {"using": "xpath", "value": path})]

    def _one(self, path):
        return self._do("POST", "/element", {"using": "xpath", "value": path})[ELEMENT]

    def close(self):
        try:
            self._do("DELETE", "")
        finally:
            self._end()

    def _end(self):
        self.driver.terminate()
        try:
            self.driver.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.driver.kill()
        shutil.rmtree(self.profile, ignore_errors=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def is_group(words):
    """A fieldset by its legend; a section, row or item by any of its words."""
    said = literal(words)
    return (f"(self::fieldset and legend[starts-with(normalize-space(),{said})]) or "
            f"((self::section or self::tr or self::li) and contains(normalize-space(),{said}))")


def literal(words):
    """A string in XPath 1.0, which knows no escapes."""
    if "'" not in words:
        return f"'{words}'"
    parts = ", \"'\", ".join(f"'{part}'" for part in words.split("'"))
    return f"concat({parts})"
