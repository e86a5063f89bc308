//! Commands that a model wants to run.

use policy::shell::{Class, ShellFacts, classify, parse};

/// Every part is of the script, nothing runs of which the program is not known, and what is appended is seen.
pub(crate) fn shell(text: &str) {
    let parts = classify(&parse(text), &ShellFacts::default());
    for part in &parts {
        assert!(text.get(part.span.clone()).is_some(), "{part:?}");
    }
    let worst = |parts: &[policy::shell::Part]| parts.iter().map(|part| part.class.rank()).max();
    let longer = classify(&parse(&format!("{text}\n:\nrm -rf \"$X\"\n")), &ShellFacts::default());
    // A quote that is left open takes in what follows: then it asks, whatever was seen in it before.
    let asks = Some(Class::Ordinary.rank() + 1);
    assert!(worst(&longer) >= worst(&parts).min(asks), "{text}");
    assert!(longer.iter().any(|part| part.class.rank() > Class::Ordinary.rank()), "{text}");
}
