"""Replays command sequences against the reference engine and prints where each leaves the case.

Reads JSON lines, one walk each: {"definition": PATH, "settings": {..}, "seats": {step: vacant|plt|on-leave}, "commands": [..]}.
Prints for each walk one JSON list with a text per command: `refused:CODE`, or the case as it stands (see `told`).
The engine is not changed. What the specification asks for and the reference leaves to others is added here, and named in README.md:
late rules as commands, the least proof of identity, the right by which a substitute signs, and withdrawal as an act of somebody else."""
import json
import os
import signal
import sys

try:
    import engine
    import load
except ModuleNotFoundError as missing:
    sys.exit(f"{missing}; install PyYAML (apt-get install python3-yaml, or pip install PyYAML)")

STATES = {"requested": "numbered", "frozen": "prepared", "issued": "released"}
# Refusals that come before the proof of identity is looked at (section 11, Act, 1 to 5).
EARLIER = {"signing", "closed", "not-open", "not-this-step", "unknown-action", "not-your-task",
           "already-decided", "holder-vacant"}
DEFINITIONS = {}
TEXTS = {}


def text_of(value):
    """js() of the engine, remembered by identity: values are never changed in place."""
    known = TEXTS.get(id(value))
    if known is None or known[0] is not value:
        known = TEXTS[id(value)] = (value, json.dumps(value, sort_keys=True, default=str))
    return known[1]


engine.js = text_of


def definition(path):
    if path not in DEFINITIONS:
        load.ROOT = os.path.dirname(path)
        loaded = engine.load(path)
        if loaded.errors:
            sys.exit(f"{path}: {loaded.errors}")
        DEFINITIONS[path] = (loaded, {})
    return DEFINITIONS[path]


