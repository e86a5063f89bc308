//! What refers to what: references that lead nowhere, criteria without tasks, tasks without criteria.

use std::collections::HashSet;

use engine::{PropertyNames, RequirementAt, SpecGraph, TaskNames, asked};
use spec::{Address, Reference, ReferenceKind, ReferenceLine, Requirements, Target, TaskList};
use text::TextEdit;

use super::finding::Findings;
use super::{Rule, rule};
use crate::fixes::{Fix, FixContext};
use crate::{Document, FileEdit, Kind, Spec};

const DANGLING_PROPERTY: &str = "trace/dangling-property";
const DANGLING_REFERENCE: &str = "trace/dangling-reference";
const NOTHING_VALIDATED: &str = "trace/property-validates-nothing";
const UNTESTED: &str = "trace/untested-property";
const UNTRACED_CRITERION: &str = "trace/untraced-criterion";
const UNTRACED_TASK: &str = "trace/untraced-task";
const UNVALIDATED: &str = "trace/unvalidated-criterion";

pub(super) const RULES: &[Rule] = &[
    rule!("trace/dangling-property", Warning),
    rule!("trace/dangling-reference", Warning),
    rule!("trace/property-validates-nothing", Info),
    rule!("trace/untested-property", Hint),
    rule!("trace/untraced-criterion", Info),
    rule!("trace/untraced-task", Info),
    rule!("trace/unvalidated-criterion", Off),
];

pub(super) fn check(spec: &Spec, findings: &mut Findings<'_>) {
    let requirements: Vec<(&Document, &Requirements)> =
        spec.requirements().map(|(document, model)| (&**document, model)).collect();
    let models: Vec<&Requirements> = requirements.iter().map(|(_, model)| *model).collect();
    // Criteria that nobody could read are no reason to blame those who refer to them.
    let readable = models.iter().flat_map(|model| &model.requirements).any(|one| !one.criteria.is_empty());
    if readable {
        for (document, line) in reference_lines(spec).filter(|(_, line)| is_about_requirements(line)) {
            for item in line.items.iter().filter(|item| asked(&models, &item.target).is_empty()) {
                findings.report(
                    document,
                    DANGLING_REFERENCE,
                    item.span.clone(),
                    dangling(document, item, &models),
                );
            }
        }
    }
    properties(spec, findings);
    let Some((document, list)) = spec.tasks() else { return };
    let graph = spec.graph();
    if (0..list.tasks.len()).any(|task| graph.asked_of(task).next().is_some()) {
        criteria(&requirements, graph, findings);
        tasks(document, list, findings);
    }
}

fn is_about_requirements(line: &ReferenceLine) -> bool {
    match line.kind {
        ReferenceKind::Requirements | ReferenceKind::Validates => true,
        ReferenceKind::Property | ReferenceKind::Depends | ReferenceKind::Boundary => false,
    }
}

/// The lines of tasks.md and design.md that refer to something.
fn reference_lines(spec: &Spec) -> impl Iterator<Item = (&Document, &ReferenceLine)> {
    let of_tasks = spec.tasks().into_iter().flat_map(|(document, list)| {
        list.tasks.iter().flat_map(|task| &task.references).map(move |line| (&**document, line))
    });
    let of_design = spec.design().into_iter().flat_map(|(document, design)| {
        design
            .properties
            .iter()
            .flat_map(|property| &property.references)
            .map(move |line| (&**document, line))
    });
    of_tasks.chain(of_design)
}

fn dangling(document: &Document, item: &Reference, models: &[&Requirements]) -> String {
    let written = document.slice(item.span.clone());
    match nearest_id(&item.target, models) {
        Some(near) => format!("There is no requirement or criterion {written}; the nearest one is {near}."),
        None => {
            format!("There is no requirement or criterion {written}. Name one that exists, or take it out.")
        }
    }
}

/// The criterion of the same requirement that has the nearest number.
fn nearest_id(target: &Target, models: &[&Requirements]) -> Option<String> {
    let Target::One(id) = target else { return None };
    let (requirement, number) = id.rsplit_once('.')?;
    let number: i64 = number.parse().ok()?;
    let above = asked(models, &Target::One(requirement.to_owned()));
    let criteria = above
        .iter()
        .filter_map(|at| Some(&models.get(at.document)?.requirements.get(at.address.requirement)?.criteria));
    let distance = |id: &str| {
        let (_, last) = id.rsplit_once('.')?;
        Some(last.parse::<i64>().ok()?.abs_diff(number))
    };
    let near = criteria.flatten().filter_map(|criterion| Some((distance(&criterion.id)?, &criterion.id)));
    near.min_by_key(|(distance, _)| *distance).map(|(_, id)| id.clone())
}

