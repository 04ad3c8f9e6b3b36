//! What a template reads: the walk over its parsed form that refuses what is not allowed and lists every name.

use super::balance::is_balanced;
use super::error::TemplateError;
use super::helpers::{BLOCKS, PRINTING, styles};
use handlebars::Template;
use handlebars::template::{HelperTemplate, Parameter, TemplateElement};
use serde_json::Value;

/// One place where a template reads a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Read {
    /// The whole path, `mother.address.rt`; inside `{{#each witnesses}}` it starts with the list: `witnesses.person.name`.
    pub path: String,
    /// The list whose rows are read around it, where `{{#each}}` stands around it.
    pub list: Option<String>,
    /// Line in the template's file, from 1.
    pub line: u32,
    /// Column in that line, from 1.
    pub column: u32,
    /// Paths that are known to be filled here, because an `{{#if}}` or `{{#each}}` around it says so.
    pub inside_if: Vec<String>,
    /// The helper it is given to: `if`, `unless`, `each` and `is` too; none where it is printed as it is.
    pub helper: Option<String>,
    /// Literals beside it: the style of `date`, the keys that `is` compares with.
    pub literals: Vec<String>,
}

/// Walks the template, lists what it reads, and turns each `{{x}}` into a call of the printing helper.
pub fn read(template: &mut Template) -> (Vec<Read>, Vec<TemplateError>) {
    let mut walk = Walk::default();
    walk.template(template);
    (walk.reads, walk.errors)
}

#[derive(Default)]
struct Walk {
    reads: Vec<Read>,
    errors: Vec<TemplateError>,
    lists: Vec<String>,
    known: Vec<String>,
    at: (u32, u32),
}

impl Walk {
    fn template(&mut self, template: &mut Template) {
        for (element, place) in template.elements.iter_mut().zip(&template.mapping) {
            self.at = (narrow(place.0), narrow(place.1));
            match element {
                TemplateElement::RawString(_) | TemplateElement::Comment(_) => {}
                TemplateElement::Expression(call) => self.expression(call),
                TemplateElement::HelperBlock(call) => self.block(call),
                TemplateElement::HtmlExpression(_) => {
                    self.refuse("raw output is refused", Some("write {{x}}, which escapes"));
                }
                _ => self.refuse("partials and decorators are refused", None),
            }
        }
    }

    fn expression(&mut self, call: &mut HelperTemplate) {
        if !call.hash.is_empty() {
            return self.refuse("helpers take no name=value", None);
        }
        if call.params.is_empty() {
            let Some(raw) = raw(&call.name) else {
                return self.refuse("only a name or a helper can be printed", None);
            };
            match handlebars::Path::parse(&raw) {
                Ok(path) => call.params.push(Parameter::Path(path)),
                Err(_) => return self.refuse(&format!("`{raw}` is no name"), None),
            }
            call.name = Parameter::Name("show".to_owned());
            return self.note(&raw, None, Vec::new());
        }
        let name = raw(&call.name).unwrap_or_default();
        let Some((_, most)) = PRINTING.iter().find(|(known, _)| *known == name) else {
            return self.unknown_helper(&name);
        };
        if call.params.len() > *most {
            return self.refuse(&format!("`{name}` takes at most {most} values"), None);
        }
        self.call(&name, &call.params);
    }

    fn call(&mut self, helper: &str, params: &[Parameter]) {
        let literals = params.iter().skip(1).filter_map(literal).collect::<Vec<_>>();
        if literals.len() + 1 != params.len() {
            return self.refuse(&format!("after the name, `{helper}` takes only literals"), None);
        }
        match params.first().map(raw) {
            Some(Some(path)) => {
                self.style(helper, &literals);
                self.note(&path, Some(helper), literals);
            }
            _ => self.refuse(&format!("`{helper}` needs a name"), None),
        }
    }

