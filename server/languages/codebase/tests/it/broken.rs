//! Whatever the text is, what is found lies in it, and it is found in time.

use codebase::{Item, Language, Outline, outline};
use expect_test::expect;
use proptest::prelude::*;

use crate::samples::{SAMPLES, text};

#[test]
fn what_stands_around_an_error_is_found() {
    let source = "fn one() {}\n\nfn two( {\n\nstruct Three;\n\nimpl Three {\n    fn four(&self) {}\n";
    expect![[r#"
        1-1    - Function one | fn one()
        5-5    - Struct Three | struct Three
        8-8    - Function four | fn four(&self)
    "#]]
    .assert_eq(&text(&outline(Language::Rust, source)));
    let source =
        "class A {\n  one() { return 1 +; }\n  two() {}\n}\n\nfunction three() {}\n}}}\nfunction four() {}\n";
    expect![[r#"
        1-4    - Class A | class A
        2-2      + Method one | one()
        3-3      + Method two | two()
        6-6    - Function three | function three()
        8-8    - Function four | function four()
    "#]]
    .assert_eq(&text(&outline(Language::TypeScript, source)));
    let source =
        "def one(:\n    pass\n\nclass Two:\n    def three(self):\n        return (\n\ndef four(): pass\n";
    expect![[r#"
        1-2    + Function one | def one
        4-6    + Class Two | class Two
        5-6      + Method three | def three(self): return
        8-8    + Function four | def four()
    "#]]
    .assert_eq(&text(&outline(Language::Python, source)));
}

#[test]
fn long_sources_are_cut() {
    let long = "fn f() {}\n".repeat(200_000);
    let outline = outline(Language::Rust, &long);
    assert!(outline.cut);
    assert_eq!(outline.items.len(), 5_000);
    holds(&long, &outline.items);
    let comment = format!("fn f() {{}}\n/*{}*/fn g() {{}}", "é".repeat(1 << 20));
    let outline = codebase::outline(Language::Rust, &comment);
    assert!(outline.cut);
}

/// Parsers, or the query, take a time for these that grows with the square of their length.
/// Wherever the limit lies: within a word, at its end, or at the blank behind it.
#[test]
fn long_signatures_are_cut() {
    for length in 150..250 {
        let source = format!("class A {{\n  one({}: string, b: number) {{}}\n}}\n", "a".repeat(length));
        holds(&source, &outline(Language::TypeScript, &source).items);
    }
}

#[test]
fn what_would_take_too_long_is_not_read() {
    for (language, piece) in [
        (Language::Rust, "{"),
        (Language::Rust, "&&"),
        (Language::Rust, "r#\""),
        (Language::TypeScript, "("),
        (Language::Java, "a<b<"),
        (Language::CSharp, "a<b<"),
    ] {
        assert_eq!(
            outline(language, &piece.repeat(1 << 16)),
            Outline { items: Vec::new(), cut: true },
            "{piece}"
        );
    }
    // Go ends statements with lines, and has no such types.
    let shifts = "var a = 1 << 17\n".repeat(5_000);
    assert!(!outline(Language::Go, &shifts).cut);
    let attributes = format!("{}fn f() {{}}", "#[a]\n".repeat(1 << 12));
    expect![[r#"
        1-4097 - Function f | fn f()
    "#]]
    .assert_eq(&text(&outline(Language::Rust, &attributes)));
}

/// What takes parsers long: nothing ends, and everything nests.
#[test]
fn hostile_sources_have_an_answer() {
    let pieces = [
        "{",
        "(",
        "[",
        "<",
        "class A{",
        "mod a{",
        "fn f(){",
        "def f():\n ",
        "a<b<",
        "`${",
        "/*",
        "\"",
        "'",
        "\\",
        "#[a]",
        "@a\n",
        "f(()=>{",
        "describe('a',()=>{",
        "a?.b:",
        "<a>",
        "=>",
        "namespace A{",
        "if(a)",
        "x=",
        "a.b(",
        "|",
        "&&",
        ";",
        "\u{0}",
        "\u{feff}",
        "/** */",
        "type A=",
        "func f(",
        "public ",
        "r#\"",
        "f\"{",
        "$\"{",
        "#if\n",
        "  \n    ",
        "\t",
        "async ",
        "export ",
        "/// a\n",
        "// a\n",
    ];
    for (path, _) in SAMPLES {
        let language = Language::of(path).unwrap();
        for piece in pieces {
            let source = piece.repeat((1 << 11) / piece.len());
            holds(&source, &outline(language, &source).items);
        }
    }
}

proptest! {
    #[test]
    fn any_text((path, _) in prop::sample::select(&SAMPLES[..]), source in any::<String>()) {
        holds(&source, &outline(Language::of(path).unwrap(), &source).items);
    }

    #[test]
    fn any_tokens(
        (path, _) in prop::sample::select(&SAMPLES[..]),
        source in "((class|fn|def|mod|impl|func|type|pub|export|namespace|@a|#\\[test\\]|/\\*\\*|\\*/|///|\"|'''|`|[a-z]|[(){}<>\\[\\]:;=,.é\u{0}])[ \n\r\t]{0,2}){0,60}",
    ) {
        holds(&source, &outline(Language::of(path).unwrap(), &source).items);
    }

    /// In its own language and in others.
    #[test]
    fn mutated_samples(
        (path, _) in prop::sample::select(&SAMPLES[..]),
        (_, source) in prop::sample::select(&SAMPLES[..]),
        cuts in prop::collection::vec((any::<prop::sample::Index>(), 0..80_usize, ".{0,3}"), 0..6),
    ) {
        let mut source = source.to_owned();
        for (at, length, instead) in cuts {
            let start = source.floor_char_boundary(at.index(source.len() + 1));
            let end = source.floor_char_boundary(start + length).max(start);
            source.replace_range(start..end, &instead);
        }
        holds(&source, &outline(Language::of(path).unwrap(), &source).items);
    }
}

/// Lines are within the source, those of items within their parents' and in order; words are within their limits.
fn holds(source: &str, items: &[Item]) {
    let lines = text::LineIndex::new(source).line_count();
    within(&(0..lines), items);
}

fn within(outer: &std::ops::Range<u32>, items: &[Item]) {
    let mut last = outer.start;
    for item in items {
        assert!(item.lines.start >= last && item.lines.start < item.lines.end, "{item:?} after {last}");
        assert!(item.lines.end <= outer.end, "{item:?} in {outer:?}");
        assert!(item.name.chars().count() <= 101 && item.signature.chars().count() <= 201, "{item:?}");
        assert!(item.about.as_ref().is_none_or(|about| !about.is_empty() && about.chars().count() <= 201));
        last = item.lines.start;
        within(&item.lines, &item.items);
    }
}
