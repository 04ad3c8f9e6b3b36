"""Which small changes of the engine (cargo-mutants) no test notices; see scripts/survivors.

    survivors.py TREE CRATE FILE...     TREE: this repository; CRATE: its engine alone (scripts/slim)
"""

import collections
import json
import os
import pathlib
import re
import subprocess
import sys

from embed import Source

# Each is asked whether it notices a mutant, the quickest first: test binary, filter, environment.
ROOM = ("alursurat", None, {})
SERVICES = ("alursurat", "service::", {})
TESTS = [ROOM, SERVICES, ("it", "definitions::", {}), ("it", "walks_", {"WALKS": "5"}), ("it", "walks_", {})]
# A mutant may hang, and fill the memory while it does.
SECONDS, BYTES = {"walks_": 180}, 4_000_000_000

tree, crate = (pathlib.Path(path).resolve() for path in sys.argv[1:3])
files = sys.argv[3:]


def cargo(*arguments, **more):
    command = ["cargo", *arguments]
    return subprocess.run(command, cwd=crate, capture_output=True, text=True, check=False, **more)


def messages(told):
    """What the compiler says, as values."""
    lines = [json.loads(line) for line in told.stdout.splitlines() if line.startswith("{")]
    return lines, [line["message"] for line in lines if line.get("message", {}).get("level") == "error"]


def listed():
    chosen = [argument for file in files for argument in ("--file", file)]
    told = cargo("mutants", "--list", "--json", *chosen)
    if told.returncode:
        sys.exit(told.stderr)
    mutants = json.loads(told.stdout)
    for number, mutant in enumerate(mutants, 1):
        mutant["id"] = number
    return mutants


def write(mutants):
    """The files with these mutants built in; returns those that could be."""
    for file in files:
        text = (tree / file).read_text()
        own = [mutant for mutant in mutants if mutant["file"] == file]
        (crate / file).write_text(Source(text, own).written() if own else text)
    said = "".join((crate / file).read_text() for file in files)
    written = {int(number) for number in re.findall(r"crate::mutant\((\d+)\)", said)}
    return [mutant for mutant in mutants if mutant["id"] in written]


def blamed(error):
    """The mutants at the place of an error, or else the last one before it."""
    found, impossible = set(), "Default` is not satisfied" in error["message"]
    for span in error["spans"][:1]:
        text = (crate / span["file_name"]).read_bytes()
        start, end = span["byte_start"], span["byte_end"]
        marks = [(m.start(), int(m[1])) for m in re.finditer(rb"crate::mutant\((\d+)\)", text)]
        inside = [number for at, number in marks if start <= at < end <= start + 400]
        found.update(inside or [number for at, number in marks if at < start][-1:])
    return found, impossible


def built_in(mutants):
    """Builds in as many as compile. The others: those of no meaning, and those to be tried alone."""
    unviable, apart = set(), set()
    while True:
        written = write([m for m in mutants if m["id"] not in apart])
        _, errors = messages(cargo("check", "--lib", "--message-format=json"))
        if not errors:
            return written, unviable
        before = len(apart)
        for error in errors:
            found, impossible = blamed(error)
            apart |= found
            unviable |= found if impossible else set()
        if len(apart) == before:
            sys.exit("\n".join(error["rendered"] for error in errors))


def binaries(**environment):
    """The test binaries by name."""
    command = ["test", "--no-run", "--lib", "--test", "it", "--message-format=json"]
    told = cargo(*command, env=os.environ | environment)
    lines, _ = messages(told)
    if told.returncode:
        sys.exit(told.stderr)
    built = [line for line in lines if line.get("executable") and line["profile"]["test"]]
    return {line["target"]["name"]: line["executable"] for line in built}


