"""Replays command sequences against the reference engine and prints where each leaves the case.

Reads JSON lines, one walk each: {"definition": PATH, "tables": FOLDER, "settings": {..}, "seats": {step/slot: vacant|plt|on-leave},
"staff": {role@level: the same}, "machines": {..}, "commands": [..]}.
Prints for each walk one JSON list with a text per command: `refused:CODE`, or the case as it stands (see `told`).
The engine is not changed. What the specification asks for and the reference leaves to others is added here, and named in README.md:
late rules as commands, the least proof of identity, the right by which a substitute signs, withdrawal as an act of somebody else,
rows by their ids, levels of areas by their codes, rules of a step's own fields, who a slot is for, a no that others may outvote, coded reasons, drafts, a silent applicant, and letters that are revoked or replaced."""
import glob
import json
import os
import re
import signal
import sys

try:
    import engine
    import load
except ModuleNotFoundError as missing:
    sys.exit(f"{missing}; install PyYAML (apt-get install python3-yaml, or pip install PyYAML)")

STATES = {"requested": "numbered", "frozen": "prepared", "issued": "released"}
# Refusals that come before the proof of identity is looked at (section 11, Act, 1 to 5).
UNTIL_NOTE = {"signing", "closed", "not-open", "not-this-step", "unknown-action", "not-your-task", "already-decided",
              "holder-vacant", "own-request", "four-eyes", "held", "limit", "note-required"}
EARLIER = {"signing", "closed", "not-open", "not-this-step", "unknown-action", "not-your-task",
           "already-decided", "holder-vacant"}
DEFINITIONS = {}
TEXTS = {}


# How many parts the code of an area has at a level, and the other way round.
DEPTH = {"provinsi": 1, "kabupaten": 2, "kecamatan": 3, "kelurahan": 4}
LEVEL_OF = {depth: level for level, depth in DEPTH.items()}


def upto(area, level):
    """The code of the area's unit at a level; of an agency none."""
    parts = str(area).split(".")
    return ".".join(parts[:DEPTH[level]]) if parts[0].isdigit() and len(parts) >= DEPTH[level] else None


def text_of(value):
    """js() of the engine, remembered by identity: values are never changed in place."""
    known = TEXTS.get(id(value))
    if known is None or known[0] is not value:
        known = TEXTS[id(value)] = (value, json.dumps(value, sort_keys=True, default=str))
    return known[1]


engine.js = text_of


def value_of(expr, look, row=None):
    """ev() of the engine where an answer is missing (before it is told so): what reads it has no value, and does not hold."""
    kind, *parts = expr
    ask = lambda part: value_of(part, look, row)
    if kind in ("num", "str", "bool", "dur", "id", "call"):
        return engine_ev(expr, look, row)
    if kind == "and":
        return bool(ask(parts[0]) and ask(parts[1]))
    if kind == "or":
        return bool(ask(parts[0]) or ask(parts[1]))
    if kind == "if":
        return ask(parts[1] if ask(parts[0]) else parts[2])
    if kind in ("some", "every"):
        rows = ask(parts[0])
        holds = (bool(value_of(parts[1], look, row)) for row in rows or [])
        return None if rows is None else any(holds) if kind == "some" else all(holds)
    values = [ask(part) for part in parts]
    return None if None in values else engine_ev((kind, *(("num", value) for value in values)), look, row)


engine_ev, engine.ev = engine.ev, value_of


