//! Drafts of specs and steering, without a model: reads the code, and writes documents that are not there yet.

use codebase::{Language, is_manifest, outline, project};
use draft::{Draft, Ground, Kind, Source};
use protocol::{DraftedDocument, ErrorCode, Response, VerbError};
use workspace::{Expect, RelPath, Tree, TreeError};

use crate::withheld::Withheld;
use crate::{Runtime, file_error};

/// Most files of a workspace that are looked at, and bytes that are read of them.
const FILES: usize = 5_000;
const BYTES: usize = 64 << 20;

/// Longer sources are made by programs, and tell nothing.
const LONGEST_SOURCE: usize = 256 << 10;

impl Runtime {
    pub(crate) fn draft_spec(&self, spec: &str, words: &str, bugfix: bool) -> Result<Response, VerbError> {
        let parts = || spec.split('/');
        let letters = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
        let fits = |part: &str| part.starts_with(char::is_alphanumeric) && part.chars().all(letters);
        if !parts().all(fits) {
            let why =
                format!("`{spec}` is no name for a spec; take letters, digits and hyphens: saved-carts");
            return Err(VerbError::new(ErrorCode::Invalid, why));
        }
        if words.trim().is_empty() {
            let why = "say in a sentence or more what the spec is about".to_owned();
            return Err(VerbError::new(ErrorCode::Invalid, why));
        }
        let folder = format!(".kiro/specs/{spec}");
        if let Ok(known) = self.spec_folder(spec)
            && let Some((_, path)) = known.documents.first()
        {
            let why = format!("the spec `{spec}` is there: `{path}`; nothing was written");
            return Err(VerbError::new(ErrorCode::Invalid, why));
        }
        let kind = if bugfix { Kind::Bugfix } else { Kind::Feature };
        let name = parts().next_back().unwrap_or(spec);
        self.write_drafts(&folder, draft::spec(name, words, kind, &ground(&self.inner.tree)?))
    }

    pub(crate) fn draft_steering(&self) -> Result<Response, VerbError> {
        let tree = &self.inner.tree;
        let mut drafts = draft::steering(&ground(tree)?);
        let folder = ".kiro/steering";
        drafts.retain(|draft| {
            tree.resolve(&format!("{folder}/{}", draft.name)).is_ok_and(|path| is_missing(tree, &path))
        });
        if drafts.is_empty() {
            let why = format!("`{folder}` has product.md, tech.md and structure.md; nothing was written");
            return Err(VerbError::new(ErrorCode::Invalid, why));
        }
        self.write_drafts(folder, drafts)
    }

    /// Writes all of them, or, if one is there, none.
    fn write_drafts(&self, folder: &str, drafts: Vec<Draft>) -> Result<Response, VerbError> {
        let tree = &self.inner.tree;
        let place = |draft: &Draft| tree.resolve(&format!("{folder}/{}", draft.name)).map_err(file_error);
        let paths = drafts.iter().map(place).collect::<Result<Vec<_>, _>>()?;
        if let Some(path) = paths.iter().find(|path| !is_missing(tree, path)) {
            return Err(VerbError::new(
                ErrorCode::Invalid,
                format!("`{path}` is there; nothing was written"),
            ));
        }
        let mut drafted = Vec::new();
        for (draft, path) in drafts.iter().zip(paths) {
            tree.write(&path, draft.text.as_bytes(), Expect::Absent).map_err(file_error)?;
            if draft.name.ends_with(".md") {
                let placeholders = u32::try_from(draft.marks()).unwrap_or(u32::MAX);
                drafted.push(DraftedDocument { path: path.to_string(), placeholders });
            }
        }
        Ok(Response::Drafted { drafted })
    }
}

fn is_missing(tree: &Tree, path: &RelPath) -> bool {
    matches!(tree.read(path), Err(TreeError::NotFound { .. }))
}

/// What the files of a workspace say of it, but for those that are kept from agents.
fn ground(tree: &Tree) -> Result<Ground, VerbError> {
    let files = tree.glob("**/*", &RelPath::root(), FILES).map_err(file_error)?;
    let mut withheld = Withheld::of(tree);
    let mut ground = Ground::default();
    let mut manifests: Vec<(RelPath, String)> = Vec::new();
    let mut room = BYTES;
    for path in files.items {
        let (name, language) = (path.as_str(), Language::of(path.as_str()));
        let readme = name.eq_ignore_ascii_case("readme.md");
        if language.is_none() && !readme && !is_manifest(name) || withheld.why(&path).is_some() {
            continue;
        }
        // What cannot be read says nothing.
        let Ok(read) = tree.read_text(&path) else { continue };
        let Some(left) = room.checked_sub(read.text.len()) else { break };
        room = left;
        if let Some(language) = language.filter(|_| read.text.len() <= LONGEST_SOURCE) {
            let outline = outline(language, &read.text);
            ground.sources.push(Source { path: name.to_owned(), outline });
        }
        match (readme, is_manifest(name)) {
            (true, _) => ground.readme = Some(read.text),
            (false, true) => manifests.push((path, read.text)),
            (false, false) => {}
        }
    }
    let manifests: Vec<_> = manifests.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    ground.project = project(&manifests);
    Ok(ground)
}
