use std::collections::BTreeMap;
use std::fmt::Write;

use codebase::{AwsTool, Language, Project, Purpose};

use crate::ground::Ground;
use crate::tasks::place;
use crate::{Draft, NOTE, ask};

/// Folders, and names of each, that are told; more is for whoever opens the folder.
const FOLDERS: usize = 40;
const NAMES: usize = 6;

/// The three documents that Kiro begins with, from what the code says of itself.
pub fn steering(ground: &Ground) -> Vec<Draft> {
    let with_front_matter = |text: String| format!("---\ninclusion: always\n---\n\n{text}");
    vec![
        Draft { name: "product.md", text: with_front_matter(product(ground)) },
        Draft { name: "tech.md", text: with_front_matter(tech(ground)) },
        Draft { name: "structure.md", text: with_front_matter(structure(ground)) },
    ]
}

fn product(ground: &Ground) -> String {
    let mut text = format!("# Product\n\n{NOTE}\n\n## Purpose\n\n");
    let told = ground.readme.as_deref().and_then(first_paragraph);
    let told = told.or_else(|| ground.project.packages.iter().find_map(|package| package.about.clone()));
    let _ = writeln!(text, "{}", told.unwrap_or_else(|| ask("what is it for?")));
    let _ = writeln!(text, "\n## Users\n\n{}\n\n## Features\n", ask("who uses it, and for what?"));
    let told: Vec<_> = ground
        .project
        .packages
        .iter()
        .filter_map(|package| Some((&package.name, package.about.as_ref()?)))
        .collect();
    for (name, about) in &told {
        let _ = writeln!(text, "- **{name}**: {about}");
    }
    if told.is_empty() {
        let _ = writeln!(text, "{}", ask("what can it do?"));
    }
    let _ = writeln!(text, "\n## Out of scope\n\n{}", ask("what does it not do on purpose?"));
    text
}

/// The first paragraph of a Markdown text that is neither a heading, nor an image, a badge, HTML or a list.
fn first_paragraph(readme: &str) -> Option<String> {
    let paragraphs =
        readme.split("\n\n").map(|paragraph| paragraph.split_whitespace().collect::<Vec<_>>().join(" "));
    let prose = |paragraph: &String| {
        paragraph.starts_with(|c: char| c.is_alphanumeric() || c == '*' || c == '`')
            && !paragraph.starts_with("* ")
            && !paragraph.starts_with("```")
    };
    paragraphs.into_iter().find(prose)
}

fn tech(ground: &Ground) -> String {
    let Project { frameworks, commands, aws, packages, .. } = &ground.project;
    let mut text = format!("# Technology\n\n{NOTE}\n\n## Languages\n\n");
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for language in ground.sources.iter().filter_map(|source| Language::of(&source.path)) {
        *counts.entry(language.name()).or_default() += 1;
    }
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by_key(|(name, count)| (std::cmp::Reverse(*count), *name));
    for (language, count) in &counts {
        let _ = writeln!(text, "- {language}: {}", files(*count));
    }
    if counts.is_empty() {
        let _ = writeln!(text, "{}", ask("what is it written in?"));
    }
    if !frameworks.is_empty() {
        let _ = writeln!(text, "\n## Frameworks\n\n{}", list(frameworks.iter().copied()));
    }
    if !packages.is_empty() {
        let _ = writeln!(text, "\n## Packages\n");
        for package in packages {
            let version = package.version.as_ref().map(|version| format!(" {version}")).unwrap_or_default();
            let _ = writeln!(text, "- {}{version}: `{}`", package.name, package.path);
        }
    }
    let _ = writeln!(text, "\n## Commands\n");
    for command in commands {
        let what = match command.what {
            Purpose::Build => "Build",
            Purpose::Test => "Test",
            Purpose::Lint => "Check",
            Purpose::Format => "Format",
            Purpose::Run => "Run",
        };
        let _ = writeln!(text, "- {what}: {}", place(&command.line, &command.from));
    }
    if commands.is_empty() {
        let _ = writeln!(text, "{}", ask("how is it built, tested and run?"));
    }
    if !aws.is_empty() {
        let _ = writeln!(text, "\n## AWS\n");
        for sign in aws {
            let _ = writeln!(text, "- {}: `{}`", aws_name(sign.what), sign.path);
        }
    }
    let _ = writeln!(text, "\n## Conventions\n\n{}", ask("which rules does code here follow?"));
    text
}

fn aws_name(tool: AwsTool) -> &'static str {
    match tool {
        AwsTool::CloudFormation => "CloudFormation",
        AwsTool::Sam => "Serverless Application Model",
        AwsTool::Cdk => "Cloud Development Kit",
        AwsTool::Serverless => "Serverless Framework",
        AwsTool::Terraform => "Terraform",
        AwsTool::CodeBuild => "CodeBuild",
        AwsTool::Amplify => "Amplify",
        AwsTool::Sdk => "SDK",
    }
}

fn structure(ground: &Ground) -> String {
    let mut text = format!("# Structure\n\n{NOTE}\n\n## Folders\n\n");
    let mut folders: BTreeMap<&str, (usize, Vec<&str>)> = BTreeMap::new();
    for source in &ground.sources {
        let folder = source.path.rsplit_once('/').map_or(".", |(folder, _)| folder);
        let (count, names) = folders.entry(folder).or_default();
        *count += 1;
        let public = source.outline.items.iter().filter(|item| item.public);
        names.extend(public.map(|item| item.name.as_str()));
    }
    for (folder, (count, names)) in folders.iter().take(FOLDERS) {
        let declares = match names.len() {
            0 => String::new(),
            _ => format!(", with {}", list(names.iter().copied().take(NAMES))),
        };
        let more =
            if names.len() > NAMES { format!(" and {} more", names.len() - NAMES) } else { String::new() };
        let _ = writeln!(text, "- `{folder}`: {}{declares}{more}", files(*count));
    }
    if folders.len() > FOLDERS {
        let _ = writeln!(text, "- and {} more folders", folders.len() - FOLDERS);
    }
    if folders.is_empty() {
        let _ = writeln!(text, "{}", ask("what lies where?"));
    }
    let _ = writeln!(text, "\n## Where things go\n\n{}", ask("where does new code go, and where its tests?"));
    text
}

fn files(count: usize) -> String {
    format!("{count} {}", if count == 1 { "file" } else { "files" })
}

/// Names as code.
fn list<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names.map(|name| format!("`{}`", name.replace('`', "'"))).collect::<Vec<_>>().join(", ")
}
