//! A reader of tagged PDF that asks of a file what PDF/UA-1 (ISO 14289-1) asks and a program can judge: the numbers
//! in its findings are those of the standard's clauses.

mod content;
mod fonts;
mod tree;

use lopdf::{Dictionary, Document, Object, ObjectId};

/// Everything that is amiss with a file.
pub fn findings(pdf: &[u8]) -> Vec<String> {
    let file = File(Document::load_mem(pdf).unwrap());
    let mut found = Vec::new();
    file.catalog(&mut found);
    let pages: Vec<content::Page> =
        file.0.get_pages().values().map(|id| content::Page::read(&file, *id, &mut found)).collect();
    tree::check(&file, &pages, &mut found);
    fonts::check(&file, &pages, &mut found);
    found
}

/// A file whose objects are looked up as readers do.
pub struct File(pub Document);

impl File {
    /// The value of a key, references followed.
    pub fn get<'a>(&'a self, holder: &'a Dictionary, key: &str) -> Option<&'a Object> {
        let value = holder.get(key.as_bytes()).ok()?;
        Some(self.0.dereference(value).ok()?.1)
    }

    pub fn dictionary<'a>(&'a self, holder: &'a Dictionary, key: &str) -> Option<&'a Dictionary> {
        self.get(holder, key)?.as_dict().ok()
    }

    pub fn name(&self, holder: &Dictionary, key: &str) -> String {
        let name = self.get(holder, key).and_then(|value| value.as_name().ok());
        String::from_utf8_lossy(name.unwrap_or_default()).into_owned()
    }

    pub fn int(&self, holder: &Dictionary, key: &str) -> Option<i64> {
        self.get(holder, key)?.as_i64().ok()
    }

    pub fn is_true(&self, holder: &Dictionary, key: &str) -> bool {
        self.get(holder, key).is_some_and(|value| value.as_bool().is_ok_and(|yes| yes))
    }

    /// Four numbers: left, bottom, right, top.
    pub fn rectangle(&self, holder: &Dictionary, key: &str) -> Option<[f32; 4]> {
        let sides = self.get(holder, key)?.as_array().ok()?;
        let sides: Vec<f32> = sides.iter().filter_map(|side| side.as_float().ok()).collect();
        sides.try_into().ok()
    }

    pub fn object(&self, id: ObjectId) -> &Dictionary {
        self.0.get_dictionary(id).unwrap()
    }

    /// What the file says of itself (clauses 5, 6.2, 7.1, 7.2).
    fn catalog(&self, found: &mut Vec<String>) {
        let catalog = self.0.catalog().unwrap();
        let marks = self.dictionary(catalog, "MarkInfo");
        if !marks
            .is_some_and(|marks| self.is_true(marks, "Marked") && !self.is_true(marks, "Suspects"))
        {
            found.push("6.2: the file does not say that it is tagged".to_owned());
        }
        let language = self.get(catalog, "Lang").and_then(|lang| lang.as_str().ok());
        if language != Some(b"id-ID") {
            found.push("7.2: the file does not name its language".to_owned());
        }
        let viewer = self.dictionary(catalog, "ViewerPreferences");
        if !viewer.is_some_and(|viewer| self.is_true(viewer, "DisplayDocTitle")) {
            found.push("7.1: readers do not show the title".to_owned());
        }
        let packet = self.get(catalog, "Metadata").and_then(|packet| packet.as_stream().ok());
        let packet = packet.map(|packet| String::from_utf8(packet.content.clone()).unwrap());
        let packet = packet.unwrap_or_default();
        let read = roxmltree::Document::parse(packet.trim_start_matches('\u{feff}')).unwrap();
        let text = |space: &str, tag: &str| {
            let node = read.descendants().find(|node| node.has_tag_name((space, tag)));
            let inner = node.into_iter().flat_map(|node| node.descendants());
            let texts = inner.filter(roxmltree::Node::is_text).filter_map(|node| node.text());
            texts.collect::<String>().trim().to_owned()
        };
        if text("http://purl.org/dc/elements/1.1/", "title").is_empty() {
            found.push("7.1: the metadata have no title".to_owned());
        }
        for (space, tag, wanted) in [
            ("http://www.aiim.org/pdfua/ns/id/", "part", "1"),
            ("http://www.aiim.org/pdfa/ns/id/", "part", "2"),
            ("http://www.aiim.org/pdfa/ns/id/", "conformance", "A"),
            // PDF/A wants the property of PDF/UA described (ISO 19005-2, 6.6.2.3.2).
            (
                "http://www.aiim.org/pdfa/ns/schema#",
                "namespaceURI",
                "http://www.aiim.org/pdfua/ns/id/",
            ),
            ("http://www.aiim.org/pdfa/ns/schema#", "prefix", "pdfuaid"),
            ("http://www.aiim.org/pdfa/ns/property#", "name", "part"),
            ("http://www.aiim.org/pdfa/ns/property#", "valueType", "Integer"),
            ("http://www.aiim.org/pdfa/ns/property#", "category", "internal"),
        ] {
            if text(space, tag) != wanted {
                found.push(format!("5: the metadata do not say {tag} {wanted}"));
            }
        }
    }
}
