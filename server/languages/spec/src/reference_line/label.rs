//! The words that begin a line of references, and where they stand in it.

use std::ops::Range;

use super::ReferenceKind::{self, Boundary, Depends, Property, Requirements, Validates};
use crate::{checkbox::checkbox, heading::heading, state::is_blank};

/// Labels in lower case, with what they refer to. Source: 801 real tasks.md, and what Kiro and cc-sdd write in other
/// languages.
const LABELS: &[(&str, ReferenceKind)] = &[
    ("requirements", Requirements),
    ("requirement", Requirements),
    ("requirement(s)", Requirements),
    ("requirements reference", Requirements),
    ("requirement references", Requirements),
    ("requirements covered", Requirements),
    ("related requirements", Requirements),
    ("req", Requirements),
    ("reqs", Requirements),
    ("implements", Requirements),
    ("implements requirements", Requirements),
    ("covers", Requirements),
    ("satisfies", Requirements),
    ("要件", Requirements),
    ("対応要件", Requirements),
    ("関連要件", Requirements),
    ("関連", Requirements),
    ("需求", Requirements),
    ("相关需求", Requirements),
    ("对应需求", Requirements),
    ("关联需求", Requirements),
    ("需求引用", Requirements),
    ("相關需求", Requirements),
    ("對應需求", Requirements),
    ("要求", Requirements),
    ("요구사항", Requirements),
    ("요구 사항", Requirements),
    ("관련 요구사항", Requirements),
    ("requisitos", Requirements),
    ("requisito", Requirements),
    ("requerimientos", Requirements),
    ("requerimiento", Requirements),
    ("exigences", Requirements),
    ("exigence", Requirements),
    ("anforderungen", Requirements),
    ("anforderung", Requirements),
    ("requisiti", Requirements),
    ("wymagania", Requirements),
    ("требования", Requirements),
    ("требование", Requirements),
    ("yêu cầu", Requirements),
    ("validates", Validates),
    ("validates requirements", Validates),
    ("validates requirement", Validates),
    ("verifies", Validates),
    ("验证", Validates),
    ("验证需求", Validates),
    ("驗證", Validates),
    ("驗證需求", Validates),
    ("検証", Validates),
    ("検証要件", Validates),
    ("検証対象", Validates),
    ("검증", Validates),
    ("valida", Validates),
    ("valide", Validates),
    ("validiert", Validates),
    ("convalida", Validates),
    ("проверяет", Validates),
    ("property", Property),
    ("properties", Property),
    ("correctness property", Property),
    ("correctness properties", Property),
    ("属性", Property),
    ("屬性", Property),
    ("正确性属性", Property),
    ("プロパティ", Property),
    ("正当性プロパティ", Property),
    ("속성", Property),
    ("propiedad", Property),
    ("propiedades", Property),
    ("propriedade", Property),
    ("propriedades", Property),
    ("propriété", Property),
    ("propriétés", Property),
    ("eigenschaft", Property),
    ("eigenschaften", Property),
    ("свойство", Property),
    ("свойства", Property),
    ("depends", Depends),
    ("depends on", Depends),
    ("dependencies", Depends),
    ("dependency", Depends),
    ("task dependencies", Depends),
    ("blocked by", Depends),
    ("prerequisite", Depends),
    ("prerequisites", Depends),
    ("prerequisite(s)", Depends),
    ("requires", Depends),
    ("after", Depends),
    ("依存", Depends),
    ("依存タスク", Depends),
    ("依存関係", Depends),
    ("前提タスク", Depends),
    ("先行タスク", Depends),
    ("依赖", Depends),
    ("依赖任务", Depends),
    ("依赖关系", Depends),
    ("前置任务", Depends),
    ("前置依赖", Depends),
    ("依賴", Depends),
    ("依賴任務", Depends),
    ("前置任務", Depends),
    ("의존", Depends),
    ("의존성", Depends),
    ("의존 작업", Depends),
    ("선행 작업", Depends),
    ("dependencias", Depends),
    ("depende de", Depends),
    ("dependências", Depends),
    ("dépendances", Depends),
    ("dépend de", Depends),
    ("abhängigkeiten", Depends),
    ("hängt ab von", Depends),
    ("dipendenze", Depends),
    ("dipende da", Depends),
    ("зависит от", Depends),
    ("зависимости", Depends),
    ("phụ thuộc", Depends),
    ("boundary", Boundary),
    ("boundaries", Boundary),
    ("境界", Boundary),
    ("边界", Boundary),
    ("邊界", Boundary),
    ("경계", Boundary),
];

