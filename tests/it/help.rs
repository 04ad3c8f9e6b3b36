//! What a newcomer reads: the help of every command, with an example in each.

use alursurat::cli::Cli;
use clap::{Command, CommandFactory as _};

/// The help of a command and of those below it, under their names.
fn pages(command: &mut Command, name: &str, pages: &mut Vec<(String, String)>) {
    let help = command.render_long_help().to_string();
    let lines: Vec<&str> = help.lines().map(str::trim_end).collect();
    pages.push((name.to_owned(), lines.join("\n")));
    let below: Vec<String> =
        command.get_subcommands().map(|one| one.get_name().to_owned()).collect();
    for one in below.iter().filter(|one| *one != "help") {
        if let Some(command) = command.find_subcommand_mut(one) {
            self::pages(command, &format!("{name}-{one}"), pages);
        }
    }
}

#[test]
fn every_command_explains_itself_with_an_example() {
    let mut all = Vec::new();
    let mut cli = Cli::command();
    cli.build();
    pages(&mut cli, "alursurat", &mut all);
    assert!(all.len() >= 18, "{}", all.len());
    for (name, help) in &all {
        let shown = help.contains("Example") || help.contains("Contoh") || name == "alursurat";
        assert!(shown, "{name} has no example");
        insta::assert_snapshot!(name.as_str(), help);
    }
}
