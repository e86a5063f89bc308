use std::ops::Range;

/// A line, or the end of one, that refers to something by id: `_Requirements: 1.1, 2.3-2.5_`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReferenceLine {
    /// What it refers to.
    pub kind: ReferenceKind,
    /// The bytes of its label, without emphasis and colon.
    pub label: Range<usize>,
    /// The bytes from the label to the end of the last item, continuation lines included.
    pub span: Range<usize>,
    /// What it names, in order. Free text is no item.
    pub items: Vec<Reference>,
}

/// What a [`ReferenceLine`] refers to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ReferenceKind {
    /// Requirements or criteria that a task implements.
    Requirements,
    /// Requirements or criteria that a property or a test validates.
    Validates,
    /// Properties of design.md.
    Property,
    /// Tasks that have to be done before.
    Depends,
    /// Components that a task may touch (cc-sdd). Items are free text.
    Boundary,
}

/// One item of a [`ReferenceLine`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// The bytes of the item, such as `2.3-2.5`, without words and separators around it.
    pub span: Range<usize>,
    /// What it names.
    pub target: Target,
}

/// What a [`Reference`] names. Ids are normalized: `R1.AC6` and `Requirement 1.6` are `1.6`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Target {
    /// One id: a criterion, a whole requirement, a property, a task.
    One(String),
    /// From one id to another, both included: `2.1-2.5`, `1-13`.
    Range(String, String),
    /// Everything below an id: `2.*`, `9.x`.
    Below(String),
    /// Everything there is: `All`, `全`.
    All,
}