def noticed(test, programs, file, number):
    """Whether a test fails: `caught`, or `timeout`; `None` if it passes."""
    program, chosen, more = test
    chosen = file.split("/")[1] + "::" if chosen is None else chosen
    environment = os.environ | more | {"MUTANT": str(number), "CARGO_MANIFEST_DIR": str(crate)}
    command = ["prlimit", f"--as={BYTES}", programs[program], "--quiet", chosen]
    seconds = SECONDS.get(chosen, 30)
    try:
        run = subprocess.run(
            command, cwd=crate, env=environment, capture_output=True, timeout=seconds, check=False
        )
    except subprocess.TimeoutExpired:
        return "timeout"
    return "caught" if run.returncode else None


def outcome(programs, file, number):
    # No definition is wrong because of how a case goes on.
    skipped = "definitions::" if file.startswith("src/case/") else ""
    tests = [test for test in TESTS if test[1] != skipped]
    return next((told for test in tests if (told := noticed(test, programs, file, number))), "MISSED")


def alone(mutant):
    """One that cannot be built in with others: as cargo-mutants would change the file."""
    write([])
    patched = subprocess.run(
        ["patch", "--silent", "-p0"], cwd=crate, input=mutant["diff"], text=True, check=False
    )
    if patched.returncode:
        sys.exit(f"{mutant['name']}: its diff does not apply")
    if cargo("check", "--lib").returncode:
        return "unviable"
    # Built for one run only.
    programs = binaries(CARGO_PROFILE_TEST_OPT_LEVEL="0")
    return outcome(programs, mutant["file"], 0)


def main():
    mutants = listed()
    written, unviable = built_in(mutants)
    programs = binaries()
    for file in {file.split("/")[1]: file for file in files}.values():
        if outcome(programs, file, 0) != "MISSED":
            sys.exit("the engine fails without a mutant")
    told = {number: "unviable" for number in unviable}
    print(f"{len(mutants)} mutants, {len(written)} of them built in", flush=True)
    for mutant in written:
        told[mutant["id"]] = outcome(programs, mutant["file"], mutant["id"])
        say(mutant, told)
    for mutant in mutants:
        if mutant["id"] not in told:
            told[mutant["id"]] = alone(mutant)
            say(mutant, told)
    write([])
    sys.exit(judged(mutants, told))


def say(mutant, told):
    if told[mutant["id"]] == "MISSED":
        print(mutant["name"], flush=True)


def judged(mutants, told):
    """Whether every survivor is explained: as many as are listed, wherever they stand in the file."""
    text = (tree / "tests/mutants/equivalent.txt").read_text()
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    explained = collections.Counter(line.rsplit(" | ", 1)[0].strip() for line in lines)
    table, left = collections.defaultdict(collections.Counter), []
    for mutant in mutants:
        what = told[mutant["id"]]
        table[mutant["file"]][what] += 1
        # Without line and column: it stays explained when the file grows above it.
        name = re.sub(r":\d+:\d+: ", ": ", mutant["name"].removeprefix("src/"))
        if what == "MISSED":
            if explained[name]:
                explained[name] -= 1
                table[mutant["file"]]["explained"] += 1
            else:
                left.append(mutant["name"])
    columns = ["caught", "timeout", "unviable", "explained"]
    print(f"\n{'file':32}{'mutants':>10}" + "".join(f"{c:>10}" for c in columns) + "   unexplained")
    for file, counts in [*table.items(), ("all", sum(table.values(), collections.Counter()))]:
        number = sum(counts.values()) - counts["explained"]
        cells = "".join(f"{counts[c]:10}" for c in columns)
        print(f"{file:32}{number:10}{cells}{counts['MISSED'] - counts['explained']:14}")
    stale = [name for name, count in (+explained).items() if f"src/{name.split(':')[0]}" in table]
    print("".join(f"\nnot noticed by any test: {name}" for name in left))
    print("".join(f"\nexplained, and noticed by a test: {name}" for name in stale))
    print(f"{len(mutants) - len(left)} passed, {len(left) + len(stale)} failed")
    return 1 if left or stale else 0


main()
