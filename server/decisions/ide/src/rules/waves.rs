//! Kiro's `## Task Dependency Graph`: blocks that it drops, and waves that do not fit the tasks.

use std::collections::HashMap;

use engine::{Named, TaskNames, wave_block, wave_list, wave_of};
use spec::{TaskList, WaveBlock, WaveFaultKind, wave_edit};
use text::TextEdit;

use super::finding::Findings;
use super::graph::{dependencies, is_done, related};
use super::{Related, Rule, rule};
use crate::fixes::{Fix, FixContext};
use crate::{Document, FileEdit, Location, Spec};

const CHECKPOINT: &str = "waves/checkpoint";
const CONTRADICTION: &str = "waves/contradiction";
const DROPPED: &str = "waves/dropped-by-kiro";
const MISSING: &str = "waves/missing-task";
const REPEATED: &str = "waves/repeated-task";
const SEVERAL: &str = "waves/several-blocks";
const STALE: &str = "waves/stale";
const UNKNOWN: &str = "waves/unknown-task";

pub(super) const RULES: &[Rule] = &[
    rule!("waves/checkpoint", Info),
    rule!("waves/contradiction", Warning),
    rule!("waves/dropped-by-kiro", Warning),
    rule!("waves/missing-task", Hint),
    rule!("waves/repeated-task", Warning),
    rule!("waves/several-blocks", Hint),
    rule!("waves/stale", Info),
    rule!("waves/unknown-task", Warning),
];

pub(super) fn check(spec: &Spec, findings: &mut Findings<'_>) {
    let Some((document, list)) = spec.tasks() else { return };
    dropped(document, list, findings);
    let Some(block) = wave_block(list) else {
        nothing_named(document, list, findings);
        return;
    };
    let waves = Waves::of(list, block);
    let unknown = named(document, list, block, findings);
    let missing = missing(document, list, &waves, findings);
    if unknown > 0 && missing > 0 {
        let message = format!(
            "This block is older than the tasks: it names {unknown} that do not exist and lacks {missing} that do. Regenerate it."
        );
        findings.report(document, STALE, first_line(document, block), message);
    }
    contradictions(document, list, block, &waves, findings);
    checkpoints(document, list, block, &waves, findings);
}

/// The block that Kiro reads names tasks, and none that is there.
fn nothing_named(document: &Document, list: &TaskList, findings: &mut Findings<'_>) {
    let Some(block) = list.waves.iter().find(|block| block.in_section) else { return };
    let named: usize = block.waves.iter().map(|wave| wave.tasks.len()).sum();
    if named == 0 || list.tasks.iter().all(|task| task.id.is_none()) {
        return;
    }
    let message = if named == 1 {
        "The only task that this block names does not exist. Regenerate it.".to_owned()
    } else {
        format!("None of the {named} tasks that this block names exists. Regenerate it.")
    };
    findings.report(document, STALE, first_line(document, block), message);
}

/// In which waves the tasks of a block stand.
struct Waves {
    /// For each task the first wave that names it, or a task above it.
    first: Vec<Option<usize>>,
    /// For each task the last wave of itself and the tasks below it.
    last: Vec<Option<usize>>,
}

impl Waves {
    fn of(list: &TaskList, block: &WaveBlock) -> Self {
        let first = wave_of(list, block);
        let mut last = first.clone();
        for (index, task) in list.tasks.iter().enumerate().rev() {
            let below = last.get(index).copied().flatten();
            if let Some(wave) = task.parent.and_then(|parent| last.get_mut(parent)) {
                *wave = below.max(*wave);
            }
        }
        Self { first, last }
    }
}

/// The one task of that id.
fn only(list: &TaskList, id: &str) -> Option<usize> {
    let mut found = list.with_id(id);
    found.next().filter(|_| found.next().is_none())
}

fn first_line(document: &Document, block: &WaveBlock) -> std::ops::Range<usize> {
    let fence = document.slice(block.fence.clone());
    let line = fence.split(['\n', '\r']).next().unwrap_or_default();
    block.fence.start..block.fence.start + line.len()
}

