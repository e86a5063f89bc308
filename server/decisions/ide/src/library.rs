use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, OnceLock};

use engine::{Plan, SpecGraph, SpecParts};
use spec::{Design, Requirements, SpecConfig, TaskList, TasksMeta};
use text::TextEdit;

use crate::rules::{self, Finding, Levels};
use crate::{Document, Kind, Model};

/// Every document of a workspace that we understand, as it is now. A clone is a snapshot: it costs next to nothing, and
/// what changes later does not show in it.
#[derive(Clone)]
pub struct Library {
    documents: Arc<BTreeMap<Arc<str>, Arc<Entry>>>,
    specs: Arc<BTreeMap<Arc<str>, Arc<Spec>>>,
    levels: Arc<Levels>,
    files: Arc<dyn Files>,
}

/// What documents refer to beside each other: the other files of the workspace.
pub trait Files: Send + Sync {
    /// Whether there is such a file or folder. `path` is relative to the workspace root, with `/`.
    fn exists(&self, path: &str) -> bool;
    /// Files of the workspace, ignored ones aside, relative to its root: at most `limit`.
    fn list(&self, limit: usize) -> Vec<String>;
}

/// A document, and what is wrong with it once somebody asked.
struct Entry {
    document: Arc<Document>,
    /// Of a document of a spec, the spec has them.
    findings: OnceLock<Arc<[Finding]>>,
}

/// A spec: the documents of one folder below `.kiro/specs`.
pub struct Spec {
    /// Its folder, relative to the workspace root.
    pub folder: Arc<str>,
    /// What it is called: its folder below `.kiro/specs`; empty for documents right in there.
    pub name: Arc<str>,
    documents: BTreeMap<Kind, Arc<Document>>,
    findings: OnceLock<BTreeMap<Kind, Arc<[Finding]>>>,
    graph: OnceLock<SpecGraph>,
    plan: OnceLock<Plan>,
    wave_edit: OnceLock<Option<TextEdit>>,
}

impl Library {
    /// An empty one.
    pub fn new(files: Arc<dyn Files>) -> Self {
        Self { documents: Arc::default(), specs: Arc::default(), levels: Arc::new(Levels::default()), files }
    }

    /// The document at `path` holds `text` from now on; `None`: it is gone. A path that is none of ours is passed over.
    /// Answers whether that is another than before.
    pub fn set(&mut self, path: &str, text: Option<&str>) -> bool {
        let Some(kind) = Kind::of(path) else { return false };
        if self.document(path).map(|document| &*document.text) == text {
            return false;
        }
        self.insert(&path.into(), kind, text.map(Arc::from));
        if kind == Kind::RuleSettings {
            self.set_levels(Levels::of_settings(text.unwrap_or_default()).0);
        }
        true
    }

    fn insert(&mut self, path: &Arc<str>, kind: Kind, text: Option<Arc<str>>) {
        let document = text.map(|text| Arc::new(Document::new(Arc::clone(path), kind, text)));
        let documents = Arc::make_mut(&mut self.documents);
        let is_there = document.is_some();
        let was_there = match &document {
            Some(document) => documents.insert(Arc::clone(path), Entry::new(document)).is_some(),
            None => documents.remove(path).is_some(),
        };
        // Steering, hooks and the like are held against each other, and name documents of specs.
        if !kind.is_of_spec() || was_there != is_there {
            for entry in documents.values_mut().filter(|entry| entry.findings.get().is_some()) {
                *entry = Entry::new(&entry.document);
            }
        }
        if kind.is_of_spec() {
            self.set_in_spec(path, kind, document);
        }
    }

    /// Which rules apply, and how much they matter. The document `.kiro/settings/diagnostics.json` sets this too.
    pub fn set_levels(&mut self, levels: Levels) {
        self.levels = Arc::new(levels);
        let documents: Vec<Arc<Document>> = self.documents().cloned().collect();
        for Document { path, kind, text, .. } in documents.iter().map(|document| &**document) {
            self.insert(path, *kind, Some(Arc::clone(text)));
        }
    }

