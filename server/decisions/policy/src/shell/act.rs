use std::ops::Range;

use crate::shell::{Class, Folder, Need, Word};

/// What a simple command does, told by its words alone. What its paths and programs lead to is not known yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Act {
    pub(super) text: String,
    pub(super) whole: String,
    pub(super) span: Range<usize>,
    pub(super) class: Class,
    pub(super) programs: Vec<Program>,
    pub(super) reads: Vec<Reach>,
    pub(super) writes: Vec<Reach>,
    /// Deleted, moved away or given other rights, with everything in it.
    pub(super) destroys: Vec<Reach>,
    /// Searched for things to destroy.
    pub(super) searched: Vec<Reach>,
    /// Named where the tables know no better: it may be read or written.
    pub(super) named: Vec<Reach>,
    pub(super) remembers: bool,
    /// The rest of the script may run other programs than it names.
    pub(super) changes_later: bool,
    /// What it reads may be shown, or lie somewhere else afterwards.
    pub(super) prints: bool,
    /// It reads what is in the repository, wherever in it that is.
    pub(super) reads_repository: bool,
}

/// A program that an act runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Program {
    pub(super) name: String,
    /// Where it is missing it is fetched from elsewhere.
    pub(super) fetched: bool,
    /// One for each folder that it may run in; none if that is not known.
    pub(super) needs: Vec<Need>,
}

/// A path of an act.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Reach {
    pub(super) shown: String,
    /// All that it may be; none if it is not known.
    pub(super) needs: Vec<Need>,
    /// The command would take a name that begins with `-` for an option.
    pub(super) bare_pattern: bool,
}

impl Act {
    pub(super) fn new(span: Range<usize>, class: Class) -> Self {
        Self {
            text: String::new(),
            whole: String::new(),
            span,
            class,
            programs: Vec::new(),
            reads: Vec::new(),
            writes: Vec::new(),
            destroys: Vec::new(),
            searched: Vec::new(),
            named: Vec::new(),
            remembers: true,
            changes_later: false,
            prints: false,
            reads_repository: false,
        }
    }

    pub(super) fn ordinary(&mut self) {
        self.class.raise(Class::Ordinary);
    }

    pub(super) fn opaque(&mut self, why: impl Into<String>) {
        self.class.raise(Class::Opaque { why: why.into() });
    }

    pub(super) fn guarded(&mut self, why: impl Into<String>) {
        self.class.raise(Class::Guarded { why: why.into() });
    }

    pub(super) fn forbidden(&mut self, why: impl Into<String>) {
        self.class.raise(Class::Forbidden { why: why.into() });
    }

    pub(super) fn reads(&mut self, word: &Word, folder: &Folder) {
        self.reads.push(Reach::new(word, folder));
    }

    pub(super) fn writes(&mut self, word: &Word, folder: &Folder) {
        self.ordinary();
        self.writes.push(Reach::new(word, folder));
    }

    /// Copies or moves sources to a target, which may be a folder.
    pub(super) fn writes_into(&mut self, target: &Word, sources: &[&Word], folder: &Folder) {
        self.writes(target, folder);
        let Some(into) = target.path() else { return };
        for source in sources {
            let name = source
                .path()
                .map(|path| path.trim_end_matches('/').rsplit('/').next().unwrap_or_default().to_owned());
            match name.as_deref() {
                // A pattern is judged by what it matches; hidden files are not among that.
                None => {}
                Some("" | "." | ".." | "~") => {
                    self.opaque("which files it writes is not known before it runs")
                }
                Some(name) => {
                    let needs = Need::paths(folder, &format!("{into}/{name}"), false);
                    self.writes.push(Reach { shown: format!("{into}/{name}"), needs, bare_pattern: false });
                }
            }
        }
    }

    pub(super) fn destroys(&mut self, word: &Word, folder: &Folder) {
        self.ordinary();
        self.remembers = false;
        self.destroys.push(Reach::of_all(word, folder));
    }
}

impl Reach {
    pub(super) fn new(word: &Word, folder: &Folder) -> Self {
        let path = word.path_or_pattern();
        let bare_pattern =
            path.as_ref().is_some_and(|(path, pattern)| *pattern && path.starts_with(['*', '?']));
        let needs = path.map_or_else(Vec::new, |(path, pattern)| Need::paths(folder, &path, pattern));
        Self { shown: word.source.clone(), needs, bare_pattern }
    }

    pub(super) fn here(folder: &Folder) -> Self {
        Self { shown: ".".to_owned(), needs: Need::paths(folder, ".", false), bare_pattern: false }
    }

    /// Like [`Self::new`], but `folder/*` is the folder: nothing of it is left.
    fn of_all(word: &Word, folder: &Folder) -> Self {
        let Some((path, true)) = word.path_or_pattern() else { return Self::new(word, folder) };
        let (parent, name) = path.rsplit_once('/').unwrap_or((".", &path));
        let parent = if parent.is_empty() { "/" } else { parent };
        let all = name.chars().all(|c| matches!(c, '*' | '?' | '.')) && !parent.contains(['*', '?', '\\']);
        if !all {
            return Self::new(word, folder);
        }
        Self { shown: word.source.clone(), needs: Need::paths(folder, parent, false), bare_pattern: false }
    }
}
