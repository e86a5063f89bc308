//! git. That reading runs nothing supposes a repository whose configuration names no programs; whoever judges looks at it.
mod changes;
mod reads;
mod shows;

use super::NONE;
use crate::shell::act::{Act, Reach};
use crate::shell::options::read;
use crate::shell::tool::{Call, Level, Tool, has_words, only_reads, raise};
use crate::shell::{Folder, Word};

use changes::{CHANGES, CONFIGURES, ELSEWHERE, LOST, RUNS, WORSE};
use reads::READS;
use shows::{changes_show, shows};

pub(super) const TOOLS: &[Tool] =
    &[Tool { names: "git", also: Some(git), rest: (Level::ReadOnly, ""), prints: false, ..NONE }];

/// Options before the verb.
const GLOBAL: &str =
    "-P --no-pager --no-optional-locks --literal-pathspecs --glob-pathspecs --icase-pathspecs --bare";

fn git(act: &mut Act, call: &Call<'_>) {
    let (args, folder) = match after_global(act, call) {
        Ok(found) => found,
        Err(word) => {
            act.opaque(format!("`git {}` may run other programs or use another repository", word.source));
            // Where the verb is is not known either.
            for start in 0..call.args.len() {
                judge_worse(act, call.args.get(start..).unwrap_or_default());
            }
            return;
        }
    };
    let call = Call { args, folder: &folder, ..*call };
    judge_worse(act, args);
    let Some(verb) = args.first() else { return };
    if only_reads(READS, act, &call).is_ok() {
        // Another repository has another configuration, which may name programs.
        if folder != Folder::start() {
            act.ordinary();
        }
        if matches!(verb.text(), "show" | "cat-file") {
            of_revisions(act, &call);
        }
        shows(act, &call);
        return;
    }
    match CHANGES
        .iter()
        .find(|row| row.0.split(' ').eq(args.iter().take(row.0.split(' ').count()).map(Word::text)))
    {
        Some((verb, options, level)) => {
            raise(act, *level, RUNS);
            changes(act, &call, verb, options, args.get(verb.split(' ').count()..).unwrap_or_default());
        }
        None => {
            act.opaque(format!("`git {}` is not known; it may be an alias that runs anything", verb.source))
        }
    }
}

/// `args` begin with the verb.
fn judge_worse(act: &mut Act, args: &[Word]) {
    let Some((first, rest)) = args.split_first() else { return };
    let fits = |words: &str| {
        let (verb, others) = words.split_once(' ').unwrap_or((words, ""));
        has_words(verb, std::slice::from_ref(first)) && (others.is_empty() || has_words(others, rest))
    };
    for (level, why, phrases) in WORSE {
        if phrases.split(", ").any(fits) {
            raise(act, *level, why);
        }
    }
}

/// Options before the verb, of which `-C` changes the folder.
fn after_global<'a>(act: &mut Act, call: &Call<'a>) -> Result<(&'a [Word], Folder), &'a Word> {
    let mut folder = call.folder.clone();
    let mut args = call.args;
    while let Some((first, rest)) = args.split_first() {
        match first.text() {
            "-C" => {
                let Some((path, rest)) = rest.split_first() else { return Err(first) };
                folder = path.path().map_or(Folder::Unknown, |path| folder.enter(&path));
                act.reads.push(Reach::here(&folder));
                args = rest;
            }
            "--version" | "--help" => return Ok((args, folder)),
            text if text.starts_with('-') => {
                if read(GLOBAL, std::slice::from_ref(first)).is_err() {
                    return Err(first);
                }
                args = rest;
            }
            _ => break,
        }
    }
    Ok((args, folder))
}

/// `show HEAD:.env` reads what `.env` was.
fn of_revisions(act: &mut Act, call: &Call<'_>) {
    for word in call.operands() {
        let Some(colon) = word.text().find(':') else { continue };
        if let Some(path) = word.after(colon + 1).filter(|path| !path.pieces.is_empty()) {
            act.reads(&path, call.folder);
        }
    }
}

fn changes(act: &mut Act, call: &Call<'_>, verb: &str, options: &str, rest: &[Word]) {
    // Settings that name programs are many.
    if verb == "config" {
        return act.guarded(CONFIGURES);
    }
    let arguments = match read(options, rest) {
        Ok(arguments) => arguments,
        Err(word) => {
            act.opaque(format!("what `git {verb} {}` does is not known", word.source));
            return;
        }
    };
    for file in &arguments.files {
        act.reads(file, call.folder);
    }
    changes_show(act, verb, &arguments);
    let first = arguments.operands.first().map(|word| word.text());
    let mentions = |words: &[&str]| first.is_some_and(|first| words.contains(&first));
    match verb {
        "apply" if arguments.options.is_empty() => {
            act.opaque("which files it changes is not known before it runs")
        }
        "restore" if !arguments.has(&["-S", "--staged"]) || arguments.has(&["-W", "--worktree"]) => {
            act.guarded(LOST);
        }
        "bisect" if !mentions(&["start", "good", "bad", "reset", "skip", "log", "new", "old"]) => {
            act.opaque(RUNS)
        }
        "lfs" if !mentions(&["ls-files", "status", "track", "env", "version"]) => act.opaque(RUNS),
        "stash" if !mentions(&["push", "pop", "apply", "save", "branch"]) && first.is_some() => {
            act.guarded(LOST)
        }
        "clone" | "fetch" | "pull" | "ls-remote" => {
            // `helper::address` runs `git-remote-helper`.
            for word in arguments.operands.iter().filter(|word| word.text().contains("::")) {
                act.guarded(format!("`{}` names a program that fetches it", word.source));
            }
            if let Some(target) = arguments.operands.get(1).filter(|_| verb == "clone") {
                act.writes(target, call.folder);
            }
        }
        "push" => {
            if let Some(remote) = arguments.operands.first().filter(|word| word.text().contains([':', '/'])) {
                act.guarded(format!("`{}`: {ELSEWHERE}", remote.source));
            }
        }
        // Of one name git knows whether it is a branch; of names of files the changes are undone.
        "checkout" => {
            let version = |name: &str| {
                name.strip_prefix('v').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
            };
            if arguments.operands.len() > 1 && !arguments.has(&["-b", "-B"])
                || first.is_some_and(|first| first.contains('.') && !version(first))
            {
                act.guarded(LOST);
            }
        }
        "mv" => {
            for word in &arguments.operands {
                act.writes(word, call.folder);
            }
        }
        "worktree" | "init" => {
            if let Some(target) = arguments.operands.get(usize::from(verb == "worktree")) {
                act.writes(target, call.folder);
            }
        }
        _ => {}
    }
}
