use codebase::{Item, ItemKind, Outline, Project};

use crate::words::{Words, stem};

/// What is known of the code.
#[derive(Clone, Debug, Default)]
pub struct Ground {
    /// What its manifests say.
    pub project: Project,
    /// The text of its README, if it has one.
    pub readme: Option<String>,
    /// Its sources, in the order of their paths.
    pub sources: Vec<Source>,
}

/// A source file.
#[derive(Clone, Debug)]
pub struct Source {
    /// From the root of the workspace, with `/`.
    pub path: String,
    /// What it declares.
    pub outline: Outline,
}

/// A source that words of the user occur in.
pub(crate) struct Related<'a> {
    pub(crate) path: &'a str,
    /// Those that they occur in, each with how often; the most often first.
    pub(crate) items: Vec<&'a Item>,
}

/// Most sources, and items of each, that are named: more would not be read.
const SOURCES: usize = 8;
const ITEMS: usize = 6;

impl Ground {
    /// Sources that have what the user speaks of in their names, the best first.
    pub(crate) fn related(&self, words: &Words) -> Vec<Related<'_>> {
        let topics = words.topics();
        let mut found: Vec<(usize, Related<'_>)> = Vec::new();
        for source in &self.sources {
            let mut items: Vec<(usize, &Item)> = Vec::new();
            collect(&source.outline.items, &topics, &mut items);
            items.sort_by_key(|(hits, item)| (std::cmp::Reverse(*hits), item.lines.start));
            let stem = source.path.rsplit('/').next().and_then(|name| name.split('.').next());
            let of_path = hits(stem.unwrap_or_default(), &topics);
            let score = 2 * of_path + items.iter().map(|(hits, _)| hits).sum::<usize>();
            if score > 0 {
                let items = items.into_iter().map(|(_, item)| item).take(ITEMS).collect();
                found.push((score, Related { path: &source.path, items }));
            }
        }
        found.sort_by_key(|(score, related)| (std::cmp::Reverse(*score), related.path));
        found.into_iter().map(|(_, related)| related).take(SOURCES).collect()
    }
}

fn collect<'a>(items: &'a [Item], topics: &[String], found: &mut Vec<(usize, &'a Item)>) {
    for item in items.iter().filter(|item| item.kind != ItemKind::Test) {
        let hits = hits(&item.name, topics);
        if hits > 0 {
            found.push((hits, item));
        }
        collect(&item.items, topics, found);
    }
}

/// How many of the topics a name is made of: `CartItem`, `cart_items` and `cart-item` all have `cart`.
fn hits(name: &str, topics: &[String]) -> usize {
    let mut parts = vec![String::new()];
    let mut after_lower = false;
    for c in name.chars() {
        if !c.is_alphanumeric() || c.is_uppercase() && after_lower {
            parts.push(String::new());
        }
        if let Some(part) = parts.last_mut().filter(|_| c.is_alphanumeric()) {
            part.push(c);
        }
        after_lower = c.is_lowercase();
    }
    let parts: Vec<String> = parts.iter().map(|part| stem(part)).collect();
    topics.iter().filter(|topic| parts.contains(topic)).count()
}
