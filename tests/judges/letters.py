"""Letters before programs that we did not write: poppler, qpdf, pikepdf's PDF/A check.

usage: letters.py ALURSURAT    (the program; run from the project's folder)
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile

from archive import pdfa_findings
from checks import Checks

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
FACTS = HERE / "birth.facts.json"
TEXT = HERE / "birth.txt"


def run(*command, **more):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, **more)
    done.all = done.stdout + done.stderr
    return done


def letter(program, facts, out, *edition, before=(), name="birth", **env):
    """Writes an edition of the letter of `facts`, without more a draft; every path absolute, so that the
    folder does not matter."""
    where = env.pop("cwd", ROOT)
    made = run(*before, program, "letter", name, "--data", facts, "--out", out,
               "--templates", ROOT / "letter-templates", *edition, cwd=where, env={**os.environ, **env})
    assert made.returncode == 0, made.all
    return out.read_bytes()


FINAL, PLAIN, DRAFT = ("--final",), ("--final", "--without-fields"), ()


def demo(checks, program, work):
    """Two runs over one data folder: each leaves signed letters, and the second the next numbers."""
    runs, signed, facts = [], [], []
    for turn in ("first", "second"):
        out = work / turn
        told = run(program, "demo", "--no-serve", "--data", work / "data", "--out", out, cwd=ROOT)
        checks.that(told.returncode == 0, f"the {turn} demo ends with 0", told.all[-3000:])
        found = sorted(file for file in out.rglob("*.pdf") if not file.name.startswith("complaint-"))
        checks.that(len(found) == 6, f"the {turn} demo leaves six letters", found)
        checks.that((out / "demo-root.pem").exists(), f"the {turn} demo leaves the root certificate")
        signed += found
        series = {}
        for file in sorted(out.rglob("*.json")):
            facts.append(file)
            # Code and office name the series, the year and the month are those of both runs.
            code, number, office = json.loads(file.read_text())["names"]["letter"]["number"].split("/")[:3]
            series.setdefault((code, office), []).append(int(number))
        runs.append(series)
    together = {key: sorted(runs[0].get(key, [])) + sorted(runs[1][key]) for key in runs[1]}
    checks.that(together and all(drawn == list(range(1, len(drawn) + 1)) for drawn in together.values()),
                "the second run adds the next numbers of each series, without gap or repeat", runs)
    return signed, facts


def signed_letters(checks, program, work, signed, facts):
    for file in signed:
        name = f"{file.parent.name}/{file.name}"
        seen = run("pdfsig", "-nocert", file)
        verdicts = [l for l in seen.stdout.splitlines() if "Signature Validation" in l]
        checks.that(verdicts and all("Signature is Valid" in l for l in verdicts),
                    f"pdfsig: {name} is valid", seen.all)
        whole = run("qpdf", "--check", file)
        checks.that(whole.returncode == 0 and "No syntax or stream encoding errors" in whole.stdout,
                    f"qpdf: {name} is clean", whole.all)
        _, findings = pdfa_findings(file)
        # A signed file has a form, which this validator does not judge; nothing else may be amiss.
        others = [f for f in findings if "unsupported" not in f.lower() or "acroform" not in f.lower()]
        checks.that(not others, f"pikepdf: {name} has nothing against PDF/A-2b but its form", others)
    for file in facts:
        name = f"{file.parent.name}/{file.name}"
        service = file.name.split("-")[0]
        again = letter(program, file, work / "again.pdf", *FINAL, name=service)
        began = [s for s in signed if s.parent == file.parent and s.read_bytes().startswith(again)]
        checks.that(began, f"{name}: the same facts give the bytes that were signed")
        plain = work / "plain.pdf"
        letter(program, file, plain, *PLAIN, name=service)
        passed, findings = pdfa_findings(plain)
        checks.that(passed and not findings, f"pikepdf: {name} without fields is PDF/A-2b", findings)


def fixed_letter(checks, program, work):
    """One letter with checked-in facts: what is read, and that its bytes depend on nothing else."""
    here = work / "fixed.pdf"
    first = letter(program, FACTS, here, *FINAL)
    shown = run("pdftotext", "-enc", "UTF-8", here, "-").stdout
    if "--bless" in sys.argv:
        TEXT.write_text(shown)
    checks.that(shown == TEXT.read_text(), "pdftotext reads the letter in the order of birth.txt", shown)
    info = run("pdfinfo", here).stdout
    checks.that("Tagged:          yes" in info, "pdfinfo: the letter is tagged", info)
    tree = run("pdfinfo", "-struct-text", here).stdout
    checks.that("Document" in tree and "RINA WULANDARI" in tree.upper(),
                "pdfinfo: the structure holds the text", tree)
    plain = work / "fixed-plain.pdf"
    letter(program, FACTS, plain, *PLAIN)
    passed, findings = pdfa_findings(plain)
    checks.that(passed and not findings, "pikepdf: the fixed letter without fields is PDF/A-2b", findings)
    for what in (here, plain):
        whole = run("qpdf", "--check", what)
        checks.that(whole.returncode == 0, f"qpdf: {what.name} is clean", whole.all)

    elsewhere = work / "another folder"
    elsewhere.mkdir()
    surroundings = {
        "a day later": dict(before=("faketime", "-f", "+1d")),
        "in another zone": dict(TZ="Asia/Jayapura"),
        "in another locale": dict(LC_ALL="tr_TR.UTF-8", LANG="tr_TR.UTF-8"),
        "in another folder": dict(cwd=elsewhere, HOME=str(elsewhere)),
        "with all of these": dict(before=("faketime", "-f", "+1d"), TZ="America/New_York",
                                  LC_ALL="C", LANG="C", cwd=elsewhere, HOME=str(elsewhere)),
    }
    # Else "a day later" would prove nothing.
    now = [run(*clock, "date", "+%F").stdout for clock in ((), ("faketime", "-f", "+1d"))]
    checks.that(now[0] != now[1], "faketime moves the clock", now)
    for edition in (FINAL, PLAIN, DRAFT):
        base = letter(program, FACTS, work / "base.pdf", *edition)
        checks.that((base == first) == (edition == FINAL), f"{edition or 'a draft'} is an edition of its own")
        for name, change in surroundings.items():
            same = letter(program, FACTS, work / "other.pdf", *edition, **change) == base
            checks.that(same, f"the same bytes {name} {' '.join(edition)}".rstrip())
    draft = run("pdftotext", "-layout", work / "base.pdf", "-").stdout
    checks.that("belum berlaku" in draft and "Nomor: - (draf)" in draft,
                "without --final a letter is a draft, and says so", draft)


def main():
    program = pathlib.Path(sys.argv[1]).resolve()
    checks = Checks()
    with tempfile.TemporaryDirectory(prefix="alursurat-letters-") as folder:
        work = pathlib.Path(folder)
        fixed_letter(checks, program, work)
        signed, facts = demo(checks, program, work)
        checks.that(len(signed) >= 2 and len(facts) >= 2, "each demo leaves a letter and its facts",
                    [signed, facts])
        signed_letters(checks, program, work, signed, facts)
    checks.close()


if __name__ == "__main__":
    main()
