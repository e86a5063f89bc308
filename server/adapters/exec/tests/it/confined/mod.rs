//! What a confined command can touch. Everything is tried with each mechanism that works here, by the real kernel.

mod files;
mod outside;
mod tools;

use std::fs;
use std::path::{Path, PathBuf};

use exec::{Command, Confinement, Finished, Mechanism, confinement_support};
use tempfile::TempDir;

use crate::{finished, script};

/// A workspace with control files, and a home with a secret beside it, where the temporary folder is not.
struct World {
    folder: TempDir,
}

impl World {
    fn new() -> Self {
        // A repository may lie in the temporary folder, of which commands have their own.
        let target = Path::new(env!("CARGO_TARGET_TMPDIR"));
        let outside = if target.starts_with(std::env::temp_dir()) { Path::new("/var/tmp") } else { target };
        let world = Self { folder: tempfile::tempdir_in(outside).unwrap() };
        for (path, text) in [
            ("workspace/file", "ours\n"),
            ("workspace/.git/config", "[core]\n"),
            ("workspace/.git/hooks/post-commit.sample", "#!/bin/sh\n"),
            ("workspace/.kiro/hooks/a.json", "{}\n"),
            ("workspace/.kiro/specs/a/tasks.md", "- [ ] 1. a\n"),
            ("workspace/.env", "KEY=canary\n"),
            ("home/.ssh/id", "canary\n"),
            ("home/.netrc", "canary\n"),
            ("state/log", "canary\n"),
            ("home/notes", "harmless\n"),
        ] {
            let path = world.path(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        world
    }

    fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    fn command(&self, by: &Mechanism, text: &str) -> Command {
        let paths = |paths: &[&str]| paths.iter().map(|path| self.path(path)).collect();
        let confinement = Confinement {
            by: by.clone(),
            writable: paths(&["workspace"]),
            protected: paths(&["workspace/.git/config", "workspace/.git/hooks", "workspace/.kiro/hooks"]),
            hidden: paths(&["workspace/.env", "home/.ssh", "home/.netrc", "home/missing"]),
            private: paths(&["state"]),
            network: false,
        };
        let env = vec![("HOME".to_owned(), self.path("home").display().to_string())];
        let cwd = self.path("workspace");
        Command { cwd, env, confinement: Some(confinement), ..script(text) }
    }

    async fn run(&self, by: &Mechanism, text: &str) -> Finished {
        finished(self.command(by, text)).await
    }
}

/// The mechanisms that work here. What is missing is said.
pub(crate) async fn mechanisms() -> Vec<Mechanism> {
    let support = confinement_support(Path::new("/no/workspace")).await;
    let mut mechanisms = Vec::new();
    match support.bubblewrap {
        Some(program) => mechanisms.push(Mechanism::Bubblewrap { program }),
        None => {
            eprintln!("not tried with bubblewrap: {}", support.broken.unwrap_or("it is not there".into()))
        }
    }
    match support.landlock {
        0..3 => eprintln!("not tried with Landlock: its version here is {}", support.landlock),
        _ => mechanisms.push(Mechanism::Landlock),
    }
    mechanisms
}

fn is_landlock(by: &Mechanism) -> bool {
    *by == Mechanism::Landlock
}

/// Runs each script with each mechanism, and expects what it prints.
async fn check(cases: &[(&str, &str)]) {
    for by in mechanisms().await {
        for (text, expected) in cases {
            let world = World::new();
            let finished = world.run(&by, text).await;
            assert_eq!(finished.output, *expected, "{by:?}: {text}: {finished:?}");
        }
    }
}
