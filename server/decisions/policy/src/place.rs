/// What kind of place a path beneath the workspace root is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// An ordinary file.
    Ordinary,
    /// A file that decides what is run or allowed: writing it always asks.
    Control,
    /// The inside of a version control folder: never written.
    Repository,
}

/// Folders, below the root or below any folder, whose content decides what is run or allowed.
pub const CONTROL_FOLDERS: &[&str] = &[
    ".kiro/hooks",
    ".kiro/settings",
    ".kiro/agents",
    ".kiro/steering",
    ".kiro/skills",
    ".vscode",
    ".idea",
    ".helix",
    ".zed",
    ".devcontainer",
    ".github/workflows",
    ".husky",
    ".cargo",
    ".claude",
    ".cursor",
    ".gemini",
    ".codex",
    ".amazonq",
];

/// File names, anywhere, that decide what is run or allowed.
pub const CONTROL_FILES: &[&str] = &[
    ".kiroignore",
    ".envrc",
    ".nvim.lua",
    ".exrc",
    ".gitmodules",
    ".gitattributes",
    ".gitlab-ci.yml",
    ".pre-commit-config.yaml",
    "lefthook.yml",
    ".lefthook.yml",
    "mise.toml",
    ".mise.toml",
    ".yarnrc",
    ".yarnrc.yml",
    ".pnpmfile.cjs",
    ".mcp.json",
    ".cursorrules",
    "AGENTS.md",
    "CLAUDE.md",
    "GEMINI.md",
];

/// Classifies a real path beneath the workspace root, with `/`. Case is ignored, since some file systems do.
pub fn place(path: &str) -> Place {
    let path = path.to_ascii_lowercase();
    let mut parts = path.split('/');
    if parts.any(|part| part == ".git" || part == ".jj" || part == ".hg") {
        return Place::Repository;
    }
    let name = path.rsplit('/').next().unwrap_or_default();
    let in_folder = |folder: &&str| {
        path.strip_prefix(*folder).is_some_and(|rest| rest.starts_with('/'))
            || path.contains(&format!("/{folder}/"))
    };
    if CONTROL_FOLDERS.iter().any(in_folder) || CONTROL_FILES.iter().any(|f| f.eq_ignore_ascii_case(name)) {
        return Place::Control;
    }
    Place::Ordinary
}

/// Whether a file decides for the workspace itself, and not for a folder in it that may be opened as one.
pub fn is_live_at_root(path: &str) -> bool {
    let path = path.to_ascii_lowercase();
    let below = |folder: &&str| path.strip_prefix(*folder).is_some_and(|rest| rest.starts_with('/'));
    !path.contains('/') || CONTROL_FOLDERS.iter().chain(&[".git", ".hg", ".jj"]).any(below)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_decides_for_the_root() {
        for (path, expected) in [
            (".envrc", true),
            (".VSCode/tasks.json", true),
            (".kiro/hooks/a/b.json", true),
            (".git/hooks/pre-commit", true),
            (".kiro/specs/.vscode/x", false),
            ("web/.envrc", false),
            ("web/.git/config", false),
            (".vscodes/tasks.json", false),
        ] {
            assert_eq!(is_live_at_root(path), expected, "{path}");
        }
    }

    #[test]
    fn places() {
        for (path, expected) in [
            ("src/main.rs", Place::Ordinary),
            (".kiro/specs/a/tasks.md", Place::Ordinary),
            (".kiro/hooks/x.json", Place::Control),
            ("packages/web/.kiro/settings/mcp.json", Place::Control),
            (".KIRO/Hooks/x.json", Place::Control),
            (".kiro/hooks", Place::Ordinary),
            ("docs/.vscode.md", Place::Ordinary),
            ("sub/.envrc", Place::Control),
            ("agents.md", Place::Control),
            ("docs/CLAUDE.md", Place::Control),
            (".claude/settings.json", Place::Control),
            (".git/config", Place::Repository),
            ("vendor/lib/.git/hooks/pre-commit", Place::Repository),
            ("worktrees/.GIT/config", Place::Repository),
            (".gitignore", Place::Ordinary),
        ] {
            assert_eq!(place(path), expected, "{path}");
        }
    }
}
