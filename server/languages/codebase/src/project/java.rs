//! pom.xml and build.gradle.

use roxmltree::{Document, Node};

use super::manifest::{Manifest, Read};
use super::{Package, Purpose};
use crate::Language;

/// A manifest of XML, or where it is none, and why.
pub(super) fn parse(text: &str) -> Result<Document<'_>, (usize, String)> {
    Document::parse(text).map_err(|error| {
        let line = usize::try_from(error.pos().row).unwrap_or(1).saturating_sub(1);
        let at = text.split_inclusive('\n').take(line).map(str::len).sum();
        let message = error.to_string();
        // It ends with the place, which is told apart.
        let what = message.rsplit_once(" at ").map_or(message.as_str(), |(what, _)| what);
        (at, format!("it is not XML: {what}"))
    })
}

/// The text of the first child of that name.
pub(super) fn child(node: Node<'_, '_>, name: &str) -> Option<String> {
    let child = node.children().find(|child| child.tag_name().name() == name)?;
    child.text().map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
}

pub(super) fn maven(manifest: Manifest<'_>) -> Result<Read, (usize, String)> {
    let document = parse(manifest.text)?;
    let root = document.root_element();
    let package = child(root, "artifactId").map(|artifact| Package {
        name: artifact,
        about: child(root, "description"),
        version: child(root, "version").filter(|version| !version.starts_with("${")),
        language: Some(Language::Java),
        ..Package::default()
    });
    let named = ["dependency", "parent", "plugin"];
    let nodes = document.descendants().filter(|node| named.contains(&node.tag_name().name()));
    let dependencies =
        nodes.filter_map(|node| Some(format!("{}:{}", child(node, "groupId")?, child(node, "artifactId")?)));
    let is_module = manifest.above("pom.xml").is_some_and(|above| above.contains("<modules>"));
    let tool =
        if manifest.around("mvnw").any(|(folder, _)| folder == manifest.folder()) { "./mvnw" } else { "mvn" };
    let commands = if is_module { Vec::new() } else { commands(tool, ["compile", "test"]) };
    Ok(Read { package, dependencies: dependencies.collect(), commands, ..Read::default() })
}

fn commands(tool: &str, [build, test]: [&str; 2]) -> Vec<(Purpose, String)> {
    vec![(Purpose::Build, format!("{tool} {build}")), (Purpose::Test, format!("{tool} {test}"))]
}

/// A script, of which only strings are read: coordinates of dependencies and ids of plugins.
pub(super) fn gradle(manifest: Manifest<'_>) -> Read {
    let dependencies: Vec<String> = strings(manifest.text).filter(|text| text.contains('.')).collect();
    let settings = ["settings.gradle", "settings.gradle.kts"];
    let own = |name: &&str| manifest.around(name).find(|(folder, _)| *folder == manifest.folder());
    let settings = settings.iter().filter_map(own).map(|(_, text)| text).next();
    let said =
        settings.and_then(|text| text.lines().find(|line| line.trim().starts_with("rootProject.name")));
    let name =
        said.and_then(|line| strings(line).next()).unwrap_or_else(|| manifest.folder_name().to_owned());
    let value = |key: &str| {
        let line = manifest.text.lines().find(|line| {
            line.strip_prefix(key).is_some_and(|rest| rest.trim_start().starts_with(['=', '\'', '"']))
        });
        line.and_then(|line| strings(line).next())
    };
    let is_kotlin = manifest.text.contains("kotlin(\"") || manifest.text.contains("org.jetbrains.kotlin");
    let package = Package {
        name,
        about: value("description"),
        version: value("version"),
        language: (!is_kotlin).then_some(Language::Java),
        ..Package::default()
    };
    let is_module = settings.is_none()
        && ["settings.gradle", "settings.gradle.kts"].iter().any(|name| manifest.above(name).is_some());
    let tool = if manifest.around("gradlew").any(|(folder, _)| folder == manifest.folder()) {
        "./gradlew"
    } else {
        "gradle"
    };
    let commands = if is_module { Vec::new() } else { commands(tool, ["build", "test"]) };
    Read { package: Some(package), dependencies, commands, ..Read::default() }
}

/// What stands in quotes of either kind, line by line, comments aside.
fn strings(text: &str) -> impl Iterator<Item = String> {
    let lines = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    lines.flat_map(|line| line.split(['"', '\'']).skip(1).step_by(2)).map(str::to_owned)
}
