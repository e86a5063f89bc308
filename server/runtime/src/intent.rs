mod commands;

use agent::{Edit, Process, Subagent, Tool};
pub(crate) use commands::Command;
use commands::{commands, orders, own};
use policy::Touch;
use workspace::{Digest, Expect, RelPath, Tree, TreeError};

use crate::marks;
use crate::withheld::Withheld;

/// What a tool call would do, worked out and not done: paths are real, a changed file's new content is known.
pub(crate) struct Intent {
    pub(crate) action: Action,
    pub(crate) touches: Vec<Touch>,
    /// One line for people.
    pub(crate) title: String,
    /// All of it for people: the command, the diff.
    pub(crate) detail: String,
    /// Digest of exactly this: the same words about a changed file are another intent.
    pub(crate) digest: String,
}

pub(crate) enum Action {
    Read {
        path: RelPath,
        offset: Option<u32>,
        limit: Option<u32>,
    },
    List {
        path: RelPath,
    },
    Glob {
        pattern: String,
        under: RelPath,
    },
    Grep {
        pattern: String,
        under: RelPath,
        glob: Option<String>,
    },
    Write {
        path: RelPath,
        expect: Expect,
        content: String,
    },
    Shell(Command),
    Process(Process),
    /// Shows the output of an earlier call again.
    Recall {
        call: String,
    },
    /// Begins a session that works for this one.
    Subagent {
        asked: Subagent,
    },
    /// Nothing: only the judge says no to it, with the reason.
    Refused,
}

/// Works out what `tool` would do. `seen` tells the digest of a file when the conversation last saw it, and
/// `started` the digest a write will leave that was begun before an interruption.
///
/// # Errors
/// What the model is told: the call cannot work.
pub(crate) fn intend(
    tree: &Tree,
    tool: &Tool,
    seen: impl Fn(&str) -> Option<Digest>,
    started: Option<&str>,
) -> Result<Intent, String> {
    let here = |path: &str| if path.is_empty() { ".".to_owned() } else { path.to_owned() };
    let result = match tool {
        Tool::Read(read) => reads(tree, tool, &read.path, |path| Action::Read {
            path,
            offset: read.offset,
            limit: read.limit,
        }),
        Tool::List(list) => reads(tree, tool, &here(&list.path), |path| Action::List { path }),
        Tool::Glob(glob) => reads(tree, tool, &here(&glob.path), |under| Action::Glob {
            pattern: glob.pattern.clone(),
            under,
        }),
        Tool::Grep(grep) => reads(tree, tool, &here(&grep.path), |under| Action::Grep {
            pattern: grep.pattern.clone(),
            under,
            glob: grep.glob.clone(),
        }),
        Tool::Write(write) => writes(tree, tool, &write.path, seen, started, |_| Ok(write.content.clone())),
        Tool::Edit(edit) => writes(tree, tool, &edit.path, seen, started, |old| replaced(edit, old)),
        Tool::Shell(shell) => commands(tree, tool, shell),
        Tool::Process(process) => Ok(orders(tool, process)),
        Tool::Recall(recall) => Ok(Intent {
            action: Action::Recall { call: recall.call.clone() },
            touches: Vec::new(),
            title: tool.title(),
            detail: String::new(),
            digest: digest(&["recall", &recall.call]),
        }),
        // What it does is judged when it does it.
        Tool::Subagent(subagent) => Ok(Intent {
            action: Action::Subagent { asked: subagent.clone() },
            touches: vec![Touch::Subagent { name: subagent.name.clone() }],
            title: tool.title(),
            detail: subagent.prompt.clone(),
            digest: digest(&["subagent", &subagent.name, &subagent.prompt, &subagent.tools.join(" ")]),
        }),
    };
    match result {
        Err(IntentError::Tree(TreeError::Outside { path })) => {
            Ok(refused(tool, Touch::Outside { path: path.clone() }, &["outside", &path]))
        }
        Err(IntentError::Tree(error)) => Err(error.to_string()),
        Err(IntentError::Told(told)) => Err(told),
        Ok(intent) => Ok(intent),
    }
}

