//! Which configuration of a git repository runs nothing, whatever git is asked to do in it.

/// What `git init` and `git clone` write, and what people set that is data: sections, and their keys. Programs can hide in so
/// many others (`core.fsmonitor`, `core.pager`, `filter.*`, `diff.*.textconv`, `include.path`, `alias.*` …), and git gets more
/// of them, that those are named which are harmless.
const PLAIN: &[(&str, &[&str])] = &[
    (
        "core",
        &[
            "repositoryformatversion",
            "filemode",
            "bare",
            "logallrefupdates",
            "ignorecase",
            "precomposeunicode",
            "symlinks",
            "autocrlf",
            "eol",
            "safecrlf",
            "quotepath",
            "longpaths",
            "sparsecheckout",
            "sparsecheckoutcone",
            "worktree",
        ],
    ),
    ("extensions", &["objectformat", "partialclone", "refstorage", "worktreeconfig"]),
    ("remote", &["url", "pushurl", "fetch", "push", "tagopt", "promisor", "partialclonefilter", "mirror"]),
    ("branch", &["remote", "pushremote", "merge", "rebase", "autosetuprebase", "autosetupmerge"]),
    ("submodule", &["url", "active", "branch", "recurse"]),
    ("user", &["name", "email"]),
    ("init", &["defaultbranch"]),
    ("commit", &["gpgsign"]),
    ("tag", &["gpgsign"]),
    ("push", &["default", "autosetupremote"]),
    ("pull", &["rebase", "ff"]),
    ("merge", &["ff", "conflictstyle"]),
    ("gc", &["auto"]),
    ("receive", &["denycurrentbranch"]),
];

/// Whether a git configuration holds nothing but keys that run nothing. One that cannot be read with ease does not.
///
/// Source: git-config(1), "Syntax". Values are one line here: one that goes on on the next is not read.
pub fn is_plain_git_config(text: &str) -> bool {
    let mut keys: &[&str] = &[];
    for line in text.trim_start_matches('\u{feff}').lines() {
        let mut rest = line.trim();
        while let Some(header) = rest.strip_prefix('[') {
            let Some((section, behind)) = section(header) else { return false };
            let Some((_, plain)) = PLAIN.iter().find(|(name, _)| section.eq_ignore_ascii_case(name)) else {
                return false;
            };
            (keys, rest) = (plain, behind.trim_start());
        }
        if rest.is_empty() || rest.starts_with(['#', ';']) {
            continue;
        }
        let key = rest.split(['=', '#', ';']).next().unwrap_or_default().trim();
        if rest.ends_with('\\') || !keys.iter().any(|plain| key.eq_ignore_ascii_case(plain)) {
            return false;
        }
    }
    true
}

/// The name of a section, without what is its own (`remote "origin"`, `remote.origin`), and what follows its header.
fn section(header: &str) -> Option<(&str, &str)> {
    let (mut quoted, mut escaped) = (false, false);
    let end = header.find(|c| {
        let ends = c == ']' && !quoted;
        quoted ^= c == '"' && !escaped;
        escaped = c == '\\' && !escaped;
        ends
    })?;
    let (inside, behind) = (header.get(..end)?, header.get(end + 1..)?);
    Some((inside.split([' ', '\t', '"', '.']).next().unwrap_or_default(), behind))
}

#[cfg(test)]
mod tests {
    use super::is_plain_git_config;

    #[test]
    fn what_making_a_repository_writes_is_plain_and_what_runs_something_is_not() {
        for plain in [
            "",
            "[core]\n\trepositoryformatversion = 0\n\tfilemode = true\n\tbare = false\n\tlogallrefupdates = true\n",
            "[remote \"origin\"]\n\turl = https://host/x.git\n\tfetch = +refs/heads/*:refs/remotes/origin/*\n[branch \"main\"]\n\tremote = origin\n\tmerge = refs/heads/main\n",
            "# mine\n[USER] Name = Ada # me\n\temail=ada@host\r\n",
            "[submodule]\n\tactive = .\n[submodule \"a]b\\\"\"]\n\turl = ../x\n",
            "[core]\n\tbare\n",
        ] {
            assert!(is_plain_git_config(plain), "{plain}");
        }
        for other in [
            "[core]\n\tfsmonitor = touch x\n",
            "[core] fsmonitor=x\n",
            "[core]\n\thooksPath = x\n",
            "[core]\n\tsshCommand = x\n",
            "[core]\n\tpager = x\n",
            "[CORE]\n\tEditor = x\n",
            "[filter \"x\"]\n\tclean = x\n",
            "[user]\n\tname = x\n[diff \"x\"]\n\ttextconv = x\n",
            "[include]\n\tpath = ../x\n",
            "[includeIf \"gitdir:/\"]\n\tpath = ../x\n",
            "[alias]\n\tst = !x\n",
            "[remote \"origin\"]\n\tuploadpack = x\n",
            "[remote \"a]\n[core\"]\n\tfsmonitor = x\n",
            "[core][filter \"x\"] clean = x\n",
            "[user]\n\tname = a \\\n\tb\n",
            "[user\n",
            "fsmonitor = x\n",
        ] {
            assert!(!is_plain_git_config(other), "{other}");
        }
    }
}
