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
        return "No hooks: `.kiro/hooks` holds none.\n".to_owned();
    }
    let mut text = String::new();
    for hook in hooks {
        let state = if hook.enabled { "on " } else { "off" };
        let about = hook.matcher.as_deref().map(|matcher| format!(" {matcher}")).unwrap_or_default();
        let _ = writeln!(
            text,
            "{state}  {}  {}{}  {}  {}{}",
            output::printable(&hook.name),
            output::printable(&hook.trigger),
            output::one_line(&about, 60),
            hook.action,
            hook.path,
            if hook.legacy { "  (Kiro 0.x form; `hook check` offers the new one)" } else { "" },
        );
    }
    text
}
