//! From a source to the nodes that are items, and to what stands before them.

use std::cell::RefCell;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::{ControlFlow, Range};

use tree_sitter::{
    Node, ParseOptions, Parser, QueryCursor, QueryCursorOptions, QueryMatch, StreamingIterator as _, Tree,
};

use super::ItemKind;
use super::grammar::{Grammar, Role};

/// Pieces that the parser reads a source in, and how often it may read as much as the source has: where nothing ends, each
/// beginning makes it read to the end again.
const PIECE: usize = 4096;
const MOST_READS: usize = 8;
/// Steps of the parser, and of the query, are told by the hundred. Sources take one for 50 bytes, and one for 300.
const BYTES_PER_PARSER_STEP: usize = 8;
const BYTES_PER_QUERY_STEP: usize = 32;
const LEAST_STEPS: usize = 1000;
/// Unfinished matches at a time.
const MOST_UNFINISHED: u32 = 256;
/// Nodes deeper than this are no items: calls of `describe` take five each.
const DEEPEST_NODE: u32 = 64;
/// A `<` may open something or compare, so the parser keeps both in mind; each of its steps then takes as long as there are
/// such. Their number is summed over the source.
const MOST_AMBIGUOUS: usize = 1 << 22;
/// At each token the query looks for the next one with a name. Long runs of others stand only where all is broken.
const MOST_LOOKS: usize = 1 << 22;

/// What a source has, in bytes of it.
#[derive(Default)]
pub(super) struct Found<'a> {
    /// In order; of two that begin together the outer is first.
    pub(super) nodes: BTreeMap<(usize, Reverse<usize>, u16), Facts>,
    /// Names that are exported apart from what they name.
    pub(super) exported: BTreeSet<&'a str>,
    /// By their start.
    pub(super) attributes: BTreeMap<usize, Attribute>,
    /// In order.
    pub(super) comments: Vec<Range<usize>>,
    /// Not everything was read.
    pub(super) cut: bool,
}

/// What the query says of a node.
#[derive(Default)]
pub(super) struct Facts {
    /// The kind that the first pattern says, and the number of that pattern.
    pub(super) kind: Option<(usize, ItemKind)>,
    pub(super) test: bool,
    pub(super) public: bool,
    pub(super) private: bool,
    pub(super) name: Option<Range<usize>>,
    /// Where its body starts.
    pub(super) body: Option<usize>,
    pub(super) docstring: Option<Range<usize>>,
}

/// What stands before an item, and makes more of it.
#[derive(Default)]
pub(super) struct Attribute {
    pub(super) end: usize,
    pub(super) test: bool,
    pub(super) public: bool,
}

pub(super) fn find<'a>(grammar: &Grammar, source: &'a str) -> Found<'a> {
    let mut found = Found::default();
    let Some(tree) = parse(grammar, source) else { return Found { cut: true, ..found } };
    let mut cursor = QueryCursor::new();
    cursor.set_match_limit(MOST_UNFINISHED);
    cursor.set_max_start_depth(Some(DEEPEST_NODE));
    let mut steps = Steps::new(source.len() / BYTES_PER_QUERY_STEP);
    let mut callback = |_: &_| steps.take();
    let options = QueryCursorOptions::new().progress_callback(&mut callback);
    let mut matches =
        cursor.matches_with_options(&grammar.query, tree.root_node(), source.as_bytes(), options);
    while let Some(one) = matches.next() {
        found.read(grammar, one, source);
    }
    drop(matches);
    found.cut = steps.are_over() || cursor.did_exceed_match_limit();
    found.comments.sort_by_key(|range| range.start);
    found
}

/// None if it would take too long, now or when the tree is asked.
fn parse(grammar: &Grammar, source: &str) -> Option<Tree> {
    let mut parser = Parser::new();
    parser.set_language(&grammar.language).ok()?;
    if grammar.angles && ambiguous(source) > MOST_AMBIGUOUS {
        return None;
    }
    let steps = RefCell::new(Steps::new(source.len() / BYTES_PER_PARSER_STEP));
    let reads = RefCell::new(Steps::new(source.len() / PIECE * MOST_READS));
    let mut callback = |_: &_| match reads.borrow().are_over() {
        true => ControlFlow::Break(()),
        false => steps.borrow_mut().take(),
    };
    let options = ParseOptions::new().progress_callback(&mut callback);
    let read = &mut |at: usize, _| match reads.borrow_mut().take() {
        ControlFlow::Continue(()) => {
            source.as_bytes().get(at..source.len().min(at + PIECE)).unwrap_or_default()
        }
        // The parser takes it for the end, and is stopped there.
        ControlFlow::Break(()) => &[],
    };
    let tree = parser.parse_with_options(read, None, Some(options));
    tree.filter(|tree| !reads.borrow().are_over() && looks(tree) <= MOST_LOOKS)
}