/// What Kiro drops without a word.
fn dropped(document: &Document, list: &TaskList, findings: &mut Findings<'_>) {
    let mut seen_by_kiro = list.waves.iter().filter(|block| block.in_section);
    let Some(first) = seen_by_kiro.next() else {
        if let Some(block) = list.waves.first() {
            let message = "Kiro does not see these waves: they do not stand below a heading \"## Task Dependency Graph\".";
            findings.report(document, DROPPED, first_line(document, block), message.to_owned());
        }
        return;
    };
    for other in seen_by_kiro {
        let location = Location { path: document.path.clone(), span: first_line(document, first) };
        let message =
            "Kiro reads the first block of this section and no other. Put these waves into it.".to_owned();
        let related = vec![Related { location, message: "The block that counts".to_owned() }];
        findings.report_with(document, SEVERAL, first_line(document, other), message, related);
    }
    // Each kind once: a block of old waves has the same fault in every one.
    let mut told: Vec<WaveFaultKind> = Vec::new();
    for fault in &first.faults {
        if told.contains(&fault.kind) {
            continue;
        }
        told.push(fault.kind);
        let span = if fault.span.is_empty() { first_line(document, first) } else { fault.span.clone() };
        let message = format!(
            "{}. Kiro then drops all waves without a word and runs the tasks one after the other.",
            why(fault.kind)
        );
        findings.report(document, DROPPED, span, message);
    }
}

fn why(kind: WaveFaultKind) -> &'static str {
    match kind {
        WaveFaultKind::Empty => "The block is empty",
        WaveFaultKind::InvalidJson => "This is not JSON",
        WaveFaultKind::NoWaves => "The block is no object with a list \"waves\"",
        WaveFaultKind::EmptyWaves => "\"waves\" is empty",
        WaveFaultKind::WaveNotAnObject => {
            "This wave is not an object such as { \"id\": 0, \"tasks\": [\"1.1\"] }"
        }
        WaveFaultKind::IdNotANumber => "This wave has no \"id\" that is a number",
        WaveFaultKind::NoTasks => "This wave has no list \"tasks\"",
        WaveFaultKind::TaskNotAString => "This task is not a string such as \"1.1\"",
    }
}

/// Tasks that waves name and that do not exist, or that they name again. Answers how many do not exist.
fn named(document: &Document, list: &TaskList, block: &WaveBlock, findings: &mut Findings<'_>) -> usize {
    let mut unknown = 0;
    let mut named: HashMap<&str, (usize, &std::ops::Range<usize>)> = HashMap::new();
    for (number, wave) in block.waves.iter().enumerate() {
        for task in &wave.tasks {
            if list.with_id(&task.id).next().is_none() {
                unknown += 1;
                let message = format!("There is no task {}. Correct the id, or take it out.", task.id);
                findings.report(document, UNKNOWN, task.span.clone(), message);
            }
            let Some((before, span)) = named.insert(&task.id, (number, &task.span)) else { continue };
            let message = if before == number {
                format!("Task {} stands twice in this wave. Take one out.", task.id)
            } else {
                format!(
                    "Task {} stands in two waves, {} and {}. Take one out.",
                    task.id,
                    before + 1,
                    number + 1
                )
            };
            let location = Location { path: document.path.clone(), span: span.clone() };
            let related = vec![Related { location, message: "It stands here too".to_owned() }];
            findings.report_with(document, REPEATED, task.span.clone(), message, related);
        }
    }
    unknown
}

/// Tasks that no wave names. Optional ones are left out often, and so are those that were done when the waves were
/// written: nothing is lost. Answers how many are missing,
/// checkpoints aside: Kiro itself leaves these out.
fn missing(document: &Document, list: &TaskList, waves: &Waves, findings: &mut Findings<'_>) -> usize {
    let mut missing = 0;
    // Kiro runs a checkpoint that no wave names last, which is right where nothing comes behind it.
    let last = list.tasks.iter().rposition(|task| task.mark.is_some() && !task.optional && !is_done(task));
    let leaves = TaskNames::new(list);
    for (index, task) in leaves.leaves().iter().filter_map(|index| Some((*index, list.tasks.get(*index)?))) {
        let placed = waves.first.get(index).copied().flatten().is_some();
        if placed
            || is_done(task)
            || task.optional
            || task.mark.is_none()
            || task.checkpoint && last == Some(index)
            || task.id.as_deref().and_then(|id| only(list, id)).is_none()
        {
            continue;
        }
        let message = if task.checkpoint {
            "No wave names this checkpoint, so Kiro runs it last. Give it a wave of its own behind what it checks."
        } else {
            missing += 1;
            "No wave names this task, so Kiro runs it last. Put it into one."
        };
        findings.report(document, MISSING, task.span.clone(), message.to_owned());
    }
    missing
}

