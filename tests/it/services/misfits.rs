//! Templates that do not fit their definition.

use super::{BIRTH, LETTER, changed, findings, told};

/// What is written in the template, what in its place, and what is told: line, words, remedy.
const MISFITS: [(&str, &str, &str); 26] = [
    (
        "{{#if facility}}{{facility}} ({{place_kind}}){{else}}{{place_kind}}{{/if}}",
        "{{facility}} ({{place_kind}})",
        "14 facility may be empty here (wrap it in {{#if facility}})",
    ),
    (
        "{{mother.name}}",
        "{{father.name}}",
        "19 father.name may be empty here (wrap it in {{#if father}})",
    ),
    (
        "{{mother.name}}",
        "{{mother.phone}}",
        "19 `mother.phone`: `phone` is not asked (add it to `ask`)",
    ),
    (
        "{{mother.name}}",
        "{{mother.nmae}}",
        "19 `mother` has no part `nmae` (asked: nik, passport, name, birth_date, occupation, address) (did you mean `name`?)",
    ),
    (
        "{{mother.name}}",
        "{{mother}}",
        "19 mother has parts and cannot be printed whole (name one part, for example mother.nik)",
    ),
    (
        "{{applicant.name}}",
        "{{aplicant.name}}",
        "39 there is no name `aplicant` (did you mean `applicant`?)",
    ),
    (
        "{{letter.number}}",
        "{{camat_reg.number}}",
        "4 camat_reg is drawn at camat, after letter is frozen at lurah (do not print it; people see it on the check page)",
    ),
    (
        "{{letter.number}}",
        "{{letter.number}} {{rt_intro.number}}",
        "4 rt_intro.number may be empty here (wrap it in {{#if rt_intro}})",
    ),
    (
        "date letter.date",
        "date lurah.date",
        "49 `lurah.date`: the date of a step that signs stands in its signature (print {{date letter.date}}, the day the number was drawn)",
    ),
    (
        "date birth_date \"day\"",
        "date birth_place \"day\"",
        "6 `date` takes a date, but birth_place is a text",
    ),
    ("time birth_time", "time birth_date", "7 `time` takes a time, but birth_date is a date"),
    (
        "spell child_order",
        "spell child_name",
        "11 `spell` takes a number, but child_name is a text",
    ),
    (
        "{{sex}}",
        "{{#if (is sex \"M\")}}x{{/if}}",
        "10 'M' is not a choice of sex (choices: L, P) (did you mean `L`?)",
    ),
    (
        "{{sex}}",
        "{{sex.name}}",
        "10 `sex` has no part `name` (write {{sex}} for its words or {{sex.key}} for its key)",
    ),
    (
        "{{sex}}",
        "{{birth_date}}",
        "10 birth_date is a date (print it with {{date birth_date \"long\"}})",
    ),
    ("{{sex}}", "{{office.late}}", "10 office.late is a duration, which no helper prints"),
    (
        "{{sex}}",
        "{{office.limit}}",
        "10 no setting `limit` (settings: rt_required, rw_required, code, late)",
    ),
    (
        "boxes max=\"34\"",
        "boxes max=\"30\"",
        "9 boxes max=30 is narrower than child_name (34) (write max=\"34\" here, or `max: 30` at the field)",
    ),
    (
        "<signature by=\"lurah\">{{office_of.kelurahan.name}}, {{date letter.date \"long\"}}\n    </signature>",
        "",
        "1 lurah signs letter but has no signature here (add <signature by=\"lurah\"/>)",
    ),
    (
        "{{#if camat}}<signature by=\"camat\"/>{{/if}}",
        "{{#if camat}}<signature by=\"camat\"/>{{/if}}<signature by=\"rw\"/>",
        "51 rw does not sign letter (lurah, camat signs it)",
    ),
    (
        "    </signature>",
        "    </signature><signature by=\"lurah\"/>",
        "50 <signature by=\"lurah\"> stands twice",
    ),
    (
        "{{#if camat}}<signature by=\"camat\"/>{{/if}}",
        "<signature by=\"camat\"/>",
        "51 camat may be skipped by its `when`, and then does not sign (wrap it in {{#if camat}})",
    ),
    (
        "{{office_of.kelurahan.name}}",
        "{{office_of.desa.name}}",
        "49 `office_of.desa.name` names no office (write office_of.LEVEL.name (levels: rt, rw, kelurahan, kecamatan, kabupaten, provinsi))",
    ),
    (
        "{{#if witnesses}}{{#each",
        "{{#if father}}{{#each",
        "43 witnesses may be empty here (wrap it in {{#if witnesses}})",
    ),
    (
        "{{this.person.name}}",
        "{{@root.father.name}}",
        "43 father.name may be empty here (wrap it in {{#if @root.father}})",
    ),
    (
        "{{spell child_order}}",
        "{{{child_order}}}",
        "11 raw output is refused (write {{x}}, which escapes)",
    ),
];

#[test]
fn a_template_that_does_not_fit_is_told_with_line_and_remedy() {
    for (from, to, expected) in MISFITS {
        let expected = format!("{LETTER}:{expected}");
        assert_eq!(told(&changed(LETTER, from, to)), [expected], "{to}");
    }
}

#[test]
fn a_column_that_may_be_empty_is_asked_for_in_its_row() {
    let mut sources = changed(
        BIRTH,
        "of: {person: {type: person,",
        "of: {person: {type: person, optional: true,",
    );
    let check = "    check: [{that: every witnesses satisfies it.person.birth_date <= today - 18y, \
                 say: Saksi harus berumur 18 tahun atau lebih}]\n";
    let text = sources[BIRTH].replace(check, "");
    sources.insert(BIRTH.to_owned(), text);
    // Its words in other languages name the rule, too.
    sources.retain(|file, _| !file.starts_with("lang/"));
    let expected = |name: &str| {
        format!("{LETTER}:43 {name} may be empty here (wrap it in {{{{#if this.person}}}})")
    };
    let names = ["witnesses.person.name", "witnesses.person.nik", "witnesses.person.occupation"];
    assert_eq!(told(&sources), names.map(expected));
}

#[test]
fn a_word_that_no_letter_font_has_is_told_where_it_is_chosen_or_written() {
    let chosen = changed(BIRTH, "L: Laki-laki", "L: Laki-laki \u{2642}");
    let expected = "10 sex may be \"Laki-laki \u{2642}\", and no letter font has '\u{2642}' (U+2642) \
                    (write it in Latin letters)";
    assert_eq!(told(&chosen), [format!("{LETTER}:{expected}")]);
    let written = changed(LETTER, "dari seorang ibu", "dari seorang ibu \u{2640}");
    let expected = "17 no letter font has '\u{2640}' (U+2640) (write it in Latin letters)";
    assert_eq!(told(&written), [format!("{LETTER}:{expected}")]);
}

#[test]
fn a_missing_template_is_told_where_it_is_named() {
    let finding = &findings(&changed(BIRTH, "template: birth", "template: brith"))[0];
    assert_eq!(
        finding.to_string(),
        "birth.yaml:89:15: outputs.letter.template: no template brith\n   \
         89 |     template: brith\n      |               ^\n      = did you mean `birth`?"
    );
}
