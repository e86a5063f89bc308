//! A source of each language, and outlines as text.

use std::fmt::Write as _;

use codebase::{Item, Language, Outline, outline};

pub(crate) const SAMPLES: [(&str, &str); 8] = [
    ("src/shop.rs", include_str!("samples/shop.rs")),
    ("shop.py", include_str!("samples/shop.py")),
    ("shop.ts", include_str!("samples/shop.ts")),
    ("App.tsx", include_str!("samples/App.tsx")),
    ("shop.js", include_str!("samples/shop.js")),
    ("shop.go", include_str!("samples/shop.go")),
    ("Shop.java", include_str!("samples/Shop.java")),
    ("Shop.cs", include_str!("samples/Shop.cs")),
];

/// The outline of the sample whose name ends with that.
pub(crate) fn outlined(name: &str) -> String {
    let (path, source) = SAMPLES.iter().find(|(path, _)| path.ends_with(name)).unwrap();
    text(&outline(Language::of(path).unwrap(), source))
}

/// An item a line: its lines, 1-based; whether it is public; kind and name; signature; about.
pub(crate) fn text(outline: &Outline) -> String {
    fn write(items: &[Item], depth: usize, text: &mut String) {
        for item in items {
            let lines = format!("{}-{}", item.lines.start + 1, item.lines.end);
            let public = if item.public { '+' } else { '-' };
            let indent = "  ".repeat(depth);
            write!(text, "{lines:7}{indent}{public} {:?} {} | {}", item.kind, item.name, item.signature)
                .unwrap();
            if let Some(about) = &item.about {
                write!(text, " | {about}").unwrap();
            }
            text.push('\n');
            write(&item.items, depth + 1, text);
        }
    }
    let mut text = String::new();
    write(&outline.items, 0, &mut text);
    if outline.cut {
        text.push_str("cut\n");
    }
    text
}
