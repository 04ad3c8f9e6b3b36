#!/usr/bin/env python3
"""What programs that we did not write say of our signatures: pyHanko, poppler, qpdf.

    signature.py FILE ROOT [OTHER_ROOT]   one signed letter and the PEM of its root
    signature.py PROGRAM                  the letters of PROGRAM's demo, and those that the
                                          integration tests leave in the build folder
    signature.py --self-test FILE ROOT    shows that each judge can say no

Without OTHER_ROOT a foreign root is made. The last line is `N passed, M failed`; the status is
not 0 if anything failed.
"""

import datetime
import io
import logging
import pathlib
import subprocess
import sys
import tempfile

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from pyhanko.keys import load_certs_from_pemder
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.pdf_embedded import read_certification_data
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

logging.disable(logging.CRITICAL)
PLACES = 64
passed = failed = 0


def check(what, holds):
    global passed, failed
    passed, failed = passed + bool(holds), failed + (not holds)
    print("ok  " if holds else "FAIL", what, flush=True)


def roots_of(path):
    """The certificates of a PEM file: who signs for another may chain to a root of his own."""
    return list(load_certs_from_pemder([str(path)]))


def statuses(data, roots):
    """What pyHanko finds out about every signature; raises where it refuses the file."""
    reader = PdfFileReader(io.BytesIO(data), strict=True)
    for signature in reader.embedded_signatures:
        # The claimed time, as our own verifier takes it; B-B has no other.
        when = signature.self_reported_timestamp
        context = ValidationContext(
            trust_roots=roots, moment=when, allow_fetching=False, best_signature_time=when
        )
        yield signature, validate_pdf_signature(signature, signer_validation_context=context)


def pyhanko(data, root):
    """Verdicts (intact, trusted) of every signature, or an empty list if the file is refused."""
    try:
        found = []
        for _, status in statuses(data, root):
            changes = status.modification_level in (
                ModificationLevel.NONE,
                ModificationLevel.FORM_FILLING,
            )
            intact = status.intact and status.valid and status.docmdp_ok and changes
            found.append((intact, status.trusted and status.bottom_line))
        return found
    except Exception:  # noqa: BLE001 - a reader may refuse a broken file in any way
        return []


def accepts(data, root, count=1):
    """Whether there are at least `count` signatures, and all of them are good."""
    found = pyhanko(data, root)
    return len(found) >= count and all(intact and trusted for intact, trusted in found)


def tool(*command):
    done = subprocess.run(command, capture_output=True, text=True, errors="replace")
    return done.returncode, done.stdout + done.stderr


def pdfsig_accepts(path):
    _, says = tool("pdfsig", "-nocert", str(path))
    said = [line for line in says.splitlines() if "Signature Validation:" in line]
    return bool(said) and all("Signature is Valid." in line for line in said)


def qpdf_accepts(path):
    status, says = tool("qpdf", "--check", str(path))
    return status == 0 and "WARNING" not in says


def judge(path, root_path, other_path):
    data = path.read_bytes()
    root, other = roots_of(root_path), roots_of(other_path)
    name = path.name
    check(f"{name}: pyHanko finds every signature valid and trusted", accepts(data, root, data.count(b"/Contents<")))
    intact = [i for i, _ in pyhanko(data, other)]
    check(f"{name}: pyHanko does not trust it under another root", not accepts(data, other))
    check(f"{name}: but finds it intact", bool(intact) and all(intact))
    # Within the CMS pyHanko passes over a few bytes (versions, lists of algorithms), and over
    # zeros after it; there our own verifier refuses every change, as `ours` and its tests show.
    places = spread(data, without=last_signature(data))
    count = data.count(b"/Contents<")  # a change may hide the last signature from pyHanko
    passing = [at for at in places if accepts(changed(data, at), root, count)]
    check(f"{name}: pyHanko refuses one changed byte at {len(places)} places {passing}", not passing)
    check(f"{name}: pdfsig finds every signature valid", pdfsig_accepts(path))
    check(f"{name}: qpdf finds nothing to mend", qpdf_accepts(path))


WHOLE, REVISION = SignatureCoverageLevel.ENTIRE_FILE, SignatureCoverageLevel.ENTIRE_REVISION
# The permission of the letter, then of each signature: kind of key, what it covers, the worst that
# followed, and the fields that it locks.
LATER, NOTHING = ModificationLevel.FORM_FILLING, ModificationLevel.NONE
APPROVED = [("rsa", REVISION, LATER, None), ("ec", WHOLE, NOTHING, None)]
CERTIFIED = [("rsa", REVISION, LATER, None), ("ec", WHOLE, NOTHING, "/All")]
EXPECTED = {
    "late": (None, APPROVED),
    "certified": (1, [("rsa", WHOLE, NOTHING, None)]),
    "certified-late": (2, CERTIFIED),
}


def says(data, root):
    """The same of a letter as pyHanko reads it."""
    certification = read_certification_data(PdfFileReader(io.BytesIO(data), strict=True))
    permission = certification and certification.permission.value
    found = []
    for signature, status in statuses(data, root):
        kind = signature.signer_cert.public_key.algorithm
        lock = signature.fieldmdp and signature.fieldmdp.action.value
        found.append((kind, status.coverage, status.modification_level, lock))
    return permission, found


