"""Letters with random facts before programs that we did not write: poppler, qpdf, pikepdf's PDF/A check.

usage: random_letters.py FOLDER    (of PDF files, as tests/it/letter_random.rs leaves them)
"""
import pathlib
import subprocess
import sys

import pikepdf

from archive import pdfa_findings
from checks import Checks

F4, A4 = (215, 330), (210, 297)
# A printer that holds only A4 shrinks F4 until it fits between the edges that it cannot print on, 4 mm on each side.
SHRUNK = {F4: (297 - 8) / 330, A4: 1}


def run(*command):
    return subprocess.run([str(part) for part in command], capture_output=True, text=True)


def paper(page):
    box = [float(side) for side in page.mediabox]
    return tuple(round((box[at + 2] - box[at]) / 72 * 25.4) for at in (0, 1))


def codes(page):
    """The width in mm of each QR code: the pictures of one bit a dot."""
    pictures = page.resources.get("/XObject", {})
    matrix, kept = pikepdf.Matrix(), []
    for operands, operator in pikepdf.parse_content_stream(page):
        match str(operator):
            case "q":
                kept.append(matrix)
            case "Q":
                matrix = kept.pop()
            case "cm":
                matrix = pikepdf.Matrix(*(float(part) for part in operands)) @ matrix
            case "Do" if pictures[str(operands[0])].get("/BitsPerComponent") == 1:
                yield matrix.a / 72 * 25.4


def judge(checks, path):
    whole = run("qpdf", "--check", path)
    checks.that(whole.returncode == 0 and "No syntax or stream encoding errors" in whole.stdout,
                f"qpdf: {path.name} is clean", whole.stdout + whole.stderr)
    info = run("pdfinfo", path)
    checks.that("Tagged:          yes" in info.stdout and not info.stderr,
                f"pdfinfo: {path.name} is tagged", info.stdout + info.stderr)
    tree = run("pdfinfo", "-struct-text", path)
    checks.that("Document" in tree.stdout and not tree.stderr,
                f"pdfinfo: the structure of {path.name} is whole", tree.stderr)
    with pikepdf.open(path) as file:
        form = "/AcroForm" in file.Root
        sheets = {paper(page) for page in file.pages}
        sizes = [size * SHRUNK.get(paper(page), 0) for page in file.pages for size in codes(page)]
    checks.that(len(sheets) == 1 and sheets <= set(SHRUNK), f"{path.name} is F4 or A4", sheets)
    if "parents" not in path.name:
        checks.that(sizes and min(sizes) >= 24.99, f"{path.name}: 25 mm of code are left on A4", sizes)
    passed, findings = pdfa_findings(path)
    others = [f for f in findings if "unsupported" not in f.lower() or "acroform" not in f.lower()]
    well = not others if form else passed and not findings
    checks.that(well, f"pikepdf: {path.name} is PDF/A-2b", findings)


def main():
    checks = Checks()
    files = sorted(pathlib.Path(sys.argv[1]).glob("*.pdf"))
    checks.that(len(files) >= 50, "fifty letters are judged", files)
    for path in files:
        judge(checks, path)
    checks.close()


if __name__ == "__main__":
    main()
