//! What of git shows content of files, and of which: where the arguments do not tell, of all that is in the repository.
use super::reads::READS;
use crate::shell::Word;
use crate::shell::act::Act;
use crate::shell::options::{Arguments, read};
use crate::shell::tool::{Call, Reads, after_verb};

/// With one of these a list of commits or files becomes a list of their changes.
const PATCH: &[&str] = &[
    "-p",
    "-u",
    "-U",
    "-L",
    "-c",
    "-m",
    "--cc",
    "--patch",
    "--patch-with-stat",
    "--unified",
    "--binary",
    "--word-diff",
    "--word-diff-regex",
    "--color-words",
    "--function-context",
    "--check",
];

/// With one of these, and none of [`PATCH`], changes are told without what is changed.
const NAMES: &[&str] = &[
    "--stat",
    "--numstat",
    "--shortstat",
    "--compact-summary",
    "--dirstat",
    "--summary",
    "--name-only",
    "--name-status",
    "--raw",
    "--no-patch",
    "-s",
    "--quiet",
    "-q",
];

/// For a call that only reads.
pub(super) fn shows(act: &mut Act, call: &Call<'_>) {
    let row = READS
        .iter()
        .filter_map(|row| Some((row, after_verb(row.0, call.args)?)))
        .find_map(|(row, rest)| Some((row, rest, read(row.1, rest).ok()?)));
    let Some((row, rest, arguments)) = row else { return };
    if !prints(row.0, &arguments) {
        return;
    }
    act.prints = true;
    match covered(row, rest, &arguments) {
        Some(paths) => paths.into_iter().for_each(|path| act.reads(path, call.folder)),
        None => act.reads_repository = true,
    }
}

fn prints(verb: &str, arguments: &Arguments<'_>) -> bool {
    let only_names = arguments.has(NAMES) && !arguments.has(PATCH);
    match verb {
        "blame" | "annotate" | "grep" | "range-diff" | "merge-tree" => true,
        "cat-file" => !arguments.has(&["-t", "-s", "-e"]),
        "diff" | "stash show" => !only_names,
        // What is not a commit is shown as it is.
        "show" => !(only_names && arguments.operands.iter().all(|word| is_commit(word.text()))),
        "status" => arguments.has(&["-v", "--verbose"]),
        "log" | "diff-tree" | "diff-index" | "diff-files" | "rev-list" | "whatchanged" | "reflog"
        | "reflog show" | "stash list" => arguments.has(PATCH),
        _ => false,
    }
}

/// The paths that it keeps to; none if it is not known that it does.
fn covered<'a>(row: &Reads, rest: &'a [Word], arguments: &Arguments<'a>) -> Option<Vec<&'a Word>> {
    match row.0 {
        "blame" | "annotate" => return Some(arguments.operands.clone()),
        "show" | "cat-file" => {
            let of_path = |word: &&Word| word.literal().is_some_and(is_path_of_revision);
            // They are read as paths already.
            let all = !arguments.operands.is_empty() && arguments.operands.iter().all(of_path);
            return all.then(Vec::new);
        }
        // Without a path it searches the folder it runs in.
        "grep" if arguments.operands.len() <= usize::from(!arguments.has(&["-e"])) => return Some(Vec::new()),
        "stash show" | "stash list" | "range-diff" | "merge-tree" => return None,
        _ => {}
    }
    let end = rest.iter().position(|word| word.literal() == Some("--"))?;
    let (before, after) = rest.split_at(end);
    // Otherwise `--` is the value of an option.
    read(row.1, before).ok()?;
    let paths = after.get(1..).filter(|paths| !paths.is_empty())?;
    let plain = |word: &Word| {
        word.literal().is_some_and(|path| !path.starts_with(':') && !path.contains(['*', '?', '[', '\\']))
    };
    paths.iter().all(plain).then(|| paths.iter().collect())
}

/// `HEAD`, `HEAD~2`: another name may be that of a file as it is stored.
fn is_commit(text: &str) -> bool {
    text.strip_prefix("HEAD").is_some_and(|rest| {
        rest.is_empty()
            || rest.starts_with(['~', '^']) && rest.chars().all(|c| c.is_ascii_digit() || "~^".contains(c))
    })
}

/// `HEAD~2:src/main.rs`; neither `:/words of a message` nor `HEAD^{/words: more}`.
fn is_path_of_revision(text: &str) -> bool {
    let plain = |c: char| c.is_alphanumeric() || "-_./~^@".contains(c);
    text.split_once(':').is_some_and(|(revision, path)| {
        !revision.is_empty() && revision.chars().all(plain) && !path.is_empty()
    })
}

/// For a call that changes something.
pub(super) fn changes_show(act: &mut Act, verb: &str, arguments: &Arguments<'_>) {
    let shows = match verb {
        "commit" => arguments.has(&["-v", "--verbose"]),
        "stash" => arguments.has(&["-p"]),
        "format-patch" => true,
        _ => false,
    };
    act.prints |= shows;
    act.reads_repository |= shows;
}
