"""axe-core over the pages of a walk, at a telephone's width, by day and by night."""
import http.server
import pathlib
import threading

import axe_playwright_python

from chromium import Chromium

SCRIPT = pathlib.Path(axe_playwright_python.__file__).parent / "axe.min.js"
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
ASK = """
const done = arguments[1];
axe.run(document, arguments[0]).then(
  r => done(r.violations.map(v => v.id + ': ' + v.help + ': ' + v.nodes.map(n => n.target).join(' '))),
  e => done(['axe failed: ' + e]));
"""


def accessible(checks, pages):
    """Judges pages (name to source). They are shown as they stood, with a browser that runs axe."""
    # A judge that cannot say no is none: the first page is wrong on purpose.
    pages = {"a wrong page": "<html><title>x</title><img src=x><input></html>", **pages}
    sources = list(pages.values())

    class Shelf(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            asked = self.path.strip("/")
            if not asked.isdigit():
                return self.send_error(404)
            body = sources[int(asked)].encode()
            self.send_response(200)
            self.send_header("content-type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    shelf = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Shelf)
    threading.Thread(target=shelf.serve_forever, daemon=True).start()
    try:
        with Chromium(script=True) as page:
            for dark in (False, True):
                page.at_night(dark)
                light = "dark" if dark else "light"
                for n, name in enumerate(pages):
                    page.go(f"http://127.0.0.1:{shelf.server_port}/{n}")
                    page.run(SCRIPT.read_text())
                    found = page.run_async(ASK, RULES)
                    if n == 0:
                        checks.that(len(found) > 2, f"axe finds what is wrong on a wrong page, {light}", found)
                    else:
                        checks.that(not found, f"axe, {light}: {name}", "\n".join(found))
    finally:
        shelf.shutdown()
