use std::ops::Range;

/// The JSON of a `## Task Dependency Graph`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaveBlock {
    /// The bytes between the fence lines.
    pub json: Range<usize>,
    /// The bytes of the whole fenced block, fence lines included, without the last line end.
    pub fence: Range<usize>,
    /// It stands below a heading `## Task Dependency Graph`: only then Kiro looks at it.
    pub in_section: bool,
    /// In document order.
    pub waves: Vec<Wave>,
}

/// Tasks that may run side by side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wave {
    /// The bytes of the wave's JSON.
    pub span: Range<usize>,
    /// What stands under `id`, or `wave`, as written in JSON; `None` without one. Order decides, not the id.
    pub id: Option<String>,
    /// Its tasks.
    pub tasks: Vec<WaveTask>,
    /// The waves that it names in `depends_on`, `dependsOn` or `dependencies`, as indices into [`WaveBlock::waves`];
    /// `None`: it does not say, and needs all waves before it.
    pub needs: Option<Vec<usize>>,
}

/// A task that a wave names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaveTask {
    /// Its id, without a final dot.
    pub id: String,
    /// The bytes of the JSON value.
    pub span: Range<usize>,
}
