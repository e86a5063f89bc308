//! Codes of rules, in comments that suppress them and in settings.

use super::Hover;
use crate::lines_at::line_at;
use crate::{Kind, Place, rule_of, rules};

pub(super) fn hover(place: &Place<'_>) -> Option<Hover> {
    let line = line_at(&place.document.text, place.offset);
    let named = place.document.kind == Kind::RuleSettings || line.text.contains("kiro-ignore");
    let column = place.offset.checked_sub(line.start).filter(|_| named)?;
    let part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '-' | '*');
    let before = line.text.get(..column)?;
    let behind = line.text.get(column..)?;
    let start = before.trim_end_matches(part).len();
    let end = column + behind.len() - behind.trim_start_matches(part).len();
    let code = line.text.get(start..end)?;
    let markdown = match code.strip_suffix("/*") {
        Some(group) => {
            let of_group =
                rules().filter(|rule| rule.code.split_once('/').is_some_and(|(of, _)| of == group));
            let count = of_group.count();
            (count > 0).then(|| format!("`{code}`: the {count} rules about {group}"))?
        }
        None => {
            let rule = rule_of(code)?;
            let level = place.library.levels().of(rule.code).name();
            format!("`{code}` · {level}\n\n{}", rule.summary())
        }
    };
    Some(Hover { span: line.start + start..line.start + end, markdown })
}
