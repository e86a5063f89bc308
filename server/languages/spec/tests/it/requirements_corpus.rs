//! requirements.md and bugfix.md as they really are.

#![allow(clippy::disallowed_macros)]

use std::ops::Range;

use spec::{Requirements, Target, parse_bugfix, parse_requirements, parse_sections};

use crate::corpus::files;

/// What is true of every document.
pub(crate) fn holds_together(text: &str, requirements: &Requirements) {
    let inside = |inner: &Range<usize>, outer: &Range<usize>| {
        assert!(text.get(inner.clone()).is_some(), "{inner:?} is no slice");
        assert!(outer.start <= inner.start && inner.end <= outer.end, "{inner:?} stands outside {outer:?}");
    };
    assert_eq!(requirements.sections, parse_sections(text));
    let mut end = 0;
    for requirement in &requirements.requirements {
        inside(&requirement.range, &(end..text.len()));
        end = requirement.range.end;
        inside(&requirement.heading, &requirement.range);
        inside(&requirement.id_span, &requirement.heading);
        inside(&requirement.title, &requirement.heading);
        assert!(!requirement.id.is_empty());
        if let Some(story) = &requirement.user_story {
            inside(story, &requirement.range);
        }
        let mut before = requirement.heading.end;
        for criterion in &requirement.criteria {
            inside(&criterion.number, &(before..criterion.text.end));
            inside(&criterion.text, &(before..requirement.range.end));
            assert!(criterion.number.end <= criterion.text.start);
            assert!(!text[criterion.text.clone()].trim().is_empty() && !criterion.id.is_empty());
            before = criterion.text.end;
            assert!(!requirements.resolve(&Target::One(criterion.id.clone())).is_empty(), "{}", criterion.id);
        }
    }
    for term in &requirements.glossary {
        inside(&term.name, &(0..text.len()));
        inside(&term.definition, &(term.name.end..text.len()));
    }
}

#[test]
fn every_file_is_read() {
    for (name, parse) in
        [("requirements.md", parse_requirements as fn(&str) -> _), ("bugfix.md", parse_bugfix)]
    {
        let (mut found, mut with_requirements, mut with_criteria) = (0, 0, 0);
        let (mut requirements, mut criteria, mut terms, mut stories) = (0, 0, 0, 0);
        let mut problems = Vec::new();
        for (path, text) in files(name) {
            let (read, odd): (Requirements, Vec<text::Problem>) = parse(&text);
            holds_together(&text, &read);
            let count: usize = read.requirements.iter().map(|requirement| requirement.criteria.len()).sum();
            found += 1;
            requirements += read.requirements.len();
            criteria += count;
            terms += read.glossary.len();
            stories +=
                read.requirements.iter().filter(|requirement| requirement.user_story.is_some()).count();
            with_requirements += usize::from(!read.requirements.is_empty());
            with_criteria += usize::from(count > 0);
            if count == 0 {
                println!(
                    "no criteria: {} ({} bytes, {} requirements)",
                    path.display(),
                    text.len(),
                    read.requirements.len()
                );
            }
            problems.extend(odd.into_iter().map(|problem| (path.clone(), problem)));
        }
        println!(
            "{found} {name}: {with_requirements} with requirements ({requirements}), {with_criteria} with criteria ({criteria}); {terms} terms, {stories} stories"
        );
        for (path, problem) in problems {
            println!("{}: {} {}", path.display(), problem.code, problem.message);
        }
    }
}
