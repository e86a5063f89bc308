use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::none;
use crate::repository::{ROOT, members};

/// The floors of docs/architecture.md from below: each crate's folder, and the crates of its own floor that it
/// may use.
const FLOORS: [&[(&str, &[&str])]; 7] = [
    &[
        ("protocol", &[]),
        ("server/languages/text", &[]),
        ("server/languages/spec", &["text"]),
        ("server/languages/config", &["text"]),
        ("server/languages/codebase", &["text"]),
        ("server/languages/catalog", &["text"]),
        ("server/languages/secrets", &[]),
    ],
    &[
        ("server/decisions/engine", &[]),
        ("server/decisions/policy", &[]),
        ("server/decisions/agent", &["policy"]),
        ("server/decisions/ide", &["engine"]),
        ("server/decisions/doctor", &[]),
        ("server/decisions/draft", &[]),
    ],
    &[
        ("server/adapters/store", &[]),
        ("server/adapters/exec", &[]),
        ("server/adapters/workspace", &["exec"]),
        ("server/adapters/models", &[]),
        ("server/adapters/mcp", &["exec"]),
        ("server/adapters/logs", &[]),
    ],
    &[("server/runtime", &[])],
    &[
        ("server/fronts/lsp", &[]),
        ("server/fronts/terminal", &[]),
        ("server/fronts/acp", &[]),
        ("server/fronts/mcp_server", &[]),
    ],
    &[("server/bin/kiro-lsp", &[]), ("server/bin/kiro-cli", &[])],
    &[("tests/tidy", &[]), ("tests/bedrock-wire", &[])],
];

const ADAPTERS: usize = 2;
const BINARIES: usize = 5;
const TESTS: usize = 6;

/// The folders whose crates neither read nor write nor ask for the time.
const PURE: [&str; 2] = ["server/languages", "server/decisions"];

/// Packages that one crate alone may name.
const RESERVED: [(&str, &str); 5] = [
    ("ls-types", "lsp"),
    ("lsp-types", "lsp"),
    ("tower-lsp-server", "lsp"),
    ("tower-lsp", "lsp"),
    ("rusqlite", "store"),
];

#[test]
fn dependencies_point_downwards() {
    none(members().flat_map(|package| arrows(text(package, "name"), package)).collect());
}

#[test]
fn crates_stand_where_the_table_says() {
    let misplaced = members().filter_map(|package| {
        let (name, manifest) = (text(package, "name"), text(package, "manifest_path"));
        let folder = Path::new(manifest).parent().unwrap().strip_prefix(&*ROOT).unwrap().to_str().unwrap();
        match find(name) {
            Some((_, expected, _)) if expected == folder => None,
            Some((_, expected, _)) => Some(format!("{folder}: FLOORS in {} says {expected}", file!())),
            None => Some(format!("{folder}: `{name}` has no floor; add it to FLOORS in {}", file!())),
        }
    });
    none(misplaced.collect());
}

#[test]
fn pure_floors_ban_the_same_calls() {
    let lists = PURE.map(|folder| fs::read(ROOT.join(folder).join("clippy.toml")).ok());
    let missing = PURE.iter().zip(&lists).filter(|(_, list)| list.is_none());
    none(missing.map(|(folder, _)| format!("{folder}/clippy.toml is missing")).collect());
    assert_eq!(lists[0], lists[1], "{}/clippy.toml and {}/clippy.toml must be equal", PURE[0], PURE[1]);
}

#[test]
fn arrows_that_nobody_drew_are_found() {
    let check = |name: &str, kind: Option<&str>, dependency: &str| {
        let dependency = serde_json::json!({ "name": dependency, "kind": kind, "rename": null });
        arrows(name, &serde_json::json!({ "dependencies": [dependency] })).len()
    };
    assert_eq!(check("agent", None, "policy"), 0);
    assert_eq!(check("policy", None, "agent"), 1);
    assert_eq!(check("runtime", None, "lsp"), 1);
    assert_eq!(check("store", Some("dev"), "runtime"), 1);
    assert_eq!(check("models", Some("dev"), "bedrock-wire"), 0);
    assert_eq!(check("models", None, "bedrock-wire"), 1);
    assert_eq!(check("lsp", None, "runtime"), 0);
    assert_eq!(check("lsp", None, "terminal"), 1);
    assert_eq!(check("engine", Some("dev"), "tokio"), 1);
    assert_eq!(check("runtime", None, "rusqlite"), 1);
    assert_eq!(check("exec", None, "anyhow"), 1);
    assert_eq!(check("exec", Some("dev"), "anyhow"), 0);
    assert_eq!(check("kiro-cli", None, "anyhow"), 0);
}

/// The dependencies of a crate that are not allowed.
fn arrows(name: &str, package: &Value) -> Vec<String> {
    let Some((floor, folder, sideways)) = find(name) else { return Vec::new() };
    let dependencies = package["dependencies"].as_array().unwrap().iter();
    let refuse = dependencies.filter_map(|dependency| {
        let target = text(dependency, "name");
        let for_tests = dependency["kind"] == "dev";
        let why = match find(target) {
            // A crate of tests/ may be a dev-dependency of any crate.
            Some((TESTS, ..)) if for_tests => return None,
            Some((other, ..)) if other < floor || (other == floor && sideways.contains(&target)) => {
                return None;
            }
            Some((other, ..)) if other == floor => {
                format!("both stand on floor {floor} and no arrow is drawn")
            }
            Some((other, ..)) => format!("it stands on floor {other}, above floor {floor}"),
            None => outside(name, floor, target, for_tests)?,
        };
        Some(format!("{folder}/Cargo.toml: `{name}` may not use `{target}`: {why}"))
    });
    refuse.collect()
}

/// Why a crate may not use a package from outside the workspace.
fn outside(name: &str, floor: usize, target: &str, for_tests: bool) -> Option<String> {
    if let Some((_, owner)) = RESERVED.iter().find(|(package, owner)| *package == target && *owner != name) {
        return Some(format!("only `{owner}` may"));
    }
    match target {
        "tokio" if floor < ADAPTERS => Some("floors 0 and 1 have no async runtime".to_owned()),
        "anyhow" if floor < BINARIES && !for_tests => {
            Some("errors of libraries are enums of `thiserror`".to_owned())
        }
        _ => None,
    }
}

/// Floor, folder and sideways arrows of a crate of the workspace.
fn find(name: &str) -> Option<(usize, &'static str, &'static [&'static str])> {
    FLOORS.iter().enumerate().find_map(|(floor, crates)| {
        let (folder, sideways) = crates.iter().find(|(folder, _)| folder.rsplit('/').next() == Some(name))?;
        Some((floor, *folder, *sideways))
    })
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap()
}
