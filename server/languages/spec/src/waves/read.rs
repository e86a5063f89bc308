use std::{collections::HashMap, ops::Range};

use text::{Json, JsonSyntax, JsonValue, Line};

use super::{Wave, WaveBlock, WaveFault, WaveFaultKind, WaveTask};
use crate::{fence::Fences, heading::heading, state::is_blank};

/// The heading that Kiro looks for.
pub(super) const TITLE: &str = "Task Dependency Graph";

/// Headings above the graph in other words and languages, lower case.
const TITLES: &[&str] = &[
    "task dependency graph",
    "dependency graph",
    "task dependencies",
    "execution waves",
    "waves",
    "任务依赖图",
    "任务依赖关系图",
    "任務依賴圖",
    "タスク依存関係グラフ",
    "タスク依存グラフ",
    "依存関係グラフ",
    "작업 의존성 그래프",
    "태스크 의존성 그래프",
    "grafo de dependencias de tareas",
    "grafo de dependencias",
    "grafo de dependências de tarefas",
    "grafo de dependências das tarefas",
    "grafo de dependências",
    "graphe de dépendances des tâches",
    "graphe des dépendances",
    "aufgaben-abhängigkeitsgraph",
    "abhängigkeitsgraph",
    "grafo delle dipendenze",
    "graf zależności zadań",
    "граф зависимостей задач",
    "sơ đồ phụ thuộc nhiệm vụ",
];

/// Whether a heading stands above a graph.
pub(super) fn is_graph_title(title: &str) -> bool {
    TITLES.contains(&title.to_lowercase().as_str())
}

