/// The paths that stand in backticks in `text`, outside of fenced code: `src/lib.rs`, `Cargo.toml`, `server/`.
pub(super) fn paths(text: &str) -> impl Iterator<Item = &str> {
    let mut fenced = false;
    let text = if text.contains('`') { text } else { "" };
    let lines = text.split(['\n', '\r']).filter(move |line| {
        let fence = line.trim_start().starts_with("```");
        fenced ^= fence;
        !fence && !fenced && line.contains('`')
    });
    let spans = lines.flat_map(|line| line.split('`').skip(1).step_by(2));
    spans.filter(|span| is_path(span))
}

/// Shaped like a path: no blanks, no call, and either a folder in it or a short suffix.
fn is_path(span: &str) -> bool {
    let plain =
        |c: char| c.is_alphanumeric() || matches!(c, '/' | '.' | '_' | '-' | '*' | '@' | '[' | ']' | '+');
    if !span.chars().all(plain) || span.starts_with('/') || span.contains("//") {
        return false;
    }
    let name = span.rsplit('/').next().unwrap_or(span);
    let suffix = name.rsplit_once('.').is_some_and(|(stem, suffix)| {
        let short = (1..=5).contains(&suffix.len()) && suffix.chars().all(|c| c.is_ascii_alphanumeric());
        let word = suffix.chars().any(|c| c.is_ascii_lowercase());
        short && word && (!stem.is_empty() || span.contains('/'))
    });
    let folder = span.ends_with('/') && span.len() > 1;
    folder
        || suffix
            && (span.contains('/') || KNOWN_SUFFIXES.contains(&name.rsplit('.').next().unwrap_or_default()))
}

/// What tells `main.rs` from `user.name`.
const KNOWN_SUFFIXES: &[&str] = &[
    "c", "cc", "cfg", "conf", "cpp", "cs", "css", "csv", "go", "gradle", "h", "hpp", "html", "ini", "java",
    "js", "json", "jsx", "kt", "lock", "lua", "md", "mjs", "php", "proto", "py", "rb", "rs", "scss", "sh",
    "sql", "svg", "swift", "tf", "toml", "ts", "tsx", "txt", "vue", "xml", "yaml", "yml",
];

#[cfg(test)]
mod tests {
    use super::paths;

    #[test]
    fn code_spans_that_look_like_paths() {
        let text = "- [ ] 1. Write `src/a.rs`, `Cargo.toml` and `docs/`\n  ```\n  `x/y.rs`\n  ```\n  - not `user.name`, \
            `a / b`, `f()`, `1.2`, `/abs`, `http://x.y`; but `ui/[id]/page.tsx`";
        let found: Vec<&str> = paths(text).collect();
        assert_eq!(found, ["src/a.rs", "Cargo.toml", "docs/", "ui/[id]/page.tsx"]);
    }
}
