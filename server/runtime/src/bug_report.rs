//! The verb `kiro/bugReport`: what would help to mend a bug, and nothing that is nobody's business.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use doctor::CREDENTIAL_VARIABLES;
use models::BedrockSettings;
use protocol::{Check, CheckState, ReportPart, Response, SpecSummary, VerbError};
use serde_json::{Map, Value};

use crate::checkup::doctor_unopened;
use crate::environment::{home, read_json, settings_file, variable};
use crate::secrets::redact;
use crate::{Runtime, Settings, machine};

/// How many of the last lines of each log are shown.
const LOG_LINES: usize = 60;

/// Variables of ours, whose names are told if they are set.
const OWN_VARIABLES: [&str; 5] =
    ["KIRO_LSP_MODEL", "KIRO_LSP_LOG", "KIRO_LSP_STATE_DIR", "KIRO_HOME", "XDG_STATE_HOME"];

impl Runtime {
    pub(crate) fn bug_report(&self, include_names: bool) -> Result<Response, VerbError> {
        let root = self.inner.tree.root();
        let specs = self.spec_summaries()?;
        let events = match self.inner.store.health() {
            Ok(health) => table(["event", "count"], &health.events),
            Err(error) => format!("{error}\n"),
        };
        let parts = [
            about(&self.doctor(false)),
            vec![part("Workspace", shape(&specs)), part("Events", events), logs(&self.inner.settings.logs())],
        ];
        let names = specs.iter().map(|spec| spec.name.as_str()).collect();
        let cover = Cover::new(root, Some(&self.inner.settings.state), names, include_names);
        Ok(Response::BugReport { parts: cover.parts(parts.concat()) })
    }
}

/// The report where the runtime of `folder` could not be opened, and `why`. Blocks; must be called within a tokio
/// runtime.
pub fn bug_report_unopened(folder: &Path, why: &VerbError, include_names: bool) -> Response {
    let root = workspace::find_root(folder, home().as_deref());
    let settings = Settings::of_this_machine(root.clone(), "bug report").ok().map(|(settings, _)| settings);
    let mut parts = about(&doctor_unopened(folder, why, false));
    parts.extend(settings.as_ref().map(|settings| logs(&settings.logs())));
    let state = settings.as_ref().map(|settings| settings.state.as_path());
    Response::BugReport { parts: Cover::new(&root, state, Vec::new(), include_names).parts(parts) }
}

fn part(title: &str, text: String) -> ReportPart {
    ReportPart { title: title.to_owned(), text }
}

/// Versions, the doctor's checks and the settings.
fn about(doctor: &Response) -> Vec<ReportPart> {
    let Response::Doctor { version, platform, checks } = doctor else { return Vec::new() };
    vec![
        part("Version", format!("kiro-lsp {version}, {platform}\n")),
        part("Doctor", checks.iter().map(describe).collect()),
        part("Settings", settings()),
    ]
}

fn describe(check: &Check) -> String {
    let state = match check.state {
        CheckState::Ok => "ok",
        CheckState::Note => "note",
        CheckState::Problem => "**problem**",
    };
    format!("- {state}: {}\n", check.found)
}

/// Names only: no value is read.
fn settings() -> String {
    let set = |names: &[&str]| -> Vec<String> {
        names.iter().filter(|name| variable(name).is_some()).map(|name| format!("`{name}`")).collect()
    };
    let variables = [set(&OWN_VARIABLES), set(CREDENTIAL_VARIABLES)].concat();
    let file = settings_file().and_then(|file| read_json::<Map<String, Value>>(&file).ok()?);
    let keys: Vec<String> = file.iter().flat_map(Map::keys).map(|key| format!("`{key}`")).collect();
    let list = |names: Vec<String>| if names.is_empty() { "none".to_owned() } else { names.join(", ") };
    format!(
        "- environment variables that are set: {}\n- keys of settings.json: {}\n",
        list(variables),
        list(keys)
    )
}

fn shape(specs: &[SpecSummary]) -> String {
    let mut text = format!(
        "{} specs\n\n| spec | documents | tasks | done | in progress |\n| --- | --- | --- | --- | --- |\n",
        specs.len()
    );
    for spec in specs {
        let tasks = &spec.tasks;
        let documents = spec.documents.len();
        let _ = writeln!(
            text,
            "| {} | {documents} | {} | {} | {} |",
            spec.name, tasks.total, tasks.done, tasks.active
        );
    }
    text
}