def turned(data):
    """The letter with its first page upside down, by an update that nobody signed."""
    writer = IncrementalPdfFileWriter(io.BytesIO(data))
    page = writer.root["/Pages"]["/Kids"][0].get_object()
    page["/Rotate"] = generic.NumberObject(180)
    writer.update_container(page)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def followed(program, path, root_path, expected):
    """What may follow each signature of a letter, and what becomes of one that was added to."""
    name, data, root = path.name, path.read_bytes(), roots_of(root_path)
    found = says(data, root)
    check(f"{name}: pyHanko reads permission, coverage, changes and locks as meant {found}", found == expected)
    bent = turned(data)
    check(f"{name}: pyHanko refuses it with a page turned", not accepts(bent, root))
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder) / "turned.pdf"
        file.write_bytes(bent)
        done = subprocess.run([program, "verify", str(file), "--trust", str(root_path)], capture_output=True)
    check(f"{name}: alursurat verify refuses it, too", done.returncode in (1, 2))


def spread(data, without=range(0)):
    """Evenly spread places, none of them within `without`."""
    left = [at for at in range(len(data)) if at not in without]
    return [left[n * (len(left) - 1) // (PLACES - 1)] for n in range(PLACES)]


def last_signature(data):
    """Where the digits of the last signature stand: the only bytes that no signature covers."""
    start = data.rfind(b"/Contents<") + len(b"/Contents<")
    return range(start, data.find(b">", start))


def changed(data, at):
    return data[:at] + bytes([data[at] ^ 0x01]) + data[at + 1 :]


def ours(program, path, root_path, other_path):
    """Our own command on the same file, and on every place where the others were asked."""
    run = lambda file, root: subprocess.run(
        [program, "verify", str(file), "--trust", str(root)], capture_output=True
    ).returncode
    name, data = path.name, path.read_bytes()
    check(f"{name}: alursurat verify says 0", run(path, root_path) == 0)
    check(f"{name}: and 1 under another root", run(path, other_path) == 1)
    wrong = []
    with tempfile.TemporaryDirectory() as folder:
        bent = pathlib.Path(folder) / "bent.pdf"
        for at in spread(data):
            bent.write_bytes(changed(data, at))
            if run(bent, root_path) not in (1, 2):
                wrong.append(at)
    check(f"{name}: and 1 or 2 after one changed byte at {PLACES} places {wrong}", not wrong)


def foreign_root(folder):
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Akar Lain")])
    start = datetime.datetime(2020, 1, 1)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + datetime.timedelta(days=365 * 30))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = pathlib.Path(folder) / "foreign-root.pem"
    path.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    return path


def of_program(program, folder):
    """The letters of the demo, then those of the integration tests: (file, root) each."""
    out = pathlib.Path(folder) / "out"
    demo = subprocess.run(
        [program, "demo", "--no-serve", "--data", str(pathlib.Path(folder) / "data"), "--out", str(out)],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )
    letters = sorted(letter for letter in out.glob("*.pdf") if not letter.name.startswith("complaint-"))
    check("alursurat demo leaves six signed letters", demo.returncode == 0 and len(letters) == 6)
    if len(letters) != 6:
        print(demo.stdout)
    yield from ((letter, out / "demo-root.pem") for letter in letters)
    kept = pathlib.Path(program).resolve().parent.parent / "tmp" / "signature"
    tests = ["letter", "two", "rsa", "p256", *EXPECTED]
    check(f"the integration tests left {len(tests)} letters (cargo test --test it signature)",
          all((kept / f"{name}.pdf").exists() for name in tests))
    # Two letters of one hand, alike but for what the first signature allows.
    root = roots_of(kept / "follow-root.pem")
    may, may_not = ((kept / f"{name}.pdf").read_bytes() for name in ("may-follow", "may-not-follow"))
    check("pyHanko accepts a second signature where the first allows it (P 2)", accepts(may, root, 2))
    check("pyHanko refuses a second signature where the first allows none (P 1)", not accepts(may_not, root))
    check("though both are intact", [s.intact for _, s in statuses(may_not, root)] == [True, True])
    for name in tests:
        if (kept / f"{name}.pdf").exists():
            roots = {"letter": "letter-root.pem"} | dict.fromkeys(EXPECTED, "certified-root.pem")
            yield kept / f"{name}.pdf", kept / roots.get(name, "root.pem")


def self_test(path, root_path, folder):
    """Every judge is shown something it must refuse; a judge that cannot say no is a failure."""
    data, root = path.read_bytes(), roots_of(root_path)
    other = roots_of(foreign_root(folder))
    bent = pathlib.Path(folder) / "bent.pdf"
    bent.write_bytes(changed(data, 700))
    check("pyHanko says no to a changed byte", not accepts(bent.read_bytes(), root))
    check("pyHanko says no to another root", not accepts(data, other))
    check("pyHanko says no to a file without a signature", not accepts(data[: data.find(b"%%EOF") + 5], root))
    check("pdfsig says no to a changed byte", not pdfsig_accepts(bent))
    bent.write_bytes(data.replace(b"\nxref", b"\nxrfe"))
    check("qpdf says no to a broken table", not qpdf_accepts(bent))


def main(arguments):
    with tempfile.TemporaryDirectory() as folder:
        match arguments:
            case ["--self-test", file, root]:
                self_test(pathlib.Path(file), root, folder)
            case [program]:
                other = foreign_root(folder)
                for path, root in of_program(program, folder):
                    judge(path, root, other)
                    ours(program, path, root, other)
                    if path.stem in EXPECTED:
                        followed(program, path, root, EXPECTED[path.stem])
                    self_test(path, root, folder)
            case [file, root, *rest] if len(rest) < 2:
                judge(pathlib.Path(file), root, rest[0] if rest else foreign_root(folder))
            case _:
                print(__doc__)
                return 2
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