    /// Files of the workspace came or went: what was found about documents may be otherwise now.
    pub fn look_again(&mut self) {
        for entry in Arc::make_mut(&mut self.documents).values_mut() {
            *entry = Entry::new(&entry.document);
        }
        for spec in Arc::make_mut(&mut self.specs).values_mut() {
            *spec = Arc::new(spec.with_documents(spec.documents.clone()));
        }
    }

    /// The document at a path.
    pub fn document(&self, path: &str) -> Option<&Arc<Document>> {
        self.documents.get(path).map(|entry| &entry.document)
    }

    /// All documents, by path.
    pub fn documents(&self) -> impl Iterator<Item = &Arc<Document>> {
        self.documents.values().map(|entry| &entry.document)
    }

    /// All specs, by folder.
    pub fn specs(&self) -> impl Iterator<Item = &Arc<Spec>> {
        self.specs.values()
    }

    /// The spec that a document belongs to.
    pub fn spec_of(&self, path: &str) -> Option<&Arc<Spec>> {
        Kind::of(path).filter(|kind| kind.is_of_spec())?;
        self.specs.get(path.rsplit_once('/')?.0)
    }

    /// The spec of that name.
    pub fn spec_named(&self, name: &str) -> Option<&Arc<Spec>> {
        self.specs().find(|spec| &*spec.name == name)
    }

    /// Which rules apply.
    pub fn levels(&self) -> &Levels {
        &self.levels
    }

    /// The other files of the workspace.
    pub fn files(&self) -> &dyn Files {
        &*self.files
    }

    /// What is wrong with a document, by place; none for a path that is none of ours.
    pub fn findings(&self, path: &str) -> Arc<[Finding]> {
        let Some(entry) = self.documents.get(path) else { return Arc::default() };
        match self.spec_of(path) {
            Some(spec) => {
                let found = spec.findings.get_or_init(|| rules::check_spec(self, spec));
                found.get(&entry.document.kind).cloned().unwrap_or_default()
            }
            None => {
                let found = entry.findings.get_or_init(|| rules::check_document(self, &entry.document));
                Arc::clone(found)
            }
        }
    }

    fn set_in_spec(&mut self, path: &Arc<str>, kind: Kind, document: Option<Arc<Document>>) {
        let folder: Arc<str> = path.rsplit_once('/').map_or("", |(folder, _)| folder).into();
        let specs = Arc::make_mut(&mut self.specs);
        let mut documents = specs.get(&folder).map(|spec| spec.documents.clone()).unwrap_or_default();
        match document {
            Some(document) => drop(documents.insert(kind, document)),
            None => drop(documents.remove(&kind)),
        }
        if documents.is_empty() {
            specs.remove(&folder);
        } else {
            specs.insert(Arc::clone(&folder), Arc::new(Spec::new(folder, documents)));
        }
    }
}

impl fmt::Debug for Library {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.documents.keys()).finish()
    }
}

impl Entry {
    fn new(document: &Arc<Document>) -> Arc<Self> {
        Arc::new(Self { document: Arc::clone(document), findings: OnceLock::new() })
    }
}

impl Spec {
    fn new(folder: Arc<str>, documents: BTreeMap<Kind, Arc<Document>>) -> Self {
        let below = folder.strip_prefix(".kiro/specs").unwrap_or(&folder);
        let name = below.trim_start_matches('/').into();
        Self {
            folder,
            name,
            documents,
            findings: OnceLock::new(),
            graph: OnceLock::new(),
            plan: OnceLock::new(),
            wave_edit: OnceLock::new(),
        }
    }

    fn with_documents(&self, documents: BTreeMap<Kind, Arc<Document>>) -> Self {
        Self::new(Arc::clone(&self.folder), documents)
    }

    /// Its documents.
    pub fn documents(&self) -> impl Iterator<Item = &Arc<Document>> {
        self.documents.values()
    }

    /// The document of a kind.
    pub fn document(&self, kind: Kind) -> Option<&Arc<Document>> {
        self.documents.get(&kind)
    }

