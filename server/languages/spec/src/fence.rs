use text::Line;

use crate::{
    checkbox::{checkbox, indent},
    state::is_blank,
};

/// The fenced code of a document.
pub(crate) struct Fences {
    /// For each line, whether it belongs to fenced code, the fence lines included.
    pub(crate) inside: Vec<bool>,
    /// The first and the last line of each block, its fence lines.
    pub(crate) blocks: Vec<(usize, usize)>,
    /// Lines that open a fence which nothing closes.
    unclosed: Vec<usize>,
}

impl Fences {
    /// Those of `lines` that open a fence which nothing closes.
    pub(crate) fn unclosed<'a, 'b>(&'b self, lines: &'b [Line<'a>]) -> impl Iterator<Item = &'b Line<'a>> {
        self.unclosed.iter().filter_map(|line| lines.get(*line))
    }
}

/// Finds fenced code as CommonMark does, with two differences that keep tasks alive where a closing fence was
/// forgotten: a fence without any closing line is plain text, and one in a list item ends before the next checkbox
/// that stands further left (CommonMark ends it at any such line, and so trips over unindented code).
pub(crate) fn fences(lines: &[Line<'_>]) -> Fences {
    let markers: Vec<Option<Marker>> = lines.iter().map(|line| marker(line.text)).collect();
    let closing = closing_lines(&markers);
    let mut found =
        Fences { inside: Vec::with_capacity(lines.len()), blocks: Vec::new(), unclosed: Vec::new() };
    let mut in_item = false;
    let mut open: Option<Open> = None;
    for (at, ((line, marker), closing)) in lines.iter().zip(&markers).zip(closing).enumerate() {
        if let Some(fence) = &open
            && fence.in_item
            && checkbox(line.text).is_some_and(|checkbox| checkbox.indent < fence.indent)
        {
            found.unclosed.push(fence.line);
            open = None;
        }
        if let Some(fence) = &open {
            found.inside.push(true);
            if fence.last == at {
                found.blocks.push((fence.line, at));
                open = None;
            }
            continue;
        }
        in_item = is_item(line.text) || in_item && (line.text.is_empty() || line.text.starts_with(is_blank));
        match (marker, closing) {
            (Some(marker), Some(last)) => {
                open = Some(Open {
                    line: at,
                    last,
                    indent: marker.indent,
                    in_item: in_item && marker.indent > 0,
                });
                found.inside.push(true);
            }
            (Some(_), None) => {
                found.unclosed.push(at);
                found.inside.push(false);
            }
            (None, _) => found.inside.push(false),
        }
    }
    found
}

struct Open {
    line: usize,
    last: usize,
    indent: usize,
    in_item: bool,
}

/// A line of three or more back-ticks or tildes.
#[derive(Clone, Copy)]
struct Marker {
    backtick: bool,
    length: usize,
    indent: usize,
    /// Nothing else stands on the line, so that it can close a fence.
    bare: bool,
}

fn marker(line: &str) -> Option<Marker> {
    let content = line.trim_start_matches(is_blank);
    let before = line.strip_suffix(content)?;
    let item = content.strip_prefix(['-', '*', '+']).filter(|item| item.starts_with(is_blank));
    let (content, on_bullet) =
        item.map_or((content, false), |item| (item.trim_start_matches(is_blank), true));
    let fence = content.chars().next().filter(|c| matches!(c, '`' | '~'))?;
    let info = content.trim_start_matches(fence);
    let length = content.len() - info.len();
    if length < 3 || fence == '`' && info.contains('`') {
        return None;
    }
    let indent = indent(before) + if on_bullet { 2 } else { 0 };
    Some(Marker {
        backtick: fence == '`',
        length,
        indent,
        bare: !on_bullet && info.trim_matches(is_blank).is_empty(),
    })
}

/// For each line that could open a fence, the line that would close it: the next bare one of the same character and
/// at least the same length.
fn closing_lines(markers: &[Option<Marker>]) -> Vec<Option<usize>> {
    // Read backwards. A stack holds the closing lines that can still matter: from its end on, each is further down
    // and longer than the one before.
    let mut backticks: Vec<(usize, usize)> = Vec::new();
    let mut tildes: Vec<(usize, usize)> = Vec::new();
    let mut closing: Vec<Option<usize>> = markers
        .iter()
        .enumerate()
        .rev()
        .map(|(line, marker)| {
            let marker = (*marker)?;
            let stack = if marker.backtick { &mut backticks } else { &mut tildes };
            let long_enough = stack.partition_point(|(_, length)| *length >= marker.length);
            let last = long_enough.checked_sub(1).and_then(|at| stack.get(at)).map(|(line, _)| *line);
            if marker.bare {
                while stack.pop_if(|(_, length)| *length <= marker.length).is_some() {}
                stack.push((line, marker.length));
            }
            last
        })
        .collect();
    closing.reverse();
    closing
}

/// Starts with a bullet or a list number.
pub(crate) fn is_item(line: &str) -> bool {
    let content = line.trim_start_matches(is_blank);
    let number = content.trim_start_matches(|c: char| c.is_ascii_digit());
    let behind = if number.len() == content.len() {
        content.strip_prefix(['-', '*', '+'])
    } else {
        number.strip_prefix(['.', ')'])
    };
    behind.is_some_and(|rest| rest.starts_with(is_blank))
}
