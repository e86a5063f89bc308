use std::fmt::Write;
use std::sync::Arc;

use protocol::{CallId, FileChange, FileSeen, ToolEnd};
use workspace::{RelPath, Tree, TreeError};

use crate::Runtime;
use crate::control_files::Settled;
use crate::intent::Action;
use crate::signals::Stop;
use crate::turn::Turn;
use crate::undo::Changed;
use crate::withheld::Withheld;

/// Bytes of output that a model is given of one call.
pub(crate) const OUTPUT: usize = 30_000;
/// Lines of a file that a `read` without limit gives.
const LINES: u32 = 2_000;
const MATCHES: usize = 200;
const PATHS: usize = 500;
/// Of how many control files it is told what became of them.
const MENDED: usize = 5;

/// What came of a tool call.
pub(crate) struct Done {
    pub(crate) end: ToolEnd,
    pub(crate) output: String,
    pub(crate) files: Vec<FileSeen>,
    pub(crate) exit: Option<i32>,
}

impl Done {
    pub(crate) fn failed(output: impl Into<String>) -> Self {
        Self { end: ToolEnd::Error, output: output.into(), files: Vec::new(), exit: None }
    }

    /// A call that did something to control files, which was undone, has failed. What stays is said besides.
    pub(crate) fn with_settled(mut self, settled: &Settled) -> Self {
        if let Some(undone) = first(&settled.undone) {
            self.end = ToolEnd::Error;
            let _ = write!(
                self.output,
                "\n(commands cannot change control files, which decide what is run; `write` and `edit` ask the user. {undone})"
            );
        }
        if let Some(stays) = first(&settled.stays) {
            let _ = write!(self.output, "\n({stays})");
        }
        self
    }

    pub(crate) fn denied(why: &str) -> Self {
        Self { end: ToolEnd::Denied, output: why.to_owned(), files: Vec::new(), exit: None }
    }

    fn cancelled() -> Self {
        let output = "The user cancelled this turn before the call was finished.".to_owned();
        Self { end: ToolEnd::Cancelled, output, files: Vec::new(), exit: None }
    }

    pub(crate) fn success(output: String, files: Vec<FileSeen>) -> Self {
        Self { end: ToolEnd::Success, output, files, exit: None }
    }
}

/// The first of some sentences; none if there are none.
fn first(said: &[String]) -> Option<String> {
    let (first, more) = said.split_at_checked(MENDED.min(said.len()))?;
    let more = if more.is_empty() { String::new() } else { format!(". And {} more", more.len()) };
    (!first.is_empty()).then(|| first.join(". ") + &more)
}

impl Turn<'_> {
    /// Does it, and says what that changed: what was `planned`, or, if that is not known, what a command did. Only a command can be stopped on the way;
    /// the rest ends at once and its result counts.
    pub(crate) async fn perform(
        &self,
        call: &CallId,
        action: Action,
        planned: Option<Vec<FileChange>>,
    ) -> Result<(Done, Changed), Stop> {
        let tree = Arc::clone(&self.runtime.inner.tree);
        match action {
            Action::Shell(command) if planned.is_some() => {
                Ok((self.shell(call, command).await?, Changed::default()))
            }
            Action::Shell(command) => self.watched(call, self.shell(call, command)).await,
            // It may have done anything since it was started.
            Action::Process(order) => self.watched(call, self.process(call, order)).await,
            Action::Recall { call } => Ok((self.recall(&CallId(call)), Changed::default())),
            Action::Subagent { .. } => {
                Ok((Done::failed("a sub-agent is begun elsewhere"), Changed::default()))
            }
            Action::Refused => Ok((Done::failed("this is not for agents"), Changed::default())),
            Action::Read { .. }
            | Action::List { .. }
            | Action::Glob { .. }
            | Action::Grep { .. }
            | Action::Write { .. } => {
                let runtime = self.runtime.clone();
                let done = tokio::task::spawn_blocking(move || touch_files(&runtime, action)).await;
                let failed = |why| Ok((Done::failed(why), Changed::default()));
                match done {
                    Ok(Ok(done)) => {
                        for file in done.files.iter().filter(|file| file.changed) {
                            self.processes.written(&self.runtime.inner.journal, &tree, &file.path);
                        }
                        Ok((done, Changed { changes: planned.unwrap_or_default(), uncaptured: Vec::new() }))
                    }
                    Ok(Err(error)) => failed(error.to_string()),
                    // It never began: the process is ending. That is no result, and the next process does it.
                    Err(error) if error.is_cancelled() => Err(Stop::Halt("the process ended".to_owned())),
                    Err(error) => failed(format!("the tool broke: {error}")),
                }
            }
        }
    }
}

impl Turn<'_> {
    /// Does what may change any file, and says what it changed.
    async fn watched(
        &self,
        call: &CallId,
        running: impl Future<Output = Result<Done, Stop>>,
    ) -> Result<(Done, Changed), Stop> {
        let before = self.before_command().await;
        let ran = running.await;
        let changed = self.after_command(before).await;
        match ran {
            // What it did until then is known, and must not be lost with the turn.
            Err(Stop::Cancel) => Ok((Done::cancelled(), changed)),
            Err(halt @ Stop::Halt(_)) => {
                if let Err(error) = self.tell_changed(Some(call), changed) {
                    tracing::warn!("what a halted command changed could not be stored: {error}");
                }
                Err(halt)
            }
            Ok(done) => Ok((done, changed)),
        }
    }
}

