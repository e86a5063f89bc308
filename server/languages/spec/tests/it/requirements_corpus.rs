//! requirements.md, bugfix.md and design.md as they really are.

#![allow(clippy::disallowed_methods, clippy::disallowed_macros)]

use std::ops::Range;

use spec::{
    Design, ReferenceKind, Requirements, Target, parse_bugfix, parse_design, parse_requirements,
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
fn every_design_is_read() {
    let (mut found, mut with, mut properties, mut validated) = (0, 0, 0, 0);
    let mut odd = Vec::new();
    for (path, text) in files("design.md") {
        let (design, problems) = parse_design(&text);
        design_holds_together(&text, &design);
        found += 1;
        with += usize::from(!design.properties.is_empty());
        properties += design.properties.len();
        let count = design.properties.iter().filter(|property| !property.references.is_empty()).count();
        validated += count;
        if design.properties.is_empty() && text.contains("Property 1") {
            println!("no properties: {}", path.display());
        }
        if count < design.properties.len() {
            println!("{} of {} validate: {}", count, design.properties.len(), path.display());
        }
        odd.extend(problems.into_iter().map(|problem| (path.clone(), problem)));
    }
    println!(
        "{found} design.md: {with} with properties ({properties}), {validated} of them validate requirements"
    );
    for (path, problem) in odd {
        println!("{}: {} {}", path.display(), problem.code, problem.message);
    }
}

#[test]
fn references_of_tasks_lead_somewhere() {
    let (mut references, mut resolved) = (0, 0);
    for (path, text) in files("tasks.md") {
        let read = |name: &str, parse: fn(&str) -> (Requirements, Vec<text::Problem>)| {
            std::fs::read_to_string(path.with_file_name(name)).map(|text| parse(&text).0).unwrap_or_default()
        };
        let documents = [read("requirements.md", parse_requirements), read("bugfix.md", parse_bugfix)];
        if documents
            .iter()
            .all(|document| document.requirements.iter().all(|requirement| requirement.criteria.is_empty()))
        {
            continue;
        }
        let mut missing = Vec::new();
        let mut here = 0;
        for line in parse_tasks(&text).0.tasks.iter().flat_map(|task| &task.references) {
            match line.kind {
                ReferenceKind::Requirements | ReferenceKind::Validates => {}
                ReferenceKind::Property | ReferenceKind::Depends | ReferenceKind::Boundary => continue,
            }
            for item in &line.items {
                here += 1;
                if documents.iter().all(|document| document.resolve(&item.target).is_empty()) {
                    missing.push(&text[item.span.clone()]);
                }
            }
        }
        references += here;
        resolved += here - missing.len();
        if !missing.is_empty() {
            println!("{} of {here} dangle: {}: {}", missing.len(), path.display(), missing.join(" "));
        }
    }
    println!("{resolved} of {references} references resolve");
}
