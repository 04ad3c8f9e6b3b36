//! The helpers as handlebars calls them.

use super::{age, dates, digits, letters, plain, words};
use crate::letter::error::Problem;
use handlebars::{
    BlockContext, Context, Handlebars, Helper, HelperDef, HelperResult, Output, RenderContext,
    RenderError, RenderErrorReason, Renderable, ScopedJson,
};
use serde_json::Value;

/// Helpers that print, with the most values each takes. `show` is what `{{x}}` becomes.
pub const PRINTING: [(&str, usize); 9] = [
    ("date", 2),
    ("time", 2),
    ("money", 2),
    ("spell", 1),
    ("age", 1),
    ("upper", 1),
    ("title_case", 1),
    ("rt", 1),
    ("nik", 1),
];

/// The styles that a helper takes after its name.
pub fn styles(helper: &str) -> &'static [&'static str] {
    match helper {
        "date" => &dates::DATE,
        "time" => &dates::TIME,
        "money" => &words::MONEY,
        _ => &[],
    }
}

/// Helpers with a block.
pub const BLOCKS: [&str; 3] = ["if", "unless", "each"];

type Printer = fn(&[&Value], &Context) -> Result<String, String>;

/// A strict registry that knows these helpers and escapes for XML.
pub fn handlebars() -> Handlebars<'static> {
    let mut registry = Handlebars::new();
    registry.set_strict_mode(true);
    registry.register_escape_fn(escape);
    let printers: [(&str, Printer); 10] = [
        ("show", |v, _| plain::show(v[0])),
        ("date", |v, _| dates::date(v[0], style(v))),
        ("time", |v, _| dates::time(v[0], style(v))),
        ("money", |v, _| words::money(v[0], style(v))),
        ("spell", |v, _| words::spell(v[0])),
        ("age", |v, facts| age::age(v[0], facts.data().get("today"))),
        ("upper", |v, _| plain::show(v[0]).map(|text| letters::upper(&text))),
        ("title_case", |v, _| plain::show(v[0]).map(|text| letters::title_case(&text))),
        ("rt", |v, _| digits::rt(v[0])),
        ("nik", |v, _| digits::nik(v[0])),
    ];
    for (name, print) in printers {
        registry.register_helper(name, Box::new(Print(print)));
    }
    registry.register_helper("is", Box::new(Is));
    registry.register_helper("if", Box::new(If(true)));
    registry.register_helper("unless", Box::new(If(false)));
    registry.register_helper("each", Box::new(Each));
    registry
}

fn style<'a>(values: &[&'a Value]) -> Option<&'a str> {
    values.get(1).and_then(|style| style.as_str())
}

/// The five entities of XML; nothing else of a value can be taken for markup.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&apos;"),
            _ => out.push(sign),
        }
    }
    out
}

/// Whether XML has no way to hold a character, not even by its number (XML 1.0, 2.2).
fn is_beyond_xml(sign: char) -> bool {
    matches!(sign, '\0'..' ' | '\u{fffe}' | '\u{ffff}') && !matches!(sign, '\t' | '\n' | '\r')
}

struct Print(Printer);

impl HelperDef for Print {
    fn call<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        registry: &'reg Handlebars<'reg>,
        facts: &'rc Context,
        _: &mut RenderContext<'reg, 'rc>,
        out: &mut dyn Output,
    ) -> HelperResult {
        let mut values = Vec::with_capacity(2);
        for param in helper.params() {
            if param.is_value_missing() {
                let path = param.relative_path().cloned();
                return Err(RenderErrorReason::MissingVariable(path).into());
            }
            values.push(param.value());
        }
        if values.is_empty() {
            return Err(refused(helper.name(), "it needs a value"));
        }
        let text = (self.0)(&values, facts).map_err(|why| {
            let path = helper.param(0).and_then(|p| p.relative_path());
            refused(path.map_or(helper.name(), String::as_str), &why)
        })?;
        // The layout would tell it as a character that no font has, but the markup cannot bring it there.
        if let Some(sign) = text.chars().find(|sign| is_beyond_xml(*sign)) {
            return Err(
                RenderErrorReason::NestedError(Box::new(Problem::Glyph { sign, text })).into()
            );
        }
        out.write(&registry.get_escape_fn()(&text))?;
        Ok(())
    }
}

fn refused(what: &str, why: &str) -> RenderError {
    RenderErrorReason::Other(format!("`{what}`: {why}")).into()
}

struct Is;

impl HelperDef for Is {
    fn call_inner<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        _: &'reg Handlebars<'reg>,
        _: &'rc Context,
        _: &mut RenderContext<'reg, 'rc>,
    ) -> Result<ScopedJson<'rc>, RenderError> {
        let holds = helper.param(0).is_some_and(|value| {
            helper.params()[1..].iter().any(|meant| plain::is(value.value(), meant.value()))
        });
        Ok(ScopedJson::Derived(Value::Bool(holds)))
    }
}

struct If(bool);

impl HelperDef for If {
    fn call<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        registry: &'reg Handlebars<'reg>,
        facts: &'rc Context,
        context: &mut RenderContext<'reg, 'rc>,
        out: &mut dyn Output,
    ) -> HelperResult {
        let holds = helper.param(0).is_some_and(|value| plain::filled(value.value()));
        let block = if holds == self.0 { helper.template() } else { helper.inverse() };
        block.map_or(Ok(()), |block| block.render(registry, facts, context, out))
    }
}

struct Each;

impl HelperDef for Each {
    fn call<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        registry: &'reg Handlebars<'reg>,
        facts: &'rc Context,
        context: &mut RenderContext<'reg, 'rc>,
        out: &mut dyn Output,
    ) -> HelperResult {
        let Some(list) = helper.param(0).filter(|list| !list.is_value_missing()) else {
            let path = helper.param(0).and_then(|list| list.relative_path().cloned());
            return Err(RenderErrorReason::MissingVariable(path).into());
        };
        let Some(rows) = list.value().as_array() else {
            return Err(refused("each", "it needs a list"));
        };
        let Some(block) = helper.template().filter(|_| !rows.is_empty()) else {
            return helper.inverse().map_or(Ok(()), |b| b.render(registry, facts, context, out));
        };
        for (at, row) in rows.iter().enumerate() {
            let mut scope = BlockContext::new();
            match list.context_path() {
                Some(path) => {
                    scope.base_path_mut().clone_from(path);
                    scope.base_path_mut().push(at.to_string());
                }
                None => scope.set_base_value(row.clone()),
            }
            scope.set_local_var("number", Value::from(at + 1));
            context.push_block(scope);
            let done = block.render(registry, facts, context, out);
            context.pop_block();
            done?;
        }
        Ok(())
    }
}
