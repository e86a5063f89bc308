//! git. That reading runs nothing supposes that hooks, fsmonitor, pagers and external diffs are off where it is run.
use super::{NONE, Nothing, Paths, Revisions, Text, TextThenTree};
use crate::shell::act::{Act, Reach};
use crate::shell::options::read;
use crate::shell::tool::{Call, Level, Reads, Tool, has_words, only_reads, raise};
use crate::shell::{Folder, Word};

use Level::{EachTime, Forbidden, Guarded, Opaque, Ordinary};

pub(super) const TOOLS: &[Tool] =
    &[Tool { names: "git", also: Some(git), rest: (Level::ReadOnly, ""), ..NONE }];

/// Options before the verb.
const GLOBAL: &str =
    "-P --no-pager --no-optional-locks --literal-pathspecs --glob-pathspecs --icase-pathspecs --bare";

const LOG: &str = "-# -n= -p -u -s -z -w -b -a -R -i -E -F -g -G= -S= -L= -U= -M? -C? -B? -D -O? -l= -q -t -r -c -m --cc --all --author= --committer= --grep= \
    --since= --after= --until= --before= --max-count= --skip= --oneline --graph --decorate? --no-decorate --format= --pretty? \
    --abbrev-commit --no-abbrev-commit --abbrev? --stat? --numstat --shortstat --summary --dirstat? --name-only --name-status \
    --patch --no-patch --patch-with-stat --unified= --raw --merges --no-merges --first-parent --follow --reverse --topo-order --date-order \
    --author-date-order --date= --relative-date --branches? --tags? --remotes? --left-right --cherry-pick --cherry-mark --cherry \
    --diff-filter= --find-renames? --find-copies? --no-renames --word-diff? --word-diff-regex= --color-words? --color? --no-color \
    --ignore-all-space --ignore-space-change --ignore-space-at-eol --ignore-blank-lines --function-context --minimal --patience \
    --histogram --diff-algorithm= --cached --staged --merge-base --exit-code --quiet --check --full-index --binary --no-ext-diff \
    --no-textconv --show-signature --notes? --no-notes --inter-hunk-context= --relative? --no-relative --ancestry-path? --simplify-by-decoration \
    --walk-reflogs --pickaxe-regex --pickaxe-all --boundary --source --no-prefix --src-prefix= --dst-prefix= --ita-invisible-in-index \
    --submodule? --ignore-submodules? --text --no-index-never --root --always --no-commit-id --stdin-never --count --objects \
    --full-history --no-walk? --invert-grep --regexp-ignore-case --extended-regexp --fixed-strings --shortstat --compact-summary --encoding=";

