use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::firings::{FIRINGS, Firing, codes, sample};

/// What a reader said of firings, by digest: whether the rule is right.
pub(super) fn judgements(code: &str) -> BTreeMap<String, bool> {
    let text = fs::read_to_string(file(code)).unwrap_or_default();
    text.lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty())
        .map(|line| {
            let fields: Vec<&str> = line.split('\t').collect();
            let [_, _, digest, verdict, _] = fields[..] else { panic!("{code}: five fields: {line}") };
            assert!(matches!(verdict, "true" | "false"), "{code}: {line}");
            (digest.to_owned(), verdict == "true")
        })
        .collect()
}

fn file(code: &str) -> PathBuf {
    let name = format!("{}.tsv", code.replace('/', "-"));
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../tests/corpus/judgements").join(name)
}

/// Every firing of the sample has a judgement. What has none is printed as it would be written down, for a reader to judge.
#[test]
fn every_chosen_firing_is_judged() {
    let mut unjudged = 0;
    for (code, _) in codes() {
        let judged = judgements(code);
        let of_rule = FIRINGS.get(code).map_or(&[][..], Vec::as_slice);
        let open: Vec<&Firing> =
            sample(of_rule).into_iter().filter(|one| !judged.contains_key(&one.digest)).collect();
        println!("{code}: {} firings, {} of the sample unjudged", of_rule.len(), open.len());
        unjudged += open.len();
        for one in open {
            println!("{code}\t{}\t{}\t{}\n    {}", one.file, one.line, one.digest, one.shown);
        }
    }
    assert_eq!(unjudged, 0, "judge the firings above and write them to tests/corpus/judgements");
}
