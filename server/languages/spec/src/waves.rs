mod read;
mod write;

use std::ops::Range;

pub(crate) use read::wave_blocks;
pub use write::{wave_edit, write_waves};

/// The JSON of a `## Task Dependency Graph`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaveBlock {
    /// The bytes between the fence lines, the last line end included.
    pub json: Range<usize>,
    /// The bytes of the whole fenced block, fence lines included, without the last line end.
    pub fence: Range<usize>,
    /// It stands below a heading `## Task Dependency Graph`: only then Kiro looks at it.
    pub in_section: bool,
    /// In document order.
    pub waves: Vec<Wave>,
    /// Why Kiro's scheduler would drop the whole block, without a word, and run the tasks one after the other.
    pub faults: Vec<WaveFault>,
}

/// Tasks that may run side by side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wave {
    /// The bytes of the wave's JSON.
    pub span: Range<usize>,
    /// What stands under `id`, or `wave`, without quotes; `None` without one. Order decides, not the id.
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
    /// The bytes of the JSON value that is the id.
    pub span: Range<usize>,
}

/// Something in a [`WaveBlock`] that Kiro's scheduler does not accept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaveFault {
    /// What it is.
    pub kind: WaveFaultKind,
    /// The bytes it is about.
    pub span: Range<usize>,
}

/// What Kiro's scheduler does not accept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum WaveFaultKind {
    /// Nothing stands between the fence lines.
    Empty,
    /// It is not JSON; with comments or final commas it is read here all the same.
    InvalidJson,
    /// It is no object with an array `waves`.
    NoWaves,
    /// `waves` has no elements.
    EmptyWaves,
    /// A wave is not an object: `["1.1"]`.
    WaveNotAnObject,
    /// A wave has no `id` that is a number: `{"wave": 1, …}`, `{"id": "a", …}`.
    IdNotANumber,
    /// A wave has no array `tasks`.
    NoTasks,
    /// A task is not a string: `1.1` without quotes.
    TaskNotAString,
}
