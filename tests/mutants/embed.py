"""Builds many mutants of `cargo mutants --list --json` into one source file: `crate::mutant(7)` asks
at run time whether it is the seventh that is tried. So a thousand mutants cost one build.
"""

import collections

import tree_sitter
import tree_sitter_rust

PARSER = tree_sitter.Parser(tree_sitter.Language(tree_sitter_rust.language()))


def on(mutant):
    return f"crate::mutant({mutant['id']})"


class Source:
    """A file and the mutants that are to be built into it."""

    def __init__(self, text, mutants):
        self.text = text.encode()
        self.lines = [line.encode() for line in text.split("\n")]
        self.starts = [0]
        for line in self.lines:
            self.starts.append(self.starts[-1] + len(line) + 1)
        self.mutants = collections.defaultdict(list)
        for mutant in mutants:
            self.mutants[mutant["genre"], self.offset(mutant["span"]["start"])].append(mutant)

    def offset(self, place):
        """Lines and columns are counted from 1, columns in characters."""
        line = self.lines[place["line"] - 1].decode()
        return self.starts[place["line"] - 1] + len(line[: place["column"] - 1].encode())

    def written(self):
        return self.render(PARSER.parse(self.text).root_node)

    def cut(self, start, end):
        return self.text[start:end].decode()

    def render(self, node):
        ways = {
            "binary_expression": self.binary,
            "compound_assignment_expr": self.binary,
            "unary_expression": self.unary,
            "match_arm": self.arm,
            "field_initializer": self.field,
        }
        way = ways.get(node.type)
        return (way and way(node)) or self.children(node)

    def children(self, node, begin=None):
        """The node from `begin` on, with the mutants of what stands in it."""
        at = node.start_byte if begin is None else begin
        parts = []
        for child in node.children:
            if child.start_byte < at:
                continue
            parts.append(self.cut(at, child.start_byte))
            if node.type == "block" and child.is_named:
                for mutant in self.mutants["FnValue", child.start_byte]:
                    parts.append(f"if {on(mutant)} {{ return {mutant['replacement']}; }} ")
            parts.append(self.render(child))
            at = child.end_byte
        return "".join([*parts, self.cut(at, node.end_byte)])

    def binary(self, node):
        operator = node.child_by_field_name("operator")
        found = self.mutants["BinaryOperator", operator.start_byte]
        if not found:
            return None
        left = self.render(node.child_by_field_name("left"))
        right = self.render(node.child_by_field_name("right"))
        if node.type == "binary_expression":
            left, right = f"({left})", f"({right})"
        branches = [f"if {on(m)} {{ {left} {m['replacement']} {right} }} else " for m in found]
        this = f"{left} {self.cut(operator.start_byte, operator.end_byte)} {right}"
        if [m["replacement"] for m in found] in (["!="], ["=="]):
            return f"({on(found[0])} ^ ({this}))"
        return f"({''.join(branches)}{{ {this} }})"

    def unary(self, node):
        """`!x` and `-x`: the operator is deleted."""
        for mutant in self.mutants["UnaryOperator", node.start_byte]:
            whole = self.children(node)
            if whole.startswith("!"):
                return f"({on(mutant)} ^ {whole})"
            return f"(if {on(mutant)} {{ {whole[1:]} }} else {{ {whole} }})"
        return None

    def arm(self, node):
        """An arm is deleted, or its guard is always or never true."""
        pattern = node.child_by_field_name("pattern")
        guard = pattern.child_by_field_name("condition")
        deleted = self.mutants["MatchArm", node.start_byte] if others_cover(node) else []
        guards = self.mutants["MatchArmGuard", guard.start_byte] if guard else []
        if not deleted and not guards:
            return None
        bare = self.cut(node.start_byte, guard.start_byte if guard else pattern.end_byte)
        bare = bare.rstrip().removesuffix("if") if guard else bare
        test = f"({self.render(guard)})" if guard else "true"
        for mutant in guards:
            always = mutant["replacement"] == "true"
            test = f"({on(mutant)} || {test})" if always else f"(!{on(mutant)} && {test})"
        for mutant in deleted:
            test = f"!{on(mutant)} && {test}"
        return f"{bare} if {test}{self.children(node, pattern.end_byte)}"

    def field(self, node):
        """A field of `S { field: value, ..base }` is left to the base."""
        base = [c for c in node.parent.children if c.type == "base_field_initializer"]
        for mutant in self.mutants["StructField", node.start_byte] if base else []:
            name, value = (node.child_by_field_name(part) for part in ("field", "value"))
            name = self.cut(name.start_byte, name.end_byte)
            base = self.cut(base[0].start_byte + len(".."), base[0].end_byte)
            theirs = f"({base}).{name}.clone()"
            return f"{name}: if {on(mutant)} {{ {theirs} }} else {{ {self.render(value)} }}"
        return None


def others_cover(node):
    """Whether another arm, without a condition, takes what this one leaves."""
    for other in node.parent.children:
        if other.type == "match_arm" and other.start_byte != node.start_byte:
            pattern = other.child_by_field_name("pattern")
            names = pattern.text.decode().strip("()").split(", ")
            if all(name == "_" or name.isidentifier() and name.islower() for name in names):
                return True
    return False
