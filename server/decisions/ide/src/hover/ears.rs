//! Keywords of EARS in a criterion.

use spec::{Criterion, Pattern};

use super::Hover;
use crate::patterns::{about, pattern_of};
use crate::{Model, Place};

const SHALL: &str = "says what the system has to do: one thing that can be tested.";
const SHALL_NOT: &str = "says what the system must never do.";

pub(super) fn hover(place: &Place<'_>) -> Option<Hover> {
    let criterion = criterion_at(place)?;
    let ears = spec::parse_ears(&place.document.text, criterion.text.clone());
    let holds = |span: &std::ops::Range<usize>| span.start <= place.offset && place.offset < span.end;
    if let Some(condition) = ears.conditions.iter().find(|condition| holds(&condition.keyword_span)) {
        let own = about(pattern_of(condition.keyword))?;
        let whole = (ears.pattern == Pattern::Complex).then(|| about(ears.pattern)).flatten();
        let whole = whole.map(|whole| format!("\n\nThis criterion: {}", whole.about)).unwrap_or_default();
        return Some(Hover {
            span: condition.keyword_span.clone(),
            markdown: format!("{}{whole}", own.about),
        });
    }
    let obligation = ears.obligations.iter().find(|obligation| holds(&obligation.modal))?;
    let word = place.document.slice(obligation.modal.clone());
    let (not, says) = if obligation.negated { (" NOT", SHALL_NOT) } else { ("", SHALL) };
    let pattern = about(ears.pattern).map(|known| format!("\n\n{}", known.about)).unwrap_or_default();
    let markdown = format!("**{}{not}** {says}{pattern}", crate::markdown::inline(word, 20));
    Some(Hover { span: obligation.modal.clone(), markdown })
}

/// The criterion whose text holds the cursor.
pub(crate) fn criterion_at<'a>(place: &Place<'a>) -> Option<&'a Criterion> {
    let Model::Requirements(requirements) = place.document.model() else { return None };
    let all = &requirements.requirements;
    let at = all.partition_point(|requirement| requirement.heading.start <= place.offset).checked_sub(1)?;
    let criteria = &all.get(at)?.criteria;
    criteria
        .iter()
        .find(|criterion| criterion.text.start <= place.offset && place.offset <= criterion.text.end)
}
