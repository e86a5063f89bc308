//! What only reads.
use super::super::{Nothing, Paths, Revisions, Text, TextThenTree};
use crate::shell::tool::Reads;

const LOG: &str = "-# -n= -p -u -s -z -w -b -a -R -i -E -F -g -G= -S= -L= -U= -M? -C? -B? -D -l= -q -t -r -c -m --cc --all --author= --committer= --grep= \
    --since= --after= --until= --before= --max-count= --skip= --oneline --graph --decorate? --no-decorate --format= --pretty? \
    --abbrev-commit --no-abbrev-commit --abbrev? --stat? --numstat --shortstat --summary --dirstat? --name-only --name-status \
    --patch --no-patch --patch-with-stat --unified= --raw --merges --no-merges --first-parent --follow --reverse --topo-order --date-order \
    --author-date-order --date= --relative-date --branches? --tags? --remotes? --left-right --cherry-pick --cherry-mark --cherry \
    --diff-filter= --find-renames? --find-copies? --no-renames --word-diff? --word-diff-regex= --color-words? --color? --no-color \
    --ignore-all-space --ignore-space-change --ignore-space-at-eol --ignore-blank-lines --function-context --minimal --patience \
    --histogram --diff-algorithm= --cached --staged --merge-base --exit-code --quiet --check --full-index --binary --no-ext-diff \
    --no-textconv --notes? --no-notes --inter-hunk-context= --relative? --no-relative --ancestry-path? --simplify-by-decoration \
    --walk-reflogs --pickaxe-regex --pickaxe-all --boundary --source --no-prefix --src-prefix= --dst-prefix= --ita-invisible-in-index \
    --submodule? --ignore-submodules? --text --root --always --no-commit-id --count --objects \
    --full-history --no-walk? --invert-grep --regexp-ignore-case --extended-regexp --fixed-strings --shortstat --compact-summary --encoding=";

/// Reads of git by their verb.
pub(super) const READS: &[Reads] = &[
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
    Reads("merge-tree", "--name-only --messages", Text),
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
