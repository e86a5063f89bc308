//! Everything in a workspace that has a name, found by part of it.

mod fuzzy;

use std::sync::Arc;

use crate::{Document, Kind, Library, Location, Model, Spec};

use fuzzy::Query;

/// Something in the workspace that has a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkspaceSymbol {
    /// Its id and title; of a criterion the beginning of its text.
    pub name: String,
    /// What it is.
    pub kind: WorkspaceSymbolKind,
    /// The spec or folder that it belongs to.
    pub container: String,
    /// Where it is.
    pub location: Location,
}

/// What a [`WorkspaceSymbol`] is, in the order in which equally good ones are given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum WorkspaceSymbolKind {
    /// A folder below `.kiro/specs`.
    Spec,
    /// A steering file, or an AGENTS.md.
    Steering,
    /// A hook.
    Hook,
    /// An agent.
    Agent,
    /// A skill.
    Skill,
    /// A requirement.
    Requirement,
    /// A correctness property.
    Property,
    /// A task.
    Task,
    /// An acceptance criterion.
    Criterion,
}

/// Characters of a name beyond which it is cut.
const LONGEST: usize = 100;

/// At most `limit` symbols whose name has the letters of `query` in its order, whatever their case; the best first: those
/// where the letters stand together, at the start, at starts of words. An empty query finds everything.
pub fn workspace_symbols(library: &Library, query: &str, limit: usize) -> Vec<WorkspaceSymbol> {
    let query = Query::new(query);
    let mut found: Vec<(u32, Candidate<'_>)> = Vec::new();
    for_each_candidate(library, &mut |candidate| {
        if let Some(score) = query.score(candidate.id, candidate.title) {
            found.push((score, candidate));
        }
    });
    // Candidates come by document and place, which a stable sort keeps.
    found.sort_by_key(|(score, candidate)| (std::cmp::Reverse(*score), candidate.kind));
    found.into_iter().take(limit).map(|(_, candidate)| candidate.symbol()).collect()
}

struct Candidate<'a> {
    id: &'a str,
    title: &'a str,
    kind: WorkspaceSymbolKind,
    container: &'a str,
    document: &'a Document,
    span: std::ops::Range<usize>,
}

impl Candidate<'_> {
    fn symbol(self) -> WorkspaceSymbol {
        let words = self.id.chars().chain((!self.id.is_empty() && !self.title.is_empty()).then_some(' '));
        let mut name: String = words.chain(self.title.chars()).take(LONGEST + 1).collect();
        if let Some((end, _)) = name.char_indices().nth(LONGEST) {
            name.truncate(end);
            name.push('…');
        }
        let location = Location { path: Arc::clone(&self.document.path), span: self.span };
        WorkspaceSymbol { name, kind: self.kind, container: self.container.to_owned(), location }
    }
}

fn for_each_candidate<'a>(library: &'a Library, give: &mut dyn FnMut(Candidate<'a>)) {
    for spec in library.specs() {
        of_spec(spec, give);
    }
    for document in library.documents() {
        of_document(document, give);
    }
}

fn of_spec<'a>(spec: &'a Spec, give: &mut dyn FnMut(Candidate<'a>)) {
    let container = &*spec.name;
    if let Some(document) = spec.documents().next().map(|document| &**document) {
        let title = if container.is_empty() { "specs" } else { container };
        let kind = WorkspaceSymbolKind::Spec;
        give(Candidate { id: "", title, kind, container: ".kiro/specs", document, span: 0..0 });
    }
    for (document, requirements) in spec.requirements() {
        for requirement in &requirements.requirements {
            let title = document.slice(requirement.title.clone());
            let span = requirement.heading.clone();
            let kind = WorkspaceSymbolKind::Requirement;
            give(Candidate { id: &requirement.id, title, kind, container, document, span });
            for criterion in &requirement.criteria {
                let text = document.slice(criterion.text.clone());
                let title = text.split(['\n', '\r']).next().unwrap_or_default();
                let span = criterion.text.clone();
                let kind = WorkspaceSymbolKind::Criterion;
                give(Candidate { id: &criterion.id, title, kind, container, document, span });
            }
        }
    }
    if let Some((document, design)) = spec.design() {
        for property in &design.properties {
            let (title, span) = (document.slice(property.title.clone()), property.heading.clone());
            let kind = WorkspaceSymbolKind::Property;
            give(Candidate { id: &property.id, title, kind, container, document, span });
        }
    }
    if let Some((document, list)) = spec.tasks() {
        for task in &list.tasks {
            let (id, span) = (task.id.as_deref().unwrap_or_default(), task.span.clone());
            let kind = WorkspaceSymbolKind::Task;
            give(Candidate { id, title: &task.title, kind, container, document, span });
        }
    }
}

fn of_document<'a>(document: &'a Document, give: &mut dyn FnMut(Candidate<'a>)) {
    let (container, file) = document.path.rsplit_once('/').unwrap_or(("", &document.path));
    // A skill is called as its folder is.
    let folder = container.rsplit('/').next().unwrap_or(container);
    let mut give = |kind, title: Option<&'a str>, span| {
        let title = title.unwrap_or_else(|| stem(file));
        give(Candidate { id: "", title, kind, container, document, span });
    };
    match document.model() {
        Model::Steering(steering) => give(WorkspaceSymbolKind::Steering, steering.name.as_deref(), 0..0),
        Model::Hooks(hooks) => {
            for hook in &hooks.hooks {
                let name = hook.name.as_ref().map(|name| name.value.as_str());
                give(WorkspaceSymbolKind::Hook, name, hook.span.clone());
            }
        }
        Model::Agent(Some(agent)) => {
            let name = agent.name.as_ref().map(|name| name.value.as_str());
            give(WorkspaceSymbolKind::Agent, name, 0..0);
        }
        Model::Skill(_) | Model::Power(_) => give(WorkspaceSymbolKind::Skill, Some(folder), 0..0),
        Model::Text if document.kind == Kind::AgentsMd => give(WorkspaceSymbolKind::Steering, None, 0..0),
        Model::Requirements(_)
        | Model::Design(_)
        | Model::Tasks(_)
        | Model::SpecConfig(_)
        | Model::TasksMeta(_)
        | Model::SpecJson(_)
        | Model::Mcp(_)
        | Model::Agent(None)
        | Model::Permissions(_)
        | Model::Ignore(_)
        | Model::Text => {}
    }
}

