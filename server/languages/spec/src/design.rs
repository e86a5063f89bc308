use std::ops::Range;

use text::Problem;

use crate::{ReferenceLine, Section};

/// What a design.md says that other documents refer to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Design {
    /// Every heading outside of fenced code, in document order.
    pub sections: Vec<Section>,
    /// The correctness properties, in document order.
    pub properties: Vec<Property>,
}

/// A correctness property: `### Property 1: Quota is never exceeded`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Property {
    /// As references name it: `1`. Text, not a number.
    pub id: String,
    /// The bytes of the id in the heading.
    pub id_span: Range<usize>,
    /// The bytes of its title; empty if it has none.
    pub title: Range<usize>,
    /// Line of the heading, 0-based.
    pub line: u32,
    /// The bytes of the heading's line, without the line end.
    pub heading: Range<usize>,
    /// The bytes from the heading to the next property, or the next heading of the same or a higher level.
    pub range: Range<usize>,
    /// `**Validates: Requirements 1.1, 1.4**`, and other lines that refer to requirements.
    pub references: Vec<ReferenceLine>,
}

/// Reads a design.md.
pub fn parse_design(text: &str) -> (Design, Vec<Problem>) {
    let _ = text;
    Default::default()
}
