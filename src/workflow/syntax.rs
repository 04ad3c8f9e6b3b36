//! From text to tree: the grammar of expressions (definition-format.md section 4).

use std::sync::Arc;

use super::lexer::{Token, Word, split};
use super::{Compare, Expr, FieldId, Path, Root};
use crate::area::Level;

/// Expressions within each other.
const MAX_DEPTH: usize = 32;
/// Words of one expression: keeps every tree shallow enough to walk.
const MAX_WORDS: usize = 400;

/// Why a text is no expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SyntaxError {
    /// In characters, from 0.
    pub at: usize,
    pub message: String,
}

/// The tree of an expression.
pub(super) fn parse(text: &str) -> Result<Expr, SyntaxError> {
    let words = split(text)?;
    if let Some(word) = words.get(MAX_WORDS) {
        let message = format!("an expression has at most {MAX_WORDS} words");
        return Err(SyntaxError { at: word.at, message });
    }
    let mut parser = Parser { words, next: 0, depth: 0, end: text.chars().count() };
    let expr = parser.expr()?;
    match parser.peek() {
        None => Ok(expr),
        Some(_) => Err(parser.unexpected("the end")),
    }
}

struct Parser {
    words: Vec<Word>,
    next: usize,
    depth: usize,
    end: usize,
}

type Parsed = Result<Expr, SyntaxError>;

impl Parser {
    fn peek(&self) -> Option<&Token> {
        self.words.get(self.next).map(|word| &word.token)
    }

    fn sign(&self) -> Option<&str> {
        match self.peek() {
            Some(Token::Sign(sign) | Token::Keyword(sign)) => Some(sign),
            _ => None,
        }
    }

    fn take(&mut self, sign: &str) -> bool {
        let found = self.sign() == Some(sign);
        self.next += usize::from(found);
        found
    }

    fn need(&mut self, sign: &str) -> Result<(), SyntaxError> {
        if self.take(sign) { Ok(()) } else { Err(self.unexpected(&format!("`{sign}`"))) }
    }

    fn error(&self, message: String) -> SyntaxError {
        SyntaxError { at: self.words.get(self.next).map_or(self.end, |word| word.at), message }
    }

    fn unexpected(&self, wanted: &str) -> SyntaxError {
        let found = self.peek().map_or_else(|| "the end".into(), |token| format!("`{token}`"));
        self.error(format!("expected {wanted}, found {found}"))
    }

    fn nested(&mut self, inner: impl FnOnce(&mut Self) -> Parsed) -> Parsed {
        if self.depth >= MAX_DEPTH {
            return Err(self.error(format!("nested deeper than {MAX_DEPTH}")));
        }
        self.depth += 1;
        let parsed = inner(self);
        self.depth -= 1;
        parsed
    }

    fn expr(&mut self) -> Parsed {
        if self.sign() != Some("if") {
            return self.or();
        }
        self.nested(|this| {
            this.next += 1;
            let condition = this.expr()?;
            this.need("then")?;
            let then = this.expr()?;
            this.need("else")?;
            let other = this.expr()?;
            Ok(Expr::If(Box::new(condition), Box::new(then), Box::new(other)))
        })
    }

    fn or(&mut self) -> Parsed {
        let mut left = self.and()?;
        while self.take("or") {
            left = Expr::Or(Box::new(left), Box::new(self.and()?));
        }
        Ok(left)
    }

    fn and(&mut self) -> Parsed {
        let mut left = self.not()?;
        while self.take("and") {
            left = Expr::And(Box::new(left), Box::new(self.not()?));
        }
        Ok(left)
    }

    fn not(&mut self) -> Parsed {
        self.nested(|this| {
            if this.take("not") {
                return Ok(Expr::Not(Box::new(this.not()?)));
            }
            let every = this.sign() == Some("every");
            if !every && this.sign() != Some("some") {
                return this.comparison();
            }
            this.next += 1;
            let list = this.path("a list field")?;
            this.need("satisfies")?;
            let inner = Box::new(this.not()?);
            Ok(if every { Expr::Every(list, inner) } else { Expr::Some(list, inner) })
        })
    }