    fn style(&mut self, helper: &str, literals: &[String]) {
        let styles = styles(helper);
        if let Some(style) = literals.iter().find(|s| !styles.contains(&s.as_str()))
            && !styles.is_empty()
        {
            let known = styles.join(", ");
            self.refuse(&format!("{helper} has no style \"{style}\""), Some(&known));
        }
    }

    fn block(&mut self, call: &mut HelperTemplate) {
        let name = raw(&call.name).unwrap_or_default();
        if !BLOCKS.contains(&name.as_str()) {
            return self.unknown_helper(&name);
        }
        if !call.hash.is_empty() || call.block_param.is_some() || call.params.len() != 1 {
            return self.refuse(&format!("`#{name}` takes one name"), None);
        }
        if [&call.template, &call.inverse].into_iter().flatten().any(|body| !is_balanced(body)) {
            let message = format!("`#{name}` must close every element that it opens, and no other");
            self.refuse(&message, None);
        }
        let depth = self.known.len();
        let filled = match &call.params[0] {
            Parameter::Subexpression(inner) if name != "each" && inner.name() == "is" => {
                let params = inner.params().cloned().unwrap_or_default();
                self.call("is", &params);
                params.first().and_then(raw)
            }
            param => {
                let path = raw(param);
                match &path {
                    Some(path) => self.note(path, Some(&name), Vec::new()),
                    None => {
                        self.refuse(&format!("`#{name}` takes a name, or (is NAME \"KEY\")"), None);
                    }
                }
                path
            }
        };
        let filled = filled.and_then(|path| self.whole(&path).ok());
        let sure = |holds: bool| filled.clone().filter(|_| holds);
        self.known.extend(sure(name != "unless"));
        let listed = sure(name == "each").map(|list| self.lists.push(list)).is_some();
        if let Some(template) = &mut call.template {
            self.template(template);
        }
        if listed {
            self.lists.pop();
        }
        self.known.truncate(depth);
        self.known.extend(sure(name == "unless"));
        if let Some(template) = &mut call.inverse {
            self.template(template);
        }
        self.known.truncate(depth);
    }

    fn note(&mut self, raw: &str, helper: Option<&str>, literals: Vec<String>) {
        match self.whole(raw) {
            Ok(path) if path.is_empty() => {}
            Ok(path) => self.reads.push(Read {
                path,
                list: self.lists.last().cloned(),
                line: self.at.0,
                column: self.at.1,
                inside_if: self.known.clone(),
                helper: helper.map(str::to_owned),
                literals,
            }),
            Err(message) => self.refuse(&message, None),
        }
    }

    /// The path from the root; empty for `@number`.
    fn whole(&self, raw: &str) -> Result<String, String> {
        if raw == "@number" {
            return if self.lists.is_empty() {
                Err("`@number` is known only inside {{#each}}".to_owned())
            } else {
                Ok(String::new())
            };
        }
        let mut lists = self.lists.len();
        let mut rest = raw;
        if let Some(root) = rest.strip_prefix("@root.") {
            (lists, rest) = (0, root);
        }
        while let Some(up) = rest.strip_prefix("../") {
            lists = lists.checked_sub(1).ok_or_else(|| format!("`{raw}` goes above the top"))?;
            rest = up;
        }
        rest = rest.strip_prefix("./").or(rest.strip_prefix("this.")).unwrap_or(rest);
        let base = lists.checked_sub(1).map(|last| self.lists[last].as_str());
        if rest == "this" || rest == "." {
            return base.map(str::to_owned).ok_or_else(|| format!("`{raw}` is no name here"));
        }
        let plain = |part: &str| {
            !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
        };
        if !rest.split('.').all(plain) {
            return Err(format!("`{raw}` is no name"));
        }
        Ok(base.map_or_else(|| rest.to_owned(), |base| format!("{base}.{rest}")))
    }

