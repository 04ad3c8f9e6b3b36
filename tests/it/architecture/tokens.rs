//! Rust source as words and signs with their lines; comments, strings and characters left out.

/// A word or a sign, and the line it stands on (from 1).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Token<'a> {
    pub text: &'a str,
    pub line: usize,
}

/// Cuts a source file into tokens. `::` is one token; every other sign stands alone.
pub fn tokens(source: &str) -> Vec<Token<'_>> {
    let mut found = Vec::new();
    let (mut at, mut line) = (0, 1);
    while let Some(first) = source[at..].chars().next() {
        let rest = &source[at..];
        let (length, keep) = if first.is_whitespace() {
            (first.len_utf8(), false)
        } else if rest.starts_with("//") {
            (rest.find('\n').unwrap_or(rest.len()), false)
        } else if rest.starts_with("/*") {
            (block_comment(rest), false)
        } else if let Some(length) = string(rest).or_else(|| character(rest)) {
            (length, false)
        } else if first == '_' || first.is_alphanumeric() {
            (word(rest), true)
        } else if rest.starts_with("::") {
            (2, true)
        } else {
            (first.len_utf8(), true)
        };
        if keep {
            found.push(Token { text: &rest[..length], line });
        }
        line += rest[..length].matches('\n').count();
        at += length;
    }
    found
}

fn word(rest: &str) -> usize {
    let raw = if rest.starts_with("r#") { 2 } else { 0 };
    let end = |c: char| c != '_' && !c.is_alphanumeric();
    rest[raw..].find(end).map_or(rest.len(), |n| raw + n)
}

/// Block comments nest.
fn block_comment(rest: &str) -> usize {
    let (mut depth, mut at) = (0_usize, 0);
    while at < rest.len() {
        let (step, change) = match &rest.as_bytes()[at..] {
            [b'/', b'*', ..] => (2, 1),
            [b'*', b'/', ..] => (2, -1),
            _ => (1, 0),
        };
        at += step;
        depth = depth.saturating_add_signed(change);
        if depth == 0 {
            break;
        }
    }
    at
}

/// The length of a string literal of any kind (`"…"`, `b"…"`, `c"…"`, `r#"…"#`), if one begins here.
fn string(rest: &str) -> Option<usize> {
    let prefix = rest.find(|c: char| !matches!(c, 'b' | 'c' | 'r'))?;
    let raw = prefix > 0 && rest[..prefix].ends_with('r');
    if prefix > 2 {
        return None;
    }
    let hashes = if raw { rest[prefix..].find(|c| c != '#')? } else { 0 };
    let body = prefix + hashes + 1;
    if !rest[prefix + hashes..].starts_with('"') {
        return None;
    }
    if raw {
        let close = format!("\"{}", "#".repeat(hashes));
        return Some(rest[body..].find(&close).map_or(rest.len(), |n| body + n + close.len()));
    }
    let mut escaped = false;
    for (n, c) in rest[body..].char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return Some(body + n + 1),
            _ => {}
        }
    }
    Some(rest.len())
}

/// The length of a character literal (`'x'`, `'\n'`, `b'"'`), if one begins here; `'a` alone is a lifetime.
fn character(rest: &str) -> Option<usize> {
    let prefix = usize::from(rest.starts_with("b'"));
    let body = rest[prefix..].strip_prefix('\'')?;
    let first = body.chars().next()?;
    if first == '\\' {
        let after = 1 + body[1..].chars().next()?.len_utf8();
        return body[after..].find('\'').map(|n| prefix + 1 + after + n + 1);
    }
    let after = first.len_utf8();
    body[after..].starts_with('\'').then_some(prefix + 1 + after + 1)
}

#[cfg(test)]
mod tests {
    use super::tokens;

    fn words(source: &str) -> Vec<&str> {
        tokens(source).into_iter().map(|t| t.text).collect()
    }

    #[test]
    fn comments_strings_and_characters_are_left_out() {
        let source = "a // crate::x\n/* b /* c */ d */ \"crate::\\\"y\" e r#\"crate::\"z\"# '\"' b'\\'' 'f g";
        assert_eq!(words(source), ["a", "e", "'", "f", "g"]);
    }

    #[test]
    fn lines_are_counted_through_what_is_left_out() {
        let source = "/*\n\n*/ \"\n\" crate::desk";
        let found: Vec<_> = tokens(source).into_iter().map(|t| (t.text, t.line)).collect();
        assert_eq!(found, [("crate", 4), ("::", 4), ("desk", 4)]);
    }

    #[test]
    fn words_that_begin_like_a_literal_stay_words() {
        assert_eq!(
            words("broom b::c crate r#type rb"),
            ["broom", "b", "::", "c", "crate", "r#type", "rb"]
        );
    }
}
