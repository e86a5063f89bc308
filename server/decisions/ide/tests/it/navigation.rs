use std::time::Instant;

use ide::{Document, Library, Place, definition, highlights, links, named_at, references};
use spec::{ReferenceKind, Target};

use crate::workspace::corpus;

/// The middle of every reference of a document by a single id.
fn single_references(document: &Document) -> Vec<usize> {
    let lines = document.references().iter().filter(|line| line.kind != ReferenceKind::Boundary);
    let items = lines.flat_map(|line| &line.items).filter(|item| matches!(item.target, Target::One(_)));
    items.map(|item| item.span.start).collect()
}

#[test]
fn what_a_reference_leads_to_knows_of_it() {
    let (mut all, mut led) = (0, 0);
    for (name, library) in corpus() {
        for document in library.documents() {
            // A few of each document: all of them would take minutes.
            let offsets = single_references(document);
            let every = offsets.len().div_ceil(3).max(1);
            for offset in offsets.into_iter().step_by(every) {
                all += 1;
                led += usize::from(leads_there_and_back(&name, &library, document, offset));
            }
        }
    }
    println!("{led} of {all} references lead somewhere");
    assert!(led * 100 >= all * 90, "{led} of {all}");
}

fn leads_there_and_back(name: &str, library: &Library, document: &Document, offset: usize) -> bool {
    let Some(at) = named_at(&Place { library, document, offset }) else { return false };
    let places = definition(&Place { library, document, offset });
    let Some(defined) = places.first() else { return false };
    let other = library.document(&defined.path).expect("a definition is in the library");
    assert!(other.text.get(defined.span.clone()).is_some(), "{name}/{}: {defined:?}", defined.path);
    let back = references(&Place { library, document: other, offset: defined.span.start }, true);
    let knows = |span: &std::ops::Range<usize>| {
        back.iter()
            .any(|it| it.path == document.path && it.span.start <= span.start && span.end <= it.span.end)
    };
    assert!(knows(&at.span), "{name}/{}: {:?}", document.path, document.slice(at.span.clone()));
    assert!(back.contains(defined), "{name}/{}: {defined:?}", defined.path);
    true
}

#[test]
fn every_place_can_be_asked_about() {
    for (name, library) in corpus().into_iter().step_by(9) {
        for document in library.documents() {
            let step = (document.text.len() / 10).max(1);
            for offset in (0..=document.text.len()).step_by(step) {
                for it in highlights(&Place { library: &library, document, offset }) {
                    assert!(document.text.get(it.span.clone()).is_some(), "{name}/{}: {it:?}", document.path);
                }
            }
            let found = links(&library, document);
            assert!(
                found.windows(2).all(|pair| pair[0].span.end <= pair[1].span.start),
                "{name}/{}",
                document.path
            );
        }
    }
}

#[test]
fn ten_thousand_tasks_are_answered_at_once() {
    let mut tasks = String::new();
    for top in 1..=1000 {
        tasks += &format!("- [ ] {top}. Part\n");
        for sub in 1..=9 {
            tasks += &format!(
                "  - [ ] {top}.{sub} Write the Limiter\n    - _Requirements: {}.1, All_\n",
                top % 50 + 1
            );
        }
    }
    let mut requirements = "## Glossary\n\n- **Limiter**: it\n\n".to_owned();
    for number in 1..=50 {
        requirements +=
            &format!("### Requirement {number}: Do\n\n1. THE Limiter SHALL do\n2. THE Limiter SHALL not\n\n");
    }
    let library = crate::workspace::library([
        (".kiro/specs/big/requirements.md", requirements.as_str()),
        (".kiro/specs/big/tasks.md", tasks.as_str()),
    ]);
    let document = library.document(".kiro/specs/big/tasks.md").unwrap();
    let offset = tasks.find("_Requirements: 2.1").unwrap() + "_Requirements: ".len();
    let place = Place { library: &library, document, offset };
    assert_eq!(references(&place, true).len(), 9_180 + 1);
    for (what, ask) in [
        ("definition", &(|| definition(&place).len()) as &dyn Fn() -> usize),
        ("references", &|| references(&place, true).len()),
        ("highlights", &|| highlights(&place).len()),
        ("links", &|| links(&library, document).len()),
        ("symbols", &|| ide::workspace_symbols(&library, "limiter", 100).len()),
        ("rename", &|| ide::rename(&place, "2.7").map_or(0, |edits| edits.len())),
    ] {
        let start = Instant::now();
        let found = ask();
        let taken = start.elapsed();
        println!("{what}: {found} in {taken:?}");
        assert!(taken.as_secs() < 60, "{what} took {taken:?}");
    }
}
