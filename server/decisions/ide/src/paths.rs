//! Paths as documents write them. Ours are relative to the workspace root, with `/`.

/// The folder of a document; empty for one at the root.
pub(crate) fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// `path` as seen from `folder`, without `.` and `..`: empty for the root, `None` if it leads out of the workspace.
pub(crate) fn resolve(folder: &str, path: &str) -> Option<String> {
    if path.starts_with('/') {
        return None;
    }
    let mut names: Vec<&str> = folder.split('/').filter(|name| !name.is_empty()).collect();
    for name in path.split('/') {
        match name {
            "" | "." => {}
            ".." => drop(names.pop()?),
            name => names.push(name),
        }
    }
    Some(names.join("/"))
}

#[cfg(test)]
mod tests {
    use super::resolve;

    #[test]
    fn paths_are_resolved_within_the_workspace() {
        for (folder, path, found) in [
            (".kiro/agents", "./p/a.md", Some(".kiro/agents/p/a.md")),
            (".kiro/agents", "../../docs//a.md", Some("docs/a.md")),
            ("docs", "..", Some("")),
            (".kiro", "../../a.md", None),
            ("docs", "/etc/passwd", None),
        ] {
            assert_eq!(resolve(folder, path).as_deref(), found, "{path}");
        }
    }
}
