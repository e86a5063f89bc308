//! What each language brings: its grammar, and the query that says which nodes of it are items.

use std::sync::OnceLock;

use tree_sitter::Query;

use super::ItemKind;
use crate::Language;

/// A grammar with its query.
pub(super) struct Grammar {
    pub(super) language: tree_sitter::Language,
    pub(super) query: Query,
    /// Types are given to others between `<` and `>`.
    pub(super) angles: bool,
    /// What the captures of the query mean, by their index.
    pub(super) roles: Vec<Role>,
}

/// What a capture says of its node, by its name in the query. A match is about the node that has one of the first five;
/// what several matches say of a node adds up.
#[derive(Clone, Copy)]
pub(super) enum Role {
    /// `@struct` and so on: it is an item.
    Kind(ItemKind),
    /// `@test`: it is one, whatever else it is.
    Test,
    /// `@public`
    Public,
    /// `@private`: stronger.
    Private,
    /// `@documented`: the `@docstring` of this match is its own.
    Documented,
    /// `@name`; where there are two, the name is from the one to the other.
    Name,
    /// `@body`: the signature ends before it. Without it, the node's field `body` counts.
    Body,
    /// `@docstring`
    Docstring,
    /// `@exported`: a name that is public, wherever it is declared.
    Exported,
    /// `@attribute`: belongs to the item that follows.
    Attribute,
    /// `@attribute.test`: makes that item a test.
    TestAttribute,
    /// `@attribute.public`: makes that item public.
    PublicAttribute,
    /// `@comment`: documents the item that follows.
    Comment,
    /// `@_…`: only for the query itself.
    Inner,
}

impl Role {
    fn of(capture: &str) -> Self {
        match capture {
            "module" => Self::Kind(ItemKind::Module),
            "class" => Self::Kind(ItemKind::Class),
            "struct" => Self::Kind(ItemKind::Struct),
            "enum" => Self::Kind(ItemKind::Enum),
            "interface" => Self::Kind(ItemKind::Interface),
            "implementation" => Self::Kind(ItemKind::Implementation),
            "function" => Self::Kind(ItemKind::Function),
            "method" => Self::Kind(ItemKind::Method),
            "constant" => Self::Kind(ItemKind::Constant),
            "type" => Self::Kind(ItemKind::Type),
            "test" => Self::Test,
            "public" => Self::Public,
            "private" => Self::Private,
            "documented" => Self::Documented,
            "name" => Self::Name,
            "body" => Self::Body,
            "docstring" => Self::Docstring,
            "exported" => Self::Exported,
            "attribute" => Self::Attribute,
            "attribute.test" => Self::TestAttribute,
            "attribute.public" => Self::PublicAttribute,
            "comment" => Self::Comment,
            _ => Self::Inner,
        }
    }
}

const JAVASCRIPT: &str = include_str!("../queries/javascript.scm");
const TYPESCRIPT: &str =
    concat!(include_str!("../queries/javascript.scm"), include_str!("../queries/typescript.scm"));

/// As many as there are languages.
static GRAMMARS: [OnceLock<Option<Grammar>>; 8] = [const { OnceLock::new() }; 8];

impl Grammar {
    /// Compiled when it is first asked for. None only if a query does not fit its grammar, which a test rules out.
    pub(super) fn of(language: Language) -> Option<&'static Self> {
        GRAMMARS.get(language as usize)?.get_or_init(|| Self::compile(language)).as_ref()
    }

    fn compile(language: Language) -> Option<Self> {
        let angles = !matches!(language, Language::Go | Language::Python);
        let (language, query) = match language {
            Language::Rust => (tree_sitter_rust::LANGUAGE, include_str!("../queries/rust.scm")),
            Language::Python => (tree_sitter_python::LANGUAGE, include_str!("../queries/python.scm")),
            Language::TypeScript => (tree_sitter_typescript::LANGUAGE_TYPESCRIPT, TYPESCRIPT),
            Language::Tsx => (tree_sitter_typescript::LANGUAGE_TSX, TYPESCRIPT),
            Language::JavaScript => (tree_sitter_javascript::LANGUAGE, JAVASCRIPT),
            Language::Go => (tree_sitter_go::LANGUAGE, include_str!("../queries/go.scm")),
            Language::Java => (tree_sitter_java::LANGUAGE, include_str!("../queries/java.scm")),
            Language::CSharp => (tree_sitter_c_sharp::LANGUAGE, include_str!("../queries/csharp.scm")),
        };
        let language = tree_sitter::Language::from(language);
        let query = Query::new(&language, query).ok()?;
        let roles = query.capture_names().iter().map(|name| Role::of(name)).collect();
        Some(Self { language, query, angles, roles })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn queries_fit_their_grammars() {
        use Language::{CSharp, Go, Java, JavaScript, Python, Rust, Tsx, TypeScript};
        for language in [Rust, Python, TypeScript, Tsx, JavaScript, Go, Java, CSharp] {
            let grammar = Grammar::of(language).unwrap_or_else(|| panic!("{language:?}"));
            let inner = grammar.query.capture_names().iter().zip(&grammar.roles);
            let unknown = inner.filter(|(name, role)| matches!(role, Role::Inner) && !name.starts_with('_'));
            assert_eq!(unknown.count(), 0, "{language:?} has a capture without a meaning");
        }
    }
}
