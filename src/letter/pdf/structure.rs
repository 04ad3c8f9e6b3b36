//! The structure tree (ISO 32000-1, 14.7): what the outline says, as objects of the file.

use super::content::Contents;
use super::objects::Objects;
use super::plan::Plan;
use super::syntax::Syntax;
use crate::letter::layout::{Attribute, Kid, Node, Outline};

/// Writes the root, the way back from pages and fields, and every element.
pub fn write(file: &mut Objects<'_>, plan: &Plan, outline: &Outline, contents: &Contents) {
    file.object(plan.tree, |out| {
        out.raw("<</Type/StructTreeRoot/K ").reference(plan.element(Outline::ROOT));
        out.raw("/ParentTree ").reference(plan.parents).raw("/ParentTreeNextKey ");
        out.count(plan.key_of_field(contents.fields.len()));
        // What the head of every row would say of itself is said once (14.7.5.3).
        out.raw("/ClassMap<</R<<");
        attribute(out, &Attribute::RowHeader);
        out.raw(">>>>>>");
    });
    file.object(plan.parents, |out| parents(out, plan, contents));
    for id in &plan.elements {
        let node = outline.get(*id);
        file.object(plan.element(*id), |out| element(out, plan, node, contents));
    }
}

/// From pages and fields back to their elements (14.7.4.4); fields follow the pages.
fn parents(out: &mut Syntax, plan: &Plan, contents: &Contents) {
    out.raw("<</Nums[");
    for (page, marked) in contents.marked.iter().enumerate() {
        out.count(page).raw("[").references(marked.iter().map(|node| plan.element(*node)));
        out.raw("]");
    }
    for (at, field) in contents.fields.iter().enumerate() {
        out.count(plan.key_of_field(at)).raw(" ").reference(plan.element(field.node)).raw(" ");
    }
    out.raw("]>>");
}

fn element(out: &mut Syntax, plan: &Plan, node: &Node, contents: &Contents) {
    out.raw("<</S/").raw(node.tag).raw("/P ");
    out.reference(node.parent.map_or(plan.tree, |parent| plan.element(parent)));
    let home = node.kids.iter().find_map(|kid| match kid {
        Kid::Mark { page, .. } => Some(*page),
        _ => None,
    });
    if let Some(page) = home {
        out.raw("/Pg ").reference(plan.page(page));
    }
    if let [only] = node.kids.as_slice() {
        // By itself, not in an array: so pyHanko's difference analysis knows the way to a field.
        out.raw(if matches!(only, Kid::Field(_)) { "/K" } else { "/K " });
        kid(out, plan, *only, home, contents);
    } else if !node.kids.is_empty() {
        out.raw("/K[");
        for (at, kid) in node.kids.iter().enumerate() {
            if at > 0 {
                out.raw(" ");
            }
            self::kid(out, plan, *kid, home, contents);
        }
        out.raw("]");
    }
    if let Some(alt) = &node.alt {
        out.raw("/Alt").text(alt);
    }
    if let Some(actual) = &node.actual {
        out.raw("/ActualText").text(actual);
    }
    match &node.attribute {
        Some(Attribute::RowHeader) => drop(out.raw("/C/R")),
        Some(attribute) => {
            out.raw("/A<<");
            self::attribute(out, attribute);
            out.raw(">>");
        }
        None => {}
    }
    out.raw(">>");
}

fn kid(out: &mut Syntax, plan: &Plan, kid: Kid, home: Option<usize>, contents: &Contents) {
    match kid {
        Kid::Node(node) => out.reference(plan.element(node)),
        Kid::Mark { page, mcid } if Some(page) == home => out.count(mcid),
        Kid::Mark { page, mcid } => {
            out.raw("<</Type/MCR/Pg ").reference(plan.page(page));
            out.raw("/MCID ").count(mcid).raw(">>")
        }
        Kid::Field(at) => {
            out.raw("<</Type/OBJR/Pg ").reference(plan.page(contents.fields[at].page));
            out.raw("/Obj ").reference(plan.field(at)).raw(">>")
        }
    };
}

fn attribute(out: &mut Syntax, attribute: &Attribute) {
    match attribute {
        Attribute::RowHeader => out.raw("/O/Table/Scope/Row"),
        Attribute::ColumnHeader(1) => out.raw("/O/Table/Scope/Column"),
        Attribute::ColumnHeader(span) => out.raw("/O/Table/Scope/Column/ColSpan ").count(*span),
        Attribute::ColumnSpan(span) => out.raw("/O/Table/ColSpan ").count(*span),
        Attribute::Box(place) => out.raw("/O/Layout/BBox[").lengths(*place).raw("]"),
        Attribute::Numbering(kind) => out.raw("/O/List/ListNumbering/").raw(kind),
    };
}