/// Reads of git by their verb.
const READS: &[Reads] = &[
    Reads(
        "status",
        "-s -b -v -u? -z -M? --short --branch --show-stash --porcelain? --long --verbose --untracked-files? \
        --ignored? --ignore-submodules? --column? --no-column --ahead-behind --no-ahead-behind --renames --no-renames",
        Revisions,
    ),
    Reads("log", LOG, Revisions),
    Reads("show", LOG, Revisions),
    Reads(
        "shortlog",
        "-n -s -e -c --numbered --summary --email --since= --until= --all --no-merges --group= -w?",
        Revisions,
    ),
    // Of two paths one of which is outside of the repository, git compares the files: so all may be paths.
    Reads("diff", LOG, Paths),
    Reads("diff-tree", LOG, Revisions),
    Reads("diff-index", LOG, Revisions),
    Reads("diff-files", LOG, Revisions),
    Reads("rev-list", LOG, Revisions),
    Reads("whatchanged", LOG, Revisions),
    Reads("range-diff", LOG, Revisions),
    Reads("reflog", LOG, Nothing),
    Reads("reflog show", LOG, Revisions),
    Reads(
        "branch",
        "-a -r -v -vv -l -q --all --remotes --list --show-current --verbose --contains= --no-contains= --merged? \
        --no-merged? --sort= --format= --points-at= --column? --no-column --color? --no-color --abbrev?",
        Nothing,
    ),
    Reads(
        "branch --list",
        "-a -r -v -vv --all --remotes --verbose --sort= --format= --merged? --no-merged?",
        Text,
    ),
    Reads("branch --contains", "-a -r --all --remotes", Text),
    Reads("branch --merged", "-a -r --all --remotes", Text),
    Reads("branch --no-merged", "-a -r --all --remotes", Text),
    Reads(
        "tag",
        "-n? --sort= --format= --contains= --merged? --no-merged? --points-at= --column? --color?",
        Nothing,
    ),
    Reads("tag -l", "-n? --sort= --format=", Text),
    Reads("tag --list", "-n? --sort= --format=", Text),
    Reads("remote", "-v --verbose", Nothing),
    Reads("remote get-url", "--all --push", Text),
    Reads("stash list", LOG, Nothing),
    Reads("stash show", LOG, Text),
    Reads("worktree list", "-v --verbose --porcelain -z", Nothing),
    Reads("submodule status", "--cached --recursive", Text),
    Reads("submodule", "", Nothing),
    Reads(
        "rev-parse",
        "--show-toplevel --show-prefix --show-cdup --git-dir --git-common-dir --absolute-git-dir --is-inside-work-tree \
        --is-inside-git-dir --is-bare-repository --abbrev-ref? --short? --verify --quiet -q --symbolic --symbolic-full-name --all \
        --branches? --tags? --remotes? --show-superproject-working-tree --is-shallow-repository",
        Revisions,
    ),
    Reads(
        "describe",
        "--tags --all --always --dirty? --long --abbrev? --match= --exclude= --contains --exact-match --first-parent \
        --candidates=",
        Revisions,
    ),
    Reads(
        "ls-files",
        "-c -d -m -o -i -s -u -v -z -t -x= -X@ --cached --deleted --modified --others --ignored --stage --unmerged \
        --exclude= --exclude-standard --full-name --error-unmatch --directory --abbrev? --eol --format=",
        Revisions,
    ),
    Reads(
        "ls-tree",
        "-d -r -t -l -z --name-only --name-status --full-name --full-tree --abbrev? --long --format=",
        Revisions,
    ),
    Reads(
        "blame",
        "-l -t -f -n -s -e -w -p -c -M? -C? -L= --since= --date= --porcelain --line-porcelain --show-email --show-name \
        --abbrev= --ignore-rev= --first-parent --root",
        Revisions,
    ),
    Reads("annotate", "-L= -w -e", Revisions),
    Reads("cat-file", "-t -s -p -e", Revisions),
    Reads("name-rev", "--tags --refs= --name-only --always", Text),
    Reads("merge-base", "-a --all --octopus --is-ancestor --fork-point --independent", Text),
    Reads("merge-tree", "--write-tree-never --name-only --messages", Text),
    Reads("for-each-ref", "--sort= --format= --count= --contains= --merged? --no-merged? --points-at=", Text),
    Reads("show-ref", "--head --heads --branches --tags --verify --hash? --abbrev? -s -q -d", Text),
    Reads("symbolic-ref --short", "-q", Text),
    Reads("check-ignore", "-v -q -n --verbose --quiet --non-matching --no-index", Revisions),
    Reads("check-attr", "-a --all --cached", Revisions),
    Reads("count-objects", "-v -H --verbose --human-readable", Nothing),
    Reads("cherry", "-v --abbrev?", Text),
    Reads(
        "grep",
        "-a -i -I -w -v -h -H -E -G -F -P -n -l -L -c -q -z -W -p -o -e= -A= -B= -C= -m= -# --cached --untracked --text --ignore-case \
        --word-regexp --invert-match --extended-regexp --basic-regexp --fixed-strings --perl-regexp --line-number --column \
        --files-with-matches --name-only --files-without-match --count --break --heading --show-function --function-context \
        --context= --after-context= --before-context= --and --or --not --all-match --max-depth= --max-count= --color? --only-matching \
        --exclude-standard --no-exclude-standard",
        TextThenTree,
    ),
    Reads("config --get", "--local --global --system --type=", Text),
    Reads("config get", "--local --global --system --type=", Text),
    Reads("version", "--build-options", Nothing),
    Reads("--version", "", Nothing),
    Reads("var GIT_DEFAULT_BRANCH", "", Nothing),
];

