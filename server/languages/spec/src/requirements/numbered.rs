use std::collections::{HashMap, HashSet};

use crate::{Criterion, normal_id, number::PREFIXES};

use super::{
    reader::{Found, Reader},
    words::announces_requirements,
};

/// A numbered heading that may be a requirement.
struct Candidate<'a> {
    /// An index into the sections.
    section: usize,
    found: Found<'a>,
    /// The level of the heading and the dots of its number: a requirement's brothers are alike.
    class: (usize, usize),
    /// It stands right below a heading such as `## Requirements`.
    in_requirements: bool,
}

impl<'a> Reader<'a> {
    /// Headings that say what they are. Where that is always by a prefix (`NFR 1`), numbered ones with announced
    /// criteria are requirements beside them.
    pub(super) fn named_heads(&self) -> Vec<Option<Found<'a>>> {
        let mut named = self.heads_of(|head| !head.bare);
        let mut prefixes: HashMap<&str, usize> = HashMap::new();
        for found in named.iter().flatten() {
            *prefixes.entry(prefix(found.id)).or_default() += 1;
        }
        // `SHA-256` is a requirement where there is a `SHA-512` too.
        let is_one = |found: &Found<'_>| {
            let prefix = prefix(found.id);
            prefix.is_empty()
                || prefix.split(['-', ' ']).any(|part| PREFIXES.contains(&part))
                || prefixes.get(prefix).is_some_and(|count| *count > 1)
        };
        for head in &mut named {
            *head = head.filter(is_one);
        }
        let number = |found: &Found<'_>| normal_id(found.id).starts_with(|c: char| c.is_ascii_digit());
        if named.iter().all(Option::is_none) || named.iter().flatten().any(number) {
            return named;
        }
        let numbered = self.numbered_heads(&named);
        named.into_iter().zip(numbered).map(|(named, numbered)| named.or(numbered)).collect()
    }

    /// Numbered headings are requirements where such of their level and depth hold announced criteria, and where they
    /// stand right below a heading such as `## Requirements` or hold criteria with ids of their own. If there are none,
    /// they are where such of their level and depth hold a numbered list. Not in the parts of `named` requirements, and
    /// beside these only for announced criteria.
    pub(super) fn numbered_heads(&self, named: &[Option<Found<'a>>]) -> Vec<Option<Found<'a>>> {
        let alone = named.iter().all(Option::is_none);
        let candidates = self.candidates(named);
        let mut heads = vec![None; self.sections.len()];
        choose(&mut heads, &candidates);
        let read = self.requirements(&heads);

        let (mut announced, mut listed) = (HashSet::new(), HashSet::new());
        let mut certain = Vec::with_capacity(candidates.len());
        for (candidate, (requirement, announces)) in candidates.iter().zip(&read) {
            let spelled_out = requirement.criteria.iter().any(|criterion| self.spells_out_its_id(criterion));
            certain.push(alone && (candidate.in_requirements || spelled_out));
            if *announces {
                announced.insert(candidate.class);
            } else if alone && !requirement.criteria.is_empty() {
                listed.insert(candidate.class);
            }
        }
        let classes = if announced.is_empty() && !certain.contains(&true) { listed } else { announced };
        let chosen = candidates.iter().zip(certain);
        let chosen = chosen.filter(|(candidate, certain)| *certain || classes.contains(&candidate.class));
        heads.fill(None);
        choose(&mut heads, chosen.map(|(candidate, _)| candidate));
        heads
    }

    fn candidates(&self, named: &[Option<Found<'a>>]) -> Vec<Candidate<'a>> {
        let heads = self.heads_of(|head| head.bare);
        let mut candidates = Vec::new();
        // The headings that the next one may stand below.
        let mut above: Vec<Above> = Vec::new();
        let sections = self.sections.iter().zip(heads).zip(named).zip(self.titles());
        for (at, (((section, head), named), title)) in sections.enumerate() {
            while above.pop_if(|above| above.level >= section.level).is_some() {}
            let (in_requirements, in_named) =
                above.last().map_or((false, false), |above| (above.announces, above.in_named));
            above.push(Above {
                level: section.level,
                // The title of the document is above everything and says nothing about the parts.
                announces: section.level > 1 && announces_requirements(title),
                in_named: in_named || named.is_some(),
            });
            candidates.extend(head.filter(|_| !in_named).map(|found| Candidate {
                section: at,
                found,
                class: (section.level, found.id.matches('.').count()),
                in_requirements,
            }));
        }
        candidates
    }

    /// `**REQ-AUTH-001**: …` and `1.2 …` do, `2. …` does not.
    fn spells_out_its_id(&self, criterion: &Criterion) -> bool {
        self.text.get(criterion.number.clone()).is_some_and(|number| number.contains(['.', '-']))
    }
}

/// What stands before the first digit of an id.
fn prefix(id: &str) -> &str {
    id.split(|c: char| c.is_ascii_digit()).next().unwrap_or_default()
}

/// A heading that others stand below.
struct Above {
    level: usize,
    announces: bool,
    in_named: bool,
}

/// Puts candidates at the places of their sections.
fn choose<'a: 'b, 'b>(heads: &mut [Option<Found<'a>>], chosen: impl IntoIterator<Item = &'b Candidate<'a>>) {
    for candidate in chosen {
        if let Some(head) = heads.get_mut(candidate.section) {
            *head = Some(candidate.found);
        }
    }
}
