//! What a shell command would touch: the facts that judging it needs, looked up where it would run.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

use policy::shell::{Class, Need, Needs, Part, Resolved, ShellFacts, Target, classify, parse};

use crate::environment::home;
use crate::git_programs::why_git_runs_something;

/// Names that a pattern may expand to until it counts as unknown, and folders that are looked through for them.
const MATCHES: usize = 500;

/// Bytes of a file up to which its content is part of what is allowed.
const BOUND: u64 = 4 << 20;

/// A script as it would run.
pub(crate) struct Looked {
    pub(crate) parts: Vec<Part>,
    /// What it is bound to beyond its words, a line each: the programs that they lead to, and the content of what they
    /// name in the workspace. Another line is another thing to allow.
    pub(crate) bound: Vec<String>,
}

/// The simple commands of a script as they would run in `start`, with every path and program resolved.
pub(crate) fn look(script: &str, root: &Path, start: &Path) -> Looked {
    let program = parse(script);
    let facts = facts(&program.needs(), root, start);
    let mut parts = classify(&program, &facts);
    let reads_with_git = |part: &Part| {
        let git = |word: &str| word.rsplit('/').next() == Some("git");
        part.class == Class::ReadOnly && part.whole.split(' ').any(git)
    };
    // In other folders than this one git asks anyway.
    if parts.iter().any(reads_with_git)
        && let Some(why) = why_git_runs_something(start)
    {
        for part in parts.iter_mut().filter(|part| reads_with_git(part)) {
            part.class = Class::Opaque { why: why.clone() };
        }
    }
    Looked { parts, bound: bound(&facts, root) }
}

fn bound(facts: &ShellFacts, root: &Path) -> Vec<String> {
    let mut bound = Vec::new();
    for (need, resolved) in &facts.programs {
        let name = &need.path;
        match resolved {
            Resolved::System { path } => bound.push(format!("{name} is {path}")),
            Resolved::Workspace { path } | Resolved::Elsewhere { path } => {
                let content = content(Path::new(path)).unwrap_or_else(|| "unreadable".to_owned());
                bound.push(format!("{name} is {path} ({content})"));
            }
            Resolved::Missing => bound.push(format!("{name} is not there")),
        }
    }
    for (need, targets) in &facts.paths {
        for target in targets {
            let content = match target {
                Target::Inside(path) => content(&root.join(path)),
                Target::Root
                | Target::AboveRoot(_)
                | Target::Home
                | Target::InHome(_)
                | Target::FileSystemRoot
                | Target::Temp(_)
                | Target::Device(_)
                | Target::Outside(_)
                | Target::Unknown => None,
            };
            let content = content.map(|content| format!(" ({content})")).unwrap_or_default();
            bound.push(format!("{} is {target}{content}", need.path));
        }
    }
    bound.sort();
    bound.dedup();
    bound
}

/// What a regular file holds, as a digest; of one that is too large what can be seen of it without reading.
fn content(file: &Path) -> Option<String> {
    let found = file.symlink_metadata().ok()?;
    if !found.is_file() {
        return None;
    }
    if found.len() > BOUND {
        return Some(format!("{} bytes, changed {:?}", found.len(), found.modified().ok()));
    }
    Some(workspace::Digest::of(&std::fs::read(file).ok()?).to_string())
}

fn facts(needs: &Needs, root: &Path, start: &Path) -> ShellFacts {
    let home = home().map(|home| workspace::real_path(&home));
    let places = Places { root, start, home: home.as_deref() };
    let programs: BTreeMap<Need, Resolved> =
        needs.programs.iter().map(|need| (need.clone(), places.program(need))).collect();
    let paths = needs.paths.iter().map(|need| (need.clone(), places.targets(need))).collect();
    ShellFacts { programs, paths }
}

struct Places<'a> {
    root: &'a Path,
    /// Where the script begins.
    start: &'a Path,
    home: Option<&'a Path>,
}

