//! The order that nobody wrote down as a dependency: checkpoints, waves, and the order of the document.

use std::collections::HashMap;

use petgraph::graph::NodeIndex;
use spec::{TaskList, WaveBlock};

use super::Edge;
use super::build::Builder;
use super::names::TaskNames;

pub(super) fn order(builder: &mut Builder, list: &TaskList, names: &TaskNames<'_>) {
    let segments = checkpoints(builder);
    if let Some(block) = wave_block(list) {
        waves(builder, list, names, block, &segments);
    } else if builder.spec.tasks.iter().any(|task| task.parallel)
        || !builder.spec.tasks.iter().any(|task| task.says_depends)
    {
        siblings(builder);
    } else {
        leaves(builder);
    }
}

/// The block that says which tasks may run side by side: the first in Kiro's own section that names a task, else the
/// first anywhere.
pub fn wave_block(list: &TaskList) -> Option<&WaveBlock> {
    let names_task = |block: &&WaveBlock| {
        let mut tasks = block.waves.iter().flat_map(|wave| &wave.tasks);
        tasks.any(|task| list.with_id(&task.id).next().is_some())
    };
    let mut useful = list.waves.iter().filter(names_task);
    useful.clone().find(|block| block.in_section).or_else(|| useful.next())
}

/// A checkpoint waits for all tasks before it and holds up all after it (kirodotdev/Kiro #9602). Answers the segment of
/// each task: those between two checkpoints have one, and so have those below a checkpoint; the checkpoint has none.
fn checkpoints(builder: &mut Builder) -> Vec<Option<usize>> {
    let mut segments: Vec<Option<usize>> = Vec::with_capacity(builder.spec.tasks.len());
    // For each task the segment below the checkpoint that it is, or belongs to.
    let mut below: Vec<Option<usize>> = Vec::with_capacity(builder.spec.tasks.len());
    let mut barrier = Barrier::default();
    let mut current = 0;
    for index in 0..builder.spec.tasks.len() {
        let Some(task) = builder.spec.facts(index).copied() else { continue };
        let above = task.parent.and_then(|parent| below.get(parent).copied().flatten());
        if above.is_some() {
            segments.push(above);
            below.push(above);
        } else if task.checkpoint {
            segments.push(None);
            below.push(Some(current + 1));
            current += 2;
            barrier.shut(builder);
            barrier.step(builder, index);
        } else {
            segments.push(Some(current));
            below.push(None);
            // A parent waits for what is below it.
            if task.leaf {
                barrier.hold(builder, index);
                barrier.pass(NodeIndex::new(index));
            }
        }
    }
    segments
}

/// Kiro's waves: each waits for those it names, else for all before it. A checkpoint parts a wave that spans it. Tasks
/// that no wave names come last, one after the other, as Kiro runs them, though before the next checkpoint; those that
/// were done when the waves were written, and so were left out, come first.
fn waves(
    builder: &mut Builder,
    list: &TaskList,
    names: &TaskNames<'_>,
    block: &WaveBlock,
    segments: &[Option<usize>],
) {
    let wave_of = wave_of(list, block);
    let place = |leaf: &usize| {
        let segment = segments.get(*leaf).copied().flatten()?;
        let turn = match wave_of.get(*leaf).copied().flatten() {
            Some(wave) => Turn::Wave(wave),
            None if builder.spec.facts(*leaf).is_some_and(|task| task.done) => Turn::First,
            None => Turn::Last,
        };
        Some((segment, turn, *leaf))
    };
    let mut placed: Vec<(usize, Turn, usize)> = names.leaves().iter().filter_map(place).collect();
    placed.sort_unstable();
    for segment in placed.chunk_by(|a, b| a.0 == b.0) {
        let mut before = Barrier::default();
        let mut ends: HashMap<usize, NodeIndex> = HashMap::new();
        for wave in segment.chunk_by(|a, b| a.1 == b.1) {
            before.shut(builder);
            let number = match wave.first() {
                Some((_, Turn::Wave(number), _)) => *number,
                Some((_, Turn::Last, _)) => {
                    for (.., leaf) in wave {
                        before.step(builder, *leaf);
                    }
                    continue;
                }
                Some((_, Turn::First, _)) | None => {
                    wave.iter().for_each(|(.., leaf)| before.pass(NodeIndex::new(*leaf)));
                    continue;
                }
            };
            let needs = block.waves.get(number).and_then(|wave| wave.needs.as_deref());
            let start = needs.and_then(|needs| behind(builder, &ends, needs, number));
            let end = builder.gate();
            for (.., leaf) in wave {
                let node = NodeIndex::new(*leaf);
                match start {
                    Some(start) => builder.edge(node, start, Edge::Blocks),
                    None => before.hold(builder, *leaf),
                }
                builder.edge(end, node, Edge::Blocks);
            }
            ends.insert(number, end);
            before.pass(end);
        }
    }
}