    fn unknown_helper(&mut self, name: &str) {
        let known = PRINTING.map(|(name, _)| name).join(", ");
        self.refuse(
            &format!("unknown helper `{name}`"),
            Some(&format!("{known}; blocks: {}", BLOCKS.join(", "))),
        );
    }

    fn refuse(&mut self, message: &str, remedy: Option<&str>) {
        self.errors.push(TemplateError {
            line: self.at.0,
            column: self.at.1,
            message: message.to_owned(),
            remedy: remedy.map(str::to_owned),
        });
    }
}

fn raw(param: &Parameter) -> Option<String> {
    match param {
        Parameter::Name(name) => Some(name.clone()),
        Parameter::Path(
            handlebars::Path::Relative((_, raw)) | handlebars::Path::Local((_, _, raw)),
        ) => Some(raw.clone()),
        _ => None,
    }
}

fn literal(param: &Parameter) -> Option<String> {
    match param {
        Parameter::Literal(Value::String(text)) => Some(text.clone()),
        Parameter::Literal(value @ (Value::Number(_) | Value::Bool(_))) => Some(value.to_string()),
        _ => None,
    }
}

fn narrow(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(source: &str) -> (Vec<Read>, Vec<TemplateError>) {
        read(&mut Template::compile(source).unwrap())
    }

    #[test]
    fn names_are_listed_with_what_is_known_about_them() {
        let (reads, errors) = of("{{a.b}}\n{{#if father}}{{father.name}}{{else}}{{x}}{{/if}}\
             {{#each rows}}{{this.name}}{{../top}}{{@root.top}}{{@number}}{{/each}}\n\
             {{#if (is kind \"home\" \"other\")}}{{kind}}{{/if}}{{#unless z}}1{{else}}{{z}}{{/unless}}\
             {{date day \"long\"}}{{helper}}");
        assert_eq!(errors, []);
        let short: Vec<String> = reads
            .iter()
            .map(|r| {
                let shown = format!(
                    "{} {} {} [{}] {}",
                    r.line,
                    r.helper.as_deref().unwrap_or("-"),
                    r.path,
                    r.inside_if.join(","),
                    r.literals.join(",")
                );
                shown.trim_end().to_owned()
            })
            .collect();
        insta::assert_snapshot!(short.join("\n"), @r"
        1 - a.b []
        2 if father []
        2 - father.name [father]
        2 - x []
        2 each rows []
        2 - rows.name [rows]
        2 - top [rows]
        2 - top [rows]
        3 is kind [] home,other
        3 - kind [kind]
        3 unless z []
        3 - z [z]
        3 date day [] long
        3 - helper []
        ");
    }

    #[test]
    fn what_is_not_allowed_is_refused_with_its_place() {
        for (source, wanted) in [
            ("a\n {{{x}}}", "2:2: raw output is refused"),
            ("{{& x}}", "raw output is refused"),
            ("{{> other}}", "partials and decorators are refused"),
            ("{{#> other}}x{{/other}}", "partials and decorators are refused"),
            ("{{* inline}}", "partials and decorators are refused"),
            ("{{lookup a b}}", "unknown helper `lookup`"),
            ("{{#with a}}x{{/with}}", "unknown helper `with`"),
            ("{{#each a as |b|}}x{{/each}}", "`#each` takes one name"),
            ("{{upper (lookup a b)}}", "`upper` needs a name"),
            ("{{date a b}}", "after the name, `date` takes only literals"),
            ("{{date a \"roman\"}}", "date has no style"),
            ("{{time a \"long\"}}", "time has no style"),
            ("{{money a \"Rp\"}}", "money has no style"),
            ("{{@index}}", "`@index` is no name"),
            ("{{@number}}", "only inside"),
            ("{{../x}}", "goes above the top"),
            ("{{a.[b c]}}", "is no name"),
        ] {
            let (_, errors) = of(source);
            let said = errors.first().map(ToString::to_string).unwrap_or_default();
            assert!(said.contains(wanted), "{source}: {said}");
        }
    }
}
