//! Whatever people type, a letter is made or refused; nothing falls over.

use super::letter::{PLAIN, birth, facts};
use alursurat::letter::{Template, lacks};
use proptest::prelude::*;
use serde_json::json;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_name_is_printed_or_refused(name in "\\PC{1,40}") {
        let mut facts = facts();
        facts.names["mother"]["name"] = json!(name);
        let made = birth().render(&facts, PLAIN);
        if lacks(&name).is_some() {
            prop_assert!(made.is_err(), "{name}");
        } else {
            prop_assert!(made.is_ok(), "{name}: {:?}", made.err());
        }
    }

    #[test]
    fn any_source_is_compiled_or_refused(source in "(<letter>|</letter>|<p>|</p>|<rows|\\{\\{|\\}\\}|#if |/if|a|\"| |<|>|=|\n|&){0,30}") {
        let _ = Template::compile("any", &source);
        let _ = Template::compile("any", &format!("<letter>{source}</letter>"));
    }
}
