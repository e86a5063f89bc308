//! requirements.md, bugfix.md and design.md as they really are.

#![allow(clippy::disallowed_methods, clippy::disallowed_macros)]

use std::{fs, ops::Range, path::Path};

use spec::{
    Design, ReferenceKind, Requirements, Severity, Target, parse_bugfix, parse_design, parse_requirements,
    parse_sections, parse_tasks,
};

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
fn nearly_every_file_yields_criteria() {
    for (name, parse) in [
        ("requirements.md", parse_requirements as fn(&str) -> _),
        ("bugfix.md", parse_bugfix as fn(&str) -> _),
    ] {
        let files = files(name);
        let (mut with_requirements, mut with_criteria) = (0, 0);
        let (mut requirements, mut criteria, mut terms, mut stories, mut odd) = (0, 0, 0, 0, 0);
        for (path, text) in &files {
            let (read, problems): (Requirements, Vec<text::Problem>) = parse(text);
            holds_together(text, &read);
            assert!(problems.iter().all(|problem| problem.severity != Severity::Error), "{}", path.display());
            let count: usize = read.requirements.iter().map(|requirement| requirement.criteria.len()).sum();
            requirements += read.requirements.len();
            criteria += count;
            terms += read.glossary.len();
            stories +=
                read.requirements.iter().filter(|requirement| requirement.user_story.is_some()).count();
            odd += problems.len();
            with_requirements += usize::from(!read.requirements.is_empty());
            with_criteria += usize::from(count > 0);
            if count == 0 {
                let (path, requirements) = (path.display(), read.requirements.len());
                eprintln!("no criteria: {path} ({} bytes, {requirements} requirements)", text.len());
            }
        }
        let found = files.len();
        eprintln!(
            "{found} {name}: {with_requirements} with requirements ({requirements}), {with_criteria} with criteria \
             ({criteria}); {terms} terms, {stories} stories, {odd} problems"
        );
        // The others are empty, templates, or prose.
        assert!(with_criteria * 10 >= found * 9, "{with_criteria} of {found}");
    }
}

/// What is true of every design.
pub(crate) fn design_holds_together(text: &str, design: &Design) {
    assert_eq!(design.sections, parse_sections(text));
    let mut end = 0;
    for property in &design.properties {
        assert!(property.range.start >= end && property.range.end <= text.len());
        end = property.range.end;
        assert!(text.get(property.range.clone()).is_some() && !property.id.is_empty());
        assert_eq!(text[property.id_span.clone()], property.id);
        for span in [&property.heading, &property.id_span, &property.title] {
            assert!(text.get(span.clone()).is_some());
            assert!(property.range.start <= span.start && span.end <= property.range.end);
        }
        for line in &property.references {
            assert!(line.span.start >= property.heading.end && line.span.start < property.range.end);
        }
    }
}

#[test]
fn properties_of_designs_say_what_they_validate() {
    let files = files("design.md");
    let (mut with, mut properties, mut validating) = (0, 0, 0);
    for (path, text) in &files {
        let (design, problems) = parse_design(text);
        design_holds_together(text, &design);
        assert!(problems.iter().all(|problem| problem.severity != Severity::Error), "{}", path.display());
        with += usize::from(!design.properties.is_empty());
        properties += design.properties.len();
        validating += design.properties.iter().filter(|property| !property.references.is_empty()).count();
        if design.properties.is_empty() && text.contains("Property 1") {
            eprintln!("no properties: {}", path.display());
        }
    }
    let found = files.len();
    eprintln!(
        "{found} design.md: {with} with properties ({properties}), of which {validating} validate something"
    );
    assert!(validating * 10 >= properties * 9, "{validating} of {properties}");
}

#[test]
fn references_of_tasks_lead_somewhere() {
    let read = |path: &Path, parse: fn(&str) -> (Requirements, Vec<text::Problem>)| {
        fs::read_to_string(path).map(|text| parse(&text).0).unwrap_or_default()
    };
    let (mut references, mut resolved) = (0, 0);
    for (path, text) in files("tasks.md") {
        let documents = [
            read(&path.with_file_name("requirements.md"), parse_requirements),
            read(&path.with_file_name("bugfix.md"), parse_bugfix),
        ];
        let mut requirements = documents.iter().flat_map(|document| &document.requirements);
        if requirements.all(|requirement| requirement.criteria.is_empty()) {
            continue;
        }
        let (tasks, _) = parse_tasks(&text);
        let lines = tasks.tasks.iter().flat_map(|task| &task.references).filter(|line| match line.kind {
            ReferenceKind::Requirements | ReferenceKind::Validates => true,
            ReferenceKind::Property | ReferenceKind::Depends | ReferenceKind::Boundary => false,
        });
        let mut missing = Vec::new();
        for item in lines.flat_map(|line| &line.items) {
            references += 1;
            if documents.iter().any(|document| !document.resolve(&item.target).is_empty()) {
                resolved += 1;
            } else {
                missing.push(&text[item.span.clone()]);
            }
        }
        if !missing.is_empty() {
            eprintln!("dangling in {}: {}", path.display(), missing.join(" "));
        }
    }
    eprintln!("{resolved} of {references} references resolve");
    assert!(resolved * 100 >= references * 97, "{resolved} of {references}");
}
