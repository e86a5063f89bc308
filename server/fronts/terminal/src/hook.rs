use std::fmt::Write;
use std::path::Path;

use protocol::{HookSummary, Request, Response};
use runtime::LiveLibrary;

use crate::cli::Format;
use crate::exit::Failure;
use crate::{Exit, output};

/// Lists hooks.
pub(crate) fn run(folder: &Path, format: Format) -> Result<Exit, Failure> {
    let root = workspace::find_root(folder, runtime::home().as_deref());
    let response = LiveLibrary::answer_at(&root, &Request::HookList {})?;
    match (format, &response) {
        (Format::Text, Response::Hooks { hooks }) => output::text(&list(hooks))?,
        (Format::Text | Format::Json, response) => output::json(response)?,
    }
    Ok(Exit::Done)
}

fn list(hooks: &[HookSummary]) -> String {
    if hooks.is_empty() {
        return "No hooks: `.kiro/hooks` holds none that can be read. `kiro-cli hook check` says what is wrong with those it holds.\n"
            .to_owned();
    }
    let rows: Vec<_> = hooks.iter().map(|hook| (output::one_line(&hook.name, 40), when(hook))).collect();
    let widest = |of: fn(&(String, String)) -> &String| rows.iter().map(|row| of(row).chars().count()).max();
    let (names, times) = (widest(|row| &row.0).unwrap_or_default(), widest(|row| &row.1).unwrap_or_default());
    let mut text = String::new();
    for (hook, (name, when)) in hooks.iter().zip(&rows) {
        let state = if hook.enabled { "on " } else { "off" };
        let old = if hook.legacy { "  (Kiro 0.x form; `hook check --hints` says more)" } else { "" };
        let _ =
            writeln!(text, "{state}  {name:names$}  {when:times$}  {:7}  {}{old}", hook.action, hook.path);
    }
    text
}

/// The trigger and what it is narrowed to.
fn when(hook: &HookSummary) -> String {
    match &hook.matcher {
        Some(matcher) => output::one_line(&format!("{} {matcher}", hook.trigger), 60),
        None => output::one_line(&hook.trigger, 60),
    }
}
