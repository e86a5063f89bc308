//! The list of attacks is whole, and what it says is tested is tested.

use std::path::Path;

use crate::none;
use crate::repository::{FILES, ROOT, members};

const PAGE: &str = "docs/attacks.md";

/// The cases there are, by what they go for.
const CASES: [(char, &[u8]); 13] = [
    ('A', &[1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 14]),
    ('B', &[1, 2, 3, 4, 5, 8, 9, 10]),
    ('C', &[1, 2, 3, 5, 6, 7, 8, 9, 10, 12]),
    ('D', &[1, 2, 3, 4, 5, 7, 9, 10, 11, 12, 14]),
    ('E', &[1, 2, 3, 5, 6, 7, 9, 11, 12]),
    ('F', &[1, 2, 3, 4, 5, 6, 7, 9, 11]),
    ('G', &[1, 2, 4, 5, 6, 7, 8, 9]),
    ('H', &[1, 2, 3, 4, 5, 7]),
    ('I', &[1, 2, 3, 4, 5, 6, 9, 10, 11, 12, 13]),
    ('J', &[1, 2, 3, 4, 6, 7, 8]),
    ('K', &[1, 2, 3, 4, 6, 7]),
    ('L', &[1, 2, 3, 4, 5]),
    ('M', &[1, 2, 4, 5]),
];

/// What a case says that has no test.
const UNTESTED: [&str; 2] = ["waits for ", "not covered: "];

#[test]
fn every_attack_has_a_test_or_says_why_not() {
    let rows: Vec<Row> = rows(text());
    let ids: Vec<String> = CASES
        .iter()
        .flat_map(|(group, numbers)| numbers.iter().map(move |n| format!("{group}{n}")))
        .collect();
    let listed: Vec<&str> = rows.iter().map(|row| row.id).collect();
    let missing = ids.iter().filter(|id| listed.iter().filter(|listed| *listed == id).count() != 1);
    let unknown = listed.iter().filter(|listed| !ids.iter().any(|id| id == **listed));
    let silent = rows.iter().filter(|row| row.tests().next().is_none());
    let silent = silent.filter(|row| !UNTESTED.iter().any(|word| row.shown_by.contains(word)));
    none(
        missing
            .map(|id| format!("{PAGE}: {id} stands in it not once"))
            .chain(unknown.map(|id| format!("{PAGE}: {id} is no case")))
            .chain(silent.map(|row| format!("{PAGE}: {} names no test, and not why", row.id)))
            .collect(),
    );
}

#[test]
fn tests_that_are_named_are_there() {
    let absent = |row: &Row| {
        let named = row.tests().filter(|(package, test)| !exists(package, test));
        named.map(|(package, test)| format!("{PAGE}: {}: {package} has no test `{test}`", row.id)).collect()
    };
    none(rows(text()).iter().flat_map(|row| -> Vec<String> { absent(row) }).collect());
}

#[test]
fn rows_are_read_as_they_are_written() {
    let rows = rows(
        "| case | tried | happens | shown by |\n| --- | --- | --- | --- |\n| A1 | `a/b` | c | `exec/x_y`, `policy/z` |\n",
    );
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0].id, "A1");
    assert_eq!(rows[0].tests().collect::<Vec<_>>(), [("exec", "x_y"), ("policy", "z")]);
    assert!(exists("tidy", "rows_are_read_as_they_are_written"));
    assert!(!exists("tidy", "rows_are_read"), "a part of a name is no name");
    assert!(!exists("tidy", "exists"), "not every function is a test");
}

struct Row<'a> {
    id: &'a str,
    shown_by: &'a str,
}

impl<'a> Row<'a> {
    /// Package and name of each.
    fn tests(&self) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.shown_by.split('`').skip(1).step_by(2).filter_map(|code| code.split_once('/'))
    }
}

fn text() -> &'static str {
    &FILES.iter().find(|file| file.path == PAGE).unwrap_or_else(|| panic!("there is no {PAGE}")).text
}

/// Those of tables whose first cell is a letter and a number.
fn rows(page: &str) -> Vec<Row<'_>> {
    page.lines()
        .filter_map(|line| {
            let mut cells = line.strip_prefix('|')?.strip_suffix('|')?.split('|').map(str::trim);
            let (id, shown_by) = (cells.next()?, cells.next_back()?);
            let number = id.strip_prefix(|c: char| c.is_ascii_uppercase())?;
            number.parse::<u8>().is_ok().then_some(Row { id, shown_by })
        })
        .collect()
}

/// Whether a package of the workspace has this test.
fn exists(package: &str, test: &str) -> bool {
    let manifest = members().find(|member| member["name"] == package).map(|member| &member["manifest_path"]);
    let Some(folder) = manifest.and_then(|path| Path::new(path.as_str()?).parent()) else { return false };
    let Ok(folder) = folder.strip_prefix(&*ROOT) else { return false };
    let declares = |line: &str| {
        let line = line.trim_start();
        let name = line.strip_prefix("async ").unwrap_or(line).strip_prefix("fn ");
        name.and_then(|name| name.strip_prefix(test)).is_some_and(|rest| rest.starts_with('('))
    };
    FILES.iter().filter(|file| file.extension() == "rs" && Path::new(&file.path).starts_with(folder)).any(
        |file| {
            let mut marked = false;
            file.text.lines().any(|line| {
                let found = marked && declares(line);
                let line = line.trim_start();
                // An attribute may be followed by others.
                marked = match line.starts_with("#[") {
                    true => marked || line.ends_with("test]") || line.contains("test("),
                    false => false,
                };
                found
            })
        },
    )
}
