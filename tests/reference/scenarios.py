"""Plays the scenarios of every definition in a folder: `python3 scenarios.py ../services/workflows`.

The engine decides; this runner adds what `engine.py` leaves to others and the specification says:
- 4: the levels of an area are read from its code; in 3: `example`; in 10: people and places of the samples, `edit` of a part of a part
- 5.3: with `need: any` or a number, an end that one holder chooses counts as a no
- 10: an action is taken by every open holder until the step is complete; `as ROLE@LEVEL` may name one branch
- 11, Act 9: `check` of the fields that a step fills
It says nothing of letters: whether a template fits its definition is known to `alursurat check` alone."""
import glob
import os
import re
import sys

import engine
import load

DEPTH = {"provinsi": 1, "kabupaten": 2, "kecamatan": 3, "kelurahan": 4}
HOME = "35.74.03.1004"
LINE = re.compile(engine.GRAMMAR.pattern.replace("reopen|", r"reopen|revoke \S+|"))
PEOPLE = [0]


def use(folder):
    """Definitions, parts and tables of this folder from now on."""
    load.ROOT = folder
    load.TAB.clear()
    for path in glob.glob(folder + "/tables/*.csv"):
        load.TAB[os.path.basename(path)[:-4]] = load.table(path)


def put(old, path, value):
    return {**old, path[0]: put(old.get(path[0]), path[1:], value)} if path else value


def level(area, name):
    return ".".join(str(area).split(".")[:DEPTH[name]]) if name in DEPTH else area


def sample(model, field, now, rnd=None):
    """What `src/service/sample.rs` gives: places in one kelurahan, people who differ."""
    if "example" in field:
        return int(field["example"]) if field["type"] in ("number", "money") else field["example"]
    if field["type"] == "place":
        return {"street": "Jalan Melati 7", "rt": 3, "rw": 5, "area": HOME, "postcode": "67215", "point": "0,0"}
    if field["type"] == "person":
        PEOPLE[0] += 1
        person = engine_sample(model, field, now)
        return {**person, "nik": str(9000 + PEOPLE[0]), "marital": "married", "passport": "X", "father_name": "Wiratmaja",
                "address": sample(model, {"type": "place"}, now)}
    if field["type"] == "list":
        columns = field["of"].items()
        row = lambda: {k: False if c["type"] == "bool" else sample(model, c, now) for k, c in columns}
        return [row() for _ in range(max(field.get("min", 0), 1))]
    if field["type"] == "time":
        return "10:00"
    if field["type"] == "case":
        return {"office": HOME, "applicant": sample(model, {"type": "person"}, now)}
    if field["type"] == "choice" and field.get("from") == "areas":
        return HOME
    return engine_sample(model, field, now)


engine_sample, engine.sample = engine.sample, sample


