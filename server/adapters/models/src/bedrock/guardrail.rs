use std::collections::BTreeSet;

use aws_sdk_bedrockruntime::types::{GuardrailAssessment, GuardrailTraceAssessment};

use crate::error::shown;

/// Which of its policies made a guardrail step in, as a sentence; none, if the trace does not say. What was found is not in it:
/// a word that is forbidden, or data of a person, should not be said again.
///
/// Format: <https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_GuardrailTraceAssessment.html>.
pub(super) fn why(trace: &GuardrailTraceAssessment) -> Option<String> {
    let read = trace.input_assessment.iter().flatten().map(|(_, assessment)| assessment);
    let written = trace.output_assessments.iter().flatten().flat_map(|(_, assessments)| assessments);
    let of = |what: &str, reasons: BTreeSet<String>| {
        let reasons = Vec::from_iter(reasons).join(", ");
        (!reasons.is_empty()).then(|| format!("in what the model {what}: {reasons}"))
    };
    let both =
        [of("was sent", read.flat_map(reasons).collect()), of("wrote", written.flat_map(reasons).collect())];
    let both = both.into_iter().flatten().collect::<Vec<_>>().join("; ");
    (!both.is_empty()).then(|| format!("The guardrail of your account stepped in for what it found {both}."))
}

fn reasons(assessment: &GuardrailAssessment) -> Vec<String> {
    let mut reasons = Vec::new();
    let mut add = |action: &str, reason: &str| {
        if action == "BLOCKED" {
            reasons.push(shown(reason));
        }
    };
    for topic in assessment.topic_policy.iter().flat_map(|policy| &policy.topics) {
        add(topic.action.as_str(), &format!("the denied topic `{}`", topic.name));
    }
    for filter in assessment.content_policy.iter().flat_map(|policy| &policy.filters) {
        add(filter.action.as_str(), &format!("content of the kind {}", filter.r#type));
    }
    if let Some(words) = &assessment.word_policy {
        words.custom_words.iter().for_each(|word| add(word.action.as_str(), "a word of its list"));
        for word in &words.managed_word_lists {
            add(word.action.as_str(), &format!("a word of the list {}", word.r#type));
        }
    }
    if let Some(information) = &assessment.sensitive_information_policy {
        for data in &information.pii_entities {
            add(data.action.as_str(), &format!("personal data of the kind {}", data.r#type));
        }
        for pattern in &information.regexes {
            let name = pattern.name.as_deref().unwrap_or("without a name");
            add(pattern.action.as_str(), &format!("a match of the pattern `{name}`"));
        }
    }
    let grounding = assessment.contextual_grounding_policy.as_ref();
    for filter in grounding.and_then(|policy| policy.filters.as_ref()).into_iter().flatten() {
        add(filter.action.as_str(), &format!("too little {}", filter.r#type));
    }
    reasons
}
