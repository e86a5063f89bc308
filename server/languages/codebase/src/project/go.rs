//! go.mod.

use super::manifest::{Manifest, Read};
use super::{Package, Purpose};
use crate::Language;

const COMMANDS: [(Purpose, &str); 4] = [
    (Purpose::Build, "go build ./..."),
    (Purpose::Test, "go test ./..."),
    (Purpose::Lint, "go vet ./..."),
    (Purpose::Format, "go fmt ./..."),
];

pub(super) fn read(manifest: Manifest<'_>) -> Read {
    let lines = || manifest.text.lines().map(|line| line.split("//").next().unwrap_or_default().trim());
    let module =
        lines().find_map(|line| line.strip_prefix("module ")).map(|name| name.trim().trim_matches('"'));
    let package = module.map(|name| Package {
        name: name.to_owned(),
        language: Some(Language::Go),
        ..Package::default()
    });
    // `require path v1.2.3`, or the same in a block.
    let required = |line: &str| {
        let mut words = line.strip_prefix("require ").unwrap_or(line).split_whitespace();
        let (path, version) = (words.next()?, words.next()?);
        version.starts_with('v').then(|| path.to_owned())
    };
    let dependencies = lines().filter_map(required).collect();
    let commands = COMMANDS.map(|(what, line)| (what, line.to_owned())).to_vec();
    Read { package, dependencies, commands, ..Read::default() }
}