/// Verbs that change the checkout, and the options with which that is ordinary: with others it is not understood.
const CHANGES: &[(&str, &str, Level)] = &[
    (
        "add",
        "-A -u -v -n -N -f --all --update --verbose --dry-run --intent-to-add --force --ignore-errors --renormalize --chmod=",
        Ordinary,
    ),
    ("stage", "-A -u --all --update", Ordinary),
    (
        "commit",
        "-a -m= -v -q -s -n -F@ -C= -c= -S? --all --message= --amend --no-edit --allow-empty --allow-empty-message --signoff --no-verify \
        --quiet --verbose --fixup= --squash= --reuse-message= --author= --date= --file@ --only --include --trailer= --dry-run --no-gpg-sign \
        --gpg-sign? --short --status --no-status --reset-author --cleanup=",
        Ordinary,
    ),
    (
        "checkout",
        "-b= -B= -t -q --track? --no-track --quiet --detach --orphan= --ours --theirs --guess --no-guess",
        Ordinary,
    ),
    ("switch", "-c= -C= -d -q -t --create= --detach --track? --quiet --orphan= --guess --no-guess", Ordinary),
    ("restore", "-S -s= -W -q --staged --source= --worktree --quiet --ours --theirs", Ordinary),
    ("reset", "-q -N --soft --mixed --hard --keep --merge --quiet --no-refresh", Ordinary),
    ("rm", "-r -f -q -n --cached --force --quiet --dry-run --ignore-unmatch", EachTime),
    ("mv", "-f -k -n -v --force --dry-run --verbose", Ordinary),
    (
        "stash",
        "-q -u -a -k -m= -p --quiet --include-untracked --all --keep-index --no-keep-index --message= --staged --index",
        Ordinary,
    ),
    (
        "branch",
        "-a -r -v -vv -l -q -c -C -d -D -f -m -M -t -u= --all --copy --delete --force --move --list --remotes --verbose --track? --no-track \
        --set-upstream-to= --unset-upstream --quiet --show-current --sort= --format= --merged? --no-merged? --contains= --edit-description-never",
        Ordinary,
    ),
    (
        "tag",
        "-a -m= -s -d -f -F@ -l -n? -u= --annotate --message= --sign --delete --force --list --file@ --sort= --no-sign --contains= --points-at=",
        Ordinary,
    ),
    (
        "merge",
        "-m= -q -v -s= -X= --no-ff --ff --ff-only --squash --abort --continue --quit --no-commit --commit --no-edit --message= --stat \
        --no-stat --strategy= --strategy-option= --allow-unrelated-histories --no-verify --signoff --quiet --verbose",
        Ordinary,
    ),
    (
        "rebase",
        "-q -v -s= -X= --onto= --abort --continue --skip --quit --autostash --no-autostash --autosquash --no-autosquash \
        --rebase-merges? --root --keep-base --fork-point --no-fork-point --strategy= --strategy-option= --quiet --verbose --update-refs",
        Ordinary,
    ),
    (
        "cherry-pick",
        "-n -x -s -m= -X= --no-commit --abort --continue --skip --quit --signoff --mainline= --allow-empty --strategy=",
        Ordinary,
    ),
    (
        "revert",
        "-n -s -m= --no-commit --no-edit --abort --continue --skip --quit --mainline= --signoff",
        Ordinary,
    ),
    (
        "fetch",
        "-a -p -P -q -t -v -f -j= -n --all --prune --prune-tags --quiet --tags --no-tags --verbose --depth= --deepen= --unshallow \
        --dry-run --jobs= --multiple --force --append --atomic --recurse-submodules? --no-recurse-submodules --shallow-since= --progress",
        Ordinary,
    ),
    (
        "pull",
        "-q -v -r -p -t --rebase? --no-rebase --ff-only --ff --no-ff --autostash --no-autostash --all --prune --tags --quiet --verbose --depth= \
        --no-edit --squash --progress",
        Ordinary,
    ),
    (
        "push",
        "-n -q -u -v --all --branches --tags --follow-tags --dry-run --quiet --verbose --set-upstream --no-verify --porcelain --progress \
        --no-progress --atomic --signed? --thin --no-thin",
        EachTime,
    ),
    (
        "clone",
        "-q -v -l -s -n -b= -o= -j= --quiet --verbose --depth= --branch= --single-branch --no-single-branch --no-tags --no-checkout --bare \
        --recurse-submodules? --recursive --shallow-submodules --filter= --sparse --progress --origin= --jobs= --shallow-since=",
        Ordinary,
    ),
    ("init", "-q -b= --quiet --bare --initial-branch=", Ordinary),
    (
        "worktree",
        "-b= -B= -d -f -v --detach --force --checkout --no-checkout --lock --verbose --porcelain --dry-run --expire=",
        Ordinary,
    ),
    ("clean", "-d -f -i -n -q -x -X -e= --dry-run --force --quiet --exclude=", EachTime),
    ("apply", "--check --stat --numstat --summary", Ordinary),
    ("bisect", "--no-checkout --first-parent", Ordinary),
    ("sparse-checkout", "--cone --no-cone", Ordinary),
    ("submodule", "-q --init --recursive --remote --depth= --jobs= --quiet --force", Ordinary),
    (
        "format-patch",
        "-# -n -s -o= -k --stdout --output-directory= --cover-letter --root --numbered --signoff",
        Ordinary,
    ),
    ("gc", "--auto --aggressive --quiet -q", Ordinary),
    ("fsck", "--full --strict --no-dangling --lost-found --unreachable --connectivity-only", Ordinary),
    ("notes", "-m= --message= -f --force", Ordinary),
    ("maintenance run", "--auto --task= --quiet", Ordinary),
    (
        "ls-remote",
        "-h -t -q --heads --branches --tags --refs --quiet --exit-code --symref --get-url --sort=",
        Ordinary,
    ),
    ("remote", "-v --verbose", Ordinary),
    ("config", "", Ordinary),
    ("mergetool", "", Opaque),
    ("lfs", "", Ordinary),
];

