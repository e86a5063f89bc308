/// First words of commands whose success says something about a program. Longer entries say which subcommand.
const CHECKS: &[&[&str]] = &[
    &["cargo", "test"],
    &["cargo", "nextest"],
    &["cargo", "check"],
    &["cargo", "build"],
    &["cargo", "clippy"],
    &["go", "test"],
    &["go", "build"],
    &["go", "vet"],
    &["npm", "test"],
    &["npm", "run"],
    &["pnpm", "test"],
    &["pnpm", "run"],
    &["yarn", "test"],
    &["yarn", "run"],
    &["bun", "test"],
    &["deno", "test"],
    &["node", "--test"],
    &["npx", "jest"],
    &["npx", "vitest"],
    &["npx", "tsc"],
    &["pytest"],
    &["tox"],
    &["nox"],
    &["uv", "run", "pytest"],
    &["poetry", "run", "pytest"],
    &["python", "-m", "pytest"],
    &["python", "-m", "unittest"],
    &["python3", "-m", "pytest"],
    &["python3", "-m", "unittest"],
    &["mvn", "test"],
    &["mvn", "verify"],
    &["gradle", "test"],
    &["gradle", "build"],
    &["gradle", "check"],
    &["./gradlew", "test"],
    &["./gradlew", "build"],
    &["./gradlew", "check"],
    &["dotnet", "test"],
    &["dotnet", "build"],
    &["make", "test"],
    &["make", "check"],
    &["just", "test"],
    &["ctest"],
    &["bundle", "exec", "rspec"],
    &["rspec"],
    &["mix", "test"],
    &["swift", "test"],
    &["phpunit"],
    &["terraform", "validate"],
];

/// Words with which a check prints something about itself instead of checking.
const NOT_A_CHECK: &[&str] = &[
    "--help",
    "-h",
    "--version",
    "-V",
    "--no-run",
    "--collect-only",
    "--list",
    "-n",
    "--dry-run",
    "--if-present",
];

/// How the names of scripts begin that check something, for `npm run NAME` and its like.
const SCRIPTS: &[&str] =
    &["test", "check", "lint", "build", "typecheck", "type-check", "tsc", "verify", "ci"];

/// Whether exit status 0 of `command` is evidence for a task: it is one known test or build command and nothing
/// that could hide its status. `cd folder && command` counts; pipes, `||`, `;` and substitutions do not.
pub fn proves(command: &str) -> bool {
    if command.contains(['|', ';', '`', '\n', '<', '>']) || command.contains("$(") {
        return false;
    }
    let mut parts: Vec<&str> = command.split("&&").map(str::trim).collect();
    let Some(last) = parts.pop() else { return false };
    let words: Vec<&str> = last.split_whitespace().collect();
    parts.iter().all(|part| part.starts_with("cd "))
        && !last.contains('&')
        && !words.iter().any(|word| NOT_A_CHECK.contains(word))
        && CHECKS.iter().any(|check| words.starts_with(check) && runs_a_check(check, &words))
}

/// `npm run` alone lists scripts, and many scripts check nothing.
fn runs_a_check(check: &[&str], words: &[&str]) -> bool {
    let script = words.get(check.len());
    check.last() != Some(&"run")
        || script.is_some_and(|name| SCRIPTS.iter().any(|check| name.starts_with(check)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_proves() {
        for (command, expected) in [
            ("cargo test", true),
            ("cargo test -p spec --quiet", true),
            ("python3 -m unittest discover -s tests", true),
            ("cd web && npm test", true),
            ("pytest tests/test_a.py -x", true),
            ("npm run test:unit", true),
            ("npm run", false),
            ("npm run dev", false),
            ("make test -n", false),
            ("cargo test || true", false),
            ("pytest; true", false),
            ("pytest | tee log", false),
            ("pytest & ", false),
            ("echo cargo test", false),
            ("cargo testx", false),
            ("rm -rf x && cargo test", false),
            ("cargo test --no-run", false),
            ("pytest --version", false),
            ("ls", false),
            ("", false),
        ] {
            assert_eq!(proves(command), expected, "{command}");
        }
    }
}
