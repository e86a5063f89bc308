//! Things of a spec, each in a line of Markdown, and lists of them.

use engine::RequirementAt;

use crate::coverage::named_at_address;
use crate::markdown::inline;
use crate::tasks::state_in_words;
use crate::{Library, Model, Named, Spec};

/// Most things that a list names.
pub(super) const LISTED: usize = 10;

/// A thing in a line: its id and what it says.
pub(crate) fn in_a_line(library: &Library, named: &Named) -> Option<String> {
    let document = library.document(named.path())?;
    let id = inline(named.id(library).unwrap_or_default(), 40);
    match (named, document.model()) {
        (Named::Requirement { index, .. }, Model::Requirements(requirements)) => {
            let title = document.slice(requirements.requirements.get(*index)?.title.clone());
            Some(titled(&format!("Requirement {id}"), title))
        }
        (Named::Criterion { requirement, index, .. }, Model::Requirements(requirements)) => {
            let criterion = requirements.requirements.get(*requirement)?.criteria.get(*index)?;
            Some(format!("{id} {}", inline(document.slice(criterion.text.clone()), 160)))
        }
        (Named::Property { index, .. }, Model::Design(design)) => {
            let title = document.slice(design.properties.get(*index)?.title.clone());
            Some(titled(&format!("Property {id}"), title))
        }
        (Named::Task { index, .. }, Model::Tasks(_)) => task_line(library.spec_of(named.path())?, *index),
        (Named::Term { .. }, Model::Requirements(_)) => Some(id),
        _ => None,
    }
}

fn titled(name: &str, title: &str) -> String {
    let title = inline(title, 160);
    if title.is_empty() { name.to_owned() } else { format!("{name}: {title}") }
}

/// A task with its state: `1.2 Write the parser (in progress)`.
pub(crate) fn task_line(spec: &Spec, index: usize) -> Option<String> {
    let task = spec.tasks()?.1.tasks.get(index)?;
    let id = task.id.as_deref().map(|id| format!("{} ", inline(id, 40))).unwrap_or_default();
    let state = state_in_words(task);
    let state = if state.is_empty() { String::new() } else { format!(" ({state})") };
    Some(format!("{id}{}{state}", inline(&task.title, 120)))
}

/// What the graph has at some addresses, each in a line, in document order.
pub(super) fn asked(
    library: &Library,
    spec: &Spec,
    found: impl Iterator<Item = RequirementAt>,
) -> Vec<String> {
    let mut found: Vec<RequirementAt> = found.collect();
    found.sort_unstable();
    let named = found.into_iter().filter_map(|asked| named_at_address(spec, asked));
    named.filter_map(|named| in_a_line(library, &named)).collect()
}

/// A list below a word; nothing without a list.
pub(super) fn headed(word: &str, list: String) -> String {
    if list.is_empty() { list } else { format!("{word}:\n\n{list}\n") }
}
