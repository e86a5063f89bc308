//! The verb `kiro/bugReport`: what would help to mend a bug, and nothing that is nobody's business.

use std::fmt::Write;
use std::path::Path;

use doctor::CREDENTIAL_VARIABLES;
use protocol::{Check, CheckState, ReportPart, Response, SpecSummary, VerbError};
use serde_json::{Map, Value};

use crate::checkup::doctor_unopened;
use crate::cover::{Cover, Named};
use crate::environment::{home, log_folder, read_json, settings_file, variable};
use crate::{Runtime, Settings};

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
        let parts =
            [about(&self.doctor(false)), vec![part("Workspace", shape(&specs)), part("Events", events)]];
        let settings = &self.inner.settings;
        let named = Named {
            root,
            state: Some(&settings.state),
            specs: specs.iter().map(|spec| spec.name.as_str()).collect(),
            models: Some(&settings.models),
        };
        Ok(Response::BugReport { parts: covered(parts.concat(), &Cover::new(&named, include_names)) })
    }
}

/// The report where the runtime of `folder` could not be opened, and `why`. Blocks; must be called within a tokio
/// runtime.
pub fn bug_report_unopened(folder: &Path, why: &VerbError, include_names: bool) -> Response {
    let root = workspace::find_root(folder, home().as_deref());
    let settings = Settings::of_this_machine(root.clone(), "bug report").ok().map(|(settings, _)| settings);
    let named = Named {
        root: &root,
        state: settings.as_ref().map(|settings| settings.state.as_path()),
        specs: Vec::new(),
        models: settings.as_ref().map(|settings| &settings.models),
    };
    let parts = about(&doctor_unopened(folder, why, false));
    Response::BugReport { parts: covered(parts, &Cover::new(&named, include_names)) }
}

/// The parts without what is nobody's business, and the log, of whose lines more is taken out: they may be about other
/// workspaces.
fn covered(parts: Vec<ReportPart>, cover: &Cover) -> Vec<ReportPart> {
    let about = parts.into_iter().map(|part| ReportPart { text: cover.over(&part.text), ..part });
    about.chain([logs(cover)]).collect()
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

fn logs(cover: &Cover) -> ReportPart {
    let mut text = String::new();
    let tails = log_folder().map(|folder| logs::tail(&folder, LOG_LINES)).unwrap_or_default();
    for (file, lines) in tails {
        let lines = cover.over_log(&lines);
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
