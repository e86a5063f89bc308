//! Ids as people write them: `R1.AC2`, `要件1.2`, `2.1-2.5`, `9.x`. Ranges are bytes of what is written.

use std::ops::Range;

use spec::Target;
use text::TextEdit;

/// What may stand between the two ends of a range.
const RANGE_SIGNS: &[&str] = &["-", "–", "—", "−", "‑", "~", "〜", "～", " to ", "至", "到", "から"];

/// The ids in a reference, each with the bytes that say it: two of a range, one of anything else that has an id.
pub(crate) fn ids<'a>(written: &str, target: &'a Target) -> Vec<(Range<usize>, &'a str)> {
    match target {
        Target::One(id) | Target::Below(id) => vec![(0..written.len(), id)],
        Target::Range(first, last) => ends(written, first, last)
            .map(|[left, right]| vec![(left, first.as_str()), (right, last.as_str())])
            .unwrap_or_default(),
        Target::All => Vec::new(),
    }
}

/// The two ends of a range; an id may hold the sign itself, so that every one is tried.
fn ends(written: &str, first: &str, last: &str) -> Option<[Range<usize>; 2]> {
    let signs = RANGE_SIGNS.iter().flat_map(|sign| written.match_indices(sign));
    signs.into_iter().find_map(|(at, sign)| {
        let left = written.get(..at)?.trim_end();
        let right = written.get(at + sign.len()..)?.trim_start();
        let whole = said(left, first)?.len() == runs(first).count();
        (whole && said(right, last).is_some())
            .then(|| [0..left.len(), written.len() - right.len()..written.len()])
    })
}

/// The edits that make `written`, which says the id `old`, say `new`, with its words and zeros kept: `R1.AC2` becomes
/// `R7.AC2`, `REQ-001` becomes `REQ-007`. None where what it leaves out is all that changes; `None` if it does not say
/// `old`.
pub(crate) fn respell(written: &str, old: &str, new: &str) -> Option<Vec<TextEdit>> {
    let said = said(written, old)?;
    let hidden = runs(old).count() - said.len();
    let mut old: Vec<(&str, Range<usize>)> = runs(old).skip(hidden).map(|(run, _)| run).zip(said).collect();
    let mut replacing: Vec<(&str, usize)> = runs(new).collect();
    if hidden > 0 {
        replacing.drain(..replacing.len().saturating_sub(old.len()));
    }
    if old.len() == replacing.len() {
        let changed = old.into_iter().zip(replacing).filter(|((old, _), (new, _))| old != new);
        let edit = |((_, range), (new, _)): ((_, Range<usize>), (&str, _))| {
            let zeros = written.get(range.clone()).is_some_and(|digits| digits.starts_with('0'));
            let width = if zeros && is_number(new) { range.len() } else { 0 };
            TextEdit { range, new: format!("{new:0>width$}") }
        };
        return Some(changed.map(edit).collect());
    }
    while old.len().min(replacing.len()) > 1 && old.last().map(|it| it.0) == replacing.last().map(|it| it.0) {
        old.pop();
        replacing.pop();
    }
    let (_, first) = old.first()?;
    let (_, last) = old.last()?;
    let (_, start) = replacing.first()?;
    let (end, at) = replacing.last()?;
    let new = new.get(*start..at + end.len())?.to_owned();
    Some(vec![TextEdit { range: first.start..last.end, new }])
}

/// The bytes of each run of `id` in `written`: of `1.6` in `R1.AC6` those of `1` and of `6`. Where less is written (`5`
/// for `2.5`) there are only the last ones; `None` if it says something else.
fn said(written: &str, id: &str) -> Option<Vec<Range<usize>>> {
    let written: Vec<(&str, usize)> = runs(written).collect();
    let mut before = written.iter().rev();
    let mut found = Vec::new();
    let wanted: Vec<&str> = runs(id).map(|(run, _)| run).collect();
    'wanted: for run in wanted.into_iter().rev() {
        for (word, at) in before.by_ref() {
            let end = at + word.len();
            if is_number(run) && is_number(word) {
                if run.trim_start_matches('0') != word.trim_start_matches('0') {
                    return None;
                }
                found.push(*at..end);
                continue 'wanted;
            }
            let tail = word.len().checked_sub(run.len()).and_then(|from| word.get(from..));
            if tail.is_some_and(|tail| tail.eq_ignore_ascii_case(run)) {
                found.push(end - run.len()..end);
                continue 'wanted;
            }
            if is_number(word) {
                return None;
            }
        }
        break;
    }
    found.reverse();
    (!found.is_empty() && !before.any(|(word, _)| is_number(word))).then_some(found)
}

