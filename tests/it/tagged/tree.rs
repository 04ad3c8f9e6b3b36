//! The structure tree: what each element must be and hold (clauses 7.1 to 7.6, 7.18; ISO 32000-1, 14.7 and 14.8).

use super::File;
use super::content::Page;
use lopdf::{Dictionary, Object, ObjectId};
use std::collections::{BTreeMap, BTreeSet};

/// The standard types that letters use (14.8.4): no other is mapped to one of them.
const TYPES: [&str; 23] = [
    "Document", "Part", "Sect", "Div", "Caption", "P", "H1", "H2", "H3", "L", "LI", "Lbl", "LBody",
    "Table", "TR", "TH", "TD", "THead", "TBody", "Span", "Figure", "Form", "Note",
];

/// What an element says of itself, or the class does that it belongs to (14.7.5).
fn attributes<'a>(file: &'a File, element: &'a Dictionary) -> Option<&'a Dictionary> {
    let root = file.dictionary(file.0.catalog().unwrap(), "StructTreeRoot")?;
    let class = || file.dictionary(file.dictionary(root, "ClassMap")?, &file.name(element, "C"));
    file.dictionary(element, "A").or_else(class)
}

pub fn check(file: &File, pages: &[Page], found: &mut Vec<String>) {
    let catalog = file.0.catalog().unwrap();
    let Some(root) = file.dictionary(catalog, "StructTreeRoot") else {
        found.push("7.1: there is no structure tree".to_owned());
        return;
    };
    let root_id = catalog.get(b"StructTreeRoot").unwrap().as_reference().unwrap();
    let mut walk =
        Walk { file, found, seen: BTreeMap::new(), objects: BTreeMap::new(), heading: 0 };
    match root.get(b"K") {
        Ok(Object::Reference(document)) => walk.element(*document, root_id, "StructTreeRoot"),
        _ => walk.found.push("7.1: the tree has not one document as its top".to_owned()),
    }
    let Walk { seen, objects, found, .. } = walk;
    let tree = file.dictionary(root, "ParentTree").unwrap();
    let numbers = file.get(tree, "Nums").unwrap().as_array().unwrap();
    let parents: BTreeMap<i64, &Object> =
        numbers.chunks(2).map(|pair| (pair[0].as_i64().unwrap(), &pair[1])).collect();
    let next = file.int(root, "ParentTreeNextKey").unwrap();
    if parents.keys().any(|key| *key >= next) || parents.len() * 2 != numbers.len() {
        found.push("14.7.4.4: the keys of the parent tree are not its own".to_owned());
    }
    let mut used = BTreeSet::new();
    for page in pages {
        let holder = file.object(page.id);
        if file.name(holder, "Tabs") != "S" {
            found.push("7.18.3: the tab key does not follow the structure".to_owned());
        }
        let key = file.int(holder, "StructParents");
        used.extend(key);
        let of_page =
            key.and_then(|key| parents.get(&key)).and_then(|parents| parents.as_array().ok());
        let of_page = of_page.map_or(&[][..], Vec::as_slice);
        if of_page.len() != page.marked.len() {
            found.push("14.7.4.4: the parent tree does not know every marked content".to_owned());
        }
        for (number, parent) in (0_i64..).zip(of_page) {
            if seen.get(&(page.id, number)) != parent.as_reference().ok().as_ref() {
                found.push(format!("14.7.4.4: MCID {number} has another parent in the tree"));
            }
        }
        if seen.keys().filter(|(id, _)| *id == page.id).count() != page.marked.len() {
            found.push(
                "7.1: marked content that no element holds, or that is not on its page".to_owned(),
            );
        }
        for annotation in annotations(file, holder) {
            let key = file.int(file.object(annotation), "StructParent");
            used.extend(key);
            let parent = key.and_then(|key| parents.get(&key)?.as_reference().ok());
            if parent.is_none() || objects.get(&annotation).copied() != parent {
                found.push("7.18.1: an annotation stands outside the structure".to_owned());
            }
        }
    }
    if used != parents.keys().copied().collect() {
        found.push("14.7.4.4: the parent tree has keys that nothing uses".to_owned());
    }
}

fn annotations(file: &File, page: &Dictionary) -> Vec<ObjectId> {
    let all = file.get(page, "Annots").and_then(|all| all.as_array().ok());
    all.into_iter().flatten().map(|one| one.as_reference().unwrap()).collect()
}

struct Walk<'a> {
    file: &'a File,
    found: &'a mut Vec<String>,
    /// For each marked content, its element.
    seen: BTreeMap<(ObjectId, i64), ObjectId>,
    /// For each annotation, its element.
    objects: BTreeMap<ObjectId, ObjectId>,
    heading: u32,
}

