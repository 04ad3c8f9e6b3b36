"""Fills the request for a birth letter by the words on the page."""
import datetime
import struct
import zlib

from chromium import NotSeen

MONTHS = ("Januari Februari Maret April Mei Juni Juli Agustus September Oktober November "
          "Desember").split()


def a_letter(work):
    """An uploaded paper: a grey picture, as PNG."""
    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
    size = struct.pack(">IIBBBBB", 64, 64, 8, 0, 0, 0, 0)
    rows = b"".join(b"\0" + bytes([128] * 64) for _ in range(64))
    path = work / "paper.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", size) +
                     chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))
    return path


def date(page, section, label, day):
    inside = [section, label]
    page.fill("Tanggal", str(day.day), inside)
    page.choose("Bulan", MONTHS[day.month - 1], inside)
    page.fill("Tahun", str(day.year), inside)


def person(page, section, nik, name, born, work):
    """Fills what the section asks of a person."""
    if page.offers("NIK", [section]):
        page.fill("NIK", nik, [section])
    page.fill("Nama lengkap", name, [section])
    if page.offers("Tanggal", [section, "Tanggal lahir"]):
        date(page, section, "Tanggal lahir", born)
    if page.offers("Pekerjaan", [section]):
        page.fill("Pekerjaan", work, [section])
    if page.offers("Jalan dan nomor", [section]):
        page.fill("Jalan dan nomor", "Jl. Ikan Tongkol No. 12", [section])
        page.fill("RT", "3", [section])
        page.fill("RW", "5", [section])
        try:
            page.choose("Kelurahan atau desa", "Jati", [section])
        except (NotSeen, RuntimeError):
            page.fill("Kelurahan atau desa", "35.74.03.1004", [section])


def fill_request(page, child, paper):
    """Answers until the page asks nothing more, and shows all answers for a last look."""
    data = "Data untuk surat"
    born = datetime.date.today() - datetime.timedelta(days=9)
    if page.offers("Nama lengkap", ["Tentang Anda (pelapor)"]):
        person(page, "Tentang Anda (pelapor)", "3574034708929001", "Rina Kartikasari",
               datetime.date(1992, 8, 7), "Guru")
    page.fill("Nama anak", child)
    page.tick("Perempuan", [data, "Jenis kelamin"])
    date(page, data, "Tanggal lahir", born)
    page.fill("Pukul lahir", "04.35")
    page.fill("Kota atau kabupaten kelahiran", "Kota Probolinggo")
    page.fill("Anak ke-", "2")
    page.tick("RS/RB", ["Tempat dilahirkan"])
    page.tick("Bidan/perawat", ["Penolong kelahiran"])
    person(page, "Ibu", "3574034708929001", "Rina Kartikasari", datetime.date(1992, 8, 7), "Guru")
    page.tick("Orang tua", ["Hubungan pelapor dengan bayi"])
    papers = ["Surat kelahiran dari rumah sakit, puskesmas, dokter, atau bidan", "Kartu Keluarga", "Buku nikah"]
    for _ in range(4):
        for title in [title for title in papers if page.offers(title)]:
            page.fill(title, str(paper))
            papers.remove(title)
        page.press("Lanjutkan")
        if "Periksa jawaban Anda" in page.text():
            return
    raise NotSeen(f"the form asks without end:\n{page.text()}")