class Model(engine.M):
    def look(self, st, path):
        first, *rest = path.split(".")
        if first == "route":
            value = super().look(st, self.d.start["route"])
            value = value["area"] if isinstance(value, dict) else value
            return level(value, rest[0])
        levels = [i for i, part in enumerate(rest) if part in DEPTH]
        if not levels or first == "office":
            return super().look(st, path)
        value = super().look(st, ".".join([first, *rest[:levels[0]]]))
        return value and level(value, rest[levels[0]])

    def cur(self, st, key):
        if key[0] != "@" or key[1:] not in DEPTH:
            return super().cur(st, key)
        return engine.js(self.look(st, "route." + key[1:]))

    def due(self, st, step, now):
        """An extension of a deadline that is a date is counted in working days after it."""
        due = super().due(st, step, now)
        if due and due[0] == "abs":
            return ("abs", engine.addwd(due[1] // 24, st["added"].get(step, 0)) * 24 + 16)
        return due

    def decide(self, st, command, now):
        step = self.d.steps.get(command.get("step"), {}) if command["do"] == "act" else {}
        action = step.get("_acts", {}).get(command.get("action"))
        if not action:
            return super().decide(st, command, now)
        if action["to"] == "next":
            self.check(st, command, now)
        events = super().decide(st, command, now)
        if action["to"] in self.d.ends and step.get("need", "all") != "all":
            slots = self.slots(st, command["step"])
            no = st.get("no", frozenset()) | {(command["step"], command["slot"])}
            need = 1 if step["need"] == "any" else int(step["need"])
            if len([s for s in slots if (command["step"], s) not in no]) >= min(need, len(slots)):
                events = [e for e in events if e[0] in ("decided", "resumed", "filled")]
                events += [("no", command["step"], command["slot"]), ("clock", command["step"], now)]
        return events

    def check(self, st, command, now):
        data = {**st["data"], **command["fills"]}
        for name, field in self.d.fields.items():
            if field.get("by") != command["step"] or data.get(name) is None:
                continue
            for rule in field.get("check", []):
                if not rule.get("warn") and not self.ask({**st, "data": data, "now": now // 24}, rule["that"]):
                    raise engine.Refused("check:" + rule["say"])

    def evolve(self, st, event):
        if event[0] == "no":
            return {**st, "no": st.get("no", frozenset()) | {(event[1], event[2])}}
        st = super().evolve(st, event)
        if event[0] in ("returned", "sent-back", "reopened"):
            st.pop("no", None)
        return st


class Play:
    def __init__(self, definition, test, covered):
        self.d, self.test, self.covered = definition, test, covered
        self.m = Model(definition, test.get("office"), test.get("seats"))
        self.st, self.now, self.log, self.drawn = engine.new(), 8, [], {}
        self.over = test.get("with") or {}
        self.kept, self.voided, self.fired, self.draft, self.last = set(), [], set(), {}, "p"
        PEOPLE[0] = 0

    def number(self, output):
        self.drawn[output] = self.drawn.get(output, 0) + 1
        return self.drawn[output]

    def do(self, command):
        events = self.m.complete(self.m.decide(self.st, command, self.now), self.number)
        self.st = self.m.run(self.st, events)
        self.log += events
        for event in events:
            if event[0] == "issued":
                self.covered.add(("out", event[1]))
            if event[0] == "voided":
                self.voided.append(event[1])
        if self.st["phase"] == "ended":
            self.covered.add(("end", self.st["end"]))
        if self.st["submitted"] is not None:
            self.conditions()

    def conditions(self):
        """What was evaluated on the way to where the case stands."""
        m, st, order = self.m, self.st, self.d.order
        at, done = m.pos(st), st["end"] == "done"
        path = order[:order.index(at) + 1] if at else order if done else []
        for step in path:
            held = m.guard(st, self.d.steps[step])
            self.covered.add(("when", step, held))
            for branch, of in (self.d.steps[step].get("of") or {}).items() if held else []:
                self.covered.add(("when", f"{step}.{branch}", m.guard(st, of)))
        for output, of in self.d.outputs.items():
            if done or of.get("at") in path[:-1]:
                self.covered.add(("when", "output " + output, m.guard(st, of)))

    def fill(self, by, st=None):
        """What `by` answers: as the author says, by default, or by sample. A later question may depend on a part of an earlier answer."""
        st, m, out = st or self.st, self.m, {}
        purpose = {"purpose": self.over["purpose"]} if "purpose" in self.over and by == "start" else {}
        for name, field in self.d.fields.items():
            now = {**st, "data": {**st["data"], **purpose, **out}, "now": self.now // 24}
            if (field.get("by") or "start") != by or by == "start" and st["data"].get(name) is not None or not m.guard(now, field):
                continue
            parts = {k.split(".", 1)[1]: v for k, v in self.over.items() if k.startswith(name + ".")}
            written = self.over.get(name)
            if written is not None and field["type"] not in ("person", "case", "list") and written != "x":
                out[name] = engine.rel(written, self.now)
            elif written is None and not parts and "default" in field:
                default = field["default"]
                asked = field["type"] == "choice" and default not in (field.get("of") or {})
                out[name] = m.ask(now, default) if asked else default
            elif written is not None or parts or not field.get("optional"):
                out[name] = sample(m, field, self.now)
            for path, value in parts.items():
                out[name] = put(out[name], path.split("."), engine.rel(value, self.now))
        return {**purpose, **out}

    def line(self, line):
        match = LINE.match(line)
        if not match:
            raise ValueError(f"not a line of a scenario: {line}")
        if line == "submit":
            self.submit()
        elif line == "withdraw":
            self.do({"do": "withdraw", "person": "applicant"})
        elif line == "reopen":
            self.do({"do": "reopen"})
        elif line == "undo":
            self.do({"do": "undo", "person": self.last})
        elif line.startswith("revoke "):
            if not any(x.get("state") == "issued" for x in self.st["out"].values()):
                raise engine.Refused("not-allowed")
        elif match["f"]:
            self.edit(match["f"].split("."), match["v"])
        elif match["n"]:
            self.wait(int(match["n"]), match["u"])
        else:
            self.act(match)

    def submit(self):
        before = {k[0] for k in self.st["ok"] if self.m.satisfied(self.st, k[0])}
        data = {**self.st["data"], **self.draft}
        self.do({"do": "submit", "data": {**self.draft, **self.fill("start", {**self.st, "data": data})}})
        self.draft = {}
        self.kept = {step for step in before if self.m.satisfied(self.st, step)}

    def edit(self, path, written):
        field = self.d.fields[path[0]]
        value = {"true": True, "false": False}.get(written, engine.rel(written, self.now))
        value = sample(self.m, field, self.now) if written == "x" else int(value) if str(value).isdigit() else value
        old = self.draft.get(path[0], self.st["data"].get(path[0]))
        self.draft[path[0]] = put(old, path[1:], value)

    def wait(self, count, unit):
        m, end, hours = self.m, self.now, 0
        if unit in ("wd", "wh"):
            while hours < count * (8 if unit == "wd" else 1):
                hours += engine.is_work(end)
                end += 1
        else:
            end += count * (24 if unit == "d" else 1)
        while self.now < end:
            self.now += 1
            step = m.pos(self.st)
            if not step or any(x.get("state") in engine.PENDING for x in self.st["out"].values()):
                continue
            held = self.st["held"].get(step)
            if held and engine.work_between(held[0], self.now) >= held[1]:
                self.do({"do": "resume", "step": step})
            if step not in self.st["held"]:
                self.late(step)

    def late(self, step):
        m, of = self.m, self.d.steps[step]
        default = [{"after": "1wd", "add": (of.get("else") or ["superior"])[0]}]
        for nth, rule in enumerate(of.get("late") or default):
            fires = (step, nth, self.st["arr"].get(step))
            if m.pos(self.st) != step or fires in self.fired or not m.over(self.st, step, self.now, rule.get("after", "0wd")):
                continue
            self.fired.add(fires)
            self.covered.add(("late", step, nth))
            if "add" in rule:
                self.do({"do": "add", "step": step, "holder": rule["add"]})
            while "do" in rule and m.pos(self.st) == step:
                self.take(step, rule["do"], "system", note=rule["tacit"])

    def act(self, match):
        step, action = match["step"], match["act"]
        sign, result = action == "sign", (match["sig"] or "").strip() or "ok"
        unknown = any(x.get("state") == "unknown" for x in self.st["out"].values())
        if not (sign and unknown):
            action = "approve" if sign else action
            self.covered.add(("act", step, action))
            self.everybody(step, action, match)
        if sign:
            self.signer(step, {"fails": "failed"}.get(result, result))

    def everybody(self, step, action, match):
        """Every open holder, one after the other, as long as the case waits for them."""
        of = self.d.steps.get(step, {})
        seat, slot = match["seat"], None
        for branch, holder in (of.get("of") or {}).items():
            if seat and holder["by"] == seat:
                seat, slot = None, branch
        once = slot or of.get("_acts", {}).get(action, {}).get("to") == "same"
        while True:
            self.last = "applicant" if of.get("by") == "applicant" else f"p-{step}-{slot or self.open(step)}"
            unit = match["unit"] or (match["sig"] or "").strip() or None
            self.take(step, action, self.last, seat=seat, slot=slot, right=match["right"], unit=unit, note="x")
            signing = any(x.get("state") in engine.PENDING for x in self.st["out"].values())
            if once or signing or self.m.pos(self.st) != step or self.open(step) is None:
                return

    def open(self, step):
        if step not in self.d.steps or step != self.m.pos(self.st):
            return None
        slots = [s for s in self.m.slots(self.st, step) if not self.m.valid(self.st, step, s)]
        return next((s for s in slots if (step, s) not in self.st.get("no", ())), None)

    def take(self, step, action, person, **more):
        more["slot"] = more.get("slot") or self.open(step)
        self.do({"do": "act", "step": step, "action": action, "person": person, "fills": self.fill(step), **more})

    def signer(self, step, result):
        for kind in ("freeze", "sign-result"):
            for command in list(engine.sign_all(self.m, self.st, step, result)):
                if command["do"] == kind:
                    self.do(command)

    def told(self):
        """Everything that came out otherwise than the author expects."""
        expect, lines, code = self.test.get("expect") or {}, self.test["do"], None
        for nth, line in enumerate(lines):
            try:
                self.line(line)
            except engine.Refused as refused:
                if nth + 1 < len(lines) or "refused" not in expect:
                    return [f"`{line}` is refused with {refused}; the case stands at {self.m.pos(self.st)}"]
                code = str(refused)
        st = self.st
        at = self.m.pos(st) or ("applicant" if st["phase"] == "returned" else None)
        bad = []
        if "refused" in expect and code != expect["refused"]:
            bad.append(f"refused with {code}, expected {expect['refused']}")
        if "end" in expect and st["end"] != expect["end"]:
            bad.append(f"end is {st['end']} (at {at}), expected {expect['end']}")
        if "at" in expect and at != expect["at"]:
            bad.append(f"at {at} (end {st['end']}), expected {expect['at']}")
        bad += [f"{o} is not issued" for o in expect.get("outputs", []) if st["out"].get(o, {}).get("state") != "issued"]
        bad += [f"{s} was not kept" for s in expect.get("kept", []) if s not in self.kept]
        if "void" in expect and set(self.voided) != set(expect["void"]):
            bad.append(f"voided: {self.voided}, expected {expect['void']}")
        if self.m.run(engine.new(), self.log) != st:
            bad.append("replaying the events gives another case")
        return bad


def main(folder):
    use(folder)
    wrong = played = 0
    for path in sorted(glob.glob(folder + "/*.yaml") + glob.glob(folder + "/parts/*.yaml")):
        definition, covered = load.load(path), set()
        for error in definition.errors:
            print(f"  {os.path.basename(path)}: {error}")
        for warning in getattr(definition, "warn", []):
            print(f"  {os.path.basename(path)}: (w) {warning}")
        wrong += len(definition.errors)
        for test in definition.y.get("tests", []) if not definition.errors else []:
            played += 1
            bad = Play(definition, test, covered).told()
            wrong += bool(bad)
            for told in bad:
                print(f"  {definition.id} / {test['name']}: {told}")
        wanted = engine.want(definition) if not definition.errors else set()
        wrong += len(wanted - covered)
        print(f"{definition.id:20} {len(wanted & covered)} of {len(wanted)} covered")
        for missing in sorted(wanted - covered, key=str):
            print("  never exercised:", *missing)
    print(f"{played} scenarios, {wrong} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else "../services/workflows")))
