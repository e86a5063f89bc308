use std::ops::Range;

use crate::shell::Folder;
use crate::shell::act::Act;

/// A script as the simple commands in it, wherever they stand: in lists, pipelines, loops, functions, substitutions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Program {
    pub script: String,
    /// In the order of the script; those of a substitution come after the command that has it.
    pub commands: Vec<SimpleCommand>,
    /// What of the script is not understood. Commands found inside are in `commands` too, so that the worst is still seen.
    pub opaque: Vec<Unclear>,
    /// What all of that does, worked out once: it is looked through for what is needed, and again to judge.
    pub(super) acts: Vec<Act>,
}

/// A construct outside of the syntax that is judged, or text that is no shell script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unclear {
    /// Bytes of the script.
    pub span: Range<usize>,
    pub what: &'static str,
}

/// Assignments, words and redirections, in that form whatever order they were written in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SimpleCommand {
    /// Bytes of the script, without the redirections of an enclosing group.
    pub span: Range<usize>,
    pub assignments: Vec<(String, Word)>,
    /// The program and its arguments; none where only something is assigned or redirected.
    pub words: Vec<Word>,
    pub redirects: Vec<Redirect>,
    /// Where it runs, after every `cd` before it.
    pub folder: Folder,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redirect {
    pub effect: Effect,
    /// Where its path begins, which for `{ cd a; ls; } > b` is not where the command runs.
    pub folder: Folder,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    Read(Word),
    Write(Word),
    /// `2>&1`, `>&-`, a heredoc or a here-string.
    NoFile,
}

/// A word as the shell would make it of its source, as far as that is known before it runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    pub span: Range<usize>,
    pub source: String,
    /// Neighbouring text is one piece. No pieces: the empty word.
    pub pieces: Vec<Piece>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// These very characters: quotes and backslashes are resolved.
    Text(String),
    /// `~` at the beginning, or `$HOME`.
    Home,
    /// `$?`, `$#`, `$$`, `$!`: digits.
    Number,
    /// `*`, `?`, `[`, unquoted: names of files.
    Pattern(char),
    /// A variable, a substitution, arithmetic, braces: any text, and unquoted any number of words.
    Unknown,
}

impl Word {
    /// The text of a word that is the same whenever it runs.
    pub fn literal(&self) -> Option<&str> {
        match self.pieces.as_slice() {
            [] => Some(""),
            [Piece::Text(text)] => Some(text),
            _ => None,
        }
    }

    /// Not one of its characters depends on a variable or on what a command prints.
    pub(crate) fn is_known(&self) -> bool {
        !self.pieces.contains(&Piece::Unknown)
    }

    /// What can be compared with names of options and verbs. Of a word that is not literal it is only a guess.
    pub(crate) fn text(&self) -> &str {
        self.literal().unwrap_or(&self.source)
    }

    /// The word without its first `bytes`, such as the value in `--file=value`; none if those are not literal.
    pub(crate) fn after(&self, bytes: usize) -> Option<Self> {
        let (first, rest) = self.pieces.split_first()?;
        let Piece::Text(text) = first else { return None };
        let text = text.get(bytes..)?;
        let mut pieces = Vec::new();
        if !text.is_empty() {
            pieces.push(Piece::Text(text.to_owned()));
        }
        pieces.extend_from_slice(rest);
        Some(Self { span: self.span.clone(), source: self.source.clone(), pieces })
    }

    /// The word as it would be written so that nothing about it is special; as in the script where it is not literal.
    pub(crate) fn shown(&self) -> String {
        let plain = |c: char| c.is_alphanumeric() || "-_./:=@%+,^~{}".contains(c);
        match self.literal() {
            Some(text) if !text.is_empty() && text.chars().all(plain) => text.to_owned(),
            Some(text) => format!("'{}'", text.replace('\'', r"'\''")),
            None => self.source.clone(),
        }
    }
}
