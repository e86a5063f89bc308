use std::collections::BTreeSet;

use crate::shell::handles_files;

/// Programs, and the files by which a workspace decides what they run.
const DECIDE: [(&[&str], &[&str]); 9] = [
    (&["npm", "npx", "yarn", "pnpm", "bun", "node"], &["package.json"]),
    (&["make", "gmake"], &["Makefile", "makefile", "GNUmakefile"]),
    (&["cargo"], &["build.rs", "config.toml"]),
    (&["just"], &["justfile", "Justfile", ".justfile"]),
    (&["task"], &["Taskfile.yml", "Taskfile.yaml"]),
    (
        &["gradle", "./gradlew", "gradlew"],
        &["build.gradle", "build.gradle.kts", "settings.gradle", "gradlew"],
    ),
    (&["mvn", "./mvnw", "mvnw"], &["pom.xml", "mvnw"]),
    (&["pip", "uv", "poetry", "tox", "nox"], &["setup.py", "tox.ini", "noxfile.py"]),
    (&["rake", "bundle", "composer"], &["Rakefile", "Gemfile", "composer.json"]),
];

/// Of files that an agent changed those that decide what a simple command runs: allowing its words was not allowing them.
pub fn changed_causes<'a>(command: &str, changed: &'a BTreeSet<String>) -> Vec<&'a str> {
    let words = command.split(' ');
    let program = words.clone().next().unwrap_or_default();
    let deciding =
        DECIDE.iter().find(|(programs, _)| programs.contains(&program)).map_or(&[][..], |(_, files)| files);
    let decides = |path: &&String| {
        let name = path.rsplit('/').next().unwrap_or(path);
        // A script may be in a folder that was entered before.
        let is_word = |word: &str| {
            let word = word.strip_prefix("./").unwrap_or(word);
            path.as_str() == word || path.strip_suffix(word).is_some_and(|folder| folder.ends_with('/'))
        };
        deciding.contains(&name) || !handles_files(program) && words.clone().any(is_word)
    };
    changed.iter().filter(decides).map(String::as_str).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_decides_what_runs() {
        let changed = ["package.json", "web/package.json", "src/a.rs", "build.rs", "tools/x.sh"];
        let changed: BTreeSet<String> = changed.iter().map(|path| (*path).to_owned()).collect();
        for (command, expected) in [
            ("npm test", &["package.json", "web/package.json"][..]),
            ("cargo test", &["build.rs"]),
            ("./tools/x.sh --all", &["tools/x.sh"]),
            ("bash tools/x.sh", &["tools/x.sh"]),
            ("touch tools/x.sh", &[]),
            ("cd tools; python x.sh", &["tools/x.sh"]),
            ("make", &[]),
            ("git status", &[]),
        ] {
            assert_eq!(changed_causes(command, &changed), expected, "{command}");
        }
    }
}
