use crate::none;
use crate::repository::{FILES, File, ROOT};

#[test]
fn links_in_the_documentation_lead_somewhere() {
    let pages = FILES.iter().filter(|file| {
        file.extension() == "md" && (file.path.starts_with("docs/") || file.name() == "README.md")
    });
    none(pages.flat_map(broken).collect());
}

#[test]
fn links_are_read_as_markdown_reads_them() {
    let check = |text: &str, expected: &[&str]| assert_eq!(targets(text).collect::<Vec<_>>(), expected);
    check("[a](b.md) and [`c`](d/e.md#f)", &["b.md", "d/e.md"]);
    check("[a](#b), [c](https://example.org/d), `[e](f)`", &[]);
    check("![picture](picture.svg \"title\")", &["picture.svg"]);
}

fn broken(page: &File) -> Vec<String> {
    let folder = ROOT.join(&page.path).parent().unwrap().to_owned();
    let mut in_code = false;
    let mut broken = Vec::new();
    for (number, line) in page.lines() {
        in_code ^= line.trim_start().starts_with("```");
        let targets = targets(line).filter(|target| !in_code && !folder.join(target).exists());
        broken.extend(targets.map(|target| format!("{}:{number}: there is no {target}", page.path)));
    }
    broken
}

/// The files that a line links to.
fn targets(line: &str) -> impl Iterator<Item = &str> {
    line.split('`')
        .step_by(2)
        .flat_map(|text| text.split("](").skip(1))
        .filter_map(|rest| rest.split([')', ' ', '#']).next())
        .filter(|target| !target.is_empty() && !target.contains("://") && !target.starts_with("mailto:"))
}
