use text::{TextEdit, line_end, lines};

use super::read::{TITLE, is_graph_title};
use crate::{TaskList, fence::fences, heading::heading, json_string::json_string};

/// Headings that stand behind the graph, lower case.
const NOTES: &[&str] = &[
    "notes",
    "note",
    "备注",
    "說明",
    "说明",
    "備考",
    "注意事項",
    "노트",
    "참고",
    "notas",
    "notizen",
    "remarques",
    "note finali",
];

/// The JSON of `waves` that Kiro's scheduler accepts: objects with a number as `id`, from 0, and strings as tasks. Lines
/// end with `\n`, the last one too.
pub fn write_waves(waves: &[Vec<String>]) -> String {
    let mut json = "{\n  \"waves\": [\n".to_owned();
    for (id, tasks) in waves.iter().enumerate() {
        let tasks: Vec<String> = tasks.iter().map(|task| json_string(task)).collect();
        let comma = if id + 1 < waves.len() { "," } else { "" };
        json.push_str(&format!("    {{ \"id\": {id}, \"tasks\": [{}] }}{comma}\n", tasks.join(", ")));
    }
    json.push_str("  ]\n}\n");
    json
}

/// The edit of `text` that puts `waves` into its dependency graph: it replaces the JSON of the block that Kiro looks at,
/// else of the first one; without any, it adds one to the section of the graph, or adds the section, before the notes
/// or at the end. `list` was read from `text`.
pub fn wave_edit(text: &str, list: &TaskList, waves: &[Vec<String>]) -> TextEdit {
    let json = write_waves(waves);
    let end = line_end(text);
    let block = list.waves.iter().find(|block| block.in_section).or_else(|| list.waves.first());
    if let Some(block) = block {
        let fence = text.get(block.fence.clone()).unwrap_or_default();
        let indent =
            fence.get(..fence.len() - fence.trim_start_matches([' ', '\t']).len()).unwrap_or_default();
        let new = json.lines().map(|line| format!("{indent}{line}{end}")).collect();
        return TextEdit { range: block.json.clone(), new };
    }

    let place = place(text);
    let before = text.get(..place.at).unwrap_or_default();
    let mut new = String::new();
    if !before.is_empty() && !before.ends_with(['\n', '\r']) {
        new.push_str(end);
    }
    let content = before.trim_end_matches([' ', '\t']);
    let blank = content.ends_with(&format!("{end}{end}")) || content.is_empty();
    if !blank {
        new.push_str(end);
    }
    if !place.in_section {
        new.push_str(&format!("## {TITLE}{end}{end}"));
    }
    let block = format!("```json\n{json}```\n");
    new.extend(block.lines().map(|line| format!("{line}{end}")));
    if place.at < text.len() {
        new.push_str(end);
    }
    TextEdit { range: place.at..place.at, new }
}

/// Where a block is to be put.
struct Place {
    at: usize,
    /// The heading of the graph stands above it.
    in_section: bool,
}

fn place(text: &str) -> Place {
    let lines: Vec<_> = lines(text).collect();
    let fences = fences(&lines);
    let headings = lines.iter().zip(&fences.inside).filter(|(_, fenced)| !**fenced);
    let headings = headings.filter_map(|(line, _)| Some((line.start, heading(line.text)?)));
    let mut graph = None;
    let mut notes = None;
    for (at, heading) in headings {
        match graph {
            Some(level) if heading.level <= level => return Place { at, in_section: true },
            Some(_) => {}
            None if heading.level == 2 && is_graph_title(heading.text) => graph = Some(heading.level),
            None if heading.level == 2 && NOTES.contains(&heading.text.to_lowercase().as_str()) => {
                notes = notes.or(Some(at));
            }
            None => {}
        }
    }
    let end = text.len();
    match graph {
        Some(_) => Place { at: end, in_section: true },
        None => Place { at: notes.unwrap_or(end), in_section: false },
    }
}
