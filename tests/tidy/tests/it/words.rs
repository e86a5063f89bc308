use crate::none;
use crate::repository::{FILES, File};

/// Where this checkout lies: on whatever machine it is worked on, nothing may name that folder.
const CHECKOUT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

/// First labels of hosts that packages come from.
const REGISTRIES: [&str; 7] = ["registry", "index", "static", "files", "deb", "repo", "repo1"];

/// What is left to do belongs in an issue.
const UNFINISHED: [&str; 3] = ["TODO", "FIXME", "XXX"];

const UNFINISHED_CODE: [&str; 4] = ["todo!(", "unimplemented!(", "dbg!(", "#[ignore"];

/// Files of package managers, which name their registry.
const LOCKS: [&str; 2] = ["Cargo.lock", "package-lock.json"];

const NO_TRAILING_SPACES: [&str; 6] = ["toml", "lua", "ts", "sh", "md", "json"];

#[test]
fn nothing_names_a_machine_or_a_registry() {
    let checkout = std::path::Path::new(CHECKOUT).canonicalize().unwrap().display().to_string();
    none(lines(|_, line| {
        let path = names_folder(line, &checkout).then_some(&checkout);
        let registry = || REGISTRIES.iter().find(|label| line.contains(&format!("://{label}.")));
        path.map(|path| format!("names a folder of a machine ({path})"))
            .or_else(|| registry().map(|label| format!("names a host that packages come from ({label}.…)")))
    }));
}

#[test]
fn nothing_is_left_to_do() {
    none(lines(|file, line| {
        let is_code = file.extension() == "rs";
        let word = UNFINISHED.iter().find(|word| has_word(line, word));
        let code = UNFINISHED_CODE.iter().find(|code| is_code && line.contains(**code));
        word.or(code).map(|word| format!("`{word}`: finish it, or write an issue"))
    }));
}

#[test]
fn lines_end_where_they_end() {
    none(lines(|file, line| {
        let checked = NO_TRAILING_SPACES.contains(&file.extension());
        (checked && line.ends_with([' ', '\t'])).then(|| "ends with a space".to_owned())
    }));
}

#[test]
fn paths_and_words_are_found_as_such() {
    assert!(names_folder("see /a/checkout/src", "/a/checkout"));
    assert!(!names_folder("examples/a/checkout", "/a/checkout"));
    assert!(has_word("// TODO: later", "TODO"));
    assert!(!has_word("TODOS", "TODO"));
}

/// What a rule says about lines, with their places. This file has to name what it forbids.
fn lines(rule: impl Fn(&File, &str) -> Option<String>) -> Vec<String> {
    let files = FILES.iter().filter(|file| file.path != file!() && !LOCKS.contains(&file.name()));
    files
        .flat_map(|file| {
            let found = file.lines().filter_map(|(number, line)| Some((number, rule(file, line)?)));
            found.map(|(number, why)| format!("{}:{number}: {why}", file.path)).collect::<Vec<_>>()
        })
        .collect()
}

/// The line has an absolute path below `folder`.
fn names_folder(line: &str, folder: &str) -> bool {
    line.match_indices(folder)
        .any(|(at, _)| !line[..at].ends_with(|c: char| c.is_alphanumeric() || "._-~}*$>".contains(c)))
}

fn has_word(line: &str, word: &str) -> bool {
    line.split(|c: char| !c.is_alphanumeric() && c != '_').any(|found| found == word)
}
