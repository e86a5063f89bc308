//! pyproject.toml, setup.cfg and requirements.txt.

use toml::{Table, Value};

use super::cargo::{get, keys, parse, string};
use super::manifest::{Manifest, Read};
use super::{Package, tables};
use crate::Language;

pub(super) fn pyproject(manifest: Manifest<'_>) -> Result<Read, (usize, String)> {
    let table = parse(manifest.text)?;
    let own = |key| string(&table, &["project", key]).or_else(|| string(&table, &["tool", "poetry", key]));
    let package = own("name").map(|name| Package {
        name,
        about: own("description"),
        version: own("version"),
        language: Some(Language::Python),
        ..Package::default()
    });
    let dependencies = dependencies(&table);
    let tools = keys(&table, &["tool"]);
    let is_named = |tool: &str| tools.iter().chain(&dependencies).any(|name| name == tool);
    let commands = tables::python_tools(is_named);
    Ok(Read { package, dependencies, commands, ..Read::default() })
}

fn dependencies(table: &Table) -> Vec<String> {
    let lists = get(table, &["project", "dependencies"]).into_iter();
    let groups = [&["project", "optional-dependencies"][..], &["dependency-groups"]];
    let groups = groups.iter().filter_map(|path| get(table, path)?.as_table()).flat_map(Table::values);
    let requirements = lists.chain(groups).filter_map(Value::as_array).flatten().filter_map(Value::as_str);
    let poetry = get(table, &["tool", "poetry", "group"]).and_then(Value::as_table);
    let poetry = poetry.into_iter().flat_map(Table::values).filter_map(Value::as_table);
    let poetry = poetry.flat_map(|group| keys(group, &["dependencies"]));
    let poetry = poetry.chain(keys(table, &["tool", "poetry", "dependencies"]));
    requirements.filter_map(distribution).chain(poetry.map(|name| name.to_ascii_lowercase())).collect()
}

/// The name of a requirement of PEP 508, in lower case.
fn distribution(requirement: &str) -> Option<String> {
    let is_name = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    let requirement = requirement.trim();
    let end = requirement.find(|c| !is_name(c)).unwrap_or(requirement.len());
    let name = requirement.get(..end)?;
    name.starts_with(|c: char| c.is_ascii_alphanumeric()).then(|| name.to_ascii_lowercase())
}

pub(super) fn requirements(manifest: Manifest<'_>) -> Read {
    let dependencies: Vec<String> = manifest.text.lines().filter_map(distribution).collect();
    let commands = tables::python_tools(|tool| dependencies.iter().any(|name| name == tool));
    Read { dependencies, commands, ..Read::default() }
}

/// Sections with keys, whose values go on in lines that are indented.
pub(super) fn setup_cfg(manifest: Manifest<'_>) -> Read {
    let mut package = Package { language: Some(Language::Python), ..Package::default() };
    let mut dependencies = Vec::new();
    let mut sections = Vec::new();
    let mut key = "";
    for line in manifest.text.lines() {
        if let Some(name) = line.strip_prefix('[').and_then(|line| line.split(']').next()) {
            sections.push(name);
            continue;
        }
        let value = match line.split_once('=') {
            Some((name, value)) if !line.starts_with(char::is_whitespace) => {
                key = name.trim();
                value.trim()
            }
            _ => line.trim(),
        };
        if value.is_empty() {
            continue;
        }
        match (sections.last().copied(), key) {
            (Some("metadata"), "name") => value.clone_into(&mut package.name),
            (Some("metadata"), "description") => package.about = Some(value.to_owned()),
            // `attr:` and `file:` say where it is to be found.
            (Some("metadata"), "version") if !value.contains(':') => package.version = Some(value.to_owned()),
            (Some("options"), "install_requires" | "tests_require") | (Some("options.extras_require"), _) => {
                dependencies.extend(distribution(value));
            }
            _ => {}
        }
    }
    let is_named = |tool: &str| {
        let section = |name: &&str| name.trim_start_matches("tool:") == tool;
        sections.iter().any(section) || dependencies.iter().any(|name| name == tool)
    };
    let commands = tables::python_tools(is_named);
    Read { package: (!package.name.is_empty()).then_some(package), dependencies, commands, ..Read::default() }
}
