use std::collections::BTreeSet;

use crate::shell::{Part, Target};

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
pub(crate) fn changed_causes<'a>(part: &Part, changed: &'a BTreeSet<String>) -> Vec<&'a str> {
    let words = part.text.split(' ');
    let program = words.clone().next().unwrap_or_default();
    let deciding =
        DECIDE.iter().find(|(programs, _)| programs.contains(&program)).map_or(&[][..], |(_, files)| files);
    // What it names to write it does not run.
    let writes = |path: &String| part.writes.iter().any(|to| matches!(to, Target::Inside(to) if to == path));
    let named = |path: &String| words.clone().any(|word| word.strip_prefix("./").unwrap_or(word) == path);
    let decides = |path: &&String| {
        let name = path.rsplit('/').next().unwrap_or(path);
        deciding.contains(&name) || (named(path) && !writes(path))
    };
    changed.iter().filter(decides).map(String::as_str).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shell::Class;

    fn part(command: &str, writes: &[&str]) -> Part {
        Part {
            class: Class::Ordinary,
            writes: writes.iter().map(|path| Target::Inside((*path).to_owned())).collect(),
            ..Part::opaque(command, "")
        }
    }

    #[test]
    fn what_decides_what_runs() {
        let changed = ["package.json", "web/package.json", "src/a.rs", "build.rs", "tools/x.sh"];
        let changed: BTreeSet<String> = changed.iter().map(|path| (*path).to_owned()).collect();
        for (command, expected) in [
            ("npm test", &["package.json", "web/package.json"][..]),
            ("cargo test", &["build.rs"]),
            ("./tools/x.sh --all", &["tools/x.sh"]),
            ("bash tools/x.sh", &["tools/x.sh"]),
            ("make", &[]),
            ("git status", &[]),
        ] {
            assert_eq!(changed_causes(&part(command, &[]), &changed), expected, "{command}");
        }
        // What it names to write it does not run.
        assert_eq!(changed_causes(&part("touch src/a.rs", &[]), &changed), ["src/a.rs"]);
        for (command, written) in [("touch src/a.rs", "src/a.rs"), ("make", "build.rs")] {
            assert_eq!(changed_causes(&part(command, &[written]), &changed), [""; 0], "{command}");
        }
        assert_eq!(changed_causes(&part("cargo fmt build.rs", &["build.rs"]), &changed), ["build.rs"]);
    }
}
