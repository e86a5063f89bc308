//! Words beside the ids of a reference line.

use super::ReferenceKind;
use crate::state::is_blank;

/// Words for a requirement or a part of one, lower case; of two, the longer first.
const REQUIREMENT: &[&str] = &[
    "requirements",
    "requirement",
    "reqs",
    "req",
    "acceptance criteria",
    "acceptance criterion",
    "criteria",
    "criterion",
    "acs",
    "ac",
    "user stories",
    "user story",
    "stories",
    "story",
    "要件",
    "需求",
    "要求",
    "受入基準",
    "受け入れ基準",
    "验收标准",
    "驗收標準",
    "요구사항",
    "요구 사항",
    "수용 기준",
    "requisitos",
    "requisito",
    "requerimientos",
    "requerimiento",
    "exigences",
    "exigence",
    "anforderungen",
    "anforderung",
    "requisiti",
    "wymagania",
    "требования",
    "требование",
    "yêu cầu",
];

/// Words for a property.
const PROPERTY: &[&str] = &[
    "properties",
    "property",
    "属性",
    "屬性",
    "プロパティ",
    "속성",
    "propiedades",
    "propiedad",
    "propriedades",
    "propriedade",
    "propriétés",
    "propriété",
    "eigenschaften",
    "eigenschaft",
    "свойства",
    "свойство",
];

/// Words for a task.
const TASK: &[&str] = &[
    "tasks",
    "task",
    "subtasks",
    "subtask",
    "sub-tasks",
    "sub-task",
    "tareas",
    "tarea",
    "tarefas",
    "tarefa",
    "tâches",
    "tâche",
    "aufgaben",
    "aufgabe",
    "zadania",
    "zadanie",
    "задачи",
    "задача",
    "nhiệm vụ",
    "công việc",
    "任务",
    "任務",
    "タスク",
    "작업",
    "태스크",
];

/// "All" in the languages of the corpus and their neighbours.
const ALL: &[&str] = &[
    "all",
    "すべての",
    "すべて",
    "全ての",
    "全て",
    "全部",
    "全体",
    "全般",
    "全",
    "所有",
    "모든",
    "전체",
    "모두",
    "todos los",
    "todas las",
    "todos os",
    "todas as",
    "todos",
    "todas",
    "toutes les",
    "tous les",
    "toutes",
    "tous",
    "alle",
    "tutti",
    "tutte",
    "все",
    "tất cả",
];

/// What may stand between "all" and the word for what is meant.
const WHICH: &[&str] =
    &["of", "the", "other", "previous", "prior", "preceding", "above", "earlier", "的", "之前", "前"];

/// Words that part two ids like a comma.
const AND: &[&str] = &[
    "and",
    "or",
    "plus",
    "および",
    "及び",
    "ならびに",
    "並びに",
    "または",
    "と",
    "和",
    "与",
    "與",
    "及",
    "以及",
    "或",
    "및",
    "와",
    "과",
    "y",
    "e",
    "et",
    "und",
    "и",
    "và",
];

/// Words between the ends of a range.
const TO: &[&str] = &["to", "through", "thru", "から", "至", "到", "부터", "a", "al", "à", "bis", "до"];

/// Signs between the ends of a range.
const DASHES: [char; 10] = ['-', '‐', '‑', '–', '—', '~', '〜', '～', '…', '−'];

/// The words for what a line of that kind refers to.
fn nouns(kind: ReferenceKind) -> &'static [&'static str] {
    match kind {
        ReferenceKind::Requirements | ReferenceKind::Validates => REQUIREMENT,
        ReferenceKind::Property => PROPERTY,
        ReferenceKind::Depends => TASK,
        ReferenceKind::Boundary => &[],
    }
}

/// What follows a word for what the line refers to.
pub(super) fn behind_noun(text: &str, kind: ReferenceKind) -> Option<&str> {
    let rest = behind_any(text, nouns(kind))?;
    let number = rest.trim_start_matches(|c: char| is_blank(c) || matches!(c, ':' | '：' | '#' | '.' | '№'));
    let glued = number.strip_prefix(['-', '_']).filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    Some(glued.unwrap_or(number))
}

/// What follows a word for "all", if nothing but words for what the line refers to stands beside it.
pub(super) fn behind_all(text: &str, kind: ReferenceKind) -> Option<&str> {
    let mut rest = behind_any(text, ALL)?;
    loop {
        let word = rest.trim_start_matches(is_blank);
        let Some(behind) = behind_any(word, WHICH).or_else(|| behind_any(word, nouns(kind))) else {
            return (!word.starts_with(char::is_alphanumeric)).then_some(rest);
        };
        rest = behind;
    }
}

/// What follows a word that parts two ids, with an id coming.
pub(super) fn behind_and(text: &str) -> Option<&str> {
    behind_any(text, AND)
}

/// What follows a sign of a range, and whether blanks stand around it.
pub(super) fn behind_dash(text: &str) -> Option<(&str, bool)> {
    let sign = text.trim_start_matches(is_blank);
    let behind = match sign.strip_prefix("..") {
        Some(rest) => Some(rest.trim_start_matches('.')),
        None => sign.strip_prefix(DASHES).map(|rest| rest.trim_start_matches(DASHES)),
    };
    let rest = match behind {
        Some(rest) => rest,
        None => return Some((behind_any(sign, TO)?.trim_start_matches(is_blank), true)),
    };
    let end = rest.trim_start_matches(is_blank);
    Some((end, sign.len() < text.len() || end.len() < rest.len()))
}

/// What follows the first of `words` that `text` starts with, whatever their case. A word of Latin letters has to end
/// there.
fn behind_any<'a>(text: &'a str, words: &[&str]) -> Option<&'a str> {
    let first = text.chars().next()?;
    words.iter().find_map(|word| {
        let initial = word.chars().next()?;
        if initial != first && !first.to_lowercase().eq(std::iter::once(initial)) {
            return None;
        }
        let end = text.char_indices().nth(word.chars().count()).map_or(text.len(), |(at, _)| at);
        let (start, rest) = text.split_at(end);
        let same = start == *word || start.to_lowercase() == **word;
        let spaced = word.ends_with(|c: char| c.is_alphabetic() && c < '\u{1100}');
        (same && !(spaced && rest.starts_with(|c: char| c.is_alphabetic() && c < '\u{1100}'))).then_some(rest)
    })
}
