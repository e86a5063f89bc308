use std::cell::OnceCell;
use std::collections::HashMap;
use std::sync::Arc;

use spec::Target;

use super::{Mention, Named, Says, Sort};
use crate::Spec;

/// The things that a spec defines, by what references call them.
pub(crate) struct Names<'a> {
    spec: &'a Spec,
    tasks: OnceCell<Ids<'a>>,
    properties: OnceCell<Ids<'a>>,
    texts: OnceCell<HashMap<&'a str, Vec<usize>>>,
}

impl<'a> Names<'a> {
    pub(crate) fn of(spec: &'a Spec) -> Self {
        Self { spec, tasks: OnceCell::new(), properties: OnceCell::new(), texts: OnceCell::new() }
    }

    /// What a mention is about; nothing if there is no such thing.
    pub(crate) fn resolve(&self, mention: &Mention<'_>) -> Vec<Named> {
        match &mention.says {
            Says::Is(named) => vec![named.clone()],
            Says::Refers(sort, target) => self.find(*sort, target),
            Says::Wave(id) => self.tasks(&one(id)),
            Says::TaskText(text) => self.with_text(text),
        }
    }

    /// What a target names among things of a sort.
    pub(crate) fn find(&self, sort: Sort, target: &Target) -> Vec<Named> {
        match sort {
            Sort::Requirement => self.requirements(target),
            Sort::Property => self.properties(target),
            Sort::Task => self.tasks(target),
        }
    }

    /// What has a certain id.
    pub(crate) fn with_id(&self, sort: Sort, id: &str) -> Vec<Named> {
        self.find(sort, &one(id))
    }

    fn requirements(&self, target: &Target) -> Vec<Named> {
        let mut found = Vec::new();
        for (document, requirements) in self.spec.requirements() {
            let path = &document.path;
            found.extend(requirements.resolve(target).into_iter().map(|address| match address.criterion {
                Some(index) => {
                    Named::Criterion { path: Arc::clone(path), requirement: address.requirement, index }
                }
                None => Named::Requirement { path: Arc::clone(path), index: address.requirement },
            }));
        }
        found
    }

    fn properties(&self, target: &Target) -> Vec<Named> {
        let Some((document, design)) = self.spec.design() else { return Vec::new() };
        let ids = || design.properties.iter().map(|property| Some(property.id.as_str()));
        let found = self.properties.get_or_init(|| Ids::new(ids())).resolve(target);
        found.into_iter().map(|index| Named::Property { path: Arc::clone(&document.path), index }).collect()
    }

    fn tasks(&self, target: &Target) -> Vec<Named> {
        let Some((document, list)) = self.spec.tasks() else { return Vec::new() };
        let ids = || list.tasks.iter().map(|task| task.id.as_deref());
        let found = self.tasks.get_or_init(|| Ids::new(ids())).resolve(target);
        found.into_iter().map(|index| Named::Task { path: Arc::clone(&document.path), index }).collect()
    }

    fn with_text(&self, text: &str) -> Vec<Named> {
        let Some((document, list)) = self.spec.tasks() else { return Vec::new() };
        let texts = self.texts.get_or_init(|| {
            let mut texts: HashMap<&str, Vec<usize>> = HashMap::new();
            for (index, task) in list.tasks.iter().enumerate() {
                texts.entry(&task.raw_title).or_default().push(index);
            }
            texts
        });
        let found = texts.get(text).into_iter().flatten();
        found.map(|index| Named::Task { path: Arc::clone(&document.path), index: *index }).collect()
    }
}

fn one(id: &str) -> Target {
    Target::One(id.to_owned())
}

/// Ids in document order.
struct Ids<'a> {
    all: Vec<Option<&'a str>>,
    by_id: HashMap<&'a str, Vec<usize>>,
}

impl<'a> Ids<'a> {
    fn new(ids: impl Iterator<Item = Option<&'a str>>) -> Self {
        let all: Vec<_> = ids.collect();
        let mut by_id: HashMap<&str, Vec<usize>> = HashMap::new();
        for (index, id) in all.iter().enumerate() {
            if let Some(id) = id {
                by_id.entry(id).or_default().push(index);
            }
        }
        Self { all, by_id }
    }

    /// From one id to another means those between them in the document that have as many dots as the first.
    fn resolve(&self, target: &Target) -> Vec<usize> {
        let with_id = |id: &String| self.by_id.get(id.as_str()).map_or(&[][..], Vec::as_slice);
        let those = |keep: &dyn Fn(&str) -> bool, from: usize, to: usize| -> Vec<usize> {
            let ids = self.all.iter().enumerate().take(to.saturating_add(1)).skip(from);
            ids.filter(|(_, id)| id.is_some_and(keep)).map(|(index, _)| index).collect()
        };
        match target {
            Target::One(id) => with_id(id).to_vec(),
            Target::Range(first, last) => {
                let (Some(from), Some(to)) = (with_id(first).first(), with_id(last).last()) else {
                    return Vec::new();
                };
                let dots = |id: &str| id.matches('.').count();
                those(&|id| dots(id) == dots(first), *from, *to)
            }
            Target::Below(id) => {
                let below =
                    |other: &str| other.strip_prefix(id.as_str()).is_some_and(|rest| rest.starts_with('.'));
                those(&below, 0, usize::MAX)
            }
            Target::All => those(&|_| true, 0, usize::MAX),
        }
    }
}
