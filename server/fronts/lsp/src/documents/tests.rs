use lsp_types::{Position, Range, TextDocumentContentChangeEvent, Uri};
use text::Encoding;

use super::{Documents, spec_of};

fn uri() -> Uri {
    "file:///project/.kiro/specs/demo/tasks.md".parse().unwrap()
}

/// A document after changes, each (line, column, line, column, new text).
fn check(encoding: Encoding, text: &str, changes: &[(u32, u32, u32, u32, &str)], expected: &str) {
    let documents = Documents::new(encoding);
    documents.open(uri(), 1, text.to_owned(), None, None);
    let changes = changes.iter().map(|&(line, column, to_line, to_column, new)| {
        let start = Position { line, character: column };
        let end = Position { line: to_line, character: to_column };
        TextDocumentContentChangeEvent {
            range: Some(Range { start, end }),
            range_length: None,
            text: new.to_owned(),
        }
    });
    let changed = documents.change(&uri(), 2, changes.collect()).unwrap();
    assert_eq!((changed.text.as_str(), changed.version), (expected, 2));
}

#[test]
fn each_change_refers_to_what_the_one_before_left() {
    check(
        Encoding::Utf16,
        "a\nb\n",
        &[(0, 0, 0, 0, "x\n"), (1, 0, 1, 1, "y"), (2, 1, 2, 1, "z")],
        "x\ny\nbz\n",
    );
    check(Encoding::Utf16, "a\r\nb", &[(0, 1, 1, 0, "")], "ab");
}

#[test]
fn columns_are_of_the_encoding() {
    for (encoding, column) in [(Encoding::Utf8, 4), (Encoding::Utf16, 2), (Encoding::Utf32, 1)] {
        check(encoding, "🦀b", &[(0, column, 0, column, "|")], "🦀|b");
    }
}

#[test]
fn places_that_do_not_exist_are_the_nearest_that_do() {
    check(Encoding::Utf16, "ab\ncd", &[(0, 9, 0, 99, "!")], "ab!\ncd");
    check(Encoding::Utf16, "ab\ncd", &[(7, 0, 9, 0, "!")], "ab\ncd!");
    check(Encoding::Utf16, "🦀", &[(0, 1, 0, 1, "|")], "|🦀");
    check(Encoding::Utf16, "abc", &[(0, 2, 0, 1, "-")], "a-c");
}

#[test]
fn the_whole_text_can_be_replaced() {
    let documents = Documents::new(Encoding::Utf16);
    documents.open(uri(), 1, "old".to_owned(), None, None);
    let whole = TextDocumentContentChangeEvent { range: None, range_length: None, text: "new".to_owned() };
    assert_eq!(documents.change(&uri(), 2, vec![whole]).unwrap().text, "new");
    assert!(documents.close(&uri()).is_some());
    assert!(documents.change(&uri(), 3, Vec::new()).is_none());
}

#[test]
fn which_documents_hold_the_tasks_of_a_spec() {
    for (name, expected) in [
        (".kiro/specs/demo/tasks.md", Some("demo")),
        (".kiro/specs/area/demo/tasks.md", Some("area/demo")),
        (".kiro/specs/tasks.md", None),
        (".kiro/specs/demo/design.md", None),
        ("AGENTS.md", None),
    ] {
        assert_eq!(spec_of(name).as_deref(), expected, "{name}");
    }
}

#[test]
fn changes_that_overtook_each_other_are_put_into_the_order_of_their_versions() {
    let typed = "a line above\nand a second\n";
    for order in [&[0][..], &[1, 0], &[2, 1, 0], &[1, 0, 3, 2], &[0, 2, 1, 3]] {
        let documents = Documents::new(Encoding::Utf8);
        documents.open(uri(), 0, "- [ ] 1. One\n".to_owned(), None, None);
        let (mut line, mut column) = (0, 0);
        let changes = typed.chars().zip(1..).map(|(character, version)| {
            let at = Position { line, character: column };
            (line, column) = if character == '\n' { (line + 1, 0) } else { (line, column + 1) };
            let text = character.to_string();
            let range = Some(Range { start: at, end: at });
            (version, TextDocumentContentChangeEvent { range, range_length: None, text })
        });
        let changes: Vec<_> = changes.collect();
        let mut last = None;
        for some in changes.chunks(order.len()) {
            let arriving = order.iter().filter_map(|&place| some.get(place).cloned());
            for (version, change) in arriving.collect::<Vec<_>>() {
                last = documents.change(&uri(), version, vec![change]);
            }
        }
        let last = last.unwrap();
        assert_eq!(last.text, format!("{typed}- [ ] 1. One\n"), "{order:?}");
        assert_eq!(last.version, changes.len() as i32);
    }
}