/// What only the judge says no to.
fn refused(tool: &Tool, touch: Touch, parts: &[&str]) -> Intent {
    Intent {
        action: Action::Refused,
        touches: vec![touch],
        title: tool.title(),
        detail: String::new(),
        digest: digest(parts),
    }
}

enum IntentError {
    Tree(TreeError),
    Told(String),
}

impl From<TreeError> for IntentError {
    fn from(error: TreeError) -> Self {
        Self::Tree(error)
    }
}

fn reads(
    tree: &Tree,
    tool: &Tool,
    path: &str,
    action: impl FnOnce(RelPath) -> Action,
) -> Result<Intent, IntentError> {
    let path = tree.resolve(path)?;
    Ok(Intent {
        touches: vec![shows(tree, tool, &path)],
        title: tool.title(),
        detail: String::new(),
        digest: digest(&["read", &tool.title(), path.as_str()]),
        action: action(path),
    })
}

/// Reading and searching show what a file holds; folders, and the names of files, may be seen.
fn shows(tree: &Tree, tool: &Tool, path: &RelPath) -> Touch {
    let why = match tool {
        Tool::List(_)
        | Tool::Glob(_)
        | Tool::Shell(_)
        | Tool::Process(_)
        | Tool::Recall(_)
        | Tool::Subagent(_) => None,
        Tool::Read(_) | Tool::Grep(_) | Tool::Write(_) | Tool::Edit(_) => {
            Withheld::of(tree).why(path).filter(|_| !tree.absolute(path).is_dir())
        }
    };
    match why {
        Some(why) => Touch::Secret { path: path.to_string(), why },
        None => Touch::Read { path: path.to_string() },
    }
}

fn writes(
    tree: &Tree,
    tool: &Tool,
    path: &str,
    seen: impl Fn(&str) -> Option<Digest>,
    started: Option<&str>,
    change: impl FnOnce(Option<&str>) -> Result<String, String>,
) -> Result<Intent, IntentError> {
    let given = path;
    let path = tree.resolve(given)?;
    let current = match tree.read_text(&path) {
        Ok(text) => Some(text),
        Err(TreeError::NotFound { .. }) => None,
        Err(error) => return Err(error.into()),
    };
    if let Some(current) = &current
        && started == Some(current.digest.as_str())
    {
        return Ok(written_before(tool, path, &current.text, &current.digest));
    }
    // What it says of an edit that does not fit would show the file.
    if current.is_some()
        && let secret @ Touch::Secret { .. } = shows(tree, tool, &path)
    {
        return Ok(refused(tool, secret, &["secret", path.as_str()]));
    }
    if let Some(current) = &current {
        match seen(path.as_str()) {
            Some(digest) if digest == current.digest => {}
            Some(_) => {
                return Err(IntentError::Told(format!(
                    "`{path}` was changed by somebody else since you last saw it; read it again, then repeat the change"
                )));
            }
            None => {
                return Err(IntentError::Told(format!(
                    "`{path}` exists and you have not read it; read it first"
                )));
            }
        }
    }
    let old = current.as_ref().map(|text| text.text.as_str());
    let new = change(old).map_err(IntentError::Told)?;
    if old == Some(&new) {
        return Err(IntentError::Told(format!(
            "`{path}` already has exactly this content; nothing was changed"
        )));
    }
    let mut touches: Vec<Touch> =
        names(tree, given, &path).into_iter().map(|path| Touch::Write { path }).collect();
    touches.extend(own(tree, &tree.absolute(&path)));
    if is_tasks_document(tree, &path)? && marks::changes_marks(old.unwrap_or_default(), &new) {
        touches.push(Touch::TaskMarks { path: path.to_string() });
    }
    let before = current.as_ref().map_or("", |text| text.digest.as_str());
    Ok(Intent {
        touches,
        title: tool.title(),
        detail: diff(path.as_str(), old, &new),
        digest: digest(&["write", path.as_str(), before, &new]),
        action: Action::Write {
            expect: current.map_or(Expect::Absent, |text| Expect::Unchanged(text.digest)),
            path,
            content: new,
        },
    })
}

