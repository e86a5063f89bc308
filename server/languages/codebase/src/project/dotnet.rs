//! *.csproj and *.sln.

use super::java::{child, parse};
use super::manifest::{Manifest, Read};
use super::{Package, Purpose};
use crate::Language;

const TEST_SDK: &str = "Microsoft.NET.Test.Sdk";

pub(super) fn project(manifest: Manifest<'_>) -> Result<Read, (usize, String)> {
    let document = parse(manifest.text)?;
    let root = document.root_element();
    let property = |name| {
        let groups = root.children().filter(|node| node.tag_name().name() == "PropertyGroup");
        groups.filter_map(|group| child(group, name)).next()
    };
    let stem = manifest.name().strip_suffix(".csproj").unwrap_or_default();
    let package = Package {
        name: property("PackageId").or_else(|| property("AssemblyName")).unwrap_or_else(|| stem.to_owned()),
        about: property("Description"),
        version: property("Version").or_else(|| property("VersionPrefix")),
        language: Some(Language::CSharp),
        ..Package::default()
    };
    let references = document.descendants().filter(|node| node.tag_name().name() == "PackageReference");
    let names = references.filter_map(|node| node.attribute("Include")).chain(root.attribute("Sdk"));
    let dependencies: Vec<String> = names.map(str::to_owned).collect();
    let is_solved = manifest.files.iter().any(|(path, _)| {
        let is_solution = path.ends_with(".sln") || path.ends_with(".slnx");
        is_solution
            && manifest.path.starts_with(path.rfind('/').and_then(|at| path.get(..=at)).unwrap_or_default())
    });
    let mut commands = if is_solved { Vec::new() } else { solution().commands };
    commands.retain(|(what, _)| *what == Purpose::Build || dependencies.iter().any(|name| name == TEST_SDK));
    Ok(Read { package: Some(package), dependencies, commands, ..Read::default() })
}

/// All that it names is built, and what of it has tests is tested.
pub(super) fn solution() -> Read {
    let commands = [(Purpose::Build, "dotnet build"), (Purpose::Test, "dotnet test")];
    Read { commands: commands.map(|(what, line)| (what, line.to_owned())).to_vec(), ..Read::default() }
}
