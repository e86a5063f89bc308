use super::{Rule, rule};

/// What parsers find.
pub(super) const RULES: &[Rule] = &[
    rule!("tasks/duplicate-id", Warning),
    rule!("tasks/empty-checkbox", Warning),
    rule!("tasks/task-in-fence", Hint),
    rule!("tasks/unclosed-fence", Warning),
    rule!("tasks/unknown-mark", Warning),
    rule!("requirements/duplicate-id", Warning),
    rule!("requirements/unclosed-fence", Warning),
    rule!("design/duplicate-property", Warning),
    rule!("design/unclosed-fence", Warning),
    rule!("spec/invalid-config", Warning),
    rule!("spec/invalid-meta", Warning),
    rule!("spec/unknown-config-value", Hint),
    rule!("steering/invalid-yaml", Warning),
    rule!("steering/missing-description", Warning),
    rule!("steering/missing-pattern", Warning),
    rule!("steering/pattern-without-inclusion", Warning),
    rule!("steering/unclosed-front-matter", Warning),
    rule!("steering/unknown-inclusion", Warning),
    rule!("settings/invalid", Warning),
];
