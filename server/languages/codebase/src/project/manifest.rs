//! Which files are manifests, and what all of them can say.

use text::LineIndex;

use super::{AwsTool, Package, Problem, Purpose, aws, cargo, dotnet, go, java, node, python};

/// Bytes of a manifest that is read.
const LONGEST: usize = 1 << 20;

/// Names of the files that [`project`](crate::project) reads. `*` stands for any beginning of a name; one with `/` is the
/// end of a path.
pub const MANIFESTS: [&str; 33] = [
    "Cargo.toml",
    "package.json",
    "pnpm-workspace.yaml",
    ".yarnrc.yml",
    "pyproject.toml",
    "setup.cfg",
    "requirements.txt",
    "go.mod",
    "pom.xml",
    "mvnw",
    "build.gradle",
    "build.gradle.kts",
    "settings.gradle",
    "settings.gradle.kts",
    "gradlew",
    "*.csproj",
    "*.sln",
    "*.slnx",
    "template.yaml",
    "template.yml",
    "template.json",
    "samconfig.toml",
    "samconfig.yaml",
    "cdk.json",
    "serverless.yml",
    "serverless.yaml",
    "serverless.ts",
    "*.tf",
    "buildspec.yml",
    "buildspec.yaml",
    "amplify.yml",
    "amplify/backend.ts",
    "amplify/.config/project-config.json",
];

/// Whether a file is one of [`MANIFESTS`].
pub fn is_manifest(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    MANIFESTS.iter().any(|manifest| match manifest.strip_prefix('*') {
        Some(end) => name.ends_with(end) && name.len() > end.len(),
        None if manifest.contains('/') => {
            path.strip_suffix(manifest).is_some_and(|before| before.is_empty() || before.ends_with('/'))
        }
        None => name == *manifest,
    })
}

/// What a manifest says.
#[derive(Default)]
pub(super) struct Read {
    pub(super) package: Option<Package>,
    pub(super) dependencies: Vec<String>,
    pub(super) commands: Vec<(Purpose, String)>,
    pub(super) aws: Vec<AwsTool>,
}

/// A manifest among others.
#[derive(Clone, Copy)]
pub(super) struct Manifest<'a> {
    pub(super) path: &'a str,
    pub(super) text: &'a str,
    /// All files.
    pub(super) files: &'a [(&'a str, &'a str)],
}

pub(super) fn read(path: &str, text: &str, files: &[(&str, &str)]) -> Result<Read, Problem> {
    let manifest = Manifest { path, text: text.trim_start_matches('\u{feff}'), files };
    let readable = text.len() <= LONGEST;
    let read = match manifest.name() {
        _ if !readable => Err((0, "it is longer than a mebibyte".to_owned())),
        "Cargo.toml" => cargo::read(manifest),
        "package.json" => node::read(manifest),
        "pyproject.toml" => python::pyproject(manifest),
        "setup.cfg" => Ok(python::setup_cfg(manifest)),
        "requirements.txt" => Ok(python::requirements(manifest)),
        "go.mod" => Ok(go::read(manifest)),
        "pom.xml" => java::maven(manifest),
        "build.gradle" | "build.gradle.kts" => Ok(java::gradle(manifest)),
        name if name.ends_with(".csproj") => dotnet::project(manifest),
        name if name.ends_with(".sln") || name.ends_with(".slnx") => Ok(dotnet::solution()),
        _ => Ok(Read { aws: aws::signs(path, text), ..Read::default() }),
    };
    read.map_err(|(offset, what)| {
        let offset = offset + (text.len() - manifest.text.len());
        Problem { path: path.to_owned(), line: LineIndex::new(text).line(offset), what }
    })
}

impl<'a> Manifest<'a> {
    pub(super) fn name(&self) -> &'a str {
        self.path.rsplit('/').next().unwrap_or(self.path)
    }

    /// With a `/` at its end, or empty.
    pub(super) fn folder(&self) -> &'a str {
        self.path.strip_suffix(self.name()).unwrap_or_default()
    }

    /// For one that does not say its name.
    pub(super) fn folder_name(&self) -> &'a str {
        self.folder().trim_end_matches('/').rsplit('/').next().unwrap_or_default()
    }

    /// The text of the nearest file of that name in folders around this one's.
    pub(super) fn above(&self, name: &str) -> Option<&'a str> {
        self.around(name).find(|(folder, _)| folder.len() < self.folder().len()).map(|(_, text)| text)
    }

    /// Files of that name in this folder and around it, nearest first, with their folders.
    pub(super) fn around(&self, name: &str) -> impl Iterator<Item = (&'a str, &'a str)> {
        let folder = self.folder();
        let ends = folder.match_indices('/').map(|(at, _)| at + 1).rev().chain([0]);
        let files = self.files;
        ends.filter_map(move |end| folder.get(..end)).filter_map(move |folder| {
            let path = format!("{folder}{name}");
            let at = files.binary_search_by_key(&path.as_str(), |(path, _)| path).ok()?;
            files.get(at).map(|(_, text)| (folder, *text))
        })
    }
}
