use super::{Key, Shape, Word};

/// `.config.kiro`, which Kiro writes when it makes a spec.
pub(super) static FILE: Shape = Shape::Object(&[
    Key { name: "specId", about: "The id that Kiro gave the spec.", shape: Shape::Text },
    Key {
        name: "workflowType",
        about: "How the documents came about.",
        shape: Shape::Choice(&[
            Word { name: "requirements-first", about: "Requirements, then design, then tasks." },
            Word { name: "design-first", about: "Design, then requirements, then tasks." },
            Word { name: "fast-task", about: "All documents at once." },
            Word { name: "verify-first", about: "A workflow that Kiro knows and nobody has seen." },
        ]),
    },
    Key {
        name: "specType",
        about: "What the spec is about. Kiro checks documents by it.",
        shape: Shape::Choice(&[
            Word { name: "feature", about: "Something new." },
            Word { name: "bugfix", about: "Something to mend: bugfix.md in place of requirements.md." },
            Word { name: "quick-spec", about: "Something small." },
        ]),
    },
]);
