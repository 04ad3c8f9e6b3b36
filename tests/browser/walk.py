"""A birth letter walked in Chromium with script off, from the request to the checked PDF.

usage: walk.py ALURSURAT    (the program; run from the project's folder)

Everybody reads and presses only what can be seen, at a telephone's width. Then every page met on the
way, as it stood there, is shown to axe-core, which judges it by WCAG 2.2 A and AA.
"""
import pathlib
import re
import subprocess
import sys
import tempfile
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path[:0] = [str(ROOT / "tests" / "judges")]

from checks import Checks  # noqa: E402
from chromium import Chromium  # noqa: E402
from axe import accessible  # noqa: E402
from request import a_letter, fill_request  # noqa: E402
from town import Town  # noqa: E402

CHILD = "Bunga Lestari Kartikasari"
RESIDENT, RT, RW = "Rina Kartikasari", "Slamet Waluyo", "Mochamad Bahri"
CLERK, LURAH = "Dewi Anggraini", "Bambang Sutrisno"


class Walk:
    """The people of the story, one after the other in the same browser."""

    def __init__(self, checks, town, page, work):
        self.checks, self.town, self.page, self.work = checks, town, page, work
        self.visited = {}

    def note(self, who):
        """Keeps the page for the judge of accessibility, and measures it."""
        name, again = f"{who}, {self.page.title().split(' - ')[0]}", 1
        while name in self.visited:
            again += 1
            name = name.split(" (")[0] + f" ({again})"
        self.visited[name] = self.page.source()
        sideways = self.page.sideways()
        self.checks.that(sideways <= 0, f"fits a width of 360: {name}",
                         f"{self.page.address()} is {sideways} px too wide")

    def enter(self, who):
        """Through the demo's own door: its front page names everybody."""
        self.page.go(self.town.base)
        self.page.press(who)
        self.page.sees(who)
        self.note(who)

    def resident_asks(self):
        page = self.page
        self.enter(RESIDENT)
        page.go(self.town.base)
        page.sees("Surat apa yang Anda perlukan?", "Surat Keterangan Kelahiran")
        self.note(RESIDENT)
        page.press("Minta Surat Keterangan Kelahiran")
        page.sees("Surat Keterangan Kelahiran", "Tentang Anda (pelapor)", "Ibu")
        self.note(RESIDENT)
        page.press("Lanjutkan")
        if "Periksa jawaban Anda" in page.text():
            page.press("Kirim permohonan")
        page.sees("Ada yang perlu diperbaiki")
        self.note(RESIDENT)
        self.checks.that(True, "an empty form says what is missing")
        fill_request(page, CHILD, a_letter(self.work))
        page.sees("Periksa jawaban Anda", CHILD)
        self.note(RESIDENT)
        page.press("Kirim permohonan")
        shown = page.sees("Permohonan Anda sudah terkirim", "Nomor permohonan")
        self.note(RESIDENT)
        self.tracking = page.address().split("?")[0]
        self.ticket = re.search(r"Nomor permohonan:\s*(\S+)", shown).group(1)
        self.checks.that(self.ticket, "the resident asks for a letter and gets a number")

    def approves_by_link(self, who, title):
        page = self.page
        self.enter(who)
        page.press("Pesan")
        self.note(who)
        page.press("Buka")
        shown = page.sees("Tulis PIN Anda")
        self.checks.that(CHILD not in shown, f"{title} sees nothing before the PIN", shown)
        self.note(who)
        page.fill("PIN", self.town.pin)
        page.press("Buka surat")
        page.sees("Surat Keterangan Kelahiran", CHILD)
        self.note(who)
        page.press("Setujui")
        page.sees("Terima kasih", "Menyetujui, ")
        self.note(who)
        self.checks.that(True, f"{title} approves by link")

    def clerk_approves(self):
        page = self.page
        self.enter(CLERK)
        page.press("Antrean")
        page.sees("Rina Kartikasari")
        self.note(CLERK)
        page.press("Rina Kartikasari", inside=[self.ticket])
        page.sees("Data dan berkas", CHILD)
        self.note(CLERK)
        page.press("Setujui saja")
        page.sees("Keputusan tersimpan")
        self.checks.that(True, "the clerk works the queue")

    def lurah_signs(self):
        page = self.page
        self.enter(LURAH)
        page.press("Antrean")
        page.sees("Rina Kartikasari")
        self.note(LURAH)
        page.press("Tanda tangani")
        page.sees("Frasa sandi tanda tangan")
        self.note(LURAH)
        page.tick("Rina Kartikasari")
        page.fill("Frasa sandi tanda tangan", "salah sekali")
        page.press("Tanda tangani yang dicentang")
        page.sees("Ada yang perlu diperbaiki", "Frasa sandi tanda tangan")
        self.checks.that(True, "a wrong passphrase signs nothing")
        self.note(LURAH)
        page.tick("Rina Kartikasari")
        page.fill("Frasa sandi tanda tangan", self.town.passphrase)
        page.press("Tanda tangani yang dicentang")
        shown = page.sees("tanda")
        self.note(LURAH)
        self.checks.that("belum ditandatangani" not in shown, "the lurah signs with the passphrase", shown)

    def clerk_keeps_the_register(self):
        page = self.page
        self.enter(CLERK)
        page.press("Register")
        # Births and deaths share their code, and so their numbers.
        page.sees("Buku register", "Kelurahan Jati", "Surat berkode 400.12.3.1")
        self.note(CLERK)
        page.press("Surat berkode 400.12.3.1")
        page.sees("Terbit", self.ticket, "Rina Kartikasari")
        self.note(CLERK)
        page.press("Lihat untuk dicetak")
        page.sees("Buku Register Surat berkode 400.12.3.1", "Lurah Jati", self.ticket)
        self.note(CLERK)
        page.press("Kembali ke buku")
        page.press("Pesan nomor untuk kertas")
        page.sees("Nomor yang dipesan tidak dipakai mesin")
        self.note(CLERK)
        page.press("Pesan nomor")
        page.sees("Ada yang perlu diperbaiki", "Tulis alasannya")
        self.note(CLERK)
        page.fill("Berapa nomor berikutnya?", "1")
        page.fill("Alasannya", "Listrik padam")
        page.press("Pesan nomor")
        page.sees("Nomor sudah dipesan", "Dipesan untuk kertas")
        self.note(CLERK)
        page.press("Isi atau batalkan")
        page.sees("Sudah dipakai di kertas", "Batalkan nomor ini")
        self.note(CLERK)
        page.fill("Jenis surat", "Surat Keterangan Usaha")
        page.fill("Atas nama", "Wayan Sudirja")
        page.press("Simpan")
        page.sees("Pemakaian nomor sudah dicatat", "Wayan Sudirja", "Dipakai di kertas")
        self.note(CLERK)
        self.checks.that(True, "the clerk keeps the register")
        self.enter(RT)
        page.press("Register")
        page.press("Pengantar RT")
        page.sees("permohonan selesai")
        self.note(RT)
        self.checks.that(True, "the RT reads the book of the introductions")

    def resident_fetches(self):
        page = self.page
        self.enter(RESIDENT)
        page.go(self.tracking)
        page.sees("Unduh", "Nomor surat")
        self.note(RESIDENT)
        address = page.link("Unduh Surat Keterangan Kelahiran")
        cookies = "; ".join(f"{name}={value}" for name, value in page.cookies().items())
        asked = urllib.request.Request(address, headers={"cookie": cookies})
        with urllib.request.urlopen(asked, timeout=30) as answer:
            kind, body = answer.headers.get_content_type(), answer.read()
        self.pdf = self.work / "letter.pdf"
        self.pdf.write_bytes(body)
        self.checks.that(kind == "application/pdf" and body.startswith(b"%PDF-"),
                         "the resident downloads the PDF", kind)
        seen = subprocess.run(["pdfsig", "-nocert", self.pdf], capture_output=True, text=True).stdout
        self.checks.that("Signature is Valid" in seen, "pdfsig: the downloaded letter is valid", seen)
        text = subprocess.run(["pdftotext", self.pdf, "-"], capture_output=True, text=True).stdout
        joined = re.sub(r"\s", "", text).upper()
        self.checks.that(CHILD.replace(" ", "").upper() in joined, "the letter names the child", text)
        self.check_address = page.link("Halaman keaslian surat ini")
        code = self.check_address.rstrip("/").rsplit("/", 1)[-1].replace("-", "")
        self.checks.that(code in joined.replace("-", ""), "the letter carries the code of its page", text)

    def anyone_checks(self):
        page = self.page
        page.press("Keluar")
        page.go(self.check_address)
        shown = page.sees("Isi catatan kami", "Surat Keterangan Kelahiran")
        self.note("anyone")
        self.checks.that(CHILD not in shown, "the public page does not name the child", shown)
        page.fill("Berkas surat (PDF)", str(self.pdf))
        page.press("Bandingkan")
        page.sees("Berkas ini asli")
        self.note("anyone")
        broken = self.work / "changed.pdf"
        body = bytearray(self.pdf.read_bytes())
        body[len(body) // 2] ^= 1
        broken.write_bytes(body)
        page.go(self.check_address)
        page.fill("Berkas surat (PDF)", str(broken))
        page.press("Bandingkan")
        page.sees("Berkas ini berbeda")
        self.note("anyone")
        self.checks.that(True, "a changed file is told from the letter")
        code = self.check_address.rstrip("/").rsplit("/", 1)[-1]
        page.go(self.town.base)
        page.press("Periksa surat")
        self.note("anyone")
        page.fill("Kode di dekat gambar QR", code)
        page.press("Periksa kode")
        page.sees("Isi catatan kami")
        self.checks.that(True, "anyone checks the letter by its code")
        page.press("Periksa keaslian surat")
        page.fill("Berkas surat (PDF)", str(self.pdf))
        page.press("Bandingkan")
        page.sees("Berkas ini asli")
        self.note("anyone")

    def all(self):
        self.resident_asks()
        self.approves_by_link(RT, "the RT")
        self.approves_by_link(RW, "the RW")
        self.clerk_approves()
        self.lurah_signs()
        self.clerk_keeps_the_register()
        self.resident_fetches()
        self.anyone_checks()


def script_is_off(checks):
    with Chromium(script=False) as page:
        page.go("data:text/html,<p id=a>off</p><script>a.textContent='on'</script>")
        checks.that(page.text() == "off", "pages run no script here", page.text())


def main():
    program = pathlib.Path(sys.argv[1]).resolve()
    checks = Checks()
    with tempfile.TemporaryDirectory(prefix="alursurat-walk-") as folder:
        work = pathlib.Path(folder)
        with Town(program, work, ROOT) as town:
            script_is_off(checks)
            visited = {}
            try:
                with Chromium(script=False) as page:
                    walk = Walk(checks, town, page, work)
                    visited = walk.visited
                    try:
                        walk.all()
                    except Exception:
                        page.picture(program.parent / "walk-failed.png")
                        raise
            except Exception as error:
                checks.that(False, "the letter is walked to its end", error)
            accessible(checks, visited)
    checks.close()


if __name__ == "__main__":
    main()