/// A budget.
struct Steps {
    left: usize,
}

impl Steps {
    fn new(expected: usize) -> Self {
        Self { left: LEAST_STEPS + expected }
    }

    fn are_over(&self) -> bool {
        self.left == 0
    }

    fn take(&mut self) -> ControlFlow<()> {
        self.left = self.left.saturating_sub(1);
        if self.are_over() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }
}

/// For each `<`, how many before it in its statement are not closed.
fn ambiguous(source: &str) -> usize {
    let mut open = 0_usize;
    let count = |byte| match byte {
        b'<' => {
            open += 1;
            open
        }
        b'>' => {
            open = open.saturating_sub(1);
            0
        }
        b';' | b'{' | b'}' => {
            open = 0;
            0
        }
        _ => 0,
    };
    source.bytes().map(count).sum()
}

/// How often a query will look at tokens without a name: as the square of how many stand in a row.
fn looks(tree: &Tree) -> usize {
    let mut cursor = tree.walk();
    let mut looks = 0_usize;
    // Of each node around the cursor, the nameless that stand directly before it.
    let mut rows = vec![0_usize];
    loop {
        if let Some(row) = rows.last_mut() {
            *row = if cursor.node().is_named() { 0 } else { *row + 1 };
            looks = looks.saturating_add(*row);
        }
        if cursor.goto_first_child() {
            rows.push(0);
            continue;
        }
        while !cursor.goto_next_sibling() {
            if !cursor.goto_parent() {
                return looks;
            }
            rows.pop();
        }
    }
}

impl<'a> Found<'a> {
    fn read(&mut self, grammar: &Grammar, one: &QueryMatch<'_, '_>, source: &'a str) {
        let captures = || {
            let role = |index: u32| grammar.roles.get(index as usize).copied().unwrap_or(Role::Inner);
            one.captures().iter().map(move |capture| (role(capture.index), capture.node))
        };
        for (role, node) in captures() {
            match role {
                Role::Kind(kind) => {
                    let facts = self.facts(node);
                    let number = one.pattern_index;
                    facts.body = facts.body.or_else(|| Some(node.child_by_field_name("body")?.start_byte()));
                    if facts.kind.is_none_or(|(earlier, _)| number < earlier) {
                        facts.kind = Some((number, kind));
                    }
                }
                Role::Test => self.facts(node).test = true,
                Role::Public => self.facts(node).public = true,
                Role::Private => self.facts(node).private = true,
                Role::Exported => {
                    self.exported.extend(source.get(node.byte_range()));
                }
                Role::Attribute => self.attribute(node).end = node.end_byte(),
                Role::TestAttribute => self.attribute(node).test = true,
                Role::PublicAttribute => self.attribute(node).public = true,
                Role::Comment => self.comments.push(node.byte_range()),
                Role::Documented | Role::Name | Role::Body | Role::Docstring | Role::Inner => {}
            }
        }
        let is_subject = |role| match role {
            Role::Kind(_) | Role::Test | Role::Public | Role::Private | Role::Documented => true,
            Role::Name
            | Role::Body
            | Role::Docstring
            | Role::Exported
            | Role::Attribute
            | Role::TestAttribute
            | Role::PublicAttribute
            | Role::Comment
            | Role::Inner => false,
        };
        let Some((_, subject)) = captures().find(|(role, _)| is_subject(*role)) else { return };
        let of = |wanted: fn(Role) -> bool| {
            captures().filter(move |(role, _)| wanted(*role)).map(|(_, node)| node.byte_range())
        };
        let name = of(|role| matches!(role, Role::Name)).reduce(|first, last| first.start..last.end);
        let body = of(|role| matches!(role, Role::Body)).next();
        let docstring = of(|role| matches!(role, Role::Docstring)).next();
        let facts = self.facts(subject);
        facts.name = facts.name.take().or(name);
        facts.body = body.map(|body| body.start).or(facts.body);
        facts.docstring = facts.docstring.take().or(docstring);
    }

    fn facts(&mut self, node: Node<'_>) -> &mut Facts {
        let Range { start, end } = node.byte_range();
        self.nodes.entry((start, Reverse(end), node.kind_id())).or_default()
    }

    fn attribute(&mut self, node: Node<'_>) -> &mut Attribute {
        self.attributes.entry(node.start_byte()).or_default()
    }
}