/// When a task of a segment has its turn.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Turn {
    First,
    Wave(usize),
    Last,
}

/// A gate behind the waves that a wave names. `None` where one of them has no task here: then it is not known what it
/// stands for, and the wave waits for all before it. Later waves that it names do not count.
fn behind(
    builder: &mut Builder,
    ends: &HashMap<usize, NodeIndex>,
    needs: &[usize],
    wave: usize,
) -> Option<NodeIndex> {
    let earlier = needs.iter().filter(|needed| **needed < wave);
    let ends: Vec<NodeIndex> = earlier.map(|needed| ends.get(needed).copied()).collect::<Option<_>>()?;
    let gate = builder.gate();
    ends.into_iter().for_each(|end| builder.edge(gate, end, Edge::Blocks));
    Some(gate)
}

/// For each task the first wave that names it, or a task above it; an index into [`WaveBlock::waves`].
pub fn wave_of(list: &TaskList, block: &WaveBlock) -> Vec<Option<usize>> {
    let mut wave_of = vec![None; list.tasks.len()];
    for (number, wave) in block.waves.iter().enumerate() {
        for task in &wave.tasks {
            let mut named = list.with_id(&task.id);
            if let (Some(index), None) = (named.next(), named.next())
                && let Some(wave) = wave_of.get_mut(index)
            {
                wave.get_or_insert(number);
            }
        }
    }
    for (index, task) in list.tasks.iter().enumerate() {
        let above = task.parent.and_then(|parent| wave_of.get(parent).copied().flatten());
        if let (Some(above), Some(wave)) = (above, wave_of.get_mut(index)) {
            wave.get_or_insert(above);
        }
    }
    wave_of
}

/// The order of the document: a task waits for the sibling before it. Those marked `(P)` in a row run side by side, once
/// what stands before the row is done (cc-sdd).
fn siblings(builder: &mut Builder) {
    let mut rows: Vec<(Barrier, bool)> = Vec::new();
    rows.resize_with(builder.spec.tasks.len() + 1, Default::default);
    for index in 0..builder.spec.tasks.len() {
        let Some(task) = builder.spec.facts(index).copied() else { continue };
        let Some((before, parallel)) = rows.get_mut(task.parent.map_or(0, |parent| parent + 1)) else {
            continue;
        };
        if !(task.parallel && *parallel) {
            before.shut(builder);
        }
        *parallel = task.parallel;
        before.hold(builder, index);
        before.pass(NodeIndex::new(index));
    }
}

/// Where tasks say what they depend on, those that do not wait for all before them, up to the task above that says it
/// for them.
fn leaves(builder: &mut Builder) {
    let mut scopes: Vec<usize> = Vec::with_capacity(builder.spec.tasks.len());
    let mut before: Vec<Barrier> = Vec::new();
    before.resize_with(builder.spec.tasks.len() + 1, Barrier::default);
    for index in 0..builder.spec.tasks.len() {
        let Some(task) = builder.spec.facts(index).copied() else { continue };
        let scope = match task.parent.and_then(|parent| Some((parent, builder.spec.facts(parent)?))) {
            Some((parent, above)) if above.says_depends => parent + 1,
            Some((parent, _)) => scopes.get(parent).copied().unwrap_or_default(),
            None => 0,
        };
        scopes.push(scope);
        let Some(before) = before.get_mut(scope) else { continue };
        if task.says_depends {
            before.pass(NodeIndex::new(index));
        } else if task.leaf {
            before.shut(builder);
            before.step(builder, index);
        }
    }
}

/// A gate that is shut behind some tasks and opens once they are done.
#[derive(Default)]
struct Barrier {
    gate: Option<NodeIndex>,
    since: Vec<NodeIndex>,
}

impl Barrier {
    /// `task`, and what is below it, waits for the gate.
    fn hold(&self, builder: &mut Builder, task: usize) {
        if let Some(gate) = self.gate {
            let start = builder.start(task);
            builder.edge(start, gate, Edge::Blocks);
        }
    }

    /// The next gate waits for `node`.
    fn pass(&mut self, node: NodeIndex) {
        self.since.push(node);
    }

    /// A gate behind all that passed, and behind the one before.
    fn shut(&mut self, builder: &mut Builder) {
        if self.since.is_empty() {
            return;
        }
        let gate = builder.gate();
        if let Some(before) = self.gate {
            builder.edge(gate, before, Edge::Blocks);
        }
        for node in self.since.drain(..) {
            builder.edge(gate, node, Edge::Blocks);
        }
        self.gate = Some(gate);
    }

    /// `task` waits for the gate, and the next one for it alone.
    fn step(&mut self, builder: &mut Builder, task: usize) {
        self.hold(builder, task);
        self.pass(NodeIndex::new(task));
        self.shut(builder);
    }
}