    fn comparison(&mut self) -> Parsed {
        let left = self.sum()?;
        let Some(how) = self.sign().and_then(Compare::from_symbol) else { return Ok(left) };
        self.next += 1;
        let right = self.sum()?;
        if self.sign().and_then(Compare::from_symbol).is_some() {
            return Err(self.error("a comparison has two sides; join two with `and`".into()));
        }
        Ok(Expr::Compare(how, Box::new(left), Box::new(right)))
    }

    fn sum(&mut self) -> Parsed {
        let mut left = self.primary()?;
        loop {
            if self.take("+") {
                left = Expr::Add(Box::new(left), Box::new(self.primary()?));
            } else if self.take("-") {
                left = Expr::Subtract(Box::new(left), Box::new(self.primary()?));
            } else {
                return Ok(left);
            }
        }
    }

    fn primary(&mut self) -> Parsed {
        let expr = match self.peek() {
            Some(Token::Number(number)) => Expr::Number(*number),
            Some(Token::Period(period)) => Expr::Period(*period),
            Some(Token::Text(text)) => Expr::Text(text.clone()),
            Some(Token::Keyword("true")) => Expr::Bool(true),
            Some(Token::Keyword("false")) => Expr::Bool(false),
            Some(Token::Sign("(")) => {
                self.next += 1;
                let inner = self.expr()?;
                self.need(")")?;
                return Ok(inner);
            }
            Some(Token::Name(name)) => {
                let name = name.clone();
                return self.name(&name);
            }
            _ => return Err(self.unexpected("a value")),
        };
        self.next += 1;
        Ok(expr)
    }

    fn name(&mut self, name: &str) -> Parsed {
        let called =
            self.words.get(self.next + 1).map(|word| &word.token) == Some(&Token::Sign("("));
        if !called {
            return Ok(Expr::Path(self.path("a name")?));
        }
        let make = match name {
            "has" => Expr::Has,
            "size" => Expr::Size,
            _ => return Err(self.error(format!("unknown function `{name}` (known: has, size)"))),
        };
        self.next += 2;
        let path = self.path("a field")?;
        self.need(")")?;
        Ok(make(path))
    }

