//! What changes something, and what makes that worse.
use crate::shell::tool::{Level, Worse};

use Level::{EachTime, Forbidden, Guarded, Opaque, Ordinary};

/// Verbs that change the checkout, and the options with which that is ordinary: with others it is not understood.
pub(super) const CHANGES: &[(&str, &str, Level)] = &[
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
        --set-upstream-to= --unset-upstream --quiet --show-current --sort= --format= --merged? --no-merged? --contains=",
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
pub(super) const WORSE: &[Worse] = &[
    (
        Forbidden,
        FORCE,
        "push -f, push --force, push --force-with-lease, push --force-if-includes, push --mirror, push --prune, push --delete, push -d, push +*, push :*",
    ),
    (
        Guarded,
        ELSEWHERE,
        "push *://*, push *@*, push /*, push .*, send-email, request-pull, daemon, instaweb",
    ),
    (
        Guarded,
        LOST,
        "reset --hard, reset --merge, clean -f, clean --force, clean -x, checkout -f, checkout --force, checkout -B, checkout --, checkout ., switch -f, switch -C, switch --force, switch --discard-changes, branch -D, branch -M, branch -C, branch -f, branch --force, branch --delete --force, tag -d, tag -f, tag --delete, stash drop, stash clear, rm -f, rm --force, worktree remove",
    ),
    (
        Guarded,
        HISTORY,
        "filter-branch, filter-repo, fast-import, replace, update-ref, reflog expire, reflog delete, gc --prune, prune",
    ),
    (
        Guarded,
        CONFIGURES,
        "remote add, remote set-url, remote rename, remote remove, remote rm, submodule add",
    ),
    (Guarded, "it gives out passwords", "credential*"),
    (Opaque, RUNS, "submodule foreach, bisect run, rebase -x, rebase --exec, rebase -i"),
    (Guarded, RUNS, "clone ext::*, fetch ext::*, pull ext::*, remote *ext::*, ls-remote ext::*"),
];

pub(super) const FORCE: &str = "it overwrites or deletes what others have on the remote";
pub(super) const ELSEWHERE: &str = "it sends the repository somewhere that is not one of its remotes";
pub(super) const LOST: &str = "work that is in no commit, or on no branch, may be lost";
pub(super) const HISTORY: &str = "it rewrites the history of the repository";
pub(super) const CONFIGURES: &str =
    "it changes the configuration of the repository, which decides what git runs";
pub(super) const RUNS: &str = "it runs commands that stand in its arguments";