/// The names under which a file may decide what is run or allowed: its own, the one that was given, and where a link
/// leads to it from a control folder or file of the root.
fn names(tree: &Tree, given: &str, path: &RelPath) -> Vec<String> {
    let mut names = vec![path.to_string()];
    names.extend(
        given.strip_prefix("./").or(Some(given)).filter(|given| *given != path.as_str()).map(str::to_owned),
    );
    for control in policy::CONTROL_FOLDERS.iter().chain(policy::CONTROL_FILES) {
        if let Ok(real) = tree.resolve(control)
            && real.as_str() != *control
            && let Some(rest) = path.below(&real)
        {
            names.push(if rest.is_empty() { (*control).to_owned() } else { format!("{control}/{rest}") });
        }
    }
    names
}

/// Whether a file holds the tasks of a spec, by whatever name.
fn is_tasks_document(tree: &Tree, path: &RelPath) -> Result<bool, TreeError> {
    if policy::is_tasks_document(path.as_str()) {
        return Ok(true);
    }
    let documents = tree.specs()?.into_iter().flat_map(|spec| spec.documents);
    Ok(documents.into_iter().any(|(name, real)| name == "tasks.md" && real == *path))
}

/// A crash fell between the write and the record of it: writing the same again changes nothing.
fn written_before(tool: &Tool, path: RelPath, content: &str, current: &Digest) -> Intent {
    Intent {
        touches: vec![Touch::Read { path: path.to_string() }],
        title: tool.title(),
        detail: String::new(),
        digest: digest(&["written", path.as_str(), current.as_str()]),
        action: Action::Write {
            expect: Expect::Unchanged(current.clone()),
            path,
            content: content.to_owned(),
        },
    }
}

fn replaced(edit: &Edit, old: Option<&str>) -> Result<String, String> {
    let path = &edit.path;
    let Some(text) = old else {
        return Err(format!("`{path}` does not exist; create it with `write`"));
    };
    if edit.old.is_empty() {
        return Err("`old` is empty; give the text to replace, or use `write`".to_owned());
    }
    // Models write line feeds; the file keeps its own line ends.
    let crlf = text.contains("\r\n") && !edit.old.contains('\r');
    let line_ends = |text: &str| if crlf { text.replace('\n', "\r\n") } else { text.to_owned() };
    let (from, to) = (line_ends(&edit.old), line_ends(&edit.new));
    match (text.matches(&from).count(), edit.all) {
        (0, _) => Err(format!("`old` does not occur in `{path}`.{}", nearest(text, &edit.old))),
        (1, _) | (_, true) => Ok(text.replace(&from, &to)),
        (count, false) => Err(format!(
            "`old` occurs {count} times in `{path}`; add lines around it so that it occurs once, or set `all`"
        )),
    }
}

/// The lines of the file that look most like what was searched: mostly white space differs.
fn nearest(text: &str, old: &str) -> String {
    let Some(first) = old.lines().map(str::trim).find(|line| !line.is_empty()) else { return String::new() };
    let Some(at) = text.lines().position(|line| line.trim() == first) else {
        return " Read the file again: it may have changed.".to_owned();
    };
    let real: Vec<&str> = text.lines().skip(at).take(old.lines().count()).collect();
    format!(" From line {} on the file really says:\n{}", at + 1, real.join("\n"))
}

fn diff(path: &str, old: Option<&str>, new: &str) -> String {
    let from = if old.is_some() { path } else { "/dev/null" };
    similar::TextDiff::from_lines(old.unwrap_or_default(), new).unified_diff().header(from, path).to_string()
}

fn digest(parts: &[&str]) -> String {
    let mut hasher = blake3::Hasher::new();
    for part in parts {
        // The length keeps ["ab", "c"] and ["a", "bc"] apart.
        hasher.update(&(part.len() as u64).to_le_bytes()).update(part.as_bytes());
    }
    hasher.finalize().to_hex().chars().take(32).collect()
}
