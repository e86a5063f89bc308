//! `spec check`, `steering check`, `hook check`, `mcp check`: what is wrong with documents, as an editor would show it.

mod excerpt;
mod report;
mod sarif;

use std::io::IsTerminal;
use std::path::{Component, Path, PathBuf};

use protocol::{CheckedFile, Request, Response, Severity};
use runtime::LiveLibrary;

use crate::cli::{CheckVerb, FailOn, OutputFormat};
use crate::exit::Failure;
use crate::{Exit, output};

/// What a verb looks at when no path is given.
pub(crate) const STEERING: [&str; 2] = [".kiro/steering", "AGENTS.md"];
pub(crate) const HOOKS: [&str; 1] = [".kiro/hooks"];
pub(crate) const MCP: [&str; 1] = [".kiro/settings/mcp.json"];

/// Checks what `verb` names, or what exists of `usual`; everything if that is empty.
pub(crate) fn run(
    folder: &Path,
    verb: &CheckVerb,
    usual: &[&str],
    format: OutputFormat,
) -> Result<Exit, Failure> {
    let root = workspace::find_root(folder, runtime::home().as_deref());
    let live = LiveLibrary::open(&root).map_err(|error| Failure::usage(error.message))?;
    live.load();
    let mut paths = Vec::new();
    for path in &verb.paths {
        paths.push(within(&root, folder, path)?);
    }
    // What is named is read wherever it is, such as an AGENTS.md of a package.
    let named: Vec<PathBuf> =
        paths.iter().map(|path| root.join(path)).filter(|path| path.is_file()).collect();
    live.changed(&named);
    if paths.is_empty() {
        paths.extend(usual.iter().filter(|path| root.join(path).exists()).map(|path| (*path).to_owned()));
        if paths.is_empty() && !usual.is_empty() {
            let what = usual.join(" and no ");
            return Err(Failure::usage(format!(
                "there is nothing to check: {} has no {what}",
                root.display()
            )));
        }
    }
    if usual.is_empty() && !root.join(".kiro").is_dir() {
        return Err(Failure::usage(format!(
            "there is nothing to check: {} has no .kiro folder",
            root.display()
        )));
    }
    let profile = verb.profile.map(Into::into);
    let answer = live.answer(&Request::Check { paths, profile });
    let response = match answer {
        Some(Ok(response)) => response,
        Some(Err(error)) => return Err(Failure::usage(error.message)),
        None => return Err(Failure::new("the check came back as something else")),
    };
    let Response::Checked { checked, unreadable } = &response else {
        return Err(Failure::new("the check came back as something else"));
    };
    if checked.is_empty() && unreadable.is_empty() {
        let what = match verb.paths.as_slice() {
            [] => "there are no documents".to_owned(),
            [path] => format!("`{}` is no document of Kiro's, and holds none", path.display()),
            _ => "none of these paths is a document of Kiro's, or holds one".to_owned(),
        };
        return Err(Failure::usage(format!("there is nothing to check: {what}")));
    }
    match format {
        OutputFormat::Json => output::json(&response)?,
        OutputFormat::Sarif => output::json(&sarif::log(checked, unreadable))?,
        OutputFormat::Mermaid
        | OutputFormat::Dot
        | OutputFormat::Kiro
        | OutputFormat::Markdown
        | OutputFormat::Csv
        | OutputFormat::Html => {
            return Err(Failure::usage("a check is printed as text, json or sarif"));
        }
        OutputFormat::Text => {
            let styled = is_coloured();
            let library = live.snapshot();
            let text = report::text(&library, checked, unreadable, verb.hints, styled);
            if styled { output::coloured(&text)? } else { output::text(&text)? }
        }
    }
    Ok(if !unreadable.is_empty() {
        Exit::Usage
    } else if checked.iter().any(|file| fails(file, verb.fail_on)) {
        Exit::Failed
    } else {
        Exit::Done
    })
}

/// A person looks, and has not asked for plain text (<https://no-color.org>).
fn is_coloured() -> bool {
    let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
    std::io::stdout().is_terminal() && !set("NO_COLOR") && !dumb
}

fn fails(file: &CheckedFile, fail_on: FailOn) -> bool {
    let worst = match fail_on {
        FailOn::Error => Severity::Error,
        FailOn::Warning => Severity::Warning,
        FailOn::Info => Severity::Info,
        FailOn::Hint => Severity::Hint,
        FailOn::Never => return false,
    };
    file.findings.iter().any(|finding| finding.severity <= worst)
}

/// A path as the user gave it, relative to the workspace root.
pub(crate) fn within(root: &Path, folder: &Path, path: &Path) -> Result<String, Failure> {
    // By name first: what a link in the workspace leads to is known by the name of the link.
    let named = by_name(&workspace::real_path(folder), path);
    let from_root = by_name(root, path);
    let found = if !named.exists() && from_root.exists() { from_root } else { named };
    let found = if found.starts_with(root) { found } else { workspace::real_path(&found) };
    let below = found.strip_prefix(root).ok().and_then(Path::to_str);
    below.map(|below| below.replace('\\', "/")).ok_or_else(|| {
        Failure::usage(format!("`{}` lies outside of the workspace {}", path.display(), root.display()))
    })
}

/// `path` as seen from `folder`, without `.` and `..`.
fn by_name(folder: &Path, path: &Path) -> PathBuf {
    let mut found = PathBuf::new();
    for part in folder.join(path).components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                found.pop();
            }
            Component::Prefix(_) | Component::RootDir | Component::Normal(_) => found.push(part),
        }
    }
    found
}
