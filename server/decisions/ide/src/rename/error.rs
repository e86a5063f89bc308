/// Why something is not renamed. Nothing was changed then.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RenameError {
    /// The cursor stands on nothing that has a name.
    #[error("There is nothing to rename here. Put the cursor on an id or on a term of the glossary.")]
    Nothing,
    /// What is there has no id in the text.
    #[error("{what} has no id of its own that could be changed.")]
    NoId {
        /// "The criterion 1.2"
        what: String,
    },
    /// A range or a wildcard.
    #[error("\"{written}\" names several things. Put the cursor on the id of one.")]
    Several {
        /// As written.
        written: String,
    },
    /// Several things are called so.
    #[error(
        "{count} things are called \"{id}\", and it can't be told which one a reference means. Renumber by hand first."
    )]
    Ambiguous {
        /// The id.
        id: String,
        /// How many.
        count: usize,
    },
    /// The new name is taken.
    #[error("\"{id}\" is taken: {what} is called so.")]
    Taken {
        /// The new name.
        id: String,
        /// What has it.
        what: String,
    },
    /// A criterion would leave its requirement.
    #[error(
        "A criterion stays with its requirement: its id begins with \"{requirement}.\". To move it, move its text."
    )]
    Elsewhere {
        /// The requirement's id.
        requirement: String,
    },
    /// The new name can't be one.
    #[error("\"{name}\" would not be read as {what}. {advice}")]
    Invalid {
        /// The new name.
        name: String,
        /// "the id of a task"
        what: &'static str,
        /// What to write instead.
        advice: &'static str,
    },
    /// Something else would change its place in the tree, or its id.
    #[error("With that name {what} would be read otherwise: {how}.")]
    Upsets {
        /// "the task 2.1"
        what: String,
        /// "it would belong to the task 3"
        how: String,
    },
    /// A reference would mean something else, or is written in a way that we can't change.
    #[error("\"{written}\" in {path}, line {line}, would no longer mean the same. Change it by hand first.")]
    ChangesMeaning {
        /// The reference.
        written: String,
        /// The document.
        path: String,
        /// The line, 1-based.
        line: u32,
    },
}
