//! How many of the faults that people see in real criteria our rules see, and how often they agree: recall and
//! precision against criteria that were labelled by reading. `cargo test -p ide labels -- --nocapture` prints the tables.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use ide::check_criterion;
use serde_json::Value;

use super::data;

/// Which rule finds what a label says, by the labelling guide. The others have no rule of their own.
const RULE_OF_LABEL: &[(&str, &str)] = &[
    ("not-ears", "ears/not-ears"),
    ("clause-order", "ears/clause-order"),
    ("multi-shall", "ears/multi-shall"),
    ("no-actor", "ears/no-actor"),
    ("empty-trigger", "ears/empty-trigger"),
    ("when-for-error", "ears/when-for-error"),
    ("vague", "quality/vague"),
    ("escape", "quality/escape-clause"),
    ("open-ended", "quality/open-ended"),
    ("no-measure", "quality/no-measure"),
    ("placeholder", "quality/placeholder"),
    ("passive-no-agent", "quality/passive"),
];

struct Labelled {
    id: String,
    text: String,
    pattern: String,
    labels: BTreeSet<String>,
}

fn labelled() -> Vec<Labelled> {
    let path = data().join("ears/criteria.jsonl");
    let Ok(lines) = fs::read_to_string(&path) else {
        eprintln!("skipped: no {} (set KIRO_TEST_DATA)", path.display());
        return Vec::new();
    };
    let of = |value: &Value, key: &str| value[key].as_str().unwrap().to_owned();
    lines
        .lines()
        .map(|line| {
            let value: Value = serde_json::from_str(line).unwrap();
            let labels = value["labels"].as_array().unwrap().iter().map(|it| it.as_str().unwrap().to_owned());
            Labelled {
                id: of(&value, "id"),
                text: of(&value, "text"),
                pattern: of(&value, "pattern"),
                labels: labels.collect(),
            }
        })
        .collect()
}

#[test]
fn labels() {
    let criteria = labelled();
    for (label, rule) in RULE_OF_LABEL {
        let (mut hit, mut miss, mut false_alarm) = (0, 0, 0);
        for one in &criteria {
            let found = check_criterion(&one.text).iter().any(|fault| fault.code == *rule);
            match (one.labels.contains(*label), found) {
                (true, true) => hit += 1,
                (true, false) => {
                    miss += 1;
                    println!("MISS {label} {} {}", one.id, one.text);
                }
                (false, true) => {
                    false_alarm += 1;
                    println!("FALSE {label} {} {}", one.id, one.text);
                }
                (false, false) => {}
            }
        }
        println!("{label}: hit {hit} miss {miss} false {false_alarm}");
    }
    let mut patterns = BTreeMap::<_, Vec<&str>>::new();
    for one in &criteria {
        let pattern = format!("{:?}", spec::parse_ears(&one.text, 0..one.text.len()).pattern).to_lowercase();
        if pattern != one.pattern {
            patterns.entry((one.pattern.clone(), pattern)).or_default().push(&one.id);
        }
    }
    println!("{patterns:?}");
}
