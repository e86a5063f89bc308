//! What kind of project this is, by its manifests.

mod aws;
mod cargo;
mod dotnet;
mod go;
mod java;
mod manifest;
mod node;
mod python;
mod tables;

use crate::Language;

pub use manifest::{MANIFESTS, is_manifest};

/// What the manifests of a codebase say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Project {
    /// What is built, in the order of paths.
    pub packages: Vec<Package>,
    /// Those of the packages, each once.
    pub languages: Vec<Language>,
    /// Names of what the packages are built upon, such as `react`, each once, in order.
    pub frameworks: Vec<&'static str>,
    /// What a manifest says can be run, or the tool that reads it does without being told; in the order of paths. It is
    /// run in the folder of the manifest.
    pub commands: Vec<Command>,
    /// What shows that AWS is used, in the order of paths.
    pub aws: Vec<AwsSign>,
    /// Manifests that could not be read.
    pub problems: Vec<Problem>,
}

/// What one manifest builds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Package {
    /// As the manifest says, else that of its folder.
    pub name: String,
    /// Its description.
    pub about: Option<String>,
    /// Of the manifest.
    pub path: String,
    /// What it is mostly written in, as far as the manifest shows.
    pub language: Option<Language>,
    /// As the manifest says.
    pub version: Option<String>,
}

/// A command line that somebody who works on the project uses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Command {
    /// What for.
    pub what: Purpose,
    /// As a shell takes it.
    pub line: String,
    /// The manifest that says so.
    pub from: String,
}

/// What a [`Command`] is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Purpose {
    /// Compiles or bundles.
    Build,
    /// Runs tests.
    Test,
    /// Checks sources: style, types.
    Lint,
    /// Rewrites sources.
    Format,
    /// Starts it.
    Run,
}

/// Something that shows how AWS is used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AwsSign {
    /// Which.
    pub what: AwsTool,
    /// The file that shows it.
    pub path: String,
}

/// What AWS is used through.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AwsTool {
    /// CloudFormation templates.
    CloudFormation,
    /// Serverless Application Model.
    Sam,
    /// Cloud Development Kit.
    Cdk,
    /// Serverless Framework.
    Serverless,
    /// Terraform with the provider `aws`.
    Terraform,
    /// CodeBuild.
    CodeBuild,
    /// Amplify.
    Amplify,
    /// An SDK among the dependencies.
    Sdk,
}

/// Why a manifest was passed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The manifest.
    pub path: String,
    /// 0-based.
    pub line: u32,
    /// What is wrong with it, in a sentence.
    pub what: String,
}

/// What these files, paths relative to the codebase and texts, say of it. Files that are no manifests say nothing, and of
/// manifests beneath one that builds them all, only the latter has commands.
pub fn project(files: &[(&str, &str)]) -> Project {
    let mut files: Vec<(&str, &str)> = files.to_vec();
    files.sort_by_key(|(path, _)| *path);
    let mut project = Project::default();
    for (path, text) in &files {
        match manifest::read(path, text, &files) {
            Ok(read) => project.add(path, read),
            Err(problem) => project.problems.push(problem),
        }
    }
    project.frameworks.sort_unstable();
    project.frameworks.dedup();
    project.languages = project.packages.iter().filter_map(|package| package.language).collect();
    project.languages.sort_unstable();
    project.languages.dedup();
    project
}

impl Project {
    fn add(&mut self, path: &str, read: manifest::Read) {
        let dependencies = read.dependencies.iter().map(String::as_str);
        self.frameworks.extend(dependencies.clone().filter_map(tables::framework));
        let mut signs: Vec<AwsTool> =
            read.aws.into_iter().chain(dependencies.filter_map(tables::aws)).collect();
        signs.sort_unstable();
        signs.dedup();
        self.aws.extend(signs.into_iter().map(|what| AwsSign { what, path: path.to_owned() }));
        let commands = read.commands.into_iter();
        self.commands.extend(commands.map(|(what, line)| Command { what, line, from: path.to_owned() }));
        self.packages.extend(read.package.map(|package| Package { path: path.to_owned(), ..package }));
    }
}
