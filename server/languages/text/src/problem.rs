use std::ops::Range;

/// Something wrong in a document, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Stable code, such as `tasks/duplicate-id`.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong and what to do, in a sentence or two.
    pub message: String,
    /// The bytes it is about.
    pub span: Range<usize>,
}

/// How bad a [`Problem`] is, worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The document does not mean what it seems to mean.
    Error,
    /// Probably a mistake.
    Warning,
    /// Worth knowing: somebody should decide.
    Info,
    /// Could be better; nothing is wrong.
    Hint,
}