/// What orders ids as people count: `1.9` stands before `1.10`, and `1` and `1.1` are of different kinds.
pub(crate) fn counted(id: &str) -> Vec<(u64, &str)> {
    runs(id).map(|(run, _)| run.parse().map_or((0, run), |number| (number, ""))).collect()
}

/// The runs of letters and of digits, each with its offset.
fn runs(text: &str) -> impl Iterator<Item = (&str, usize)> {
    let class = |c: char| if c.is_ascii_digit() { 1 } else { i32::from(c.is_alphanumeric()) * 2 };
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let rest = text.get(at..)?;
            let kind = class(rest.chars().next()?);
            let end = rest.find(|c| class(c) != kind).unwrap_or(rest.len());
            let start = at;
            at += end;
            if kind != 0 {
                return Some((rest.get(..end)?, start));
            }
        }
    })
}

fn is_number(run: &str) -> bool {
    run.starts_with(|c: char| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use text::apply;

    use super::*;

    #[test]
    fn words_stay_and_numbers_change() {
        for (written, old, new, expected) in [
            ("1.2", "1.2", "7.2", "7.2"),
            ("R1.AC2", "1.2", "7.2", "R7.AC2"),
            ("R1.AC2", "1.2", "1.5", "R1.AC5"),
            ("Requirement 1.2", "1.2", "12.2", "Requirement 12.2"),
            ("要件1.2", "1.2", "7.2", "要件7.2"),
            ("REQ-001.2", "1.2", "7.2", "REQ-007.2"),
            ("REQ-001", "1", "1000", "REQ-1000"),
            ("NFR3.1", "NFR-3.1", "NFR-4.1", "NFR4.1"),
            ("nfr 3", "NFR-3", "FR-3", "FR 3"),
            ("4A.1", "4A.1", "4B.1", "4B.1"),
            ("4A.1", "4A.1", "4.1", "4.1"),
            ("2.*", "2", "7", "7.*"),
            ("9.x", "9", "10", "10.x"),
            ("5", "2.5", "7.5", "5"),
            ("5", "2.5", "2.6", "6"),
            ("1.2", "1.2", "7.1.2", "7.1.2"),
            ("7.1.2", "7.1.2", "1.2", "1.2"),
            ("R1.AC2", "1.2", "FR-1.2", "RFR-1.AC2"),
            ("1.1", "1.1", "1.1", "1.1"),
            ("FIX-1.1", "FIX-1.1", "T0", "T0"),
        ] {
            let edits = respell(written, old, new).unwrap_or_else(|| panic!("{written} does not say {old}"));
            assert_eq!(apply(written, &edits).unwrap(), expected, "{written}: {old} -> {new}");
        }
    }

    #[test]
    fn what_says_something_else_is_left_alone() {
        for (written, id) in
            [("R1.AC6", "2.6"), ("11.2", "1.2"), ("1.22", "1.2"), ("1.2.3", "2.3"), ("All", "1")]
        {
            assert_eq!(respell(written, id, "7"), None, "{written}: {id}");
        }
    }

    #[test]
    fn the_ends_of_a_range() {
        for (written, first, last, ends) in [
            ("2.1-2.5", "2.1", "2.5", Some(["2.1", "2.5"])),
            ("R2.1 – R2.5", "2.1", "2.5", Some(["R2.1", "R2.5"])),
            ("2.1〜5", "2.1", "2.5", Some(["2.1", "5"])),
            ("REQ-1-REQ-3", "1", "3", Some(["REQ-1", "REQ-3"])),
            ("NFR-1-NFR-3", "NFR-1", "NFR-3", Some(["NFR-1", "NFR-3"])),
            ("1 to 13", "1", "13", Some(["1", "13"])),
            ("1-13", "1", "12", None),
        ] {
            let target = Target::Range(first.to_owned(), last.to_owned());
            let found: Vec<_> = ids(written, &target).into_iter().map(|(span, _)| &written[span]).collect();
            assert_eq!(found, ends.map_or(Vec::new(), |ends| ends.to_vec()), "{written}");
        }
    }
}
