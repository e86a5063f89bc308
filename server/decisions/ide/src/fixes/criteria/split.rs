use spec::{ReferenceLine, Requirements};
use text::line_end;

use super::{Found, find, fix, replace};
use crate::fixes::{Fix, FixContext};

/// Makes a criterion of each SHALL. The criteria behind it get the numbers that follow, so it is offered only where nothing
/// refers to one of these.
pub(in crate::fixes) fn split(context: &FixContext<'_>) -> Vec<Fix> {
    let Some(found) = find(context) else { return Vec::new() };
    let ears = &found.statement.ears;
    let text = &found.statement.text;
    let Some(first) = ears.obligations.first() else { return Vec::new() };
    let leads = ears.conditions.iter().all(|condition| condition.keyword_span.end <= first.modal.start);
    let plain =
        !text.get(found.criterion.text.clone()).is_some_and(|criterion| criterion.contains(['\n', '\r']));
    let numbers = Numbers::of(context, &found);
    if !leads || !plain || is_referred_to(context, &found) || first.actor.is_empty() {
        return Vec::new();
    }
    let Some(numbers) = numbers else { return Vec::new() };
    let prefix = context.document.slice(found.criterion.text.start..first.actor.start);
    let first_actor = context.document.slice(first.actor.clone());
    let end_of_line = line_end(text);
    let mut criteria = Vec::new();
    for obligation in &ears.obligations {
        let said = context.document.slice(obligation.actor.clone());
        let named = !said.is_empty() && !matches!(said.to_lowercase().as_str(), "it" | "they");
        let actor = if named { said } else { first_actor };
        let does = context.document.slice(obligation.modal.start..obligation.response.end);
        criteria.push(format!("{prefix}{actor} {does}"));
    }
    let count = criteria.len();
    let last = ears.obligations.last().map_or(found.criterion.text.end, |last| last.response.end);
    let tail = context.document.slice(last..found.criterion.text.end);
    let mut new = String::new();
    for (index, criterion) in criteria.iter().enumerate() {
        if index > 0 {
            new += tail;
            new += end_of_line;
            new += &numbers.lead(index);
        }
        new += criterion;
    }
    let mut edits = vec![replace(context, found.criterion.text.start..last, new)];
    for (index, criterion) in found.requirement.criteria.iter().enumerate().skip(found.at.1 + 1) {
        let moved =
            numbers.moved(context.document.slice(criterion.number.clone()), index - found.at.1, count - 1);
        match moved {
            Some(number) if number.is_empty() => {}
            Some(number) => edits.push(replace(context, criterion.number.clone(), number)),
            None => return Vec::new(),
        }
    }
    fix(format!("Make {count} criteria of it"), edits, false)
}

/// How the criteria of a list are numbered.
struct Numbers<'a> {
    /// What stands before the text of the criterion, its number aside.
    before: &'a str,
    behind: &'a str,
    /// What stands before the number proper, such as `1.` of `1.2`; no number: bullets.
    number: Option<(&'a str, usize)>,
}

impl<'a> Numbers<'a> {
    fn of(context: &FixContext<'a>, found: &Found<'_>) -> Option<Self> {
        let start = found.criterion.text.start;
        let line = context.document.text.get(..start)?.rfind(['\n', '\r']).map_or(0, |at| at + 1);
        let number = found.criterion.number.clone();
        if number.is_empty() {
            return Some(Self { before: context.document.text.get(line..start)?, behind: "", number: None });
        }
        let written = context.document.text.get(number.clone())?;
        let (prefix, own) = written.rsplit_once('.').map_or(("", written), |(prefix, own)| (prefix, own));
        let prefix = written.get(..written.len() - own.len()).unwrap_or(prefix);
        Some(Self {
            before: context.document.text.get(line..number.start)?,
            behind: context.document.text.get(number.end..start)?,
            number: Some((prefix, own.parse().ok()?)),
        })
    }

    /// What stands before the criterion that many behind this one.
    fn lead(&self, index: usize) -> String {
        match self.number {
            Some((prefix, number)) => format!("{}{prefix}{}{}", self.before, number + index, self.behind),
            None => self.before.to_owned(),
        }
    }

    /// The number of a criterion that is `distance` behind this one, once `by` others came between. `None` if it is not
    /// numbered as one would expect.
    fn moved(&self, written: &str, distance: usize, by: usize) -> Option<String> {
        match self.number {
            Some((prefix, number)) if written == format!("{prefix}{}", number + distance) => {
                Some(format!("{prefix}{}", number + distance + by))
            }
            None if written.is_empty() => Some(String::new()),
            Some(_) | None => None,
        }
    }
}

/// Something refers to a criterion of the requirement that stands behind this one.
fn is_referred_to(context: &FixContext<'_>, found: &Found<'_>) -> bool {
    let Some(spec) = context.library.spec_of(&context.document.path) else { return true };
    let tasks =
        spec.tasks().into_iter().flat_map(|(_, tasks)| &tasks.tasks).flat_map(|task| &task.references);
    let design =
        spec.design().into_iter().flat_map(|(_, design)| &design.properties).flat_map(|it| &it.references);
    tasks.chain(design).any(|line| reaches(line, found.requirements, found.at))
}

fn reaches(line: &ReferenceLine, requirements: &Requirements, at: (usize, usize)) -> bool {
    line.items.iter().flat_map(|item| requirements.resolve(&item.target)).any(|address| {
        address.requirement == at.0 && address.criterion.is_some_and(|criterion| criterion > at.1)
    })
}
