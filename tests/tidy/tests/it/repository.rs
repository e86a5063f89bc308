use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use serde_json::Value;

/// A text file of the repository.
pub(crate) struct File {
    /// From the root, with `/`.
    pub(crate) path: String,
    pub(crate) text: String,
}

/// The folder of the workspace.
pub(crate) static ROOT: LazyLock<PathBuf> =
    LazyLock::new(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap());

/// The text files that git has or would take.
pub(crate) static FILES: LazyLock<Vec<File>> = LazyLock::new(|| {
    run("git", &["ls-files", "-coz", "--exclude-standard"])
        .split('\0')
        .filter_map(|path| {
            Some(File { text: fs::read_to_string(ROOT.join(path)).ok()?, path: path.to_owned() })
        })
        .collect()
});

/// `cargo metadata`, with all dependencies.
pub(crate) static METADATA: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(&run("cargo", &["metadata", "--format-version", "1"])).unwrap());

/// The packages of the workspace, as `cargo metadata` has them.
pub(crate) fn members() -> impl Iterator<Item = &'static Value> {
    METADATA["packages"].as_array().unwrap().iter().filter(|package| package["source"].is_null())
}

impl File {
    pub(crate) fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap()
    }

    pub(crate) fn extension(&self) -> &str {
        self.name().rsplit_once('.').map_or("", |(_, extension)| extension)
    }

    /// The lines, numbered from 1.
    pub(crate) fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        (1..).zip(self.text.lines())
    }
}

fn run(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).current_dir(&*ROOT).output().unwrap();
    assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}
