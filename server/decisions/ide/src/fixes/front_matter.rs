//! The front matter of Markdown files: what is missing in it, and where it belongs.

use std::ops::Range;

use text::{TextEdit, line_end, lines};

use super::{Fix, FixContext};
use crate::Model;

/// Puts quotes around the pattern.
pub(super) fn quote(context: &FixContext<'_>) -> Vec<Fix> {
    let span = context.finding.span.clone();
    let pattern = context.document.slice(span.clone());
    let edit = TextEdit { range: span, new: format!("\"{pattern}\"") };
    vec![context.fix("Put the pattern in quotes".to_owned(), vec![edit], true)]
}

/// Moves the block, with its `---` lines, to the top.
pub(super) fn move_to_top(context: &FixContext<'_>) -> Vec<Fix> {
    let text = &context.document.text;
    let span = &context.finding.span;
    let block = context.document.slice(span.clone());
    if !(block.starts_with("---") && block.ends_with("---")) {
        return Vec::new();
    }
    let top = text.len() - text.trim_start_matches('\u{feff}').len();
    let before = context.document.slice(top..span.start);
    let title = before.trim_start();
    let edits = if title.is_empty() {
        vec![TextEdit { range: top..span.start, new: String::new() }]
    } else {
        let behind = text.get(span.end..).unwrap_or_default();
        let end = span.end + lines(behind).next().map_or(0, |line| line.next);
        let blank = before.len() - title.len();
        let new = format!("{block}{}", line_end(text));
        vec![
            TextEdit { range: top..top + blank, new },
            TextEdit { range: span.start..end, new: String::new() },
        ]
    };
    vec![context.fix("Move the settings to the top of the file".to_owned(), edits, true)]
}

/// Closes the block behind its last entry.
pub(super) fn close(context: &FixContext<'_>) -> Vec<Fix> {
    let Some(yaml) = yaml(context) else { return Vec::new() };
    let text = &context.document.text;
    let entries = context.document.slice(yaml.clone()).trim_end().len();
    let at = yaml.start + entries;
    let end_of_line = line_end(text);
    let closed = context.document.slice(yaml.end..text.len());
    if closed.starts_with("---") {
        return Vec::new();
    }
    let edit = TextEdit { range: at..at, new: format!("{end_of_line}---") };
    vec![context.fix("Close the front matter".to_owned(), vec![edit], true)]
}

/// `inclusion: fileMatch` before its pattern.
pub(super) fn inclusion(context: &FixContext<'_>) -> Vec<Fix> {
    let at = context.finding.span.start;
    let new = format!("inclusion: fileMatch{}", line_end(&context.document.text));
    let edit = TextEdit { range: at..at, new };
    vec![context.fix("Add \"inclusion: fileMatch\"".to_owned(), vec![edit], true)]
}

/// A pattern below its inclusion.
pub(super) fn pattern(context: &FixContext<'_>) -> Vec<Fix> {
    add(context, &["fileMatchPattern"])
}

/// What `inclusion: auto` needs.
pub(super) fn name_and_description(context: &FixContext<'_>) -> Vec<Fix> {
    add(context, &["name", "description"])
}

pub(super) fn description(context: &FixContext<'_>) -> Vec<Fix> {
    add(context, &["description"])
}

/// All that a power still lacks, at once.
pub(super) fn power_fields(context: &FixContext<'_>) -> Vec<Fix> {
    add(context, &["name", "displayName", "description", "keywords"])
}

/// Adds keys that are not there, at the end of the front matter; with a front matter, if there is none.
fn add(context: &FixContext<'_>, keys: &[&str]) -> Vec<Fix> {
    let fields = match context.document.model() {
        Model::Steering(steering) => &steering.fields,
        Model::Skill(skill) => &skill.fields,
        Model::Power(power) => &power.fields,
        Model::Requirements(_)
        | Model::Design(_)
        | Model::Tasks(_)
        | Model::SpecConfig(_)
        | Model::TasksMeta(_)
        | Model::SpecJson(_)
        | Model::Hooks(_)
        | Model::Mcp(_)
        | Model::Agent(_)
        | Model::Permissions(_)
        | Model::Ignore(_)
        | Model::Text => return Vec::new(),
    };
    let text = &context.document.text;
    let missing: Vec<&str> = keys.iter().copied().filter(|key| fields.get(key).is_none()).collect();
    if missing.is_empty() {
        return Vec::new();
    }
    let end_of_line = line_end(text);
    let stem = context.document.path.rsplit('/').next().unwrap_or_default();
    let folder = context.document.path.rsplit('/').nth(1).unwrap_or_default();
    let called = if matches!(stem, "SKILL.md" | "POWER.md") { folder } else { stem.trim_end_matches(".md") };
    let sections = spec::parse_sections(text);
    let title = sections.iter().find(|section| section.level == 1);
    let title = title.map_or("", |section| context.document.slice(section.title.clone()));
    let entry = |key: &&str| match *key {
        "description" => {
            format!("description: \"{}\"{end_of_line}", title.replace('\\', "\\\\").replace('"', "\\\""))
        }
        "name" => format!("name: {called}{end_of_line}"),
        "displayName" => format!("displayName: {called}{end_of_line}"),
        "fileMatchPattern" => format!("fileMatchPattern: \"**/*\"{end_of_line}"),
        "keywords" => format!("keywords: [\"{called}\"]{end_of_line}"),
        key => format!("{key}: \"\"{end_of_line}"),
    };
    let entries: String = missing.iter().map(entry).collect();
    let edit = match yaml(context) {
        Some(yaml) => {
            let at = yaml.start + context.document.slice(yaml.clone()).trim_end().len();
            let is_empty = at == yaml.start;
            let new = match is_empty {
                true => entries,
                false => format!("{end_of_line}{}", entries.trim_end()),
            };
            TextEdit { range: at..at, new }
        }
        None => {
            let top = text.len() - text.trim_start_matches('\u{feff}').len();
            TextEdit { range: top..top, new: format!("---{end_of_line}{entries}---{end_of_line}") }
        }
    };
    let title = format!("Add \"{}\"", missing.join("\", \""));
    vec![context.fix(title, vec![edit], false)]
}

/// Calls a skill like its folder.
pub(super) fn skill_name(context: &FixContext<'_>) -> Vec<Fix> {
    let Some(folder) = context.document.path.rsplit('/').nth(1) else { return Vec::new() };
    let edit = TextEdit { range: context.finding.span.clone(), new: folder.to_owned() };
    vec![context.fix(format!("Call the skill \"{folder}\""), vec![edit], true)]
}

fn yaml(context: &FixContext<'_>) -> Option<Range<usize>> {
    match context.document.model() {
        Model::Steering(steering) => steering.front_matter.clone(),
        Model::Skill(skill) => skill.front_matter.clone(),
        Model::Power(power) => power.front_matter.clone(),
        Model::Agent(Some(agent)) => agent.front_matter.clone(),
        Model::Requirements(_)
        | Model::Design(_)
        | Model::Tasks(_)
        | Model::SpecConfig(_)
        | Model::TasksMeta(_)
        | Model::SpecJson(_)
        | Model::Hooks(_)
        | Model::Mcp(_)
        | Model::Agent(None)
        | Model::Permissions(_)
        | Model::Ignore(_)
        | Model::Text => None,
    }
}
