/// When a steering file belongs in a prompt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Inclusion {
    /// In every one. The default of a file that does not say.
    Always,
    /// Once a file that matches one of these globs (relative to the workspace root) takes part in the conversation.
    /// Never, if there are none.
    FileMatch(Vec<String>),
    /// When the user names it.
    Manual,
    /// When its description fits what is asked.
    Auto,
}