fn table(head: [&str; 2], rows: &[(String, u64)]) -> String {
    let rows: String = rows.iter().map(|(name, count)| format!("| {name} | {count} |\n")).collect();
    format!("| {} | {} |\n| --- | --- |\n{rows}", head[0], head[1])
}

fn logs(folder: &Path) -> ReportPart {
    let mut text = String::new();
    for (file, lines) in logs::tail(folder, LOG_LINES) {
        // A fence that no line can close.
        let longest = lines.split(|c| c != '`').map(str::len).max().unwrap_or(0);
        let fence = "`".repeat(longest.max(2) + 1);
        let _ = write!(text, "{file}:\n\n{fence}text\n{lines}{fence}\n");
    }
    if text.is_empty() {
        text = "Nothing was logged: warnings and errors are, or what KIRO_LSP_LOG asks for.\n".to_owned();
    }
    part("Log", text)
}

/// What is put in place of names and folders.
struct Cover {
    /// Longest first: a folder in the home folder goes before it.
    folders: Vec<(String, &'static str)>,
    names: Vec<(String, String)>,
}

impl Cover {
    fn new(root: &Path, state: Option<&Path>, specs: Vec<&str>, include_names: bool) -> Self {
        let mut folders: Vec<(Option<PathBuf>, &str)> = vec![(home(), "~")];
        let mut names = Vec::new();
        if !include_names {
            folders.extend([(Some(root.to_owned()), "<workspace>"), (state.map(Path::to_owned), "<state>")]);
            names.extend(
                specs.iter().zip(1..).map(|(name, number)| ((*name).to_owned(), format!("spec-{number}"))),
            );
            let profiles = machine::aws(&BedrockSettings::default())
                .profiles
                .into_iter()
                .filter(|profile| profile.name != "default");
            names.extend(
                profiles.zip(1..).map(|(profile, number)| (profile.name, format!("profile-{number}"))),
            );
            names.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
        }
        let mut folders: Vec<_> = folders
            .into_iter()
            .filter_map(|(folder, cover)| Some((folder?.display().to_string(), cover)))
            .filter(|(folder, _)| folder.len() > 1)
            .collect();
        folders.sort_by_key(|(folder, _)| std::cmp::Reverse(folder.len()));
        Self { folders, names }
    }

    fn parts(&self, parts: Vec<ReportPart>) -> Vec<ReportPart> {
        parts.into_iter().map(|part| ReportPart { text: self.over(&part.text), ..part }).collect()
    }

    fn over(&self, text: &str) -> String {
        let mut text = redact(text).into_owned();
        for (folder, cover) in &self.folders {
            text = replace_whole(&text, folder, cover);
        }
        for (name, cover) in &self.names {
            text = replace_whole(&text, name, cover);
        }
        text
    }
}

/// Replaces `name` where it is no part of a longer name.
fn replace_whole(text: &str, name: &str, cover: &str) -> String {
    let joins = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '-' || c == '_');
    let mut out = String::with_capacity(text.len());
    let mut end = 0;
    for (at, _) in text.match_indices(name) {
        let (before, after) =
            (text.get(..at).unwrap_or_default(), text.get(at + name.len()..).unwrap_or_default());
        if !joins(before.chars().next_back()) && !joins(after.chars().next()) {
            out.push_str(text.get(end..at).unwrap_or_default());
            out.push_str(cover);
            end = at + name.len();
        }
    }
    out.push_str(text.get(end..).unwrap_or_default());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_covered_where_they_stand_alone() {
        let cover = Cover {
            folders: vec![("/h/me/work".into(), "<workspace>"), ("/h/me".into(), "~")],
            names: vec![("area/checkout".into(), "spec-2".into()), ("check".into(), "spec-1".into())],
        };
        for (text, expected) in [
            ("`/h/me/work/.kiro/specs/check/tasks.md`", "`<workspace>/.kiro/specs/spec-1/tasks.md`"),
            ("/h/me/other and /h/men", "~/other and /h/men"),
            ("task:area/checkout/3.1", "task:spec-2/3.1"),
            ("checking the check.", "checking the spec-1."),
        ] {
            assert_eq!(cover.over(text), expected);
        }
    }
}
