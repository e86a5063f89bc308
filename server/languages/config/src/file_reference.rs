use std::ops::Range;

/// A file that a document pulls in by `#[[file:path]]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileReference<'a> {
    /// Its path, relative to the workspace root; may hold blanks.
    pub path: &'a str,
    /// The bytes of the whole reference.
    pub span: Range<usize>,
}

/// Bytes. No path is longer, so what is never closed is not looked through again and again.
const LONGEST: usize = 4096;

/// The file references of `body`, in order.
pub fn file_references(body: &str) -> Vec<FileReference<'_>> {
    let references = body.match_indices("#[[file:").filter_map(|(start, open)| {
        let rest = body.get(start + open.len()..)?;
        let line = rest.get(..rest.floor_char_boundary(LONGEST))?.lines().next()?;
        let (path, _) = line.split_once("]]")?;
        let span = start..start + open.len() + path.len() + 2;
        // What is never closed does not swallow the one behind it.
        let is_path = !path.trim().is_empty() && !path.contains(open);
        is_path.then_some(FileReference { path: path.trim(), span })
    });
    references.collect()
}