/// Every fenced block of `text` that holds waves, and every block of JSON below a heading of a graph.
pub(crate) fn wave_blocks(text: &str, lines: &[Line<'_>], fences: &Fences) -> Vec<WaveBlock> {
    let mut found = Vec::new();
    let mut graph: Option<Graph> = None;
    let mut line = 0;
    for (first, last) in &fences.blocks {
        let before = lines.get(line..*first).unwrap_or_default();
        for heading in before.iter().filter_map(|line| heading(line.text)) {
            if is_graph_title(heading.text) {
                graph =
                    Some(Graph { level: heading.level, kiro: heading.level == 2 && heading.text == TITLE });
            } else if graph.as_ref().is_some_and(|graph| heading.level <= graph.level) {
                graph = None;
            }
        }
        line = last + 1;
        let (Some(open), Some(close)) = (lines.get(*first), lines.get(*last)) else { continue };
        let json = open.next..close.start;
        let content = text.get(json.clone()).unwrap_or_default();
        if language(open.text) && (graph.is_some() || content.contains("\"waves\"")) {
            let fence = open.start..close.span().end;
            let in_section = graph.as_ref().is_some_and(|graph| graph.kiro);
            let block = WaveBlock { json, fence, in_section, waves: Vec::new(), faults: Vec::new() };
            found.extend(read(content, block, graph.is_some()));
        }
    }
    found
}

/// A heading of a graph that is open.
struct Graph {
    level: usize,
    /// It is the one that Kiro looks for.
    kiro: bool,
}

/// Whether the fence line `open` says JSON, or nothing.
fn language(open: &str) -> bool {
    let info = open.trim_start_matches(|c: char| is_blank(c) || matches!(c, '`' | '~' | '-' | '*' | '+'));
    let word = info.split(is_blank).next().unwrap_or_default();
    ["", "json", "jsonc", "json5"].iter().any(|name| word.eq_ignore_ascii_case(name))
}

/// Fills in what `content` says. `None` if it is something else that is not expected to be a graph.
fn read(content: &str, mut block: WaveBlock, expected: bool) -> Option<WaveBlock> {
    let at = block.json.start;
    let shift = |span: &Range<usize>| at + span.start..at + span.end;
    let mut fault = |kind, span: &Range<usize>| block.faults.push(WaveFault { kind, span: shift(span) });
    let whole = 0..content.len();
    let json = match Json::parse(content, JsonSyntax::Strict) {
        Ok(Some(json)) => json,
        Ok(None) => {
            fault(WaveFaultKind::Empty, &whole);
            return expected.then_some(block);
        }
        Err(error) => {
            // Text of another sort, such as a drawing, stands there too.
            let begun = content.trim_start().starts_with(['{', '[', '/']);
            fault(WaveFaultKind::InvalidJson, &error.span);
            match Json::parse(content, JsonSyntax::WithComments) {
                Ok(Some(json)) => json,
                Ok(None) | Err(_) => return begun.then_some(block),
            }
        }
    };
    let Some(waves) = json.get("waves").filter(|waves| is_array(waves)) else {
        fault(WaveFaultKind::NoWaves, &json.span);
        // `[["1"], ["2"]]`
        let (waves, _) = read_waves(json.elements(), at);
        block.waves = waves;
        return expected.then_some(block);
    };
    if waves.elements().is_empty() {
        fault(WaveFaultKind::EmptyWaves, &waves.span);
    }
    let (waves, faults) = read_waves(waves.elements(), at);
    block.waves = waves;
    block.faults.extend(faults);
    Some(block)
}

fn is_array(json: &Json) -> bool {
    matches!(json.value, JsonValue::Array(_))
}

/// The waves, and what Kiro does not accept about them.
fn read_waves(elements: &[Json], at: usize) -> (Vec<Wave>, Vec<WaveFault>) {
    let shift = |span: &Range<usize>| at + span.start..at + span.end;
    let mut faults = Vec::new();
    let mut fault = |kind, span: &Range<usize>| faults.push(WaveFault { kind, span: shift(span) });
    let mut waves: Vec<Wave> = Vec::new();
    for element in elements {
        let is_object = matches!(element.value, JsonValue::Object(_));
        let tasks = if is_object { element.get("tasks") } else { Some(element) };
        if !is_object {
            fault(WaveFaultKind::WaveNotAnObject, &element.span);
        } else {
            let id = element.get("id");
            if !id.is_some_and(|id| matches!(id.value, JsonValue::Number(_))) {
                fault(WaveFaultKind::IdNotANumber, id.map_or(&element.span, |id| &id.span));
            }
            if !tasks.is_some_and(is_array) {
                fault(WaveFaultKind::NoTasks, tasks.map_or(&element.span, |tasks| &tasks.span));
            }
        }
        let named = tasks.map(Json::elements).unwrap_or_default();
        for task in named.iter().filter(|task| is_object && task.as_str().is_none()) {
            fault(WaveFaultKind::TaskNotAString, &task.span);
        }
        waves.push(Wave {
            span: shift(&element.span),
            id: element.get("id").or_else(|| element.get("wave")).and_then(name),
            tasks: named.iter().filter_map(|task| wave_task(task, at)).collect(),
            needs: None,
        });
    }
    let needs = needs(elements, &waves);
    for (wave, needs) in waves.iter_mut().zip(needs) {
        wave.needs = needs;
    }
    (waves, faults)
}

fn wave_task(json: &Json, at: usize) -> Option<WaveTask> {
    // `{"id": "1.1", …}`
    let json = json.get("id").unwrap_or(json);
    let name = name(json)?;
    let id = name.trim().trim_end_matches('.');
    let span = at + json.span.start..at + json.span.end;
    (!id.is_empty()).then(|| WaveTask { id: id.to_owned(), span })
}

/// What each wave says that it needs.
fn needs(elements: &[Json], waves: &[Wave]) -> Vec<Option<Vec<usize>>> {
    let by_id: HashMap<&str, usize> =
        waves.iter().enumerate().filter_map(|(index, wave)| Some((wave.id.as_deref()?, index))).collect();
    let read = |(own, element): (usize, &Json)| {
        let keys = ["depends_on", "dependsOn", "dependencies"];
        let named = keys.iter().find_map(|key| element.get(key))?;
        let names = if is_array(named) { named.elements() } else { std::slice::from_ref(named) };
        let indices = names.iter().filter_map(|id| by_id.get(name(id)?.trim()).copied());
        let mut needs: Vec<usize> = indices.filter(|index| *index != own).collect();
        needs.sort_unstable();
        needs.dedup();
        (!matches!(named.value, JsonValue::Null)).then_some(needs)
    };
    elements.iter().enumerate().map(read).collect()
}

/// A string, or a number as written.
fn name(json: &Json) -> Option<String> {
    match &json.value {
        JsonValue::String(text) | JsonValue::Number(text) => Some(text.clone()),
        JsonValue::Null | JsonValue::Bool(_) | JsonValue::Array(_) | JsonValue::Object(_) => None,
    }
}