    fn path(&mut self, wanted: &str) -> Result<Path, SyntaxError> {
        let Some(Token::Name(name)) = self.peek() else { return Err(self.unexpected(wanted)) };
        let mut parts: Vec<Arc<str>> = name.split('.').map(Arc::from).collect();
        let first = parts.remove(0);
        let (name, more) = (name.clone(), !parts.is_empty());
        let root = match &*first {
            "today" => Root::Today,
            "purpose" => Root::Purpose,
            "office" if more => Root::Setting((&*parts.remove(0)).into()),
            "it" if more => Root::Row(parts.remove(0)),
            "route" if more => {
                let level = parts.remove(0);
                let keys = Level::ALL.map(Level::key).join(", ");
                Root::Route(Level::from_key(&level).ok_or_else(|| {
                    self.error(format!("a route has no `{level}` (levels: {keys})"))
                })?)
            }
            "office" => return Err(self.error("`office` needs a setting: office.NAME".into())),
            "it" => return Err(self.error("`it` needs a column: it.COLUMN".into())),
            "route" => return Err(self.error("`route` needs a level: route.kelurahan".into())),
            "has" | "size" => return Err(self.error(format!("`{name}` needs ( ) around a field"))),
            field => Root::Field(FieldId::from(field)),
        };
        self.next += 1;
        Ok(Path { root, parts })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shown(text: &str) -> String {
        match parse(text) {
            Ok(expr) => expr.to_string(),
            Err(error) => format!("column {}: {}", error.at + 1, error.message),
        }
    }

    #[test]
    fn operators_bind_as_the_grammar_says() {
        for (text, tree) in [
            ("a or b and not c", "a or b and not c"),
            ("(a or b) and c", "(a or b) and c"),
            ("not x == y and z", "not x == y and z"),
            ("not (x and y)", "not (x and y)"),
            ("a - b - c", "a - b - c"),
            ("a - (b - c)", "a - (b - c)"),
            (
                "if a then 1wd else if b then 2wd else 3wd",
                "if a then 1wd else if b then 2wd else 3wd",
            ),
            (
                "some heirs satisfies not it.deceased and x",
                "some heirs satisfies not it.deceased and x",
            ),
            ("every a satisfies (it.b or it.c)", "every a satisfies (it.b or it.c)"),
            ("has(father) and size(heirs) >= 2", "has(father) and size(heirs) >= 2"),
            ("route.kelurahan.area == office.home", "route.kelurahan.area == office.home"),
            ("'a b' == x.y", "'a b' == x.y"),
            ("a<b+2mo", "a < b + 2mo"),
            ("(if a then b else c) and d", "(if a then b else c) and d"),
            ("(a == b) == (not c)", "(a == b) == (not c)"),
            ("(some a satisfies it.b) == c", "(some a satisfies it.b) == c"),
        ] {
            assert_eq!(shown(text), tree);
        }
    }

    #[test]
    fn mistakes_are_told_with_their_column() {
        for (text, told) in [
            ("birth_date < today - office.late &&", "column 34: '&' is not allowed here"),
            ("urgent ? 1wd : 5wd", "column 8: '?' is not allowed here"),
            ("age(birth_date) < 18", "column 1: unknown function `age` (known: has, size)"),
            ("a and", "column 6: expected a value, found the end"),
            ("a b", "column 3: expected the end, found `b`"),
            ("a < b < c", "column 7: a comparison has two sides; join two with `and`"),
            ("if a then b", "column 12: expected `else`, found the end"),
            ("some 3 satisfies x", "column 6: expected a list field, found `3`"),
            (
                "route.galaxy == x",
                "column 1: a route has no `galaxy` (levels: rt, rw, dusun, kelurahan, kecamatan, kabupaten, provinsi)",
            ),
            ("'open", "column 1: the text is not closed with '"),
            (
                "3dd == x",
                "column 1: `3dd` is neither a number nor a duration (3d 2mo 5y 4wd 6wh 1h)",
            ),
            ("99999999999999999999 < a", "column 1: the number is too large"),
            ("then", "column 1: expected a value, found `then`"),
            ("", "column 1: expected a value, found the end"),
            ("has", "column 1: `has` needs ( ) around a field"),
            ("office", "column 1: `office` needs a setting: office.NAME"),
            ("it", "column 1: `it` needs a column: it.COLUMN"),
            ("route", "column 1: `route` needs a level: route.kelurahan"),
            ("12345d == x", "column 1: the duration `12345d` has more than 4 digits"),
        ] {
            assert_eq!(shown(text), told, "{text}");
        }
        let within = |depth| shown(&format!("{}a{}", "(".repeat(depth), ")".repeat(depth)));
        assert_eq!(
            (within(31), within(32)),
            ("a".into(), "column 33: nested deeper than 32".into())
        );
        assert!(parse(&format!("(a){}", " or (a)".repeat(40))).is_ok(), "beside, not nested");
        assert!(shown(&"not ".repeat(40)).contains("nested deeper than 32"));
        assert!(shown(&format!("a{}", " and a".repeat(400))).contains("at most 400 words"));
    }

    proptest! {
        #[test]
        fn no_text_breaks_the_parser(text in "[a-z0-9_.'()<>=!+ -]{0,60}|.{0,30}") {
            let _ = parse(&text);
        }

        #[test]
        fn what_is_shown_reads_back_as_the_same_tree(
            words in prop::collection::vec(prop::sample::select(vec![
                "a", "b.c", "office.x", "not", "and", "or", "(", ")", "==", "<", "+", "-", "1", "2wd",
                "'t'", "if", "then", "else", "has(a)", "some", "satisfies", "it.x", "true",
            ]), 1..12),
        ) {
            if let Ok(expr) = parse(&words.join(" ")) {
                prop_assert_eq!(parse(&expr.to_string()).unwrap(), expr);
            }
        }
    }
}