fn properties(spec: &Spec, findings: &mut Findings<'_>) {
    let Some((document, design)) = spec.design().filter(|(_, design)| !design.properties.is_empty()) else {
        return;
    };
    let names = PropertyNames::new(design);
    for (from, line) in reference_lines(spec).filter(|(_, line)| line.kind == ReferenceKind::Property) {
        for item in line.items.iter().filter(|item| names.find(&item.target).is_empty()) {
            let message = format!(
                "design.md has no property {}. Name one that it has, or add it there.",
                from.slice(item.span.clone())
            );
            findings.report(from, DANGLING_PROPERTY, item.span.clone(), message);
        }
    }
    for property in &design.properties {
        // Some say it in a sentence.
        let mentions = || document.slice(property.range.clone()).to_lowercase().contains("requirement");
        if !property.references.iter().any(is_about_requirements) && !mentions() {
            let message = "This property does not say what it validates. Add a line such as **Validates: Requirements 1.1**.";
            findings.report(document, NOTHING_VALIDATED, property.heading.clone(), message.to_owned());
        }
    }
    let tested = |property: usize| spec.graph().tests_of(property).next().is_some();
    if (0..design.properties.len()).any(tested) {
        for (index, property) in design.properties.iter().enumerate().filter(|(index, _)| !tested(*index)) {
            let message = format!(
                "No task tests this property. Name it in one, such as **Property {}**.",
                design.properties.get(index).map(|property| property.id.as_str()).unwrap_or_default()
            );
            findings.report(document, UNTESTED, property.heading.clone(), message);
        }
    }
}

/// Criteria that no task names, by themselves, with their requirement, or through a property.
fn criteria(requirements: &[(&Document, &Requirements)], graph: &SpecGraph, findings: &mut Findings<'_>) {
    let named = |asked: RequirementAt| {
        let by_property =
            || graph.properties_for(asked).any(|property| graph.tests_of(property).next().is_some());
        graph.tasks_for(asked).next().is_some() || by_property()
    };
    let has_properties = findings.wants(UNVALIDATED);
    for (at, (document, model)) in requirements.iter().enumerate() {
        // Of criteria with one id, the others cannot be named.
        let mut seen = HashSet::new();
        for (requirement, says) in model.requirements.iter().enumerate() {
            // The first behaviour of a bugfix.md is the defect: nobody implements that.
            if document.kind == Kind::Bugfix && says.id == "1" {
                continue;
            }
            let asked =
                |criterion| RequirementAt { document: at, address: Address { requirement, criterion } };
            let whole = named(asked(None));
            let validated = graph.properties_for(asked(None)).next().is_some();
            for (index, criterion) in says.criteria.iter().enumerate() {
                let asked = asked(Some(index));
                let span = if criterion.number.is_empty() {
                    criterion.text.clone()
                } else {
                    criterion.number.clone()
                };
                if seen.insert(&criterion.id) && !whole && !named(asked) {
                    let message = format!(
                        "No task names criterion {}. Add it to the _Requirements:_ line of a task, or add a task for it.",
                        criterion.id
                    );
                    findings.report(document, UNTRACED_CRITERION, span.clone(), message);
                }
                let text = document.slice(criterion.text.clone());
                let universal =
                    has_properties && [" any ", " all ", " every "].iter().any(|word| text.contains(word));
                if universal && !validated && graph.properties_for(asked).next().is_none() {
                    let message = format!(
                        "Criterion {} speaks of all cases, and no property of design.md validates it.",
                        criterion.id
                    );
                    findings.report(document, UNVALIDATED, span, message);
                }
            }
        }
    }
}

/// Tasks that name no requirement, where nearly all others do.
fn tasks(document: &Document, list: &TaskList, findings: &mut Findings<'_>) {
    let mut traced: Vec<bool> = Vec::with_capacity(list.tasks.len());
    for task in &list.tasks {
        let above = task.parent.and_then(|parent| traced.get(parent).copied()).unwrap_or(false);
        traced.push(
            above
                || task.references.iter().any(|line| match line.kind {
                    ReferenceKind::Requirements | ReferenceKind::Validates | ReferenceKind::Property => true,
                    ReferenceKind::Depends | ReferenceKind::Boundary => false,
                }),
        );
    }
    let names = TaskNames::new(list);
    let leaves = names.leaves().iter().filter_map(|leaf| Some((*leaf, list.tasks.get(*leaf)?)));
    let counted: Vec<_> =
        leaves.filter(|(_, task)| !task.optional && !task.checkpoint && task.mark.is_some()).collect();
    let is_traced = |leaf: usize| traced.get(leaf).copied().unwrap_or(false);
    let untraced: Vec<_> = counted.iter().filter(|(leaf, _)| !is_traced(*leaf)).collect();
    if untraced.len() * 5 > counted.len() {
        return;
    }
    for (_, task) in untraced {
        let message =
            "This task names no requirement, and most others do. Add a line such as _Requirements: 1.1_.";
        findings.report(document, UNTRACED_TASK, task.span.clone(), message.to_owned());
    }
}

/// Writes the nearest id instead of one that leads nowhere.
pub(crate) fn nearest(context: &FixContext<'_>) -> Vec<Fix> {
    let Some(spec) = context.library.spec_of(&context.document.path) else { return Vec::new() };
    let models: Vec<&Requirements> = spec.requirements().map(|(_, model)| model).collect();
    let item = context.document.reference_at(&context.finding.span);
    let Some(near) = item.and_then(|item| nearest_id(&item.target, &models)) else { return Vec::new() };
    let edit = TextEdit { range: context.finding.span.clone(), new: near.clone() };
    vec![Fix {
        title: format!("Write {near}"),
        edits: vec![FileEdit { path: context.document.path.clone(), edit }],
        preferred: false,
    }]
}

#[cfg(test)]
mod tests;