impl Walk<'_> {
    fn element(&mut self, id: ObjectId, parent: ObjectId, above: &str) {
        let element = self.file.object(id);
        let tag = self.file.name(element, "S");
        if !TYPES.contains(&tag.as_str()) {
            self.found.push(format!("7.1: {tag} is no standard type"));
        }
        if element.get(b"P").and_then(Object::as_reference).ok() != Some(parent) {
            self.found.push(format!("14.7.2: {tag} names another parent"));
        }
        self.place(&tag, above);
        self.own(&tag, element);
        let page = element.get(b"Pg").and_then(Object::as_reference).ok();
        let mut kids = Vec::new();
        for kid in kids_of(element) {
            match kid {
                Object::Reference(kid) => {
                    kids.push(*kid);
                    self.element(*kid, id, &tag);
                }
                Object::Integer(number) => self.mark(page, *number, id),
                Object::Dictionary(kid) if kid.has(b"MCID") => {
                    let page = kid.get(b"Pg").and_then(Object::as_reference).ok();
                    self.mark(page, self.file.int(kid, "MCID").unwrap(), id);
                }
                Object::Dictionary(kid) => self.annotation(kid, &tag, id),
                other => self.found.push(format!("14.7.4: {tag} holds {other:?}")),
            }
        }
        if tag == "Table" {
            self.table(&kids);
        }
    }

    fn mark(&mut self, page: Option<ObjectId>, number: i64, element: ObjectId) {
        match page {
            Some(page) if self.seen.insert((page, number), element).is_none() => {}
            _ => self.found.push(format!("14.7.4: MCID {number} has no page, or two elements")),
        }
    }

    /// A widget stands in a Form, and says what it is for (7.18.1, 7.18.4).
    fn annotation(&mut self, kid: &Dictionary, tag: &str, element: ObjectId) {
        let Ok(id) = kid.get(b"Obj").and_then(Object::as_reference) else {
            self.found.push(format!("14.7.4.3: {tag} refers to nothing"));
            return;
        };
        self.objects.insert(id, element);
        let widget = self.file.object(id);
        let told = self
            .file
            .get(widget, "TU")
            .is_some_and(|text| text.as_str().is_ok_and(|t| !t.is_empty()));
        // Neither hidden nor invisible, and printed.
        let shown = self.file.int(widget, "F").is_some_and(|flags| flags & 0b111 == 0b100);
        if tag != "Form" || self.file.name(widget, "Subtype") != "Widget" || !told || !shown {
            self.found.push(
                "7.18.4: a field is no Form, is not shown, or says not what it is for".to_owned(),
            );
        }
    }

    /// Where an element may stand (14.8.4).
    fn place(&mut self, tag: &str, above: &str) {
        let fits = match tag {
            "Document" => above == "StructTreeRoot",
            "LI" => above == "L",
            "Lbl" | "LBody" => above == "LI",
            "TR" => ["Table", "THead", "TBody"].contains(&above),
            "TH" | "TD" => above == "TR",
            "THead" | "TBody" => above == "Table",
            "Span" => !["Document", "Div", "Table", "TR", "L", "LI"].contains(&above),
            _ => !["Table", "TR", "L", "LI", "P", "H1", "Span"].contains(&above),
        };
        if !fits {
            self.found.push(format!("7.1: {tag} stands in {above}"));
        }
        if let Some(level) = tag.strip_prefix('H').and_then(|level| level.parse::<u32>().ok()) {
            if level > self.heading + 1 {
                self.found.push(format!("7.4.2: {tag} comes after level {}", self.heading));
            }
            self.heading = level;
        }
    }

    /// What an element must say of itself.
    fn own(&mut self, tag: &str, element: &Dictionary) {
        let file = self.file;
        let attributes = attributes(file, element);
        let value = |key: &str| attributes.map(|a| file.name(a, key)).unwrap_or_default();
        let fault = match tag {
            "Figure" => {
                let spoken = file
                    .get(element, "Alt")
                    .is_some_and(|alt| alt.as_str().is_ok_and(|t| !t.is_empty()));
                let placed = attributes.and_then(|a| file.rectangle(a, "BBox"));
                let whole = placed.is_some_and(|[left, bottom, right, top]| {
                    left >= 0.0
                        && bottom >= 0.0
                        && left < right
                        && bottom < top
                        && right < 700.0
                        && top < 1000.0
                });
                (!spoken || !whole).then_some("7.3: a figure has no text instead, or no place")
            }
            "TH" => {
                let known = ["Row", "Column", "Both"].contains(&value("Scope").as_str());
                (!known || value("O") != "Table")
                    .then_some("7.5: a heading of a table has no scope")
            }
            "L" => {
                let numbered =
                    ["Decimal", "LowerAlpha", "None"].contains(&value("ListNumbering").as_str());
                (!numbered).then_some("7.6: a list does not say how it is numbered")
            }
            _ => None,
        };
        self.found.extend(fault.map(str::to_owned));
    }

    /// Every row has the same number of columns (7.5), cells over several rows counted in each.
    fn table(&mut self, kids: &[ObjectId]) {
        let mut rows = Vec::new();
        for kid in kids {
            let element = self.file.object(*kid);
            if self.file.name(element, "S") == "TR" {
                rows.push(*kid);
            } else {
                rows.extend(kids_of(element).filter_map(|row| row.as_reference().ok()));
            }
        }
        let mut filled: Vec<i64> = vec![0; rows.len()];
        for (at, row) in rows.iter().enumerate() {
            for cell in kids_of(self.file.object(*row)).filter_map(|cell| cell.as_reference().ok())
            {
                let attributes = attributes(self.file, self.file.object(cell));
                let span = |key| attributes.and_then(|a| self.file.int(a, key)).unwrap_or(1);
                let down = usize::try_from(span("RowSpan")).unwrap();
                for row in filled.iter_mut().skip(at).take(down) {
                    *row += span("ColSpan");
                }
                if at + down > rows.len() {
                    self.found.push("7.5: a cell reaches below its table".to_owned());
                }
            }
        }
        if filled.is_empty() || filled.iter().any(|columns| *columns != filled[0]) {
            self.found.push(format!("7.5: the rows of a table have {filled:?} columns"));
        }
    }
}

fn kids_of(element: &Dictionary) -> impl Iterator<Item = &Object> {
    let kids = match element.get(b"K") {
        Ok(Object::Array(kids)) => kids.as_slice(),
        Ok(one) => std::slice::from_ref(one),
        Err(_) => &[],
    };
    kids.iter()
}
