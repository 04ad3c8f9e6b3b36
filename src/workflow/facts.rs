//! What a guard tells about the expressions behind it: the conjuncts of its condition, after
//! pushing `not` inward. A fact matches when both trees are equal; nothing cleverer.

use std::collections::HashSet;

use super::{Expr, Path, Root};

/// What is known to hold.
#[derive(Debug, Clone, Default)]
pub(super) struct Facts(HashSet<Expr>);

impl Facts {
    /// What is known where a condition holds.
    pub fn of(condition: Option<&Expr>) -> Self {
        let mut facts = Self::default();
        if let Some(condition) = condition {
            facts.learn(normal(condition, true));
        }
        facts
    }

    /// These facts and those of a condition that holds.
    pub fn and(&self, condition: &Expr) -> Self {
        let mut facts = self.clone();
        facts.learn(normal(condition, true));
        facts
    }

    /// These facts and those of a condition that does not hold.
    pub fn and_not(&self, condition: &Expr) -> Self {
        let mut facts = self.clone();
        facts.learn(normal(condition, false));
        facts
    }

    /// Both.
    pub fn with(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }

    /// Whether a fact is known.
    pub fn knows(&self, fact: &Expr) -> bool {
        self.0.contains(fact)
    }

    /// Whether all of these are among `other`.
    pub fn within(&self, other: &Self) -> bool {
        self.0.is_subset(&other.0)
    }

    /// These facts where another row is at hand: what is known of `it` is forgotten.
    pub fn of_other_rows(&self) -> Self {
        Self(self.0.iter().filter(|fact| !reads_row(fact)).cloned().collect())
    }

    fn learn(&mut self, fact: Expr) {
        match fact {
            Expr::And(a, b) => {
                self.learn(*a);
                self.learn(*b);
            }
            fact => {
                self.0.insert(fact);
            }
        }
    }
}

/// Whether an expression reads the row at hand.
fn reads_row(expr: &Expr) -> bool {
    let row = |path: &Path| matches!(path.root, Root::Row(_));
    match expr {
        Expr::Number(_) | Expr::Period(_) | Expr::Text(_) | Expr::Bool(_) => false,
        Expr::Path(path)
        | Expr::Has(path)
        | Expr::Size(path)
        | Expr::Some(path, _)
        | Expr::Every(path, _) => row(path),
        Expr::Not(inner) => reads_row(inner),
        Expr::If(a, b, c) => reads_row(a) || reads_row(b) || reads_row(c),
        Expr::And(a, b)
        | Expr::Or(a, b)
        | Expr::Compare(_, a, b)
        | Expr::Add(a, b)
        | Expr::Subtract(a, b) => reads_row(a) || reads_row(b),
    }
}

/// The expression (or its negation, if not `holds`) with `not` pushed inward.
fn normal(expr: &Expr, holds: bool) -> Expr {
    let both = |a: &Expr, b: &Expr| (Box::new(normal(a, holds)), Box::new(normal(b, holds)));
    match (expr, holds) {
        (Expr::Not(inner), _) => normal(inner, !holds),
        (Expr::And(a, b), true) | (Expr::Or(a, b), false) => {
            let (a, b) = both(a, b);
            Expr::And(a, b)
        }
        (Expr::Or(a, b), true) | (Expr::And(a, b), false) => {
            let (a, b) = both(a, b);
            Expr::Or(a, b)
        }
        (Expr::Compare(how, a, b), false) => Expr::Compare(how.opposite(), a.clone(), b.clone()),
        (Expr::Bool(yes), false) => Expr::Bool(!yes),
        (expr, true) => expr.clone(),
        (expr, false) => Expr::Not(Box::new(expr.clone())),
    }
}

#[cfg(test)]
mod tests {
    use super::super::syntax::parse;
    use super::*;

    fn knows(condition: &str, fact: &str) -> bool {
        Facts::of(Some(&parse(condition).unwrap())).knows(&parse(fact).unwrap())
    }

    #[test]
    fn conjuncts_are_facts_and_not_is_pushed_inward() {
        assert!(knows("a and has(b)", "has(b)"));
        assert!(knows("not (a or b)", "not b"));
        assert!(knows("not x == y", "x != y"));
        assert!(knows("not (x < y or a)", "x >= y"));
        assert!(knows("not not a", "a"));
        assert!(!knows("a or has(b)", "has(b)"));
        assert!(!knows("y != x", "x != y"));
    }

    #[test]
    fn what_is_known_of_a_row_is_forgotten_where_another_is_at_hand() {
        let kept = |fact: &str| {
            let fact = parse(fact).unwrap();
            Facts::of(Some(&fact)).of_other_rows().knows(&fact)
        };
        for fact in [
            "it.b",
            "not it.b",
            "has(it.b)",
            "size(it.b) == 2",
            "it.b == c",
            "c == it.b",
            "it.b or c",
            "c or it.b",
            "it.b - c > 2",
            "if it.a then b else c",
            "if a then it.b else c",
            "if a then b else it.c",
            "some it.list satisfies it.b",
        ] {
            assert!(!kept(fact), "{fact}");
        }
        for fact in ["b", "not b", "has(b)", "size(b) == 2", "b == 'c'", "b < c + 1d", "b or c"] {
            assert!(kept(fact), "{fact}");
        }
        assert!(kept("if a then true else c"));
        // Of another row inside of it that row is meant.
        assert!(kept("some list satisfies it.b"));
    }

    #[test]
    fn facts_are_put_together() {
        let fact = |text: &str| parse(text).unwrap();
        let of = |text: &str| Facts::of(Some(&fact(text)));
        let both = of("a").with(of("b and c"));
        assert!(["a", "b", "c"].iter().all(|text| both.knows(&fact(text))));
        assert!(of("a").within(&both) && !both.within(&of("a")));
        assert!(of("a").and_not(&fact("b or true")).knows(&fact("false")));
    }
}