fn touch_files(runtime: &Runtime, action: Action) -> Result<Done, TreeError> {
    let tree: &Tree = &runtime.inner.tree;
    match action {
        Action::Read { path, offset, limit } => {
            let text = match tree.read_text(&path) {
                Err(TreeError::NotUtf8 { .. } | TreeError::TooLarge { .. }) => return runtime.see(&path),
                read => read?,
            };
            let output = numbered(&text.text, offset.unwrap_or(1).max(1), limit.unwrap_or(LINES));
            Ok(Done::success(output, vec![seen(&path, text.digest.as_str(), false)]))
        }
        Action::Write { path, expect, content } => {
            let digest = tree.write(&path, content.as_bytes(), expect)?;
            let output = format!("Wrote {path}: {} lines.", content.lines().count());
            Ok(Done::success(output, vec![seen(&path, digest.as_str(), true)]))
        }
        Action::List { path } => {
            let mut output = String::new();
            for entry in tree.list(&path)?.iter().take(PATHS) {
                let mark = match entry.kind {
                    workspace::Kind::Folder => "/",
                    workspace::Kind::Link => "@",
                    workspace::Kind::File | workspace::Kind::Other => "",
                };
                let _ = writeln!(output, "{}{mark}", entry.name);
            }
            Ok(Done::success(or_say(output, "(empty)"), Vec::new()))
        }
        Action::Glob { pattern, under } => {
            let found = tree.glob(&pattern, &under, PATHS)?;
            let mut output = String::new();
            found.items.iter().for_each(|path| {
                let _ = writeln!(output, "{path}");
            });
            Ok(Done::success(or_say(cut(output, found.truncated), "No file matches."), Vec::new()))
        }
        Action::Grep { pattern, under, glob } => {
            let (mut withheld, mut skipped) = (Withheld::of(tree), 0_u32);
            let skip = |path: &RelPath| {
                let skip = withheld.why(path).is_some();
                skipped += u32::from(skip);
                skip
            };
            let found = tree.grep(&pattern, &under, glob.as_deref(), MATCHES, skip)?;
            let mut output = String::new();
            for hit in &found.items {
                if output.len() > OUTPUT {
                    break;
                }
                let _ = writeln!(output, "{}:{}: {}", hit.path, hit.line, hit.text);
            }
            let truncated = found.truncated || output.len() > OUTPUT;
            let mut output = or_say(cut(output, truncated), "No line matches.");
            if skipped > 0 {
                let _ = write!(output, "\n({skipped} files that are not shown to agents were not searched)");
            }
            Ok(Done::success(output, Vec::new()))
        }
        Action::Shell(_)
        | Action::Process(_)
        | Action::Recall { .. }
        | Action::Subagent { .. }
        | Action::Refused => Ok(Done::failed("this is not a file operation")),
    }
}

fn seen(path: &RelPath, digest: &str, changed: bool) -> FileSeen {
    FileSeen { path: path.as_str().to_owned(), digest: digest.to_owned(), changed, image: None }
}

/// Lines with their numbers, as many as fit; says where to go on.
fn numbered(text: &str, offset: u32, limit: u32) -> String {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let total = text.lines().count();
    let (skip, limit) = (offset as usize - 1, limit as usize);
    let mut output = String::new();
    let mut last = skip;
    for (index, line) in text.lines().enumerate().skip(skip).take(limit) {
        let line = line.get(..line.floor_char_boundary(2_000)).unwrap_or(line);
        if !output.is_empty() && output.len() + line.len() > OUTPUT {
            break;
        }
        let _ = writeln!(output, "{:>5}\t{line}", index + 1);
        last = index + 1;
    }
    if last < total {
        let _ = writeln!(output, "({} more lines; go on with offset {})", total - last, last + 1);
    }
    let nothing =
        if total == 0 { "(empty file)".to_owned() } else { format!("(the file has {total} lines)") };
    or_say(output, &nothing)
}

fn cut(mut output: String, truncated: bool) -> String {
    if truncated {
        output.push_str("(there is more; search more narrowly)\n");
    }
    output
}

fn or_say(output: String, otherwise: &str) -> String {
    if output.is_empty() { otherwise.to_owned() } else { output.trim_end().to_owned() }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::numbered;

    #[test]
    fn lines_are_numbered_and_continued() {
        expect![[r#"
                1	a
                2	b
            (1 more lines; go on with offset 3)"#]]
        .assert_eq(&numbered("a\nb\nc\n", 1, 2));
        expect!["    3\tc"].assert_eq(&numbered("\u{feff}a\r\nb\r\nc", 3, 10));
        expect!["(the file has 1 lines)"].assert_eq(&numbered("a", 5, 10));
        expect!["(empty file)"].assert_eq(&numbered("", 1, 10));
    }
}
