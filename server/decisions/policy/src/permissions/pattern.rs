use config::Glob;
use regex::Regex;

use crate::permissions::Subject;

/// What a rule covers.
#[derive(Clone, Debug)]
pub enum Pattern {
    /// As it was written, and as a glob over paths.
    Glob(String, Glob),
    /// A regular expression over the whole of it, as agents of the vendor's second engine write them.
    Whole(Regex),
}

impl Pattern {
    /// Reads a pattern of a permissions file: for paths a glob in which `*` stays within a folder; for commands and all
    /// else `*` stands for anything.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn glob(pattern: &str) -> Result<Self, String> {
        if pattern.is_empty() {
            return Err("it is empty".to_owned());
        }
        // A command may hold what no glob over paths may: only the one that is asked for has to be right.
        let glob = Glob::new(pattern).or_else(|_| Glob::new(&globset_escape(pattern)))?;
        Ok(Self::Glob(pattern.to_owned(), glob))
    }

    /// Reads a regular expression that has to cover everything, from the beginning to the end.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn whole(pattern: &str) -> Result<Self, String> {
        let regex = |pattern: &str| {
            // The last line says what is wrong, those before it show where.
            Regex::new(pattern)
                .map_err(|error| error.to_string().lines().last().unwrap_or_default().to_owned())
        };
        // By itself first: what closes the group below would escape it.
        regex(pattern)?;
        // The group keeps `a|b` from being anchored at one end each.
        Ok(Self::Whole(regex(&format!(r"\A(?:{pattern})\z"))?))
    }

    /// As it was written.
    pub fn text(&self) -> &str {
        match self {
            Self::Glob(pattern, _) => pattern,
            Self::Whole(regex) => {
                let whole = regex.as_str();
                whole.strip_prefix(r"\A(?:").and_then(|rest| rest.strip_suffix(r")\z")).unwrap_or(whole)
            }
        }
    }

    /// Whether it names something.
    pub fn names(&self, subject: Subject<'_>) -> bool {
        let (text, is_path) = match subject {
            Subject::Read(path) | Subject::Write(path) => (path, true),
            Subject::Command(text) | Subject::Other(_, text) => (text, false),
        };
        match self {
            Self::Whole(regex) => regex.is_match(text),
            // A folder names all that is in it.
            Self::Glob(_, glob) if is_path => {
                glob.is_match(text) || above(text).any(|path| glob.is_match(path))
            }
            Self::Glob(pattern, _) => wildcard(pattern.as_bytes(), text.as_bytes()),
        }
    }
}

/// The folders that a path lies in.
fn above(path: &str) -> impl Iterator<Item = &str> {
    path.rmatch_indices('/').filter_map(|(at, _)| path.get(..at)).filter(|folder| !folder.is_empty())
}

fn globset_escape(pattern: &str) -> String {
    pattern.chars().flat_map(|c| "[]{}()|\\".contains(c).then_some('\\').into_iter().chain([c])).collect()
}

/// `*` is any number of bytes, `?` one; time is bounded by the product of both lengths.
fn wildcard(pattern: &[u8], text: &[u8]) -> bool {
    let (mut p, mut t) = (0, 0);
    // Where the last `*` stands, and how much of the text it has taken.
    let mut star: Option<(usize, usize)> = None;
    while let Some(byte) = text.get(t) {
        match pattern.get(p) {
            Some(b'*') => {
                star = Some((p, t));
                p += 1;
            }
            Some(wanted) if wanted == byte || *wanted == b'?' => {
                p += 1;
                t += 1;
            }
            Some(_) | None => match &mut star {
                Some((at, taken)) => {
                    *taken += 1;
                    (p, t) = (*at + 1, *taken);
                }
                None => return false,
            },
        }
    }
    pattern.get(p..).is_some_and(|rest| rest.iter().all(|byte| *byte == b'*'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn command(pattern: &str, text: &str) -> bool {
        Pattern::glob(pattern).unwrap().names(Subject::Command(text))
    }

    fn path(pattern: &str, path: &str) -> bool {
        Pattern::glob(pattern).unwrap().names(Subject::Write(path))
    }

    #[test]
    fn commands() {
        assert!(command("cargo test*", "cargo test"));
        assert!(command("cargo test*", "cargo test --all -- a/b"));
        assert!(!command("cargo test", "cargo test --all"));
        assert!(!command("cargo test*", "./cargo test"));
        assert!(command("*", "anything at all"));
        assert!(command("git * --stat", "git log -3 --stat"));
        assert!(!command("git * --stat", "git log --stat -3"));
        assert!(command("a?c", "abc"));
        assert!(command("echo [x]*", "echo [x] y"));
        assert!(!command(&"*a".repeat(50), &"b".repeat(5_000)));
    }

    #[test]
    fn paths() {
        assert!(path("src/**", "src/a/b.rs"));
        assert!(path("src", "src/a/b.rs"));
        assert!(!path("src", "srcs/a.rs"));
        assert!(path("*.md", "README.md"));
        assert!(!path("*.md", "docs/a.md"));
        assert!(path("**/*.md", "docs/a.md"));
        assert!(path("/etc/**", "/etc/passwd"));
    }

    #[test]
    fn regular_expressions_cover_the_whole() {
        let allowed = Pattern::whole("cargo test|ls").unwrap();
        assert!(allowed.names(Subject::Command("ls")));
        assert!(!allowed.names(Subject::Command("ls -l")));
        assert!(!allowed.names(Subject::Command("cargo test; rm")));
        assert!(Pattern::whole("(").is_err());
        assert!(Pattern::whole("ls)|(?:.*").is_err());
        assert!(Pattern::glob("").is_err());
    }
}
