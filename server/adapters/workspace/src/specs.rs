use std::collections::BTreeSet;

use crate::{Kind, RelPath, Tree, TreeError};

/// A folder of one spec and the documents it has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpecFolder {
    /// The folder below `.kiro/specs`, `/`-separated: specs may be nested (`area/feature`).
    pub name: String,
    /// File name and place of each document that exists, in the order of work:
    /// `requirements.md`, `bugfix.md`, `design.md`, `tasks.md`.
    pub documents: Vec<(String, RelPath)>,
}

const DOCUMENTS: [&str; 4] = ["requirements.md", "bugfix.md", "design.md", "tasks.md"];

/// Deeper folders are not looked at.
const MAX_DEPTH: usize = 8;

impl Tree {
    /// The spec folders below `.kiro/specs`, by name; none without such a folder.
    ///
    /// `.kiro/specs` and the documents may be links within the workspace; a link to a folder
    /// further down is not followed, nor one that leaves the workspace.
    pub fn specs(&self) -> Result<Vec<SpecFolder>, TreeError> {
        let mut specs = Vec::new();
        if let Some(folder) = self.optional(self.resolve(".kiro/specs"))? {
            self.collect_specs(&folder, "", MAX_DEPTH, &mut specs)?;
        }
        specs.sort_by(|a: &SpecFolder, b| a.name.split('/').cmp(b.name.split('/')));
        Ok(specs)
    }

    fn collect_specs(
        &self,
        folder: &RelPath,
        name: &str,
        depth: usize,
        specs: &mut Vec<SpecFolder>,
    ) -> Result<(), TreeError> {
        let Some(entries) = self.optional(self.list(folder))? else { return Ok(()) };
        let documents: Vec<_> = DOCUMENTS
            .iter()
            .filter_map(|wanted| {
                let entry = entries.iter().find(|entry| entry.name == *wanted)?;
                Some(((*wanted).to_owned(), self.document(folder, &entry.name, entry.kind)?))
            })
            .collect();
        if !name.is_empty() && !documents.is_empty() {
            specs.push(SpecFolder { name: name.to_owned(), documents });
        }
        if depth > 0 {
            for entry in &entries {
                let Some(real) = self.subfolder(folder, &entry.name, entry.kind) else { continue };
                let child =
                    if name.is_empty() { entry.name.clone() } else { format!("{name}/{}", entry.name) };
                self.collect_specs(&real, &child, depth - 1, specs)?;
            }
        }
        Ok(())
    }

    /// The steering documents, by path: `.kiro/steering/*.md`, and `AGENTS.md` in the root.
    pub fn steering(&self) -> Result<Vec<RelPath>, TreeError> {
        let mut found = BTreeSet::new();
        if let Some(folder) = self.optional(self.resolve(".kiro/steering"))? {
            for entry in self.optional(self.list(&folder))?.unwrap_or_default() {
                if entry.name.ends_with(".md") {
                    found.extend(self.document(&folder, &entry.name, entry.kind));
                }
            }
        }
        let root = RelPath::root();
        if let Some(agents) = self.list(&root)?.iter().find(|entry| entry.name == "AGENTS.md") {
            found.extend(self.document(&root, &agents.name, agents.kind));
        }
        Ok(found.into_iter().collect())
    }

    /// Where the folder `name` really is. Specs may be shared by links; one that leads back up is left out.
    fn subfolder(&self, folder: &RelPath, name: &str, kind: Kind) -> Option<RelPath> {
        let path = folder.child(name);
        match kind {
            Kind::Folder => Some(path),
            Kind::Link => {
                let target = self.resolve(path.as_str()).ok()?;
                let new = path.below(&target).is_none() && self.absolute(&target).is_dir();
                new.then_some(target)
            }
            Kind::File | Kind::Other => None,
        }
    }

    /// Where the content of `name` really is, if it is a file within the workspace. A pipe or device of that name
    /// counts: reading it then says what is wrong, where leaving it out would hide it.
    fn document(&self, folder: &RelPath, name: &str, kind: Kind) -> Option<RelPath> {
        let path = folder.child(name);
        match kind {
            Kind::File | Kind::Other => Some(path),
            Kind::Link => {
                let target = self.resolve(path.as_str()).ok()?;
                self.absolute(&target).is_file().then_some(target)
            }
            Kind::Folder => None,
        }
    }

    /// What is missing, or leads out of the workspace, is simply not there.
    pub(crate) fn optional<T>(&self, result: Result<T, TreeError>) -> Result<Option<T>, TreeError> {
        match result {
            Ok(value) => Ok(Some(value)),
            Err(
                TreeError::NotFound { .. }
                | TreeError::NotFolder { .. }
                | TreeError::Outside { .. }
                | TreeError::Dangling { .. },
            ) => Ok(None),
            Err(error) => Err(error),
        }
    }
}