/// Longest label in bytes.
const LONGEST: usize = 48;

/// Characters of emphasis.
const EMPHASIS: [char; 2] = ['*', '_'];

/// A label in a line. Offsets are bytes of the line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Label<'a> {
    pub(super) kind: ReferenceKind,
    /// Where its emphasis starts: what belongs to a label before it ends here.
    pub(super) start: usize,
    /// Its word.
    pub(super) word: Range<usize>,
    /// Where the value starts.
    pub(super) value: usize,
    /// The emphasis that the value stands in as well; empty if the label has none, or closes it.
    pub(super) open: &'a str,
    /// There is emphasis of some sort, which nobody writes by accident.
    pub(super) emphasized: bool,
    /// A colon stands behind it: without one, an id has to follow.
    pub(super) colon: bool,
}

/// The labels of a line, from left to right.
pub(super) fn labels(line: &str) -> Vec<Label<'_>> {
    let mut found: Vec<Label<'_>> = Vec::new();
    let title = title_start(line);
    if title.is_none() {
        found.extend(at_start(line));
    }
    for (at, sign) in line.match_indices(['_', '*', '(', '（', '—', '–', '[']) {
        let behind = line.get(at + sign.len()..).unwrap_or_default();
        let dash = matches!(sign, "—" | "–");
        let word = if dash { behind.trim_start_matches(is_blank) } else { behind };
        if !word.starts_with(char::is_alphabetic) || found.last().is_some_and(|last| at < last.value) {
            continue;
        }
        let before = line.get(..at).unwrap_or_default();
        let emphasis = trailing_emphasis(line.get(..at + sign.len()).unwrap_or_default());
        let start = if emphasis.is_empty() { at } else { at + sign.len() - emphasis.len() };
        let before_all = line.get(..start).unwrap_or_default();
        if before_all.ends_with(|c: char| c.is_alphanumeric() || c == '`')
            || title
                .is_some_and(|title| !before.get(title..).unwrap_or_default().contains(char::is_alphabetic))
        {
            continue;
        }
        found.extend(label(line, start, line.len() - word.len(), emphasis).filter(|label| label.colon));
    }
    found
}

/// Where the text of a task or a heading starts: such a line begins with a title and not with a label.
fn title_start(line: &str) -> Option<usize> {
    if let Some(checkbox) = checkbox(line) {
        return Some(checkbox.mark.end);
    }
    let indented = line.trim_start_matches(is_blank);
    (heading(line).is_some() || indented.starts_with('|')).then_some(0)
}

/// The label that a line begins with, behind blanks, quotes, a bullet, an emoji and emphasis.
fn at_start(line: &str) -> Option<Label<'_>> {
    let rest = line.trim_start_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '{' | '[' | '<'));
    let before = line.strip_suffix(rest)?;
    let emphasis = trailing_emphasis(before);
    label(line, before.len() - emphasis.len(), before.len(), emphasis)
}

/// The emphasis that ends `text`; a bullet is none.
fn trailing_emphasis(text: &str) -> &str {
    let before = text.trim_end_matches(EMPHASIS);
    text.get(before.len()..).unwrap_or_default()
}

/// Reads the label whose word starts at `word`.
fn label<'a>(line: &'a str, start: usize, word: usize, emphasis: &'a str) -> Option<Label<'a>> {
    let rest = line.get(word..)?;
    let end = rest
        .char_indices()
        .take_while(|(at, _)| *at <= LONGEST)
        .find(|(_, c)| matches!(c, ':' | '：') || c.is_ascii_digit())
        .map(|(at, _)| at)?;
    let (written, behind) = rest.split_at(end);
    let trimmed = written.trim_end_matches(|c: char| is_blank(c) || EMPHASIS.contains(&c));
    let name = trimmed.replace('_', " ").to_lowercase();
    let (_, kind) = LABELS.iter().find(|(label, _)| *label == name)?;

    let value = behind.strip_prefix([':', '：']);
    let colon = value.is_some();
    let value = value.unwrap_or(behind);
    let between = written.get(trimmed.len()..).unwrap_or_default();
    let unclosed = value.trim_start_matches(EMPHASIS);
    let closed = between.contains(EMPHASIS) || unclosed.len() < value.len();
    Some(Label {
        kind: *kind,
        start,
        word: word..word + trimmed.len(),
        value: line.len() - unclosed.len(),
        open: if closed { "" } else { emphasis },
        emphasized: !emphasis.is_empty(),
        colon,
    })
}
