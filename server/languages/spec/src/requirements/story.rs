use std::ops::Range;

use text::Line;

use crate::{section::span_of, state::is_blank};

use super::line::{Lead, Mark};

/// The user story of a requirement: one paragraph, behind a label, below a heading, or as it begins by itself.
#[derive(Default)]
pub(super) struct Story {
    pub(super) span: Option<Range<usize>>,
    /// The next line belongs to it.
    open: bool,
}

impl Story {
    /// A heading, which may be its own.
    pub(super) fn heading(&mut self, own: bool) {
        self.open = own && self.span.is_none();
    }

    /// Its label, and what follows on the same line.
    pub(super) fn labelled(&mut self, line: &Line<'_>, rest: &str) {
        self.open = self.span.is_none();
        if self.open && !rest.is_empty() {
            self.span = Some(span_of(line, rest));
        }
    }

    /// A blank line ends it, unless it did not begin yet.
    pub(super) fn blank(&mut self) {
        self.open &= self.span.is_none();
    }

    /// Something else begins.
    pub(super) fn end(&mut self) {
        self.open = false;
    }

    /// A line that is nothing else. `may_begin`: also without a label.
    pub(super) fn line(&mut self, line: &Line<'_>, lead: &Lead<'_>, may_begin: bool) {
        if lead.mark != Mark::None {
            self.open &= self.span.is_none();
            return;
        }
        match &mut self.span {
            Some(span) if self.open => span.end = line.start + line.text.trim_end_matches(is_blank).len(),
            Some(_) => {}
            None if self.open || may_begin && begins_story(lead.text) => {
                self.span = Some(span_of(line, lead.text));
                self.open = true;
            }
            None => {}
        }
    }
}

/// `As a user`, in emphasis or not.
fn begins_story(text: &str) -> bool {
    let text = text.trim_start_matches(['*', '_']);
    let begins = |words: &str| text.get(..words.len()).is_some_and(|start| start.eq_ignore_ascii_case(words));
    ["As a ", "As an ", "As a*", "As an*", "As the "].into_iter().any(begins)
}
