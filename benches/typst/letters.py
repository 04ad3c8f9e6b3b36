"""How many birth letters a second of its processor typst makes: the compiler warm in one process, fonts loaded.

usage: letters.py SECONDS FONTS < FACTS   (the folder of the fonts; one JSON object of facts a line)
The facts are those of our own letters. What typst is given ready-made, outside the clock: dates, ages and numbers
in words, staff numbers in groups, and the code as pixels (noise of the right size: typst has no QR codes).
It writes a tagged PDF/A-2a, as ours is. Prints one number, and to the error output the size of a letter.
"""
import json
import pathlib
import sys
import time

import typst

SIDE = 33
DAYS = ["Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"]
MONTHS = ["Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober",
          "November", "Desember"]
WORDS = ["nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan"]


def day(text):
    return time.strptime(text, "%Y-%m-%d")


def long(text):
    when = day(text)
    return f"{when.tm_mday} {MONTHS[when.tm_mon - 1]} {when.tm_year}"


def person(one, today):
    born, now, place = day(one["birth_date"]), day(today), one["address"]
    age = now.tm_year - born.tm_year - ((now.tm_mon, now.tm_mday) < (born.tm_mon, born.tm_mday))
    nik = one["nik"]
    return {"name": one["name"], "nik": " ".join(nik[at:at + 4] for at in range(0, 16, 4)), "age": age,
            "work": one["occupation"],
            "address": f"{place['street']} RT {place['rt']:03} RW {place['rw']:03}"}


def prepared(n, facts):
    names, signer = facts["names"], facts["signers"][0]
    office, today, nip = names["office_of"], names["today"], signer["nip"]
    kelurahan = office["kelurahan"]
    return {
        "address": kelurahan["address"], "phone": kelurahan["phone"], "email": kelurahan["email"],
        "town": office["kabupaten"]["name"], "district": office["kecamatan"]["name"], "village": kelurahan["name"],
        "number": names["letter"]["number"], "day": DAYS[day(names["birth_date"]).tm_wday],
        "date": long(names["birth_date"]), "time": names["birth_time"].replace(":", "."),
        "place": names["birth_place"].title(), "child": names["child_name"], "sex": names["sex"]["words"],
        "order": f"{names['child_order']} ({WORDS[names['child_order']]})", "birth": names["birth_kind"]["words"],
        "weight": f"{names['weight'] // 1000}.{names['weight'] % 1000:03}", "length": names["length"],
        "kind": names["place_kind"]["words"], "helper": names["helper"]["words"],
        "mother": person(names["mother"], today), "father": person(names["father"], today),
        "applicant": person(names["applicant"], today), "relation": names["relation"]["words"],
        "witnesses": [person(one["person"], today) for one in names["witnesses"]],
        "url": facts["check_url"], "side": SIDE,
        "code": [255 * (n * 2654435761 + at * 40503 >> at % 13 & 1) for at in range(SIDE * SIDE)],
        "signed": long(names["letter"]["date"]), "lurah": signer["name"], "rank": signer["rank"],
        "nip": f"{nip[:8]} {nip[8:14]} {nip[14:15]} {nip[15:]}", "title": facts["title"]}


def main():
    seconds, fonts = float(sys.argv[1]), sys.argv[2]
    source = pathlib.Path(__file__).with_name("letter.typ")
    compiler = typst.Compiler(str(source), font_paths=[fonts], ignore_system_fonts=True)
    letters = [json.dumps(prepared(n, json.loads(line))) for n, line in enumerate(sys.stdin)]

    def letter(n):
        data = {"data": letters[n % len(letters)]}
        return compiler.compile(format="pdf", pdf_standards=["a-2a"], sys_inputs=data)

    size = len(letter(0))
    for n in range(20):
        letter(n)
    # Typst's own threads count as well.
    began, done = time.process_time(), 0
    while time.process_time() - began < seconds:
        done += 1
        letter(20 + done)
    print(f"typst {typst.__version__}: {size} bytes", file=sys.stderr)
    print(done / (time.process_time() - began))


main()