class Model(engine.M):
    """The reference's model; rows have ids, and a no counts as none of the approvals.

    A letter that was revoked or replaced stays `issued` here, and `gone` says what became of it."""

    reopening = None
    stood = None, None

    def look(self, st, path):
        first, *rest = path.split(".")
        if first == "route":
            place = super().look(st, self.d.start["route"])
            return upto(place["area"] if isinstance(place, dict) else place, rest[0])
        levels = [i for i, part in enumerate(rest) if part in DEPTH]
        if first == "office" or not levels:
            return super().look(st, path)
        area = super().look(st, ".".join([first, *rest[:levels[0]]]))
        return area and upto(area, rest[levels[0]])

    def cur(self, st, key):
        """The unit of the route at a level is read from the code of its area."""
        if key[0] != "@" or key[1:] not in DEPTH:
            return super().cur(st, key)
        return engine.js(self.look(st, "route." + key[1:]))

    def due(self, st, step, now):
        """An extension of a deadline that is a date is counted in working days after it."""
        due = super().due(st, step, now)
        if due and due[0] == "abs":
            return "abs", engine.addwd(due[1] // 24, st["added"].get(step, 0)) * 24 + 16
        return due

    def over(self, st, step, now, after="0wd"):
        """Working days after a date are counted from that day."""
        due = self.due(st, step, now)
        count, unit = re.match(r"(-?\d+)(\w+)", str(after)).groups()
        if not due or due[0] != "abs" or unit != "wd" or step not in st["clock"] or step in st["held"]:
            return super().over(st, step, now, after)
        return now >= engine.addwd(due[1] // 24, int(count)) * 24 + 16

    def required(self, st, by):
        """A default is a proposal: a field that has one may not stay empty either (3)."""
        asked = [(name, field) for name, field in self.d.fields.items() if (field.get("by") or "start") == by]
        return [name for name, field in asked if not field.get("optional") and self.guard(st, field)]

    def decide(self, st, command, now):
        """Rules of the step's own fields come after what must be filled, and before `needs` (11, Act 9)."""
        told = self.broken_rule(st, command, now)
        try:
            events = super().decide(st, command, now)
        except engine.Refused as refused:
            needed = str(refused).removeprefix("missing:")
            needs = self.d.steps[command["step"]]["_acts"][command["action"]].get("needs", []) if told else []
            if needed not in needs or needed in self.required(self.filled(st, command), command["step"]):
                raise
            raise engine.Refused(told)
        if told:
            raise engine.Refused(told)
        return events

    def filled(self, st, command):
        return {**st, "data": {**st["data"], **command.get("fills", {})}}

    def broken_rule(self, st, command, now):
        spec = self.d.steps.get(command.get("step"), {}) if command["do"] == "act" and command["person"] != "system" else {}
        if spec.get("_acts", {}).get(command.get("action"), {}).get("to") != "next":
            return None
        after = self.filled(st, command)
        for name, field in self.d.fields.items():
            if field.get("by") == command["step"] and after["data"].get(name) is not None:
                for rule in field.get("check", []):
                    if not rule.get("warn") and not self.ask(after, rule["that"]):
                        return "check:" + rule["say"]
        return None

    def why(self, z, o):
        state = z["out"].get(o) or {}
        gone = z.get("gone", {}).get(o)
        counts = state.get("state") not in (None, "void") and state["state"] not in engine.PENDING
        if counts and self.reopening is not None:
            at, asked = self.d.outputs[o].get("at"), state.get("asked", [])
            makers = asked + ([at] if at else [])
            if not makers or any(self.idx(maker) >= self.reopening for maker in makers):
                return gone or "reopened"
        reason = super().why(z, o)
        return reason and (gone or reason)

    def evolve(self, state, event):
        after = super().evolve(state, event)
        if event[0] == "voided":
            after["gone"] = {o: word for o, word in state.get("gone", {}).items() if o != event[1]}
        elif event[0] == "submitted":
            after["draft"] = {}
        elif event[0] == "returned":
            after["silent"] = (event[2], 0)
        elif event[0] == "reopened":
            after["clock"] = {}
        return after

    def duties(self, state, step):
        """slot, holder (as it is written) and the person whom the request names, if it names one."""
        spec, found = self.d.steps[step], []
        by = spec.get("by")
        branches = ([(name, b["by"], b) for name, b in spec["of"].items()] if "of" in spec
                    else [(h, h, {}) for h in map(str, by if isinstance(by, list) else [by])])
        for key, holder, branch in branches:
            if not self.guard(state, branch):
                continue
            core, _, only = str(holder).partition(" where ")
            if "@" in core or core == "applicant" or core.startswith("service:"):
                found.append((key, core, None))
                continue
            name, _, part = core.partition(".")
            value = state["data"].get(name)
            if isinstance(value, list):
                for row in value:
                    if (not only or self.ask(state, only, row)) and row.get(part) is not None:
                        found.append((f"{key}#{row['_id']}", core, row[part]))
            elif value is not None:
                found.append((key, core, self.look(state, core)))
        return found

    def pos0(self, st):
        """Asked again and again of one state, which is never changed in place."""
        if self.stood[0] is not st:
            self.stood = st, super().pos0(st)
        return self.stood[1]

    def slots(self, state, step):
        return [slot for slot, _, _ in self.duties(state, step)]

    def needed(self, step, count):
        need = self.d.steps[step].get("need", "all")
        return count if need == "all" else min(count, 1 if need == "any" else int(need))

    def valid(self, st, step, slot):
        """What engine.py says, without its detours: this is asked most of all."""
        said, data = st["ok"].get((step, slot)), st["data"]
        if said is None:
            return False
        for key, then in said["saw"].items():
            if then != (self.cur(st, key) if key[0] == "@" else text_of(data.get(key))):
                return False
        return True

    def satisfied(self, state, step):
        if not self.guard(state, self.d.steps[step]):
            return True
        slots = self.slots(state, step)
        good = [k for k in slots if self.valid(state, step, k) and "no" not in state["ok"][step, k]]
        return len(good) >= self.needed(step, len(slots))

    def lost(self, state, step, besides=None):
        """The end that the last no asked for, if the step can no longer be approved."""
        slots = self.slots(state, step)
        noes = [k for k in slots if self.valid(state, step, k) and "no" in state["ok"][step, k]]
        left = len(slots) - len(noes) - (besides is not None and besides not in noes)
        if left >= self.needed(step, len(slots)):
            return None
        if besides is not None:
            return True
        last = max(noes, key=lambda k: (state["ok"][step, k]["at"], noes.index(k)), default=None)
        return last and state["ok"][step, last]["no"]


def definition(path, tables):
    if path not in DEFINITIONS:
        load.ROOT = os.path.dirname(path)
        load.TAB.clear()
        load.TAB.update({os.path.basename(p)[:-4]: load.table(p) for p in glob.glob(tables + "/*.csv")})
        loaded = engine.load(path)
        if loaded.errors:
            sys.exit(f"{path}: {loaded.errors}")
        # An applicant among several acts for themself (who may not is said in `act`).
        own = {n for n, s in loaded.steps.items() if "applicant" in str(s.get("by"))}
        loaded.consent = getattr(loaded, "consent", set()) | own
        loaded.own_else = {n: s["else"] for n, s in loaded.steps.items() if "else" in s}
        DEFINITIONS[path] = (loaded, {})
    return DEFINITIONS[path]


# The default chain of substitutes (5.1).
LEVELS = ["rt", "rw", "kelurahan", "kecamatan", "kabupaten", "provinsi"]
CHAINS = {"rt": ["secretary@rt", "head@rw"], "rw": ["secretary@rw", "officer@kelurahan"]}


def proof(step, holder):
    """The least proof of a holder: of each branch its own."""
    if "auth" in step or step.get("sign"):
        return step["_auth"]
    office = "@" in holder or holder.startswith("service:")
    return "click" if office and holder.split("@")[-1] not in ("rt", "rw") else "link"


class Walk:
    def __init__(self, setup):
        loaded, parsed = definition(setup["definition"], setup["tables"])
        self.machines = setup["machines"]
        self.seats, self.staff = setup["seats"], setup["staff"]
        self.model = Model(loaded, setup["settings"], {})
        self.model.pc = parsed
        self.state, self.drawn, self.fired = engine.new(), 0, set()

    def draw(self, _output):
        self.drawn += 1
        return self.drawn

    def accept(self, events):
        model = self.model
        self.state = model.run(self.state, model.complete(events, self.draw))
        for event in events:
            if event[0] == "approved":
                self.decided(event[1], event[2])
            if event[0] in ("sent-back", "reopened"):
                to = event[2] if event[0] == "sent-back" else event[1]
                kept = model.d.order[:model.d.order.index(to)]
                for what in ("claimed", "given"):
                    arranged = self.state.get(what, {}).items()
                    self.state = {**self.state, what: {k: v for k, v in arranged if k[0] in kept}}

    def arrange(self, what, step, slot, value):
        """What was claimed or given is kept beside the reference's state, so that an undo restores it."""
        others = {k: v for k, v in self.state.get(what, {}).items() if k != (step, slot)}
        self.state = {**self.state, what: {**others, **({(step, slot): value} if value else {})}}

    def decided(self, step, slot):
        self.arrange("claimed", step, slot, None)
        self.arrange("given", step, slot, None)

    def office(self, holder):
        """A seat as ROLE@LEVEL, also where the request names its office; of an agency None."""
        role, _, at = holder.partition("@")
        if at in LEVELS:
            return holder
        area = self.model.look(self.state, at)
        level = LEVEL_OF.get(len(str(area).split("."))) if str(area)[:1].isdigit() else None
        return level and f"{role}@{level}"

    def filled(self, step, slot, holder):
        """How the seat of a slot is filled."""
        if "@" not in holder or holder.partition("@")[2] in LEVELS:
            return self.seats.get(f"{step}/{slot}")
        return self.staff.get(self.office(holder))

    def overseer(self, step, slot, holder, now):
        """The head above, where nobody is left who could act (5.1, step 4)."""
        if "@" not in holder:
            return None
        chain = self.model.d.own_else.get(step, CHAINS.get(holder.partition("@")[2], []))
        away = self.filled(step, slot, holder) in ("vacant", "on-leave") or self.model.over(self.state, step, now)
        left = [holder] + (chain if away else []) + self.state["extra"].get(step, [])
        left += [self.state.get("given", {}).get((step, slot), holder)]
        if any(self.staff.get(self.office(h)) != "vacant" for h in left):
            return None
        level = (self.office(holder) or "agency@kecamatan").partition("@")[2]
        above = LEVELS[LEVELS.index(level) + 1:]
        return next((f"head@{x}" for x in above if self.staff.get(f"head@{x}") != "vacant"), None)

    def carry_out(self, command, now, seen=None):
        self.accept(self.model.decide(seen or self.state, command, now))
        self.close_if_lost(now)

    def close_if_lost(self, now):
        """A correction may leave only those who said no."""
        model, state = self.model, self.state
        at = model.pos(state)
        pending = any(x.get("state") in engine.PENDING for x in state["out"].values())
        end = at and not pending and model.lost(state, at)
        if end:
            self.accept([("closed", end, now)])
            self.settle(now)

    def settle(self, now):
        model = self.model
        while True:
            voids = [("voided", o, self.state["num"].get(o), model.why(self.state, o))
                     for o in model.d.outputs if model.why(self.state, o)]
            if not voids:
                break
            self.accept(voids)
        self.accept([("clock", model.pos(self.state), now)])

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
        if command["action"]:
            self.tacit(step, command["action"], now)
        self.fired.add(arrived)

    def tacit(self, step, action, now):
        """Time takes an action for everybody who has not decided; an approval waits for the notice period."""
        model, spec = self.model, self.model.d.steps[step]
        to = spec["_acts"][action]["to"]
        if to == "next" and "wait" in spec:
            days = int(engine.re.match(r"\d+", model.ask(self.state, spec["wait"]))[0])
            if model.spent(self.state, step, now)[1] < days * 24:
                raise engine.Refused("not-allowed")
        for slot in model.slots(self.state, step):
            if model.pos(self.state) == step and not model.valid(self.state, step, slot):
                command = {"step": step, "slot": slot, "action": action, "person": "system", "note": "tacit"}
                self.take({**command, "do": "act", "fills": {}}, now, self.state)
        self.state = {**self.state, "last": None}

    def silence(self, now):
        """The applicant has the request: reminded each week, and after 30 days it is closed."""
        if self.state["phase"] != "returned":
            raise engine.Refused("not-allowed")
        since, reminded = self.state["silent"]
        at = min(since + 168 * (reminded + 1), since + 720)
        if now < at:
            raise engine.Refused("not-allowed")
        if at < since + 720:
            self.state = {**self.state, "silent": (since, reminded + 1)}
            return
        self.accept([("closed", "withdrawn", now)])
        self.settle(now)
        self.state = {**self.state, "last": None}

    def save(self, command):
        state = self.state
        if state["phase"] not in ("draft", "returned"):
            raise engine.Refused("not-your-turn")
        if command["person"] != "applicant":
            raise engine.Refused("not-your-task")
        for field in command["data"]:
            if self.model.d.fields[field].get("by", "start") != "start":
                raise engine.Refused("frozen:" + field)
        if command["data"]:
            self.state = {**state, "draft": {**state.get("draft", {}), **command["data"]}, "last": None}

    def reopen(self, command, now):
        end = self.model.d.ends.get(self.state["end"]) or {}
        try:
            if end.get("reopen"):
                self.model.reopening = self.model.idx(end["reopen"]["to"])
            events = self.model.decide(self.state, command, now)
            if command["person"] != "applicant":
                raise engine.Refused("not-your-task")
            self.accept(events)
        finally:
            self.model.reopening = None

    def released(self, output):
        state = self.state["out"].get(output) or {}
        return state if state.get("state") == "issued" and output not in self.state.get("gone", {}) else None

    def revoke(self, command):
        state = self.released(command["output"])
        if not state or not state.get("signed"):
            raise engine.Refused("not-allowed")
        if command["of"] == "stranger":
            raise engine.Refused("not-your-task")
        filled, right = command["filled"], command["right"]
        if filled == "held" and right in ("plt", "plh"):
            raise engine.Refused("not-your-task")
        if filled != "held" and right not in {"plt": ["plt"], "on-leave": ["plh", "delegate"]}.get(filled, []):
            raise engine.Refused("holder-vacant")
        if command["proof"] == "link":
            raise engine.Refused("auth:click")
        if " " in command["reason"]:
            raise engine.Refused("reason-required")
        self.leave(command["output"], "revoked")

    def leave(self, output, how):
        self.state = {**self.state, "gone": {**self.state.get("gone", {}), output: how}, "last": None}

    def freeze(self, command, now):
        """A letter that nobody signs is issued before it is rendered."""
        output, state = command["output"], self.released(command["output"])
        spec = self.model.d.outputs[output]
        if not (state and spec.get("template") and not spec["_signers"] and not state.get("sha")):
            return self.carry_out(command, now)
        out = {**self.state["out"], output: {**state, "sha": command["sha"]}}
        self.state = {**self.state, "out": out}

    def beside(self, do, command, now):
        state = self.state
        if any(x.get("state") in engine.PENDING for x in state["out"].values()) and do != "comment":
            raise engine.Refused("signing")
        if state["phase"] == "ended" and do in ("comment", "silence", "save", "void"):
            raise engine.Refused("closed")
        if do == "comment" and state["phase"] == "draft":
            raise engine.Refused("not-open")
        if do == "comment" and not command["text"].strip():
            raise engine.Refused("note-required")
        if do == "silence":
            self.silence(now)
        elif do == "save":
            self.save(command)
        elif do == "revoke":
            self.revoke(command)
        elif do == "void":
            self.give_up(command, now)
        elif do == "supersede" and self.released(command["output"]):
            self.leave(command["output"], command["how"])

    def give_up(self, command, now):
        """Nobody tries a failed signature again: its number is void."""
        output = command["output"]
        if (self.state["out"].get(output) or {}).get("state") != "failed":
            raise engine.Refused("not-allowed")
        if not command["reason"].strip():
            raise engine.Refused("note-required")
        self.accept([("voided", output, self.state["num"].get(output), command["reason"])])
        self.settle(now)

    def themself(self, holder, person):
        """Who acts for a slot without a seat."""
        if holder == "applicant":
            return "applicant"
        if holder.startswith("service:"):
            return self.machines[holder.split(":")[1]]
        return person["name"]

    def claim(self, command, now):
        """Taking a slot on, giving it back, giving it away: not modelled by the reference (11)."""
        model, state, do = self.model, self.state, command["do"]
        step, slot, who = command["step"], command["slot"], command["person"]
        if any(x.get("state") in engine.PENDING for x in state["out"].values()):
            raise engine.Refused("signing")
        if state["phase"] != "open":
            raise engine.Refused("closed" if state["phase"] == "ended" else "not-open")
        if model.pos(state) != step:
            raise engine.Refused("not-this-step")
        holder = next((h for s, h, _ in model.duties(state, step) if s == slot), None)
        if holder is None:
            raise engine.Refused("not-your-task")
        if model.valid(state, step, slot):
            raise engine.Refused("already-decided")
        has = state.get("claimed", {}).get((step, slot))
        if do == "release":
            if has != who:
                raise engine.Refused("not-your-task" if has else "not-allowed")
            return self.arrange("claimed", step, slot, None)
        if do == "reassign":
            return self.reassign(command, holder, now)
        if command["themself"]:
            raise engine.Refused("not-allowed")
        staffing, right = self.filled(step, slot, holder), command["right"]
        if command["seat"]:
            chain = model.d.own_else.get(step, CHAINS.get(holder.partition("@")[2], []))
            away = staffing in ("vacant", "on-leave") or model.over(state, step, now)
            given = [state.get("given", {}).get((step, slot))]
            if command["seat"] not in (chain if away else []) + state["extra"].get(step, []) + given:
                raise engine.Refused("not-your-task")
        else:
            self.fills(staffing, right)
        if who == "applicant":
            raise engine.Refused("own-request")
        apart = set(model.d.steps[step].get("not", []))
        apart |= {n for n, s in model.d.steps.items() if step in s.get("not", [])}
        if any(s in apart and a["who"] == who and "no" not in a for (s, _), a in state["ok"].items()):
            raise engine.Refused("four-eyes")
        if has != who:
            self.arrange("claimed", step, slot, who)
            self.state = {**self.state, "last": None}

    def fills(self, staffing, right):
        """Whether the right is the one by which the seat is filled."""
        if staffing is None and right in ("plt", "plh"):
            raise engine.Refused("not-your-task")
        if not {None: True, "plt": right == "plt", "on-leave": right in ("plh", "delegate")}.get(staffing, False):
            raise engine.Refused("holder-vacant")

    def reassign(self, command, holder, now):
        step, slot = command["step"], command["slot"]
        seat = command["seat"] or holder
        if command["themself"] or self.overseer(step, slot, holder, now) != seat:
            raise engine.Refused("not-your-task")
        self.fills(self.staff.get(seat), command["right"])
        if command["person"] == "applicant":
            raise engine.Refused("own-request")
        if self.staff.get(command["to"]) == "vacant":
            raise engine.Refused("holder-vacant")
        self.arrange("claimed", step, slot, None)
        self.arrange("given", step, slot, command["to"])
        self.state = {**self.state, "last": None}

    def unseen(self, does, command, now):
        try:
            does(command, now)
        except engine.Refused as refused:
            # Whoever may not know who asks does not learn it from the refusal either (section 3).
            hide = self.model.d.fields["applicant"].get("hide") or {}
            unseen = command["step"] in hide.get("from", []) and (
                "when" not in hide or self.model.ask(self.state, hide["when"]))
            raise engine.Refused("not-your-task") if str(refused) == "own-request" and unseen else refused

    def act(self, command, now):
        model, state, slot = self.model, self.state, command["slot"]
        name = command["step"]
        step = model.d.steps.get(name, {})
        action = step.get("_acts", {}).get(command["action"], {})
        holder, person = next(((h, p) for s, h, p in model.duties(state, name) if s == slot), ("", None))
        if name not in model.d.own_else:
            step["else"] = CHAINS.get(holder.partition("@")[2], [])
        model.seats = {name: self.filled(name, slot, holder)}
        # Four eyes look at approvals only (and both ways); who was given the slot is as if added.
        approvals = {k: a for k, a in state["ok"].items() if k[0] == name or "no" not in a}
        given = [g for g in [state.get("given", {}).get((name, slot))] if g]
        extra = {**state["extra"], name: state["extra"].get(name, []) + given}
        seen = self.seen = {**state, "ok": approvals, "extra": extra}
        if command["seat"]:
            # A substitute may take every action, but sign only by delegation (5.1).
            signs = action.get("to") == "next" and step.get("sign")
            command["right"] = "delegate" if not signs or command["right"] == "delegate" else None
        elif holder and "@" not in holder:
            model.seats = {}
            if command["person"] != self.themself(holder, person):
                self.refuse(command, now, EARLIER - {"holder-vacant"}, "not-your-task")
        if state.get("claimed", {}).get((name, slot), command["person"]) != command["person"]:
            self.refuse(command, now, EARLIER, "not-your-task")
        for_a_seat = command["seat"] or "@" in holder
        least = proof(step, holder)
        if step.get("sign") and least == "tte" and action.get("to") != "next":
            least = "click"  # tte is the proof of the signature itself (5)
        if load.PROOF.index(command["proof"]) < load.PROOF.index(least):
            self.refuse(command, now, EARLIER, "auth:" + least)
        if for_a_seat and command["person"] == "applicant":
            self.refuse(command, now, EARLIER, "own-request")
        if action.get("reasons") and command["reason"] not in load.TAB[action["reasons"]]["rows"]:
            self.refuse(command, now, UNTIL_NOTE, "reason-required")
        later = {n for n, s in model.d.steps.items() if name in s.get("not", [])}
        if any(s in later and a["who"] == command["person"] for (s, _), a in seen["ok"].items()):
            self.refuse(command, now, EARLIER | {"own-request"}, "four-eyes")
        for field, value in command["fills"].items():
            spec = model.d.fields[field]
            data = {**state["data"], **command["fills"]}
            if value is None and not spec.get("optional") and model.guard({**state, "data": data}, spec):
                self.refuse(command, now, None, "missing:" + field)
        self.take(command, now, seen)

    def take(self, command, now, seen):
        model, state, slot, name = self.model, self.state, command["slot"], command["step"]
        step = model.d.steps.get(name, {})
        action = step.get("_acts", {}).get(command["action"], {})
        # What is filled in comes before the no, and others may have vouched for other values.
        outvoted = (action.get("to") in model.d.ends and slot in model.slots(state, name)
                    and not model.lost(model.filled(state, command), name, slot))
        if not outvoted and not self.sent_back_unsigned(command):
            return self.carry_out(command, now, seen)
        if not outvoted:
            model.decide(seen, command, now)
            self.leads_nowhere(step, command, seen, now)
            return self.close_if_lost(now)
        # A no that others may outvote (5.3): decided as if it led nowhere, and noted.
        self.leads_nowhere(step, command, seen, now)
        no = {"who": command["person"], "saw": model.saw(self.state, name, slot), "no": action["to"], "at": now}
        self.state = {**self.state, "ok": {**self.state["ok"], (name, slot): no}}
        self.decided(name, slot)
        self.close_if_lost(now)

    def sent_back_unsigned(self, command):
        """A signer who corrects what earlier steps wait for has signed nothing, and so approved nothing (7.4)."""
        model, name = self.model, command["step"]
        step = model.d.steps.get(name, {})
        if step.get("_acts", {}).get(command["action"], {}).get("to") != "next" or not step.get("sign"):
            return False
        after = model.evolve(self.state, ("filled", name, command.get("fills", {})))
        return model.pos(after) != name and any(model.guard(after, model.d.outputs[o]) for o in step["sign"])

    def leads_nowhere(self, step, command, seen, now):
        action = step["_acts"][command["action"]]
        step["_acts"][command["action"]] = {**action, "to": "same"}
        try:
            events = self.model.decide(seen, command, now)
        finally:
            step["_acts"][command["action"]] = action
        if not action.get("limit"):
            events = [e for e in events if e[0] != "counted"]
        self.accept(events)

    def sign_result(self, command, now):
        """A letter that could not be rendered has failed (7.4); the reference fails prepared bytes only."""
        state = self.state
        letter = state["out"].get(command["output"], {})
        if command["result"] != "failed" or letter.get("state") != "requested":
            return self.carry_out(command, now)
        prepared = {**state, "out": {**state["out"], command["output"]: {**letter, "state": "frozen"}}}
        self.accept(self.model.decide(prepared, command, now))

    def refuse(self, command, now, earlier, code):
        """Refuses with `code`, unless the reference has an earlier objection."""
        try:
            self.model.decide(self.seen, command, now)
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
                self.unseen(self.act, command, now)
            elif do in ("claim", "release", "reassign"):
                self.unseen(self.claim, command, now)
            elif do == "reopen":
                self.reopen(command, now)
            elif do == "freeze":
                self.freeze(command, now)
            elif do in ("comment", "silence", "save", "revoke", "supersede", "void"):
                self.beside(do, command, now)
            elif do == "submit":
                data = {**self.state.get("draft", {}), **command["data"]}
                self.carry_out({**command, "data": data}, now)
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

        def said(step, slot, a):
            no = f"no:{a['no']}/" if "no" in a else ""
            return f"{step}/{slot}={a['who']}/{no}{'valid' if model.valid(state, step, slot) else 'fallen'}"
        gone = state.get("gone", {})
        parts = {
            "phase": state["phase"] + {"ended": f":{state['end']}", "returned": f":{state.get('silent', (0, 0))[1]}"}
            .get(state["phase"], ""),
            "at": model.pos(state) or "-",
            "approvals": [said(s, k, a) for (s, k), a in state["ok"].items()],
            "outputs": [f"{o}={gone.get(o) or STATES.get(x['state'], x['state'])}#{number(o) or '-'}"
                        f"[{' '.join(x.get('signed', []))}]" for o, x in state["out"].items()],
            "clocks": [f"{'case' if s == '*' else s}={c['w']}/{c['h']}/{'-' if c['since'] is None else c['since']}"
                       for s, c in state["clock"].items()
                       if s != "*" or c != {"w": 0, "h": 0, "since": None}],
            "held": [f"{s}@{since}" for s, (since, _) in state["held"].items()],
            "counts": [f"{s}.{a}={n}" for (s, a), n in state["count"].items()],
            "claimed": [f"{s}/{k}={who}" for (s, k), who in state.get("claimed", {}).items()],
            "added": [f"{s}={' '.join(h)}" for s, h in state["extra"].items()],
            "extra": [f"{s}+{n}" for s, n in state["added"].items()],
            "put by": list(state.get("draft", {})),
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
