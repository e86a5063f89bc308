//! What programs do, as data. A program that is in no table is ordinary: a rule of the user may allow it.
use std::collections::HashMap;
use std::sync::LazyLock;

use crate::shell::tool::{Level, Operands, Reads, Tool};

mod cloud;
mod containers;
mod databases;
mod delete;
mod files;
mod git;
mod interpreters;
mod look;
mod network;
mod packages;
mod projects;
mod scripts;
mod system;

const TABLES: [&[Tool]; 13] = [
    look::TOOLS,
    git::TOOLS,
    files::TOOLS,
    delete::TOOLS,
    scripts::TOOLS,
    interpreters::TOOLS,
    packages::TOOLS,
    projects::TOOLS,
    network::TOOLS,
    containers::TOOLS,
    cloud::TOOLS,
    databases::TOOLS,
    system::TOOLS,
];

static BY_NAME: LazyLock<HashMap<&str, &Tool>> = LazyLock::new(|| {
    let mut rows = HashMap::new();
    for tool in TABLES.into_iter().flatten() {
        for name in tool.names.split_ascii_whitespace() {
            rows.entry(name).or_insert(tool);
        }
    }
    rows
});

/// The row of a program, by its name in small letters.
pub(super) fn tool(name: &str) -> Option<&'static Tool> {
    BY_NAME.get(name).copied()
}

/// A row with nothing in it but names: the others say what differs.
const NONE: Tool = Tool { names: "", reads: &[], worse: &[], rest: (Level::Ordinary, ""), also: None };

/// A program that only looks, whatever it is not told to do by other options.
const fn looks(names: &'static str, reads: &'static [Reads]) -> Tool {
    Tool { names, reads, rest: (Level::Opaque, ""), ..NONE }
}

/// Programs that are the same whatever their arguments are.
const fn always(names: &'static str, level: Level, why: &'static str) -> Tool {
    Tool { names, rest: (level, why), ..NONE }
}

use Operands::{None as Nothing, OnePath, Paths, Revisions, Text, TextThenPaths, TextThenTree, Tree};

/// The program runs code that is in its arguments or input.
pub(super) fn runs_code(name: &str) -> bool {
    interpreters::TOOLS.iter().any(|tool| tool.is_named(name))
}

/// The program takes paths as files to look at, make or remove, and runs none of them.
pub(crate) fn handles_files(name: &str) -> bool {
    [look::TOOLS, files::TOOLS, delete::TOOLS].into_iter().flatten().any(|tool| tool.is_named(name))
}