fn stem(file: &str) -> &str {
    [".kiro.hook", ".json", ".md"].iter().find_map(|end| file.strip_suffix(end)).unwrap_or(file)
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::workspace_symbols;
    use crate::fixture;

    const FILES: &str = "%! .kiro/specs/area/limiter/requirements.md
### Requirement 1: Enforce a limit
1. WHEN a request exceeds the quota, THE Limiter SHALL answer with status 429
2. システムは数えること
%! .kiro/specs/area/limiter/design.md
### Property 1: Never more
%! .kiro/specs/area/limiter/tasks.md
- [ ] 1. Core
  - [ ] 1.1 Implement the limiter
- [ ] Tidy up
%! .kiro/steering/tech.md
%! .kiro/steering/rust.md
---
name: limits-of-rust
---
%! .kiro/hooks/lint.kiro.hook
{\"name\": \"Lint on save\", \"when\": {\"type\": \"fileEdited\"}, \"then\": {\"type\": \"askAgent\", \"prompt\": \"Lint\"}}
%! .kiro/agents/reviewer.json
{\"description\": \"Reviews\", \"prompt\": \"Review\", \"tools\": [\"*\"]}
%! .kiro/skills/release/SKILL.md
%! AGENTS.md
";

    fn check(query: &str, limit: usize, expect: Expect) {
        let (library, _) = fixture::library(FILES);
        let shown = workspace_symbols(&library, query, limit).into_iter().map(|symbol| {
            format!(
                "{:?} {:?} in {:?}, {}\n",
                symbol.kind, symbol.name, symbol.container, symbol.location.path
            )
        });
        expect.assert_eq(&shown.collect::<String>());
    }

    #[test]
    fn everything_has_a_name() {
        check(
            "",
            100,
            expect![[r#"
                Spec "area/limiter" in ".kiro/specs", .kiro/specs/area/limiter/requirements.md
                Steering "limits-of-rust" in ".kiro/steering", .kiro/steering/rust.md
                Steering "tech" in ".kiro/steering", .kiro/steering/tech.md
                Steering "AGENTS" in "", AGENTS.md
                Hook "Lint on save" in ".kiro/hooks", .kiro/hooks/lint.kiro.hook
                Agent "reviewer" in ".kiro/agents", .kiro/agents/reviewer.json
                Skill "release" in ".kiro/skills/release", .kiro/skills/release/SKILL.md
                Requirement "1 Enforce a limit" in "area/limiter", .kiro/specs/area/limiter/requirements.md
                Property "1 Never more" in "area/limiter", .kiro/specs/area/limiter/design.md
                Task "1 Core" in "area/limiter", .kiro/specs/area/limiter/tasks.md
                Task "1.1 Implement the limiter" in "area/limiter", .kiro/specs/area/limiter/tasks.md
                Task "Tidy up" in "area/limiter", .kiro/specs/area/limiter/tasks.md
                Criterion "1.1 WHEN a request exceeds the quota, THE Limiter SHALL answer with status 429" in "area/limiter", .kiro/specs/area/limiter/requirements.md
                Criterion "1.2 システムは数えること" in "area/limiter", .kiro/specs/area/limiter/requirements.md
            "#]],
        );
    }

    #[test]
    fn the_best_come_first() {
        check(
            "lim",
            100,
            expect![[r#"
            Steering "limits-of-rust" in ".kiro/steering", .kiro/steering/rust.md
            Spec "area/limiter" in ".kiro/specs", .kiro/specs/area/limiter/requirements.md
            Requirement "1 Enforce a limit" in "area/limiter", .kiro/specs/area/limiter/requirements.md
            Task "1.1 Implement the limiter" in "area/limiter", .kiro/specs/area/limiter/tasks.md
            Criterion "1.1 WHEN a request exceeds the quota, THE Limiter SHALL answer with status 429" in "area/limiter", .kiro/specs/area/limiter/requirements.md
        "#]],
        );
        check(
            "LIMITER",
            2,
            expect![[r#"
            Spec "area/limiter" in ".kiro/specs", .kiro/specs/area/limiter/requirements.md
            Task "1.1 Implement the limiter" in "area/limiter", .kiro/specs/area/limiter/tasks.md
        "#]],
        );
        check(
            "1.1",
            100,
            expect![[r#"
            Task "1.1 Implement the limiter" in "area/limiter", .kiro/specs/area/limiter/tasks.md
            Criterion "1.1 WHEN a request exceeds the quota, THE Limiter SHALL answer with status 429" in "area/limiter", .kiro/specs/area/limiter/requirements.md
        "#]],
        );
        check(
            "数える",
            100,
            expect![[r#"
            Criterion "1.2 システムは数えること" in "area/limiter", .kiro/specs/area/limiter/requirements.md
        "#]],
        );
        check("nothing like this", 100, expect![""]);
    }
}
