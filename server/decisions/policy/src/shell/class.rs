use std::ops::Range;

use crate::shell::Target;

/// What a simple command may do, from the mildest on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Class {
    /// It only reads what belongs to the workspace: runs without asking.
    ReadOnly,
    /// A rule of the user may allow it.
    Ordinary,
    /// Not understood, or it runs code that stands in its arguments or environment: no pattern can allow it.
    Opaque { why: String },
    /// Asks whatever the settings say: data leaves, packages come, work of the user or of others may be lost.
    Guarded { why: String },
    /// No setting and no answer lifts it.
    Forbidden { why: String },
}

impl Class {
    pub fn why(&self) -> Option<&str> {
        match self {
            Self::ReadOnly | Self::Ordinary => None,
            Self::Opaque { why } | Self::Guarded { why } | Self::Forbidden { why } => Some(why),
        }
    }

    /// 0 is the mildest.
    pub fn rank(&self) -> u8 {
        match self {
            Self::ReadOnly => 0,
            Self::Ordinary => 1,
            Self::Opaque { .. } => 2,
            Self::Guarded { .. } => 3,
            Self::Forbidden { .. } => 4,
        }
    }

    /// The stricter of the two; of equals the first.
    pub(crate) fn raise(&mut self, other: Self) {
        if other.rank() > self.rank() {
            *self = other;
        }
    }
}

impl Part {
    /// Something that is no command of a script, and of which it is not known what it does.
    pub fn opaque(text: &str, why: &str) -> Self {
        Self {
            text: text.to_owned(),
            whole: text.to_owned(),
            span: 0..text.len(),
            class: Class::Opaque { why: why.to_owned() },
            reads: Vec::new(),
            prints_content: false,
            writes: Vec::new(),
            remembers: false,
        }
    }
}

/// One simple command, judged, or a construct that is not understood. A script may run what all of its parts may.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The words that patterns of rules which allow are held against: one blank between words, those that are not plain
    /// in single quotes, without harmless assignments before them and without `nice`, `timeout 60` and the like.
    pub text: String,
    /// The same with what stands before them: for patterns that ask or deny, and to be shown.
    pub whole: String,
    /// Bytes of the script. Of a script within a script (`bash -c '…'`), those of the outer command.
    pub span: Range<usize>,
    pub class: Class,
    /// Files and folders whose content it reads, as far as that can be told. Of an ordinary command they may be outside of the
    /// workspace: a rule for commands alone should not allow that.
    pub reads: Vec<Target>,
    /// What is in [`Self::reads`], and in all files of folders among them, may be shown, or copied to where it can be read: not
    /// names, sizes and counts alone. A command that reads the history of the repository has [`Target::Root`] there.
    pub prints_content: bool,
    /// Files and folders that it creates, changes or deletes, as far as that can be told.
    pub writes: Vec<Target>,
    /// "Always" may be offered: a rule made of `text` would match again, and repeating it destroys nothing.
    pub remembers: bool,
}
