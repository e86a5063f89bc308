//! The help of `kiro-cli`, with its verbs by what they are for.

use std::fmt::Write;

use clap::{Command, CommandFactory, FromArgMatches};

use crate::Cli;

const GROUPS: [(&str, &[&str]); 5] = [
    ("Documents (no model, no network)", &["spec", "steering", "hook", "mcp", "explain"]),
    ("Agent runs", &["task", "chat", "session", "answer", "checkpoint"]),
    ("What agents may do", &["permission", "trust", "freeze"]),
    ("Models and money", &["models", "usage"]),
    ("This program", &["demo", "doctor", "bug-report", "help"]),
];

impl Cli {
    /// Reads the command line; ends the process where it is wrong or asks for help.
    pub fn read() -> Self {
        let matches = grouped(Self::command()).get_matches();
        Self::from_arg_matches(&matches).unwrap_or_else(|error| error.exit())
    }
}

fn grouped(mut command: Command) -> Command {
    command.build();
    let mut verbs = String::new();
    for (title, names) in GROUPS {
        let _ = writeln!(verbs, "{title}:");
        for verb in names.iter().filter_map(|name| command.find_subcommand(name)) {
            let about = if verb.get_name() == "help" {
                "Says all about a verb".to_owned()
            } else {
                verb.get_about().map(ToString::to_string).unwrap_or_default()
            };
            let _ = writeln!(verbs, "  {:10}  {about}", verb.get_name());
        }
        verbs.push('\n');
    }
    command.help_template(format!(
        "{{about-with-newline}}\n{{usage-heading}} {{usage}}\n\n{verbs}Options:\n{{options}}{{after-help}}"
    ))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_verb_is_in_a_group_and_fits_on_a_line() {
        let mut command = Cli::command();
        command.build();
        let shown = command.get_subcommands().filter(|verb| !verb.is_hide_set());
        let names: BTreeSet<&str> = shown.map(Command::get_name).collect();
        let grouped_names: BTreeSet<&str> = GROUPS.iter().flat_map(|(_, names)| *names).copied().collect();
        assert_eq!(grouped_names, names);
        let help = grouped(Cli::command()).render_help().to_string();
        let verbs = help.split("Options:").next().unwrap();
        assert!(verbs.lines().all(|line| line.chars().count() <= 90), "{verbs}");
        assert!(verbs.contains("  spec        Specs: check"), "{verbs}");
    }
}