/// Tasks that stand beside or before something that they depend on, and waves that wait for later ones.
fn contradictions(
    document: &Document,
    list: &TaskList,
    block: &WaveBlock,
    waves: &Waves,
    findings: &mut Findings<'_>,
) {
    let names = TaskNames::new(list);
    for (task, item) in dependencies(list) {
        let Named::Task(needed) = names.find(&item.target, task) else { continue };
        let of = |waves: &[Option<usize>], task: usize| waves.get(task).copied().flatten();
        let (Some(at), Some(after)) = (of(&waves.first, task), of(&waves.last, needed)) else { continue };
        if needed == task || after < at {
            continue;
        }
        let message = format!(
            "Task {} stands in wave {}, but {} that it depends on comes in wave {}. Move one of them, or regenerate the waves.",
            list.reference(task),
            at + 1,
            list.reference(needed),
            after + 1
        );
        let there = related(document, list, needed, "has to be done before").into_iter().collect();
        findings.report_with(document, CONTRADICTION, item.span.clone(), message, there);
    }
    for (number, wave) in block.waves.iter().enumerate() {
        let later = wave.needs.iter().flatten().find(|needed| **needed >= number);
        if let Some(later) = later {
            let message = format!(
                "Wave {} waits for wave {}, which does not come before it. Put them into the order in which they run.",
                number + 1,
                later + 1
            );
            findings.report(document, CONTRADICTION, wave.span.clone(), message);
        }
    }
}

/// Waves with tasks on both sides of a checkpoint.
fn checkpoints(
    document: &Document,
    list: &TaskList,
    block: &WaveBlock,
    waves: &Waves,
    findings: &mut Findings<'_>,
) {
    // For each wave its first and last task in the document.
    let mut spans: Vec<Option<(usize, usize)>> = vec![None; block.waves.len()];
    let leaves = TaskNames::new(list);
    for &task in leaves.leaves() {
        let is_checkpoint = list.tasks.get(task).is_some_and(|task| task.checkpoint);
        let wave = waves.first.get(task).copied().flatten().filter(|_| !is_checkpoint);
        if let Some(span) = wave.and_then(|wave| spans.get_mut(wave)) {
            *span = Some(span.map_or((task, task), |(first, _)| (first, task)));
        }
    }
    let checkpoints: Vec<usize> =
        list.tasks.iter().enumerate().filter(|(_, task)| task.checkpoint).map(|(index, _)| index).collect();
    for (wave, span) in block.waves.iter().zip(spans) {
        let Some((first, last)) = span else { continue };
        let next = checkpoints.partition_point(|checkpoint| *checkpoint <= first);
        let Some(checkpoint) = checkpoints.get(next).copied().filter(|checkpoint| *checkpoint < last) else {
            continue;
        };
        let message = format!(
            "This wave holds tasks before and behind checkpoint {}: it cannot check the ones before the others begin. Part the wave there.",
            list.reference(checkpoint)
        );
        let there = related(document, list, checkpoint, "stands between them").into_iter().collect();
        findings.report_with(document, CHECKPOINT, wave.span.clone(), message, there);
    }
}

/// Writes the waves anew, in the form that Kiro accepts. Waves that could not be read are lost, so that this is for somebody
/// to look at.
pub(crate) fn regenerate(context: &FixContext<'_>) -> Vec<Fix> {
    let Some(spec) = context.library.spec_of(&context.document.path) else { return Vec::new() };
    let Some(((document, list), edit)) = spec.tasks().zip(spec.wave_edit()) else { return Vec::new() };
    vec![Fix {
        title: "Regenerate the waves".to_owned(),
        edits: vec![FileEdit { path: document.path.clone(), edit: edit.clone() }],
        preferred: wave_block(list).is_some(),
    }]
}

/// The edit of [`Spec::wave_edit`].
pub(crate) fn edit(spec: &Spec) -> Option<TextEdit> {
    let (document, list) = spec.tasks()?;
    let plan = spec.plan();
    let waves = wave_list(list, plan);
    (plan.cycles.is_empty() && !waves.is_empty()).then(|| wave_edit(&document.text, list, &waves))
}

#[cfg(test)]
mod tests;