    /// requirements.md, bugfix.md or both, each with its model.
    pub fn requirements(&self) -> impl Iterator<Item = (&Arc<Document>, &Requirements)> {
        [Kind::Requirements, Kind::Bugfix].into_iter().filter_map(|kind| {
            let document = self.documents.get(&kind)?;
            let Model::Requirements(requirements) = document.model() else { return None };
            Some((document, requirements))
        })
    }

    /// design.md
    pub fn design(&self) -> Option<(&Arc<Document>, &Design)> {
        let document = self.documents.get(&Kind::Design)?;
        if let Model::Design(design) = document.model() { Some((document, design)) } else { None }
    }

    /// tasks.md
    pub fn tasks(&self) -> Option<(&Arc<Document>, &TaskList)> {
        let document = self.documents.get(&Kind::Tasks)?;
        if let Model::Tasks(tasks) = document.model() { Some((document, tasks)) } else { None }
    }

    /// .config.kiro
    pub fn config(&self) -> Option<&SpecConfig> {
        let document = self.documents.get(&Kind::SpecConfig)?;
        if let Model::SpecConfig(config) = document.model() { Some(config) } else { None }
    }

    /// tasks.meta.json
    pub fn tasks_meta(&self) -> Option<(&Arc<Document>, &TasksMeta)> {
        let document = self.documents.get(&Kind::TasksMeta)?;
        if let Model::TasksMeta(meta) = document.model() { Some((document, meta)) } else { None }
    }

    /// Its tasks, requirements, properties and files, and what needs what. The documents of [`Self::requirements`] are
    /// those of [`SpecParts::requirements`], in the same order.
    pub fn graph(&self) -> &SpecGraph {
        self.graph.get_or_init(|| {
            let requirements: Vec<&Requirements> = self.requirements().map(|(_, model)| model).collect();
            let tasks = self.tasks();
            SpecGraph::new(SpecParts {
                tasks: tasks.map(|(_, list)| list),
                tasks_text: tasks.map_or("", |(document, _)| &document.text),
                requirements: &requirements,
                design: self.design().map(|(_, design)| design),
            })
        })
    }

    /// In which order its tasks run.
    pub fn plan(&self) -> &Plan {
        self.plan.get_or_init(|| Plan::new(self.graph()))
    }

    /// What makes the waves in tasks.md those of [`Self::plan`], if that is possible. It mends every finding about them, of
    /// which there may be one for each task.
    pub(crate) fn wave_edit(&self) -> Option<&TextEdit> {
        self.wave_edit.get_or_init(|| rules::waves::edit(self)).as_ref()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{Files, Library};

    struct Nothing;

    impl Files for Nothing {
        fn exists(&self, _: &str) -> bool {
            false
        }

        fn list(&self, _: usize) -> Vec<String> {
            Vec::new()
        }
    }

    #[test]
    fn findings_follow_the_other_documents_they_are_about() {
        let (path, other) = (".kiro/steering/a.md", ".kiro/steering/b.md");
        let mut library = Library::new(Arc::new(Nothing));
        let codes = |library: &Library| -> Vec<&str> {
            library.findings(path).iter().map(|finding| finding.code).collect()
        };
        library.set(path, Some("---\nname: same\n---\nSee #[[file:.kiro/specs/demo/design.md]].\n"));
        assert_eq!(codes(&library), ["steering/missing-file"]);
        library.set(other, Some("---\nname: same\n---\n"));
        assert_eq!(codes(&library), ["steering/duplicate-name", "steering/missing-file"]);
        library.set(".kiro/specs/demo/design.md", Some("# Design Document\n"));
        assert_eq!(codes(&library), ["steering/duplicate-name"]);
        library.set(other, Some("---\nname: another\n---\n"));
        assert_eq!(codes(&library), <[&str; 0]>::default());
        library.set(".kiro/specs/demo/design.md", None);
        assert_eq!(codes(&library), ["steering/missing-file"]);
    }
}
