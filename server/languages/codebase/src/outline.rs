//! What a source file declares.

mod find;
mod grammar;
mod nest;
mod words;

use std::ops::Range;

use crate::Language;
use find::find;
use grammar::Grammar;
use nest::nest;

/// Bytes of a source that are read.
const LONGEST_SOURCE: usize = 1 << 20;

/// What a source file declares, outermost first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outline {
    /// In the order of the source.
    pub items: Vec<Item>,
    /// The source was too long, too deep or too broken, or had more than 5,000 items: it may declare more.
    pub cut: bool,
}

/// A declaration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// What it is.
    pub kind: ItemKind,
    /// As declared, at most 100 characters; an implementation of a trait is `Trait for Type`, a test may be a sentence.
    pub name: String,
    /// Whether it says so itself, or the language does: an item is not less public because its module is not.
    pub public: bool,
    /// 0-based, without the last; its attributes are in it, the comment before it is not. Within those of its parent.
    pub lines: Range<u32>,
    /// What stands before its body, blanks collapsed, at most 200 characters.
    pub signature: String,
    /// The first sentence of its documentation, at most 200 characters.
    pub about: Option<String>,
    /// What it declares, in the order of the source; nothing for what runs.
    pub items: Vec<Item>,
}

/// What an [`Item`] is. Fields and properties are none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ItemKind {
    /// Module or namespace.
    Module,
    /// Class or record.
    Class,
    /// Struct or union.
    Struct,
    /// Enumeration.
    Enum,
    /// Interface, trait or annotation type.
    Interface,
    /// `impl` of Rust.
    Implementation,
    /// Function or macro.
    Function,
    /// Method or constructor.
    Method,
    /// Constant, or static variable of Rust.
    Constant,
    /// Alias or delegate.
    Type,
    /// Test or group of tests.
    Test,
}

/// The outline of a source, whatever is in it. What stands around an error is found; of a source of more than 1 MiB the
/// beginning is read.
pub fn outline(language: Language, source: &str) -> Outline {
    let read = source.get(..source.floor_char_boundary(LONGEST_SOURCE)).unwrap_or(source);
    let Some(grammar) = Grammar::of(language) else { return Outline::default() };
    let mut found = find(grammar, read);
    found.cut |= read.len() < source.len();
    nest(found, read)
}
