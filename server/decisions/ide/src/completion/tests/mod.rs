mod config;
mod spec;

use expect_test::Expect;

use super::{Completion, completion};
use crate::fixture::at_cursor;

/// A line for each proposal: label, detail, and what the line of the cursor becomes with its edit (and snippet).
fn check(files: &str, expect: Expect) {
    let shown = at_cursor(files, |place| {
        let show = |completion: Completion| {
            let edit = &completion.edit;
            let text = &place.document.text;
            let start = text[..edit.range.start].rfind('\n').map_or(0, |at| at + 1);
            let end = text[edit.range.end..].find('\n').map_or(text.len(), |at| edit.range.end + at);
            let (before, after) = (&text[start..edit.range.start], &text[edit.range.end..end]);
            let new = completion.snippet.as_deref().unwrap_or(&edit.new);
            format!("{} ({}) => {before}{new}{after}\n", completion.label, completion.detail)
        };
        completion(&place).into_iter().map(show).collect::<String>()
    });
    expect.assert_eq(&shown);
}
