use crate::none;
use crate::repository::{FILES, File};

/// Lines after which a file is more than one idea.
const MAX_LINES: usize = 400;

/// Longer files, each with the reason.
const LONGER: [(&str, &str); 0] = [];

/// Lines in which a crate says what it is, what it is not and what always holds.
const MAX_HEAD: usize = 15;

/// Names that say nothing of what is inside.
const EMPTY_NAMES: [&str; 6] = ["util", "utils", "helper", "helpers", "common", "manager"];

const CODE: [&str; 6] = ["rs", "lua", "ts", "js", "py", "sh"];
const GENERATED: &str = "protocol/generated/";

#[test]
fn crates_say_what_they_are() {
    none(FILES.iter().filter(|file| file.path.ends_with("src/lib.rs")).filter_map(head).collect());
}

#[test]
fn files_are_one_idea() {
    let long = code().filter(|file| file.text.lines().count() > MAX_LINES);
    let unlisted = long.filter(|file| LONGER.iter().all(|(path, _)| *path != file.path));
    let shrunk = LONGER.iter().filter(|(path, _)| {
        FILES.iter().all(|file| file.path != *path || file.text.lines().count() <= MAX_LINES)
    });
    none(
        unlisted
            .map(|file| format!("{}: more than {MAX_LINES} lines; split it by meaning", file.path))
            .chain(
                shrunk
                    .map(|(path, _)| format!("{path}: no longer over {MAX_LINES} lines; take it off LONGER")),
            )
            .collect(),
    );
}

#[test]
fn file_names_mean_something() {
    let stem = |file: &File| file.name().split('.').next().unwrap_or_default().to_lowercase();
    let folder = |file: &File| file.path.rsplit('/').skip(1).any(|name| EMPTY_NAMES.contains(&name));
    let empty = code().filter(|file| EMPTY_NAMES.contains(&stem(file).as_str()) || folder(file));
    none(empty.map(|file| format!("{}: name it after what is inside", file.path)).collect());
}

fn code() -> impl Iterator<Item = &'static File> {
    FILES.iter().filter(|file| CODE.contains(&file.extension()) && !file.path.starts_with(GENERATED))
}

fn head(file: &File) -> Option<String> {
    match file.text.lines().take_while(|line| line.starts_with("//!")).count() {
        0 => Some(format!("{}: begin with `//!`: what it is, what it is not, what always holds", file.path)),
        lines if lines > MAX_HEAD => {
            Some(format!("{}: {lines} lines of `//!`; at most {MAX_HEAD}", file.path))
        }
        _ => None,
    }
}
