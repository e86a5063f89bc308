use std::path::Path;

use globset::{GlobBuilder, GlobMatcher};
use grep_regex::{RegexMatcher, RegexMatcherBuilder};
use grep_searcher::sinks::Lossy;
use grep_searcher::{BinaryDetection, Searcher, SearcherBuilder};
use ignore::WalkBuilder;

use crate::tree::{open_regular, regular};
use crate::{RelPath, Tree, TreeError};

/// What a search found, in the order of paths, up to a limit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found<T> {
    pub items: Vec<T>,
    /// There was more than the limit.
    pub truncated: bool,
}

/// A line that a [`Tree::grep`] found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Match {
    pub path: RelPath,
    /// Counted from 1.
    pub line: u64,
    /// Without its line end; cut after [`MAX_LINE`] characters, which an ellipsis marks.
    pub text: String,
}

/// The most characters of a line that a match shows.
const MAX_LINE: usize = 500;

/// A single line larger than this ends the search of its file.
const LINE_BUFFER: usize = 16 << 20;

impl Tree {
    /// The files below `under` (or `under` itself, if it is a file) whose path matches `pattern`, at most `limit`.
    ///
    /// The pattern is relative to `under`, `*` stays within a folder, `**` does not; one without
    /// a `/` matches the name at any depth, as in a `.gitignore`. What `.gitignore` and `.ignore`
    /// files exclude is left out, as are `.git`, links (their targets are found where they are)
    /// and names that are not Unicode. Other dot files take part.
    pub fn glob(&self, pattern: &str, under: &RelPath, limit: usize) -> Result<Found<RelPath>, TreeError> {
        let glob = matcher(pattern)?;
        let mut found = Found { items: Vec::new(), truncated: false };
        for path in self.files(under, Some(&glob))?.filter(|path| self.is_regular(path)) {
            if found.items.len() == limit {
                found.truncated = true;
                break;
            }
            found.items.push(path);
        }
        Ok(found)
    }

    /// The lines that match a regular expression (Rust's `regex` syntax, one line at a time) in
    /// the files that [`Tree::glob`] would find, at most `limit`. Binary files are skipped, as
    /// are files that cannot be read, and those that `skip` names.
    pub fn grep(
        &self,
        pattern: &str,
        under: &RelPath,
        glob: Option<&str>,
        limit: usize,
        mut skip: impl FnMut(&RelPath) -> bool,
    ) -> Result<Found<Match>, TreeError> {
        let regex = RegexMatcherBuilder::new()
            .line_terminator(Some(b'\n'))
            .build(pattern)
            .map_err(|error| TreeError::pattern(pattern, error))?;
        let glob = glob.map(matcher).transpose()?;
        let mut searcher = SearcherBuilder::new()
            .binary_detection(BinaryDetection::quit(0))
            .heap_limit(Some(LINE_BUFFER))
            .build();
        let mut found = Found { items: Vec::new(), truncated: false };
        for path in self.files(under, glob.as_ref())? {
            if skip(&path) {
                continue;
            }
            self.grep_file(&regex, &mut searcher, &path, limit, &mut found);
            if found.truncated {
                break;
            }
        }
        Ok(found)
    }

    fn grep_file(
        &self,
        regex: &RegexMatcher,
        searcher: &mut Searcher,
        path: &RelPath,
        limit: usize,
        found: &mut Found<Match>,
    ) {
        let Some((folder, name)) = path.split() else { return };
        let opened = self.folder(&folder).and_then(|folder| open_regular(&folder, name, path));
        let Ok((file, _)) = opened else { return };
        let sink = Lossy(|line, text| {
            found.truncated = found.items.len() == limit;
            if !found.truncated {
                found.items.push(Match { path: path.clone(), line, text: cut(text) });
            }
            Ok(!found.truncated)
        });
        // What a file yielded before it failed is still true.
        let _ = searcher.search_file(regex, &file.into_std(), sink);
    }

    /// Walks the files below `under` in the order of their paths.
    fn files<'a>(
        &'a self,
        under: &'a RelPath,
        glob: Option<&'a GlobMatcher>,
    ) -> Result<impl Iterator<Item = RelPath> + 'a, TreeError> {
        // What is missing, or a link by now, is an error and not an empty result.
        let base = match (self.folder(under), under.split()) {
            (Err(TreeError::NotFolder { .. }), Some((parent, _))) => parent,
            (folder, _) => folder.map(|_| under.clone())?,
        };
        let walk = WalkBuilder::new(self.absolute(under))
            .hidden(false)
            .require_git(false)
            .filter_entry(|entry| entry.file_name() != ".git")
            .sort_by_file_path(Path::cmp)
            .build();
        Ok(walk.filter_map(Result::ok).filter_map(move |entry| {
            let path = self.found(entry.path())?;
            let is_file = entry.file_type().is_some_and(|kind| kind.is_file());
            let wanted = glob.is_none_or(|glob| path.below(&base).is_some_and(|below| glob.is_match(below)));
            (is_file && wanted).then_some(path)
        }))
    }

    /// A file beneath `under` that is `wanted`, and what is said of it. Where `passing_over`, search programs would find it: it is not hidden, and no
    /// ignore file names it.
    pub fn find_file<T>(
        &self,
        under: &RelPath,
        passing_over: bool,
        mut wanted: impl FnMut(&RelPath) -> Option<T>,
    ) -> Option<(RelPath, T)> {
        let walk = WalkBuilder::new(self.absolute(under))
            .standard_filters(passing_over)
            .filter_entry(|entry| entry.file_name() != ".git")
            .build();
        walk.filter_map(Result::ok)
            .filter(|entry| entry.file_type().is_some_and(|kind| kind.is_file()))
            .filter_map(|entry| self.found(entry.path()))
            .find_map(|path| wanted(&path).map(|said| (path, said)))
    }

    /// The walk goes by names, and a folder may have been swapped for a link behind its back: what it found counts only
    /// if it is there beneath the root.
    fn is_regular(&self, path: &RelPath) -> bool {
        let Some((folder, name)) = path.split() else { return false };
        self.folder(&folder).and_then(|folder| regular(&folder, name, path)).is_ok()
    }

    /// The path of something that a walk or a listing found, which began at a real path and followed no link: it is real.
    /// `None` if it is not in this tree.
    pub fn found(&self, absolute: &Path) -> Option<RelPath> {
        let below = absolute.strip_prefix(self.root()).ok().filter(|_| !self.is_closed(absolute))?;
        // Of a walk, so that nothing in it is to be resolved.
        let below = below.to_str()?;
        Some(RelPath::from_names(below.split(std::path::MAIN_SEPARATOR)))
    }
}

fn matcher(pattern: &str) -> Result<GlobMatcher, TreeError> {
    let anchored = pattern.strip_prefix("./").or_else(|| pattern.strip_prefix('/'));
    let whole = match anchored {
        Some(rest) => rest.to_owned(),
        None if pattern.contains('/') => pattern.to_owned(),
        None => format!("**/{pattern}"),
    };
    let glob = GlobBuilder::new(&whole)
        .literal_separator(true)
        .build()
        .map_err(|error| TreeError::pattern(pattern, error.kind()))?;
    Ok(glob.compile_matcher())
}

fn cut(line: &str) -> String {
    let line = line.trim_end_matches(['\r', '\n']);
    match line.char_indices().nth(MAX_LINE) {
        Some((end, _)) => format!("{}…", line.get(..end).unwrap_or(line)),
        None => line.to_owned(),
    }
}
