//! What an agent may do: facts in, a verdict with its reason out.
//!
//! It resolves nothing: the caller gives the real path of every file and says on whose behalf it acts.
//! Strictest wins: deny beats ask beats allow, and no setting lifts a deny or the question for a control file.
mod judge;
mod place;
mod trust;

pub use judge::{Facts, Touch, Verdict, judge};
pub use place::{CONTROL_FILES, CONTROL_FOLDERS, Place, place};
pub use trust::{parse_tool_list, trusts};
