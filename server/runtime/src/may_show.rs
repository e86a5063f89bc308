//! What commands that read whole folders may show of what is kept from agents.

use std::path::Path;

use policy::shell::{Part, Target};
use policy::{Touch, is_secret_file};
use workspace::{RelPath, Tree};

use crate::git_index;
use crate::git_programs::repository;
use crate::secrets::holds_secrets;
use crate::withheld::Withheld;

/// For each such command that starts in `start` one of the files that it may show. `secrets_hidden`: the command cannot read
/// those that hold secrets by their name.
pub(crate) fn may_show(tree: &Tree, touches: &[Touch], start: &RelPath, secrets_hidden: bool) -> Vec<Touch> {
    let mut withheld = Withheld::of(tree);
    // A file of such a name that holds none is what many keep in git: nothing is lost if it is seen.
    let mut kept = |path: &RelPath, hidden: bool| {
        let harmless = || hidden || !holds_secrets(&tree.absolute(path));
        if is_secret_file(path.as_str()) && harmless() { None } else { withheld.why(path) }
    };
    let part = |touch: &Touch| match touch {
        Touch::Command(part) if part.prints_content => Some(part.clone()),
        Touch::Command(_)
        | Touch::Read { .. }
        | Touch::Write { .. }
        | Touch::TaskMarks { .. }
        | Touch::Secret { .. }
        | Touch::MayShow { .. }
        | Touch::Outside { .. }
        | Touch::Own { .. }
        | Touch::Beyond(_)
        | Touch::Subagent { .. } => None,
    };
    let mut found = Vec::new();
    for part in touches.iter().filter_map(part) {
        let shown = folders(tree, &part).into_iter().find_map(|folder| {
            if by_git(&part) {
                return of_git(tree, &mut kept, start, &folder);
            }
            let kept = |path: &RelPath| kept(path, secrets_hidden);
            tree.find_file(&folder, passes_over(&part), kept).map(|(path, why)| told(&path, why))
        });
        found.extend(shown);
    }
    found
}

fn folders(tree: &Tree, part: &Part) -> Vec<RelPath> {
    let folder = |target: &Target| match target {
        Target::Root => Some(RelPath::root()),
        Target::Inside(path) => tree.resolve(path).ok().filter(|path| tree.absolute(path).is_dir()),
        Target::AboveRoot(_)
        | Target::Home
        | Target::InHome(_)
        | Target::FileSystemRoot
        | Target::Temp(_)
        | Target::Device(_)
        | Target::Outside(_)
        | Target::Unknown => None,
    };
    part.reads.iter().filter_map(folder).collect()
}

fn by_git(part: &Part) -> bool {
    part.text.split(' ').next().is_some_and(|program| program == "git" || program.ends_with("/git"))
}

/// Whether it reads no hidden files, and none that ignore files name.
fn passes_over(part: &Part) -> bool {
    let mut words = part.text.split(' ');
    let reads_all = |word: &str| match word.strip_prefix('-') {
        Some(long) if long.starts_with('-') => {
            long.starts_with("-hidden") || long.starts_with("-no-ignore") || long.starts_with("-unrestricted")
        }
        Some(short) => short.contains(['u', '.']),
        None => false,
    };
    words.next() == Some("rg") && !words.any(reads_all)
}

/// Git shows what it keeps, whatever is hidden in the folder; what it kept once and no longer does is not found here.
fn of_git(
    tree: &Tree,
    kept: &mut impl FnMut(&RelPath, bool) -> Option<String>,
    start: &RelPath,
    folder: &RelPath,
) -> Option<Touch> {
    let (git, worktree) = repository(&tree.absolute(start))?;
    let index = std::fs::read(git.join("index")).ok()?;
    let Some(names) = git_index::names(&index) else {
        let why = "which files git keeps could not be read".to_owned();
        return Some(told(folder, why));
    };
    let real = |name: &String| tree.found(&worktree.join(Path::new(name)));
    let inside = |path: &RelPath| path.below(folder).is_some();
    names.iter().filter_map(real).filter(inside).find_map(|path| Some(told(&path, kept(&path, false)?)))
}

fn told(path: &RelPath, why: String) -> Touch {
    Touch::MayShow { path: path.to_string(), why }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::fs;
    use std::process::Command;

    use super::*;
    use crate::command::look;

    #[test]
    fn what_a_command_may_show() {
        let folder = tempfile::tempdir().unwrap();
        let tree = Tree::open(folder.path()).unwrap();
        for (path, text) in [
            (".env", "PASSWORD=planted-hunter2\n"),
            ("src/.npmrc", "save-exact=true\n"),
            ("src/main.rs", "fn main() {}\n"),
            (
                "kept/server.pem",
                "-----BEGIN PRIVATE KEY-----\nMIIBVgIBADANBgkqhkiG9w0BAQEFAASC\n-----END PRIVATE KEY-----\n",
            ),
            ("plans/next.md", "a merger\n"),
            (".kiroignore", "plans/\n"),
            (".gitignore", ".env\n"),
        ] {
            fs::create_dir_all(tree.root().join(path).parent().unwrap()).unwrap();
            fs::write(tree.root().join(path), text).unwrap();
        }
        for arguments in [&["init", "-q"][..], &["add", "src", ".kiroignore"]] {
            assert!(Command::new("git").current_dir(tree.root()).args(arguments).status().unwrap().success());
        }
        let shown = |command: &str, secrets_hidden: bool| {
            let parts = look(command, tree.root(), tree.root()).parts;
            let touches: Vec<Touch> = parts.into_iter().map(Touch::Command).collect();
            let shown = may_show(&tree, &touches, &RelPath::root(), secrets_hidden);
            let path = |touch: &Touch| {
                let Touch::MayShow { path, .. } = touch else { panic!("{touch:?}") };
                path.clone()
            };
            shown.iter().map(path).collect::<Vec<_>>().join(" ")
        };
        for (command, open, hidden) in [
            ("grep -r x src", "", ""),
            ("grep -r x src plans", "plans/next.md", "plans/next.md"),
            ("grep -r x kept", "kept/server.pem", ""),
            ("cp -r kept copy", "kept/server.pem", ""),
            ("ls -R; find . -name x; du; tree", "", ""),
            ("rg x src kept", "kept/server.pem", ""),
            ("rg x plans | head", "plans/next.md", "plans/next.md"),
            // Neither of them is tracked.
            ("git diff; git grep x; git log -p", "", ""),
        ] {
            assert_eq!(shown(command, false), open, "{command}");
            assert_eq!(shown(command, true), hidden, "{command}");
        }
        // A hidden file, and one that an ignore file names.
        fs::remove_dir_all(tree.root().join("plans")).unwrap();
        fs::remove_dir_all(tree.root().join("kept")).unwrap();
        assert_eq!(shown("rg x", false), "");
        assert_eq!(shown("rg -uu x", false), ".env");
        assert_eq!(shown("grep -r x .", false), ".env");
        assert!(
            Command::new("git")
                .current_dir(tree.root())
                .args(["add", "-f", ".env"])
                .status()
                .unwrap()
                .success()
        );
        assert_eq!(shown("git diff; git status", true), ".env");
        assert_eq!(shown("git diff -- src", true), "");
    }
}
