"""Definitions before a JSON Schema validator that we did not write.

usage: schema.py ALURSURAT    (the program; run from the project's folder)

Every definition that the loader accepts fits the schema, and of the broken ones those whose keys are wrong do not.
"""
import json
import pathlib
import re
import subprocess
import sys

import jsonschema
import yaml

from checks import Checks

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent


class Core(yaml.SafeLoader):
    """YAML 1.2 as editors read it: only true and false are yes and no, and a day is a text."""


Core.yaml_implicit_resolvers = {
    first: [(tag, regex) for tag, regex in known if tag.rsplit(":", 1)[1] not in ("bool", "timestamp", "float", "int")]
    for first, known in yaml.SafeLoader.yaml_implicit_resolvers.items()}
Core.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(true|false)$"), list("tf"))
Core.add_implicit_resolver("tag:yaml.org,2002:int", re.compile("^-?(0|[1-9][0-9]*)$"), list("-0123456789"))
Core.add_implicit_resolver("tag:yaml.org,2002:float", re.compile(r"^-?(0|[1-9][0-9]*)\.[0-9]+$"), list("-0123456789"))

# Files whose keys, kinds or ids are wrong: what a schema can see.
SEEN = ["header", "id", "kind", "unknown-key", "values"]


def main():
    checks = Checks()
    program = sys.argv[1]
    told = subprocess.run([program, "schema"], capture_output=True, text=True, cwd=ROOT)
    checks.that(told.returncode == 0, "alursurat schema", told.stderr)
    schema = json.loads(told.stdout)
    judge = jsonschema.Draft202012Validator
    judge.check_schema(schema)
    checks.that(True, "it is a JSON Schema of 2020-12")
    validator = judge(schema)

    def wrong(path):
        definition = yaml.load(path.read_text(), Core)
        return [f"{error.json_path}: {error.message[:200]}" for error in validator.iter_errors(definition)]

    good = [path for folder in ("workflows", "tests/reference/extra", "tests/services", "tests/it")
            for path in sorted((ROOT / folder).rglob("*.yaml")) if path.parent.name not in ("lang", "requests")]
    checks.that(len(good) >= 4, "there are definitions to judge")
    for path in good:
        found = wrong(path)
        checks.that(not found, f"{path.relative_to(ROOT)} fits", "\n".join(found))
    for name in SEEN:
        found = wrong(ROOT / "tests/definitions" / f"{name}.yaml")
        checks.that(found, f"tests/definitions/{name}.yaml does not fit")
    checks.close()


if __name__ == "__main__":
    main()