impl Places<'_> {
    fn program(&self, need: &Need) -> Resolved {
        if !need.path.contains('/') {
            return match exec::resolve_program(&need.path) {
                Some(found) => {
                    let real = workspace::real_path(&found);
                    let path = found.display().to_string();
                    match found.starts_with(self.root) || real.starts_with(self.root) {
                        true => Resolved::Workspace { path },
                        false => Resolved::System { path },
                    }
                }
                None => Resolved::Missing,
            };
        }
        let Some(real) = self.absolute(need).and_then(|path| path.canonicalize().ok()) else {
            return Resolved::Missing;
        };
        let path = real.display().to_string();
        if real.starts_with(self.root) {
            Resolved::Workspace { path }
        } else if real.parent().is_some_and(exec::is_program_folder) {
            Resolved::System { path }
        } else {
            Resolved::Elsewhere { path }
        }
    }

    fn targets(&self, need: &Need) -> Vec<Target> {
        let Some(path) = self.absolute(need) else { return vec![Target::Unknown] };
        if !need.pattern {
            return vec![real(&path).map_or(Target::Unknown, |real| self.target(&real))];
        }
        match expand(&path) {
            Some(paths) => paths
                .iter()
                .map(|path| real(path).map_or(Target::Unknown, |real| self.target(&real)))
                .collect(),
            None => vec![Target::Unknown],
        }
    }

    /// Where it begins, without a look at what is there.
    fn absolute(&self, need: &Need) -> Option<PathBuf> {
        let within = |base: PathBuf, path: &str| match path.strip_prefix('~') {
            Some(rest) => self.home.map(|home| home.join(rest.trim_start_matches('/'))),
            None => Some(base.join(path)),
        };
        within(within(self.start.to_owned(), &need.folder)?, &need.path)
    }

    fn target(&self, real: &Path) -> Target {
        let shown = || real.display().to_string();
        let below = |folder: &Path| Some(real.strip_prefix(folder).ok()?.to_str()?.to_owned());
        if real == self.root {
            return Target::Root;
        }
        if let Some(path) = below(self.root) {
            return Target::Inside(path);
        }
        if real.parent().is_none() {
            return Target::FileSystemRoot;
        }
        if self.home == Some(real) {
            return Target::Home;
        }
        if self.root.starts_with(real) {
            return Target::AboveRoot(shown());
        }
        if let Some(path) = self.home.and_then(below) {
            return Target::InHome(path);
        }
        if real.starts_with(workspace::real_path(&std::env::temp_dir())) {
            return Target::Temp(shown());
        }
        if real.starts_with("/dev") { Target::Device(shown()) } else { Target::Outside(shown()) }
    }
}

/// The path that would be opened or made: links are followed in all that exists. `None` if that cannot be told, as for a
/// link to nothing, which a program may create or not.
fn real(path: &Path) -> Option<PathBuf> {
    if let Ok(real) = path.canonicalize() {
        return Some(real);
    }
    if path.is_symlink() {
        return None;
    }
    let name = match path.components().next_back()? {
        Component::Normal(name) => name,
        // The folder before it does not exist: where this leads is not known.
        Component::ParentDir | Component::CurDir | Component::RootDir | Component::Prefix(_) => return None,
    };
    Some(real(path.parent()?)?.join(name))
}

/// What a pattern of bash names: `*` and `?` in names, a backslash before what stands for itself. `None`: too much, or no
/// pattern that can be read.
fn expand(pattern: &Path) -> Option<Vec<PathBuf>> {
    let mut found = vec![PathBuf::new()];
    for component in pattern.components() {
        let name = component.as_os_str();
        let Some(text) = name.to_str().filter(|text| text.contains(['*', '?', '\\'])) else {
            found.iter_mut().for_each(|path| path.push(name));
            continue;
        };
        let name = matcher(text)?;
        let mut next = Vec::new();
        for folder in &found {
            for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
                let found = entry.file_name();
                let shown = found.to_string_lossy();
                let hidden = shown.starts_with('.') && !text.starts_with(['.', '\\']);
                if !hidden && name.is_match(&*shown) {
                    next.push(folder.join(&found));
                }
                if next.len() > MATCHES {
                    return None;
                }
            }
        }
        found = next;
    }
    Some(found)
}

