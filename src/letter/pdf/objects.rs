//! The objects of a file one after the other, then the table that says where each begins (ISO 32000-1, 7.5).

use super::skeleton::Skeleton;
use super::syntax::{Number, Syntax};
use openssl::sha::Sha256;

/// A file being written.
pub struct Objects<'a> {
    skeleton: &'a Skeleton,
    out: Syntax,
    /// Where each object begins, from the first.
    places: Vec<usize>,
}

impl<'a> Objects<'a> {
    /// Begins with what all letters of a template have.
    pub fn after(skeleton: &'a Skeleton, room: usize) -> Self {
        let mut bytes = Vec::with_capacity(skeleton.bytes.len() + room);
        bytes.extend_from_slice(&skeleton.bytes);
        Self { skeleton, out: Syntax(bytes), places: skeleton.places.clone() }
    }

    /// Writes the next object, whose number was known before.
    pub fn object(&mut self, number: Number, write: impl FnOnce(&mut Syntax)) {
        self.places.push(self.out.0.len());
        debug_assert_eq!(number, self.places.len(), "objects are written in their order");
        self.out.count(number).raw(" 0 obj\n");
        write(&mut self.out);
        self.out.raw("\nendobj\n");
    }

    /// Writes the next object as a stream; `entries` are those of its dictionary besides `/Length`.
    pub fn stream(&mut self, number: Number, content: &[u8], entries: impl FnOnce(&mut Syntax)) {
        self.object(number, |out| {
            out.raw("<<");
            entries(out);
            out.raw("/Length ").count(content.len()).raw(">>stream\n");
            out.raw(content).raw("\nendstream");
        });
    }

    /// Writes the table and the trailer; gives the file and the hash of its bytes. Both halves of `/ID` are drawn
    /// from all that stands before the table.
    pub fn finish(self, root: Number, info: Number) -> (Vec<u8>, Sha256) {
        let Self { skeleton, mut out, places } = self;
        let table = out.0.len();
        let mut hash = skeleton.hash.clone();
        hash.update(&out.0[skeleton.bytes.len()..]);
        let id = &hash.clone().finish()[..16];
        let size = places.len() + 1;
        out.raw("xref\n0 ").count(size).raw("\n0000000000 65535 f\r\n");
        for place in places {
            let mut entry = *b"0000000000 00000 n\r\n";
            let mut rest = place;
            for digit in entry[..10].iter_mut().rev() {
                *digit = b'0' + u8::try_from(rest % 10).unwrap_or(0);
                rest /= 10;
            }
            out.raw(entry);
        }
        out.raw("trailer\n<</Size ").count(size).raw("/Root ").reference(root);
        out.raw("/Info ").reference(info).raw("/ID[<").hex(id).raw("><").hex(id);
        out.raw(">]>>\nstartxref\n").count(table).raw("\n%%EOF\n");
        hash.update(&out.0[table..]);
        (out.0, hash)
    }
}
