#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

use proptest::prelude::*;
use text::{EditError, Encoding, LineIndex, Position, TextEdit, apply};

const ENCODINGS: [Encoding; 3] = [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32];

fn at(line: u32, character: u32) -> Position {
    Position { line, character }
}

#[test]
fn columns_count_in_the_unit_of_the_encoding() {
    let text = "a\n日本😀x\r\nend";
    let index = LineIndex::new(text);
    let x = text.find('x').unwrap();
    for (encoding, character) in [(Encoding::Utf8, 10), (Encoding::Utf16, 4), (Encoding::Utf32, 3)] {
        assert_eq!(index.position(text, x, encoding), at(1, character), "{encoding:?}");
        assert_eq!(index.offset(text, at(1, character), encoding), x, "{encoding:?}");
    }
}

#[test]
fn what_lies_outside_is_clamped() {
    let text = "ab\r\n😀\rc\n";
    let index = LineIndex::new(text);
    let utf16 = Encoding::Utf16;
    assert_eq!(index.line_count(), 4);
    let offsets = [
        ("beyond the line's end", at(0, 99), 2),
        ("between two surrogates", at(1, 1), 4),
        ("behind both", at(1, 2), 8),
        ("last line", at(3, 0), 11),
        ("beyond the last line", at(9, 9), 11),
    ];
    for (what, position, offset) in offsets {
        assert_eq!(index.offset(text, position, utf16), offset, "{what}");
    }
    let positions = [
        ("the line end", 2, at(0, 2)),
        ("inside the line end", 3, at(0, 2)),
        ("inside a character", 6, at(1, 0)),
        ("a lone carriage return", 8, at(1, 2)),
        ("the end of the text", 11, at(3, 0)),
        ("beyond the text", 99, at(3, 0)),
    ];
    for (what, offset, position) in positions {
        assert_eq!(index.position(text, offset, utf16), position, "{what}");
    }
}

fn edit(range: std::ops::Range<usize>, new: &str) -> TextEdit {
    TextEdit { range, new: new.to_owned() }
}

#[test]
fn edits_refer_to_the_text_as_given() {
    let edits = [edit(4..5, "E"), edit(0..1, "A"), edit(2..2, "1"), edit(2..2, "2"), edit(2..3, "")];
    assert_eq!(apply("abcde", &edits).unwrap(), "Ab12dE");
    assert_eq!(apply("", &[]).unwrap(), "");
}

#[test]
fn edits_that_do_not_fit_are_refused() {
    let refused = |edits: &[TextEdit]| apply("aé", edits).unwrap_err();
    assert_eq!(refused(&[edit(0..9, "")]), EditError::OutOfRange { range: 0..9, len: 3 });
    #[allow(clippy::reversed_empty_ranges)]
    let reversed = 2..1;
    assert!(matches!(refused(&[edit(reversed, "")]), EditError::OutOfRange { .. }));
    assert_eq!(refused(&[edit(2..3, "")]), EditError::InsideCharacter { offset: 2 });
    let overlap = refused(&[edit(1..3, ""), edit(0..3, "")]);
    assert_eq!(overlap, EditError::Overlap { first: 0..3, second: 1..3 });
    assert_eq!(
        overlap.to_string(),
        "the edits of bytes 0..3 and 1..3 overlap; send them one after the other"
    );
}

/// Text of line ends, ASCII, CJK, emoji, combining marks and a BOM.
fn any_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("\n"),
        Just("\r\n"),
        Just("\r"),
        Just("a"),
        Just("é"),
        Just("日本"),
        Just("😀"),
        Just("e\u{301}"),
        Just("\u{feff}"),
        Just("- [ ] 1. "),
    ];
    proptest::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    /// An index that follows changes is that of the changed text.
    #[test]
    fn an_index_follows_changes(
        text in any_text(),
        changes in proptest::collection::vec((any::<proptest::sample::Index>(), any::<proptest::sample::Index>(), any_text()), 1..5),
    ) {
        let (mut text, mut index) = (text.clone(), LineIndex::new(&text));
        for (one, other, new) in changes {
            let places: Vec<usize> = (0..=text.len()).filter(|at| text.is_char_boundary(*at)).collect();
            let (one, other) = (*one.get(&places), *other.get(&places));
            let range = one.min(other)..one.max(other);
            text.replace_range(range.clone(), &new);
            index.replace(&text, range, new.len());
            prop_assert_eq!(&index, &LineIndex::new(&text));
        }
    }

    #[test]
    fn a_character_comes_back_to_its_offset(text in any_text()) {
        let index = LineIndex::new(&text);
        for encoding in ENCODINGS {
            for (offset, c) in text.char_indices() {
                let position = index.position(&text, offset, encoding);
                let back = index.offset(&text, position, encoding);
                // The second half of `\r\n` has no position of its own.
                let expected = if c == '\n' && text[..offset].ends_with('\r') { offset - 1 } else { offset };
                prop_assert_eq!(back, expected);
            }
            prop_assert_eq!(index.offset(&text, index.position(&text, text.len(), encoding), encoding), text.len());
        }
    }

    #[test]
    fn any_position_is_a_character_boundary(text in any_text(), line in 0u32..50, character in 0u32..50) {
        let index = LineIndex::new(&text);
        for encoding in ENCODINGS {
            let offset = index.offset(&text, at(line, character), encoding);
            prop_assert!(text.is_char_boundary(offset));
            prop_assert!(index.position(&text, offset, encoding) <= at(line, character).max(at(index.line_count() - 1, u32::MAX)));
        }
    }

    #[test]
    fn offsets_and_positions_are_in_the_same_order(text in any_text(), a in 0usize..200, b in 0usize..200) {
        let index = LineIndex::new(&text);
        let (a, b) = (a.min(b), a.max(b));
        for encoding in ENCODINGS {
            prop_assert!(index.position(&text, a, encoding) <= index.position(&text, b, encoding));
        }
    }

    #[test]
    fn lines_cover_the_text(text in any_text()) {
        let mut next = 0;
        for line in text::lines(&text) {
            prop_assert_eq!(line.start, next);
            prop_assert!(!line.text.contains(['\n', '\r']));
            next = line.next;
        }
        prop_assert_eq!(next, text.len());
    }

    #[test]
    fn an_edit_changes_its_range_only(text in any_text(), a in 0usize..200, b in 0usize..200, new in "[a日]{0,3}") {
        let (start, end) = (a.min(b), a.max(b));
        match apply(&text, &[edit(start..end, &new)]) {
            Ok(edited) => prop_assert_eq!(edited, format!("{}{new}{}", &text[..start], &text[end..])),
            Err(_) => prop_assert!(text.get(start..end).is_none()),
        }
    }
}
