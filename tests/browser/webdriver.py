# SPDX-License-Identifier: GPL-2.0-or-later
"""As much of WebDriver (W3C) as the tests need, spoken to chromedriver over HTTP."""

import json
import re
import shutil
import subprocess
import urllib.error
import urllib.request

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
TAB, ESCAPE, ENTER = "\ue004", "\ue00c", "\ue007"

# Nothing is asked of anybody: no name leads anywhere. As root there is no sandbox to be had, and
# a container has little room in /dev/shm.
ARGUMENTS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--hide-scrollbars",
]


def programs():
    """The paths of chromedriver and Chromium, or None where one is missing."""
    found = shutil.which("chromedriver"), shutil.which("chromium") or shutil.which("chromium-browser")
    return found if all(found) else None


def ask(url, method="GET", body=None):
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json"}, method=method)
    # A proxy of the environment is not for the driver beside us.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=600) as answer:
            return json.load(answer)["value"]
    except urllib.error.HTTPError as error:
        raise RuntimeError(error.read().decode()) from error


class Browser:
    """Chromium without a window."""

    def __init__(self, *arguments):
        driver, chromium = programs()
        self.driver = subprocess.Popen([driver, "--port=0"], stdout=subprocess.PIPE, text=True)
        try:
            self.session = self.begin(chromium, arguments)
        except BaseException:
            self.driver.terminate()
            raise

    def begin(self, chromium, arguments):
        port = next(
            match[1] for match in (re.search(r"successfully on port (\d+)", line) for line in self.driver.stdout) if match
        )
        capabilities = {
            "browserName": "chrome",
            "goog:chromeOptions": {"binary": chromium, "args": [*ARGUMENTS, *arguments]},
            "goog:loggingPrefs": {"browser": "ALL"},
        }
        base = f"http://127.0.0.1:{port}/session"
        session = ask(base, "POST", {"capabilities": {"alwaysMatch": capabilities}})
        return f"{base}/{session['sessionId']}"

    def end(self):
        ask(self.session, "DELETE")
        self.driver.terminate()
        self.driver.wait()
        self.driver.stdout.close()

    def open(self, address):
        # The same page with another fragment would not be loaded again.
        ask(f"{self.session}/url", "POST", {"url": "about:blank"})
        ask(f"{self.session}/url", "POST", {"url": address})

    def run(self, script, *arguments):
        """Run a script and return its value; wait for it if it is a promise."""
        return ask(f"{self.session}/execute/sync", "POST", {"script": script, "args": list(arguments)})

    def protocol(self, command, **parameters):
        """A command of the DevTools protocol."""
        body = {"cmd": command, "params": parameters}
        return ask(f"{self.session}/goog/cdp/execute", "POST", body)

    def press(self, keys):
        """Keys for whatever has the focus."""
        actions = [{"type": kind, "value": key} for key in keys for kind in ("keyDown", "keyUp")]
        body = {"actions": [{"type": "key", "id": "keyboard", "actions": actions}]}
        ask(f"{self.session}/actions", "POST", body)

    def click(self, selector):
        found = ask(f"{self.session}/element", "POST", {"using": "css selector", "value": selector})
        ask(f"{self.session}/element/{found[ELEMENT]}/click", "POST", {})

    def console(self):
        """Return the lines written to the console since the last call."""
        return ask(f"{self.session}/se/log", "POST", {"type": "browser"})

    def screen(self, width, height=800, mobile=False):
        self.protocol(
            "Emulation.setDeviceMetricsOverride",
            width=width, height=height, deviceScaleFactor=1, mobile=mobile,
        )

    def prefer(self, scheme):
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        self.protocol("Emulation.setEmulatedMedia", features=features)