class Walk:
    def __init__(self, setup):
        loaded, parsed = definition(setup["definition"])
        self.model = engine.M(loaded, setup["settings"], setup["seats"])
        self.model.pc = parsed
        self.state, self.drawn, self.fired = engine.new(), 0, set()

    def draw(self, _output):
        self.drawn += 1
        return self.drawn

    def carry_out(self, command, now):
        model = self.model
        events = model.complete(model.decide(self.state, command, now), self.draw)
        self.state = model.run(self.state, events)

    def tick(self, command, now):
        """A late rule: the reference's scenario runner judges these, `decide` only adds the holder."""
        state, step = self.state, command["step"]
        arrived = (step, command["rule"], state["arr"].get(step))
        if any(x.get("state") in engine.PENDING for x in state["out"].values()):
            raise engine.Refused("signing")
        if state["phase"] == "ended":
            raise engine.Refused("closed")
        if step in state["held"]:
            raise engine.Refused("held")
        if arrived in self.fired:
            return
        if state["phase"] != "open":
            raise engine.Refused("not-open")
        if self.model.pos(state) != step:
            raise engine.Refused("not-this-step")
        if not self.model.over(state, step, now, command["after"]):
            raise engine.Refused("not-allowed")
        if command["add"]:
            self.carry_out({"do": "add", "step": step, "holder": command["add"]}, now)
        self.fired.add(arrived)

    def act(self, command, now):
        step = self.model.d.steps.get(command["step"], {})
        to = step.get("_acts", {}).get(command["action"], {}).get("to")
        if command["seat"] and command["seat"] != step.get("by"):
            # A substitute may take every action, but sign only by delegation (5.1).
            command["right"] = "delegate" if to != "next" or command["right"] == "delegate" else None
        proofs = engine.PROOF
        if step.get("by") == "applicant" and command["person"] != "applicant":
            self.refuse(command, now, EARLIER, "not-your-task")
        least = step.get("_auth", "link")
        if step.get("sign") and least == "tte" and to != "next":
            least = "click"  # tte is the proof of the signature itself (5)
        if proofs.index(command["proof"]) < proofs.index(least):
            self.refuse(command, now, EARLIER, "auth:" + least)
        later = {n for n, s in self.model.d.steps.items() if command["step"] in s.get("not", [])}
        if any(s in later and a["who"] == command["person"] for (s, _), a in self.state["ok"].items()):
            self.refuse(command, now, EARLIER | {"own-request"}, "four-eyes")
        for field, value in command["fills"].items():
            spec = self.model.d.fields[field]
            data = {**self.state["data"], **command["fills"]}
            if value is None and not spec.get("optional") and self.model.guard({**self.state, "data": data}, spec):
                self.refuse(command, now, None, "missing:" + field)
        self.carry_out(command, now)

    def sign_result(self, command, now):
        """A letter that could not be rendered has failed (7.4); the reference fails prepared bytes only."""
        state = self.state
        letter = state["out"].get(command["output"], {})
        if command["result"] != "failed" or letter.get("state") != "requested":
            return self.carry_out(command, now)
        prepared = {**state, "out": {**state["out"], command["output"]: {**letter, "state": "frozen"}}}
        events = self.model.complete(self.model.decide(prepared, command, now), self.draw)
        self.state = self.model.run(state, events)

    def refuse(self, command, now, earlier, code):
        """Refuses with `code`, unless the reference has an earlier objection."""
        try:
            self.model.decide(self.state, command, now)
        except engine.Refused as refused:
            known = str(refused)
            if known in earlier if earlier else not known.startswith("missing:"):
                raise
        except TypeError:
            pass  # the reference compares what is empty
        raise engine.Refused(code)

    def step(self, command):
        now, do = command["now"], command["do"]
        try:
            if do == "tick" and command["rule"] is not None:
                self.tick(command, now)
            elif do == "tick":
                self.carry_out({"do": "resume", "step": command["step"]}, now)
            elif do == "act":
                self.act(command, now)
            elif do == "sign-result":
                self.sign_result(command, now)
            else:
                self.carry_out(command, now)
            if do == "withdraw":
                self.state = {**self.state, "last": None}
        except engine.Refused as refused:
            return "refused:" + str(refused)
        return self.told()

    def told(self):
        """The whole case in words, as tests/it/walks/told.rs writes it."""
        model, state = self.model, self.state
        number = state["num"].get
        parts = {
            "phase": state["phase"] + (":" + state["end"] if state["phase"] == "ended" else ""),
            "at": model.pos(state) or "-",
            "approvals": [f"{s}={a['who']}/{'valid' if model.valid(state, s, k) else 'fallen'}"
                          for (s, k), a in state["ok"].items()],
            "outputs": [f"{o}={STATES.get(x['state'], x['state'])}#{number(o) or '-'}"
                        f"[{' '.join(x.get('signed', []))}]" for o, x in state["out"].items()],
            "clocks": [f"{'case' if s == '*' else s}={c['w']}/{c['h']}/{'-' if c['since'] is None else c['since']}"
                       for s, c in state["clock"].items()
                       if s != "*" or c != {"w": 0, "h": 0, "since": None}],
            "held": [f"{s}@{since}" for s, (since, _) in state["held"].items()],
            "counts": [f"{s}.{a}={n}" for (s, a), n in state["count"].items()],
            "added": [f"{s}={' '.join(h)}" for s, h in state["extra"].items()],
        }
        last = state["last"]
        voids = " ".join(f"{o}#{n or '-'}:{why}" for o, n, why in state["voids"])
        words = [f"{k}: {v if isinstance(v, str) else ' '.join(sorted(v))}" for k, v in parts.items()]
        words.append(f"voids: {voids}")
        words.append(f"last: {last['who']}@{last['at']}/{'yes' if last['undoable'] else 'no'}" if last else "last: -")
        return "; ".join(words)


def main():
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    for line in sys.stdin:
        setup = json.loads(line)
        TEXTS.clear()
        walk = Walk(setup)
        print(json.dumps([walk.step(command) for command in setup["commands"]]))


if __name__ == "__main__":
    main()
