//! The XMP packet of a letter (ISO 19005-2, 6.6.2 and 6.6.4; ISO 14289-1, 5).

use crate::calendar::Zone;
use jiff::civil::Date;
use std::fmt::Write;

/// Who wrote the file.
pub const PRODUCER: &str = concat!("AlurSurat ", env!("CARGO_PKG_VERSION"));

/// PDF/A knows the property of PDF/UA only by this description of it (ISO 19005-2, 6.6.2.3.2).
const EXTENSION: &str = "\
    <rdf:Description rdf:about=\"\" xmlns:pdfaExtension=\"http://www.aiim.org/pdfa/ns/extension/\" \
    xmlns:pdfaSchema=\"http://www.aiim.org/pdfa/ns/schema#\" \
    xmlns:pdfaProperty=\"http://www.aiim.org/pdfa/ns/property#\">\n\
    <pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType=\"Resource\">\n\
    <pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>\n\
    <pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>\n\
    <pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>\n\
    <pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType=\"Resource\">\n\
    <pdfaProperty:name>part</pdfaProperty:name>\n\
    <pdfaProperty:valueType>Integer</pdfaProperty:valueType>\n\
    <pdfaProperty:category>internal</pdfaProperty:category>\n\
    <pdfaProperty:description>Part of ISO 14289 that the file conforms to</pdfaProperty:description>\n\
    </rdf:li></rdf:Seq></pdfaSchema:property>\n\
    </rdf:li></rdf:Bag></pdfaExtension:schemas>\n\
    </rdf:Description>\n";

/// The packet; its title and dates are those of the document information.
pub fn xmp(title: &str, date: Date, zone: Zone) -> String {
    let title = escaped(title);
    let when = format!("{date}T00:00:00+{:02}:00", zone.hours());
    format!(
        "<?xpacket begin=\"\u{feff}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n\
         <x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\n\
         <rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n\
         <rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" \
         xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\" xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\" \
         xmlns:pdfaid=\"http://www.aiim.org/pdfa/ns/id/\" \
         xmlns:pdfuaid=\"http://www.aiim.org/pdfua/ns/id/\">\n\
         <pdfaid:part>2</pdfaid:part>\n\
         <pdfaid:conformance>A</pdfaid:conformance>\n\
         <pdfuaid:part>1</pdfuaid:part>\n\
         <dc:format>application/pdf</dc:format>\n\
         <dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">{title}</rdf:li></rdf:Alt></dc:title>\n\
         <dc:language><rdf:Bag><rdf:li>id-ID</rdf:li></rdf:Bag></dc:language>\n\
         <xmp:CreateDate>{when}</xmp:CreateDate>\n\
         <xmp:ModifyDate>{when}</xmp:ModifyDate>\n\
         <pdf:Producer>{PRODUCER}</pdf:Producer>\n\
         </rdf:Description>\n{EXTENSION}</rdf:RDF>\n</x:xmpmeta>\n<?xpacket end=\"w\"?>"
    )
}

/// The same moment as the document information writes it (ISO 32000-1, 7.9.4).
pub fn info_date(date: Date, zone: Zone) -> String {
    let mut text = String::new();
    let (year, month, day) = (date.year(), date.month(), date.day());
    let _ = write!(text, "D:{year:04}{month:02}{day:02}000000+{:02}'00'", zone.hours());
    text
}

fn escaped(text: &str) -> String {
    let text = text.replace(char::is_control, " ");
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_cannot_become_markup() {
        let day = jiff::civil::date(2026, 11, 2);
        let packet = xmp("Surat <O'NEILL & PUTRA>", day, Zone::Wita);
        let parsed = roxmltree::Document::parse(packet.trim_start_matches('\u{feff}')).unwrap();
        assert!(parsed.descendants().any(|n| n.text() == Some("Surat <O'NEILL & PUTRA>")));
        assert_eq!(info_date(day, Zone::Wib), "D:20261102000000+07'00'");
        assert!(packet.contains("2026-11-02T00:00:00+08:00"));
    }
}
