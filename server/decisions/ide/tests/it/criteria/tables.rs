use expect_test::expect_file;

use super::firings::{FIRINGS, codes, sample};
use super::judgements::judgements;
use super::{labels, ratio};

const INTRODUCTION: &str = "\
# The rules about criteria, and how often they are right

Every rule has a page in the folder of its group. This page says what they find in real documents. It is written by

```
UPDATE_EXPECT=1 KIRO_TEST_DATA=… cargo test -p ide --test it criteria
```

## Precision

Firings in every requirements.md and bugfix.md of a corpus of public `.kiro` folders, equal ones counted once, rules that are off by default
switched on. Of each rule 50 firings, chosen at random (all, if there are fewer), were read by hand; the judgements are in
[tests/corpus/judgements](../../tests/corpus/judgements). They were read once, by the author of the rules. Intervals are Wilson's, at 95 %.

| rule | default | firings | judged | precision |
| --- | --- | ---: | ---: | --- |
";

const RECALL: &str = "
## Recall

Against criteria that others labelled without knowing the rules, one by one, without the documents around them. They were seen while the rules were
made. Each label is held against the rule of the same name (`escape`: `quality/escape-clause`, `passive-no-agent`: `quality/passive`, `not-ears`: also
`ears/no-shall`). A label with fewer than 15 positives gets counts and no verdict.

Rules stay silent about criteria without EARS keywords in capitals; the last row leaves these out. The pool is the sum over all labels, those of
rules that are hints or infos included.

";

/// docs/rules/README.md says what is measured.
#[test]
fn the_page_says_what_is_measured() {
    let (firings, Some(recall)) = (&*FIRINGS, labels::tables()) else { return };
    if firings.is_empty() {
        return;
    }
    let mut page = INTRODUCTION.to_owned();
    for (code, default) in codes() {
        let of_rule = firings.get(code).map_or(&[][..], Vec::as_slice);
        let judgements = judgements(code);
        let judged: Vec<bool> =
            sample(of_rule).into_iter().filter_map(|one| judgements.get(&one.digest).copied()).collect();
        let right = judged.iter().filter(|right| **right).count();
        page += &format!(
            "| [{code}]({code}.md) | {} | {} | {} | {} |\n",
            default.name(),
            of_rule.len(),
            judged.len(),
            ratio(right, judged.len()),
        );
    }
    page += RECALL;
    page += &recall;
    expect_file!["../../../../../../docs/rules/README.md"].assert_eq(&page);
}
