"""How many birth letters a second typst makes: its compiler kept warm, every field changed, PDF/A-2b.

usage: letters.py SECONDS FONTS    (of processor time; the folder of the fonts)
Prints one number.
"""
import json
import pathlib
import sys
import time

import typst

SIDE = 33
NAMES = ["Muhammad Rizky", "Siti Aminah", "Bagus Santoso", "Ni Luh Ayu", "Dewi Lestari", "Budi Pratama", "Rini Wulan"]
STREETS = ["Jalan Ikan Tongkol", "Jalan Melati", "Jalan Cokroaminoto", "Gang Mawar", "Jalan Mastrip"]


def pick(words, n):
    return words[n % len(words)]


def person(n):
    return {"name": f"{pick(NAMES, n)} {n}", "nik": f"3574 0343 {n % 10000:04} 9{n % 1000:03}", "age": 20 + n % 40,
            "work": pick(["Guru", "Petani", "Karyawan swasta"], n), "address": f"{pick(STREETS, n)} No. {n % 200} RT 003 RW 005"}


def facts(n):
    return {"address": f"{pick(STREETS, n)} Nomor {n % 90}", "phone": f"(0335) {n % 1000000:06}", "email": f"desa{n}@contoh.example",
            "town": "Kota Contoh", "district": f"Mayangan {n % 9}", "village": f"Jati {n % 9}", "number": f"400.12.3.1/{n:04}/35.74/XI/2026",
            "day": pick(["Minggu", "Senin", "Selasa"], n), "date": f"{1 + n % 28} November 2026", "time": f"{n % 24:02}.{n % 60:02}",
            "place": pick(["Kota Probolinggo", "Kota Contoh"], n), "child": f"{pick(NAMES, n + 1)} {pick(NAMES, n + 2)}"[:34],
            "sex": pick(["Laki-laki", "Perempuan"], n), "order": f"{1 + n % 9} (dua)", "weight": 2500 + n % 2000, "kind": pick(["Rumah", "RSUD"], n),
            "helper": pick(["Bidan", "Dokter"], n), "mother": person(n + 3), "father": person(n + 4), "witnesses": [person(n + 5), person(n + 6)],
            "relation": pick(["Orang tua", "Keluarga"], n), "url": f"https://surat.contoh.example/v/{n:012}", "side": SIDE,
            "code": [255 * ((n >> at % 16) + at & 1) for at in range(SIDE * SIDE)], "signed": f"{1 + n % 28} November 2026",
            "lurah": f"{pick(NAMES, n + 7)}, S.Sos.", "nip": f"19810305 200501 2 {n % 1000:03}"}


def main():
    seconds, fonts = float(sys.argv[1]), sys.argv[2]
    source = pathlib.Path(__file__).with_name("letter.typ")
    compiler = typst.Compiler(str(source), font_paths=[fonts], ignore_system_fonts=True)

    def letter(n):
        data = {"data": json.dumps(facts(n))}
        return compiler.compile(format="pdf", pdf_standards=["a-2b"], sys_inputs=data)

    assert letter(0).startswith(b"%PDF-")
    for n in range(20):
        letter(n)
    began, done = time.process_time(), 0
    while time.process_time() - began < seconds:
        done += 1
        letter(100 + done)
    print(done / (time.process_time() - began))


main()
