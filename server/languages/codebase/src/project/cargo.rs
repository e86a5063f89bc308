//! Cargo.toml.

use toml::{Table, Value};

use super::manifest::{Manifest, Read};
use super::{Package, Purpose};
use crate::Language;

/// A manifest of TOML, or where it is none, and why.
pub(super) fn parse(text: &str) -> Result<Table, (usize, String)> {
    text.parse::<Table>().map_err(|error| {
        let at = error.span().map_or(0, |span| span.start);
        (at, format!("it is not TOML: {}", error.message()))
    })
}

/// The value at the end of that path of keys.
pub(super) fn get<'a>(table: &'a Table, path: &[&str]) -> Option<&'a Value> {
    let (last, path) = path.split_last()?;
    path.iter().try_fold(table, |table, key| table.get(*key)?.as_table())?.get(*last)
}

pub(super) fn string(table: &Table, path: &[&str]) -> Option<String> {
    get(table, path)?.as_str().map(str::to_owned)
}

/// The keys of a table.
pub(super) fn keys(table: &Table, path: &[&str]) -> Vec<String> {
    get(table, path).and_then(Value::as_table).into_iter().flat_map(Table::keys).cloned().collect()
}

pub(super) fn read(manifest: Manifest<'_>) -> Result<Read, (usize, String)> {
    let table = parse(manifest.text)?;
    let workspace = workspace(manifest);
    let own = |key| {
        let inherited = get(&table, &["package", key, "workspace"]).is_some();
        let from = workspace.as_ref().filter(|_| inherited);
        let inherited = from.and_then(|workspace| string(workspace, &["workspace", "package", key]));
        string(&table, &["package", key]).or(inherited)
    };
    let package = own("name").map(|name| Package {
        name,
        about: own("description"),
        version: own("version"),
        language: Some(Language::Rust),
        ..Package::default()
    });
    let sections = ["dependencies", "dev-dependencies", "build-dependencies"];
    let dependencies = sections.iter().flat_map(|section| keys(&table, &[section])).collect();
    let is_root = table.contains_key("workspace") || workspace.is_none();
    Ok(Read {
        package,
        dependencies,
        commands: if is_root { commands(&table) } else { Vec::new() },
        ..Read::default()
    })
}

/// The workspace that this is within, if it is not its own.
fn workspace(manifest: Manifest<'_>) -> Option<Table> {
    let around = manifest.around("Cargo.toml");
    let tables = around.filter_map(|(folder, text)| Some((folder, parse(text).ok()?)));
    let (folder, workspace) = tables.into_iter().find(|(_, table)| table.contains_key("workspace"))?;
    let excluded = get(&workspace, &["workspace", "exclude"]).and_then(Value::as_array);
    let path = manifest.folder().strip_prefix(folder).unwrap_or_default();
    let is_excluded = excluded.into_iter().flatten().filter_map(Value::as_str).any(|start| {
        path.strip_prefix(start.trim_end_matches('/')).is_some_and(|rest| rest.starts_with('/'))
    });
    (!is_excluded).then_some(workspace)
}

fn commands(table: &Table) -> Vec<(Purpose, String)> {
    let lints = [&["lints", "clippy"][..], &["workspace", "lints", "clippy"]];
    let has_lints = lints.iter().any(|path| get(table, path).is_some());
    let binaries = get(table, &["bin"]).and_then(Value::as_array).map_or(0, Vec::len);
    let runs = binaries == 1 || string(table, &["package", "default-run"]).is_some();
    let all = [
        (Purpose::Build, "cargo build", true),
        (Purpose::Test, "cargo test", true),
        (Purpose::Lint, "cargo clippy", has_lints),
        (Purpose::Run, "cargo run", runs),
    ];
    all.into_iter().filter(|(.., said)| *said).map(|(what, line, _)| (what, line.to_owned())).collect()
}
