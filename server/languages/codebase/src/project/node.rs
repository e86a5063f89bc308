//! package.json.

use text::{Json, JsonSyntax};

use super::manifest::{Manifest, Read};
use super::{Package, Purpose, tables};
use crate::Language;

/// What `npm init` writes where there are no tests.
const NO_TEST: &str = "no test specified";

pub(super) fn read(manifest: Manifest<'_>) -> Result<Read, (usize, String)> {
    let json = Json::parse(manifest.text, JsonSyntax::Strict)
        .map_err(|error| (error.span.start, format!("it is not JSON: {error}")))?
        .ok_or((0, "it is empty".to_owned()))?;
    let own = |key| json.get(key).and_then(Json::as_str).map(str::to_owned);
    let sections = ["dependencies", "devDependencies", "peerDependencies"];
    let members = sections.iter().filter_map(|section| json.get(section)).flat_map(Json::members);
    let dependencies: Vec<String> = members.map(|member| member.key.clone()).collect();
    let is_typed = dependencies.iter().any(|name| name == "typescript");
    let package = Package {
        name: own("name").unwrap_or_else(|| manifest.folder_name().to_owned()),
        about: own("description").filter(|about| !about.is_empty()),
        version: own("version"),
        language: Some(if is_typed { Language::TypeScript } else { Language::JavaScript }),
        ..Package::default()
    };
    let commands = commands(&json, manager(&json, manifest));
    Ok(Read { package: Some(package), dependencies, commands, ..Read::default() })
}

/// Who runs scripts: said here or for all around, else npm, which runs those of any.
fn manager(json: &Json, manifest: Manifest<'_>) -> &'static str {
    let said = |json: &Json| {
        let said = json.get("packageManager").and_then(Json::as_str)?;
        ["npm", "pnpm", "yarn", "bun"].into_iter().find(|name| said.split('@').next() == Some(name))
    };
    let above = || said(&Json::parse(manifest.above("package.json")?, JsonSyntax::Strict).ok()??);
    let by_file = [("pnpm-workspace.yaml", "pnpm"), (".yarnrc.yml", "yarn")];
    let by_file = || by_file.iter().find(|(file, _)| manifest.around(file).next().is_some());
    said(json).or_else(above).or_else(|| by_file().map(|(_, name)| *name)).unwrap_or("npm")
}

fn commands(json: &Json, manager: &str) -> Vec<(Purpose, String)> {
    let scripts = json.get("scripts").map(Json::members).unwrap_or_default();
    let known = scripts.iter().filter_map(|script| {
        let (name, what) = (script.key.as_str(), tables::script(&script.key)?);
        let is_real = script.value.as_str().is_some_and(|line| !line.contains(NO_TEST));
        // `bun test` is a runner of its own.
        let is_short = matches!(name, "test" | "start") && manager != "bun";
        let line = if is_short { format!("{manager} {name}") } else { format!("{manager} run {name}") };
        is_real.then_some((what, line))
    });
    known.collect()
}