/// What is worse, by the words that make it so.
const WORSE: &[(&str, Level, &str)] = &[
    ("push -f", Forbidden, FORCE),
    ("push --force", Forbidden, FORCE),
    ("push --force-with-lease", Forbidden, FORCE),
    ("push --force-if-includes", Forbidden, FORCE),
    ("push --mirror", Forbidden, FORCE),
    ("push --prune", Forbidden, FORCE),
    ("push --delete", Forbidden, FORCE),
    ("push -d", Forbidden, FORCE),
    ("push +*", Forbidden, FORCE),
    ("push :*", Forbidden, FORCE),
    ("push *://*", Guarded, ELSEWHERE),
    ("push *@*", Guarded, ELSEWHERE),
    ("push /*", Guarded, ELSEWHERE),
    ("push .*", Guarded, ELSEWHERE),
    ("reset --hard", Guarded, LOST),
    ("reset --merge", Guarded, LOST),
    ("clean -f", Guarded, LOST),
    ("clean --force", Guarded, LOST),
    ("clean -x", Guarded, LOST),
    ("checkout -f", Guarded, LOST),
    ("checkout --force", Guarded, LOST),
    ("checkout -B", Guarded, LOST),
    ("checkout --", Guarded, LOST),
    ("checkout .", Guarded, LOST),
    ("switch -f", Guarded, LOST),
    ("switch -C", Guarded, LOST),
    ("switch --force", Guarded, LOST),
    ("switch --discard-changes", Guarded, LOST),
    ("branch -D", Guarded, LOST),
    ("branch -M", Guarded, LOST),
    ("branch -C", Guarded, LOST),
    ("branch -f", Guarded, LOST),
    ("branch --force", Guarded, LOST),
    ("branch --delete --force", Guarded, LOST),
    ("tag -d", Guarded, LOST),
    ("tag -f", Guarded, LOST),
    ("tag --delete", Guarded, LOST),
    ("stash drop", Guarded, LOST),
    ("stash clear", Guarded, LOST),
    ("rm -f", Guarded, LOST),
    ("rm --force", Guarded, LOST),
    ("worktree remove", Guarded, LOST),
    ("filter-branch", Guarded, HISTORY),
    ("filter-repo", Guarded, HISTORY),
    ("fast-import", Guarded, HISTORY),
    ("replace", Guarded, HISTORY),
    ("update-ref", Guarded, HISTORY),
    ("reflog expire", Guarded, HISTORY),
    ("reflog delete", Guarded, HISTORY),
    ("gc --prune", Guarded, HISTORY),
    ("prune", Guarded, HISTORY),
    ("remote add", Guarded, CONFIGURES),
    ("remote set-url", Guarded, CONFIGURES),
    ("remote rename", Guarded, CONFIGURES),
    ("remote remove", Guarded, CONFIGURES),
    ("remote rm", Guarded, CONFIGURES),
    ("submodule add", Guarded, CONFIGURES),
    ("credential*", Guarded, "it gives out passwords"),
    ("send-email", Guarded, ELSEWHERE),
    ("request-pull", Guarded, ELSEWHERE),
    ("daemon", Guarded, ELSEWHERE),
    ("instaweb", Guarded, ELSEWHERE),
    ("submodule foreach", Opaque, RUNS),
    ("bisect run", Opaque, RUNS),
    ("rebase -x", Opaque, RUNS),
    ("rebase --exec", Opaque, RUNS),
    ("rebase -i", Opaque, RUNS),
    ("clone ext::*", Guarded, RUNS),
    ("fetch ext::*", Guarded, RUNS),
    ("pull ext::*", Guarded, RUNS),
    ("remote *ext::*", Guarded, RUNS),
    ("ls-remote ext::*", Guarded, RUNS),
];

const FORCE: &str = "it overwrites or deletes what others have on the remote";
const ELSEWHERE: &str = "it sends the repository somewhere that is not one of its remotes";
const LOST: &str = "work that is in no commit, or on no branch, may be lost";
const HISTORY: &str = "it rewrites the history of the repository";
const CONFIGURES: &str = "it changes the configuration of the repository, which decides what git runs";
const RUNS: &str = "it runs commands that stand in its arguments";

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
    for (words, level, why) in WORSE {
        let (verb, others) = words.split_once(' ').unwrap_or((words, ""));
        let verb_fits = has_words(verb, std::slice::from_ref(first));
        if verb_fits && (others.is_empty() || has_words(others, rest)) {
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
