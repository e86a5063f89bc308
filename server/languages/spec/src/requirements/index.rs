use std::collections::HashMap;

use crate::{Address, Requirement, Requirements, Target, normal_id};

/// Where ids lead, in their normal form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Index {
    by_id: HashMap<String, Address>,
    /// What stands right below an id, in document order.
    below: HashMap<String, Vec<Address>>,
}

impl Index {
    pub(super) fn of(requirements: &[Requirement]) -> Self {
        let mut index = Self::default();
        for (address, id) in addresses(requirements) {
            index.insert(normal_id(id), address);
        }
        // `1.2` is unmistakable where all requirements are called `US-1`, `US-2`.
        let bare =
            |requirement: &Requirement| normal_id(&requirement.id).starts_with(|c: char| c.is_ascii_digit());
        if !requirements.iter().any(bare) {
            for (address, id) in addresses(requirements) {
                let normal = normal_id(id);
                let number = normal.trim_start_matches(|c: char| !c.is_ascii_digit());
                index.insert(number.to_owned(), address);
            }
        }
        index
    }

    /// The first of several with one id has it.
    fn insert(&mut self, id: String, address: Address) {
        if id.is_empty() || self.by_id.contains_key(&id) {
            return;
        }
        if let Some((parent, _)) = id.rsplit_once('.') {
            self.below.entry(parent.to_owned()).or_default().push(address);
        }
        self.by_id.insert(id, address);
    }

    fn below(&self, id: &str) -> Vec<Address> {
        self.below.get(id).cloned().unwrap_or_default()
    }
}

fn addresses(requirements: &[Requirement]) -> impl Iterator<Item = (Address, &str)> {
    requirements.iter().enumerate().flat_map(|(at, requirement)| {
        let whole = (Address { requirement: at, criterion: None }, requirement.id.as_str());
        let criteria = requirement.criteria.iter().enumerate();
        std::iter::once(whole).chain(criteria.map(move |(criterion, found)| {
            (Address { requirement: at, criterion: Some(criterion) }, found.id.as_str())
        }))
    })
}

/// The most numbers that a range whose ends are not there is tried for.
const LONGEST_RANGE: u32 = 1_000;

impl Requirements {
    /// What a target names, in document order; empty if there is no such thing.
    ///
    /// Ids are compared in their [normal form](normal_id). A range from criterion to criterion is all criteria between
    /// them; one from requirement to requirement is these requirements. An id without a heading of its own
    /// (`2` above `2.1`, `2.2`) is what stands right below it.
    pub fn resolve(&self, target: &Target) -> Vec<Address> {
        match target {
            Target::One(id) => self.one(&normal_id(id)),
            Target::Range(first, last) => self.range(&normal_id(first), &normal_id(last)),
            Target::Below(id) => {
                let id = normal_id(id);
                let below = self.index.below(&id);
                if below.is_empty() { self.one(&id) } else { below }
            }
            Target::All => (0..self.requirements.len())
                .map(|requirement| Address { requirement, criterion: None })
                .collect(),
        }
    }

    fn one(&self, id: &str) -> Vec<Address> {
        self.index.by_id.get(id).map_or_else(|| self.index.below(id), |address| vec![*address])
    }

    fn range(&self, first: &str, last: &str) -> Vec<Address> {
        let address = |id: &str| self.index.by_id.get(id).copied();
        if let (Some(from), Some(to)) = (address(first), address(last))
            && from <= to
        {
            return self.between(from, to);
        }
        // An end is missing, or the document is in another order: take the numbers between that are there.
        let numbered = |id: &str| {
            let family = id.trim_end_matches(|c: char| c.is_ascii_digit());
            Some((family.to_owned(), id.strip_prefix(family)?.parse::<u32>().ok()?))
        };
        let (Some((family, from)), Some((other, to))) = (numbered(first), numbered(last)) else {
            return Vec::new();
        };
        if family != other {
            return Vec::new();
        }
        let last = to.min(from.saturating_add(LONGEST_RANGE));
        let mut found: Vec<Address> =
            (from..=last).flat_map(|number| self.one(&format!("{family}{number}"))).collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    fn between(&self, from: Address, to: Address) -> Vec<Address> {
        if from.criterion.is_none() && to.criterion.is_none() {
            let whole = |requirement| Address { requirement, criterion: None };
            return (from.requirement..=to.requirement).map(whole).collect();
        }
        let touched = self.requirements.iter().enumerate().skip(from.requirement);
        let touched = touched.take(to.requirement.saturating_sub(from.requirement).saturating_add(1));
        let all = touched.flat_map(|(at, requirement)| {
            (0..requirement.criteria.len())
                .map(move |criterion| Address { requirement: at, criterion: Some(criterion) })
        });
        // A whole requirement comes before its criteria; at the end of a range it is meant with all of them.
        all.filter(|address| {
            *address >= from
                && (*address <= to || to.criterion.is_none() && address.requirement == to.requirement)
        })
        .collect()
    }
}