fn matcher(pattern: &str) -> Option<globset::GlobMatcher> {
    let mut literal = String::with_capacity(pattern.len());
    let mut characters = pattern.chars();
    while let Some(character) = characters.next() {
        // These mean something to globset alone.
        if matches!(character, '{' | '}' | '[' | ']' | ',') {
            literal.push('\\');
        }
        literal.push(character);
        if character == '\\' {
            literal.extend(characters.next());
        }
    }
    let mut glob = globset::GlobBuilder::new(&literal);
    Some(glob.literal_separator(true).backslash_escape(true).build().ok()?.compile_matcher())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ground() -> tempfile::TempDir {
        let ground = tempfile::tempdir().unwrap();
        for folder in ["w/src", "w/bin", "outside"] {
            std::fs::create_dir_all(ground.path().join(folder)).unwrap();
        }
        for file in
            ["w/src/a.rs", "w/src/b.rs", "w/src/.hidden.rs", "w/src/{a,b}[c]", "w/run.sh", "outside/secret"]
        {
            std::fs::write(ground.path().join(file), "").unwrap();
        }
        #[cfg(unix)]
        for (target, link) in
            [("../outside", "w/out"), ("src/a.rs", "w/link.rs"), ("../outside/new", "w/dangling")]
        {
            std::os::unix::fs::symlink(target, ground.path().join(link)).unwrap();
        }
        ground
    }

    #[cfg(unix)]
    #[test]
    fn paths_are_what_they_lead_to() {
        let ground = ground();
        let root = ground.path().join("w").canonicalize().unwrap();
        let home = ground.path().join("outside").canonicalize().unwrap();
        let places = Places { root: &root, start: &root, home: Some(&home) };
        let targets = |folder: &str, path: &str, pattern: bool| {
            let need = Need { folder: folder.to_owned(), path: path.to_owned(), pattern };
            let mut targets = places.targets(&need);
            targets.sort();
            targets
        };
        let inside = |path: &str| Target::Inside(path.to_owned());
        assert_eq!(targets("", "src/a.rs", false), [inside("src/a.rs")]);
        assert_eq!(targets("src", "../src/new/x", false), [inside("src/new/x")]);
        assert_eq!(targets("", "link.rs", false), [inside("src/a.rs")]);
        assert_eq!(targets("", ".", false), [Target::Root]);
        assert_eq!(targets("", "out", false), [Target::Home]);
        assert_eq!(targets("out", "secret", false), [Target::InHome("secret".to_owned())]);
        assert_eq!(targets("", "~/secret", false), [Target::InHome("secret".to_owned())]);
        assert_eq!(targets("", "dangling", false), [Target::Unknown]);
        assert_eq!(targets("", "missing/../../x", false), [Target::Unknown]);
        assert_eq!(targets("", "/", false), [Target::FileSystemRoot]);
        assert_eq!(targets("", "/dev/sda", false), [Target::Device("/dev/sda".to_owned())]);
        assert_eq!(targets("", "src/*.rs", true), [inside("src/a.rs"), inside("src/b.rs")]);
        assert_eq!(targets("", "src/\\*.rs", true), []);
        assert_eq!(targets("", "src/{a,b}[?]", true), [inside("src/{a,b}[c]")]);
        assert!(matches!(targets("", "..", false).as_slice(), [Target::AboveRoot(_)]));
    }

    #[cfg(unix)]
    #[test]
    fn a_program_of_the_workspace_is_not_one_of_the_system() {
        let ground = ground();
        let root = ground.path().join("w").canonicalize().unwrap();
        let places = Places { root: &root, start: &root, home: None };
        let program = |path: &str| {
            places.program(&Need { folder: String::new(), path: path.to_owned(), pattern: false })
        };
        assert!(matches!(program("sh"), Resolved::System { .. }));
        assert!(matches!(program("./run.sh"), Resolved::Workspace { .. }));
        assert!(matches!(program("out/secret"), Resolved::Elsewhere { .. }));
        assert_eq!(program("no-such-program"), Resolved::Missing);
        assert_eq!(program("./no-such-program"), Resolved::Missing);
    }
}
