use std::ops::Range;

/// The bytes of the id at `column` of a line, as far as it is written; empty between two. `from` is where ids may begin.
pub(super) fn id_at(line: &str, from: usize, column: usize) -> Range<usize> {
    let part = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-');
    let before = line.get(from..column).unwrap_or_default();
    let start = before.trim_end_matches(part).len();
    let mut start = from + start;
    // `2.3-2.5` are two ids, `REQ-1` is one.
    let written = line.get(start..column).unwrap_or_default();
    if written.starts_with(|c: char| c.is_ascii_digit())
        && let Some(dash) = written.rfind('-')
    {
        start += dash + 1;
    }
    let rest = line.get(column..).unwrap_or_default();
    let more = |c: char| c.is_alphanumeric() || c == '.';
    start..column + rest.len() - rest.trim_start_matches(more).len()
}

/// The id that follows `id` among its siblings: `2.4` for `2.3`, `T8` for `T7`; `None` if it does not end with a number.
pub(crate) fn next_id(id: &str) -> Option<String> {
    let before = id.trim_end_matches(|c: char| c.is_ascii_digit());
    let number: u64 = id.strip_prefix(before)?.parse().ok()?;
    Some(format!("{before}{}", number.checked_add(1)?))
}

#[cfg(test)]
mod tests {
    use super::{id_at, next_id};

    #[test]
    fn ids_end_where_the_next_one_begins() {
        for (line, found) in [
            ("_Requirements: 1.1, 2.|3_", "2.3"),
            ("_Requirements: 1.1-2|_", "2"),
            ("_Requirements: REQ-|_", "REQ-"),
            ("_Requirements: |_", ""),
            ("_Requirements: 1.1,|", ""),
        ] {
            let column = line.find('|').unwrap();
            let line = line.replace('|', "");
            let from = line.find(':').unwrap() + 1;
            assert_eq!(&line[id_at(&line, from, column)], found, "{line}");
        }
    }

    #[test]
    fn the_id_behind_an_id() {
        for (id, next) in
            [("2.9", Some("2.10")), ("7", Some("8")), ("FIX-1.1", Some("FIX-1.2")), ("4A", None)]
        {
            assert_eq!(next_id(id).as_deref(), next);
        }
    }
}
