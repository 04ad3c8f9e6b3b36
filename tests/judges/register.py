"""The workbook of a register book before openpyxl, which we did not write.

usage: register.py ALURSURAT    (the program; run from the project's folder)

The demo serves its pages; a clerk reserves numbers for paper, fills one in with words that a spreadsheet
would take for a formula, and downloads the book.
"""
import datetime
import html
import http.cookiejar
import io
import pathlib
import re
import subprocess
import sys
import tempfile
import urllib.parse
import urllib.request

import openpyxl

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path[:0] = [str(ROOT / "tests" / "browser")]

from checks import Checks  # noqa: E402
from town import Town  # noqa: E402

CLERK = "Dewi Anggraini"
WORDS = ['=HYPERLINK("http://jahat.example","x")', "+62 811", "-1+1", "@SUM(A1:A9)"]
HEADS = ["No. urut", "Nomor surat", "Tanggal", "Jenis surat", "Atas nama", "Nomor permohonan",
         "Keadaan", "Keterangan"]


def today():
    """The day at the demo's office, which is in the zone WIB."""
    return datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=7))).date()


class Clerk:
    """A browser without pictures: it keeps its cookie and follows links."""

    def __init__(self, town):
        self.base = town.base
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(jar)
        self.opener.addheaders = [("Origin", town.base)]
        self.open(re.search(rf"{CLERK}.*?(/masuk/\S+)", town.said()).group(1))

    def raw(self, path, data=None):
        body = urllib.parse.urlencode(data).encode() if data else None
        with self.opener.open(self.base + path, body, timeout=60) as answer:
            return answer.read()

    def open(self, path, data=None):
        self.page = self.raw(path, data).decode()
        return self.page

    def link(self, pattern):
        """The first link of the page that fits."""
        return html.unescape(re.search(rf'href="([^"]*{pattern}[^"]*)"', self.page).group(1))

    def send(self, action, **typed):
        form = re.search(rf'action="{action}">(.*?)</form>', self.page, re.S).group(1)
        held = re.findall(r'type="hidden" name="([^"]*)" value="([^"]*)"', form)
        return self.open(action, {name: html.unescape(text) for name, text in held} | typed)


def write_on_paper(clerk):
    """Four numbers for paper, one for each kind of dangerous word."""
    clerk.open("/register")
    clerk.open(clerk.link("/register/buku"))
    book = clerk.page
    clerk.open(clerk.link("/register/pesan"))
    clerk.send("/register/pesan", banyak=str(len(WORDS)), alasan="=1+1")
    numbers = re.findall(r'href="([^"]*/register/nomor[^"]*)"', clerk.page)
    day = today()
    for number, words in zip(numbers, WORDS):
        clerk.open(html.unescape(number))
        clerk.send("/register/nomor/pakai", surat=words, nama=words,
                   **{"tanggal.d": day.day, "tanggal.m": day.month, "tanggal.y": day.year})
    clerk.page = book
    clerk.open(clerk.link("semua"))
    return len(numbers)


def judge(checks, data):
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book.active
    rows = list(sheet.iter_rows())
    checks.that(book.properties.title.startswith("Buku Register"), "the workbook has a title",
                book.properties.title)
    checks.that(str(rows[0][0].value) == book.properties.title, "the title stands on the sheet")
    checks.that([cell.value for cell in rows[4]] == HEADS, "the columns have their names",
                [cell.value for cell in rows[4]])
    checks.that(sheet.freeze_panes == "A6", "the names of the columns stay", sheet.freeze_panes)
    checks.that(sheet.page_setup.orientation == "landscape" and int(sheet.page_setup.paperSize) == 9,
                "it prints on A4, landscape")
    lines = rows[5:]
    checks.that(len(lines) >= len(WORDS) + 1, "letters and paper are in it", len(lines))
    cells = [cell for row in rows for cell in row]
    checks.that(not [cell.coordinate for cell in cells if cell.data_type == "f"],
                "no cell is a formula")
    checks.that(not [cell.coordinate for cell in cells if cell.hyperlink], "no cell is a link")
    checks.that(all(row[1].data_type == "s" and row[1].number_format == "@" for row in lines),
                "the numbers of letters are texts")
    checks.that(all(isinstance(row[2].value, datetime.datetime) and row[2].is_date for row in lines),
                "the dates are dates", [row[2].value for row in lines])
    checks.that(all(row[2].value.date() <= today() for row in lines),
                "and lie not after today")
    order = [row[0].value for row in lines]
    checks.that(order == sorted(order) and len(set(order)) == len(order),
                "every number once, in order", order)
    names = [row[4].value for row in lines]
    for words in WORDS:
        checks.that(words in names, f"{words} is kept as it was written", names)


def main():
    program = pathlib.Path(sys.argv[1]).resolve()
    checks = Checks()
    with tempfile.TemporaryDirectory(prefix="alursurat-register-") as folder:
        work = pathlib.Path(folder)
        with Town(program, work, ROOT) as town:
            town.passphrase
            clerk = Clerk(town)
            kept = write_on_paper(clerk)
            checks.that(kept == len(WORDS), "the clerk reserves numbers and fills them in", kept)
            judge(checks, clerk.raw(clerk.link("/register/unduh")))
        told = subprocess.run([program, "register", "check", "--data", work / "town"],
                              capture_output=True, text=True, cwd=ROOT)
        checks.that(told.returncode == 0 and "All whole" in told.stdout,
                    "alursurat register check: all whole", told.stdout + told.stderr)
    checks.close()


if __name__ == "__main__":
    main()
