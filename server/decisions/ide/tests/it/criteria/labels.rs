use std::collections::BTreeSet;
use std::fs;

use ide::check_criterion;
use serde_json::Value;

use super::{data, ratio};

/// Which rules find what a label says. A label that a criterion has for another reason than its rules look for counts as
/// missed; a rule that is finer than its label counts as right wherever the label is.
pub(super) const RULES_OF_LABEL: &[(&str, &[&str])] = &[
    ("not-ears", &["ears/not-ears", "ears/no-shall"]),
    ("clause-order", &["ears/clause-order"]),
    ("multi-shall", &["ears/multi-shall"]),
    ("no-actor", &["ears/no-actor"]),
    ("empty-trigger", &["ears/empty-trigger"]),
    ("when-for-error", &["ears/when-for-error"]),
    ("vague", &["quality/vague"]),
    ("escape", &["quality/escape-clause"]),
    ("open-ended", &["quality/open-ended"]),
    ("no-measure", &["quality/no-measure"]),
    ("placeholder", &["quality/placeholder"]),
    ("passive-no-agent", &["quality/passive"]),
];

/// Fewer positives than this say nothing of a single rule.
const ENOUGH: usize = 15;

/// A criterion that people have read.
struct Labelled {
    id: String,
    text: String,
    pattern: String,
    labels: BTreeSet<String>,
}

/// How a label and its rules agree.
#[derive(Clone, Copy, Default)]
struct Agreement {
    hits: usize,
    misses: usize,
    alarms: usize,
}

impl Agreement {
    fn add(&mut self, other: Self) {
        self.hits += other.hits;
        self.misses += other.misses;
        self.alarms += other.alarms;
    }

    fn row(self, name: &str) -> String {
        let Self { hits, misses, alarms } = self;
        let verdict = |all: usize, of: String| if all >= ENOUGH { of } else { format!("{hits}/{all}") };
        let recall = verdict(hits + misses, ratio(hits, hits + misses));
        let precision = verdict(hits + alarms, ratio(hits, hits + alarms));
        format!("| {name} | {} | {recall} | {precision} |\n", hits + misses)
    }
}

fn labelled() -> Vec<Labelled> {
    let path = data().join("ears/criteria.jsonl");
    let Ok(lines) = fs::read_to_string(&path) else {
        eprintln!("skipped: no {} (set KIRO_TEST_DATA)", path.display());
        return Vec::new();
    };
    let of = |value: &Value, key: &str| value[key].as_str().unwrap().to_owned();
    let read = |line: &str| {
        let value: Value = serde_json::from_str(line).unwrap();
        let labels =
            value["labels"].as_array().unwrap().iter().map(|label| label.as_str().unwrap().to_owned());
        let (id, text, pattern) = (of(&value, "id"), of(&value, "text"), of(&value, "pattern"));
        Labelled { id, text, pattern, labels: labels.collect() }
    };
    lines.lines().map(read).collect()
}

/// The tables of recall; `None` where the labelled criteria are absent.
pub(super) fn tables() -> Option<String> {
    let criteria = labelled();
    if criteria.is_empty() {
        return None;
    }
    let uses_keywords = |one: &Labelled| spec::parse_ears(&one.text, 0..one.text.len()).uses_keywords;
    let (with, without): (Vec<_>, Vec<_>) = criteria.iter().partition(|one| uses_keywords(one));
    let head = "| label | positives | recall | precision |\n| --- | ---: | --- | --- |\n";
    let mut out = head.to_owned();
    let mut pooled = [Agreement::default(); 2];
    for (label, rules) in RULES_OF_LABEL {
        let keyed = agreement(&with, label, rules);
        let mut all = keyed;
        all.add(agreement(&without, label, rules));
        out += &all.row(label);
        pooled[0].add(all);
        pooled[1].add(keyed);
    }
    out += &pooled[0].row("**all labels, all criteria**");
    out += &pooled[1].row(&format!("**all labels, the {} criteria with keywords**", with.len()));
    let same = |one: &&Labelled| {
        let pattern = spec::parse_ears(&one.text, 0..one.text.len()).pattern;
        format!("{pattern:?}").to_lowercase() == one.pattern
    };
    let agree = criteria.iter().filter(same).count();
    out += &format!("\nThe pattern is read as the readers read it in {}.\n", ratio(agree, criteria.len()));
    Some(out)
}

fn agreement(criteria: &[&Labelled], label: &str, rules: &[&str]) -> Agreement {
    let mut agreement = Agreement::default();
    for one in criteria {
        let found = check_criterion(&one.text).iter().any(|fault| rules.contains(&fault.code));
        match (one.labels.contains(label), found) {
            (true, true) => agreement.hits += 1,
            (true, false) => {
                println!("missed: {label} {} {}", one.id, one.text);
                agreement.misses += 1;
            }
            (false, true) => {
                println!("not labelled: {label} {} {}", one.id, one.text);
                agreement.alarms += 1;
            }
            (false, false) => {}
        }
    }
    agreement
}
