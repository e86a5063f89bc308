use crate::none;
use crate::repository::METADATA;

/// Licences that may come along with what we publish.
const ALLOWED: [&str; 14] = [
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "MIT-0",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

/// Packages with a licence that is allowed for them alone: their own files stay under it.
const EXCEPTIONS: [(&str, &str); 0] = [];

#[test]
fn dependencies_have_licences_that_go_with_ours() {
    let packages = METADATA["packages"].as_array().unwrap().iter();
    let refused = packages.filter_map(|package| {
        let name = package["name"].as_str().unwrap();
        let licence = package["license"].as_str().unwrap_or("no licence that cargo knows");
        let fits = |wanted: &str| ALLOWED.contains(&wanted) || EXCEPTIONS.contains(&(name, wanted));
        (!allowed(licence, &fits)).then(|| format!("{name} {}: {licence}", package["version"]))
    });
    none(refused.collect());
}

#[test]
fn expressions_are_read_as_spdx_says() {
    let check = |expression: &str| allowed(expression, &|licence| ALLOWED.contains(&licence));
    assert!(check("MIT"));
    assert!(check("MIT/Apache-2.0"));
    assert!(check("MIT OR LGPL-2.1-or-later"));
    assert!(check("(MIT OR GPL-3.0) AND Unicode-3.0"));
    assert!(check("GPL-2.0 OR Apache-2.0 WITH LLVM-exception"));
    assert!(!check("MIT AND GPL-3.0"));
    assert!(!check("MIT AND (GPL-3.0 OR MPL-2.0)"));
    assert!(!check("GPL-2.0 WITH LLVM-exception"));
    assert!(!check(""));
}

/// An SPDX expression allows what one of its alternatives allows. `/` is how cargo once wrote `OR`.
fn allowed(expression: &str, fits: &dyn Fn(&str) -> bool) -> bool {
    let expression = expression.trim().replace('/', " OR ");
    if let Some(parts) = split(&expression, "OR") {
        return parts.iter().any(|part| allowed(part, fits));
    }
    if let Some(parts) = split(&expression, "AND") {
        return parts.iter().all(|part| allowed(part, fits));
    }
    match expression.strip_prefix('(').and_then(|inner| inner.strip_suffix(')')) {
        Some(inner) => allowed(inner, fits),
        None => fits(&expression),
    }
}

/// The parts between an operator outside of parentheses; none if it isn't there.
fn split(expression: &str, operator: &str) -> Option<Vec<String>> {
    let mut parts = vec![String::new()];
    let mut depth = 0;
    for word in expression.split_whitespace() {
        if word == operator && depth == 0 {
            parts.push(String::new());
            continue;
        }
        depth += word.matches('(').count();
        depth -= word.matches(')').count();
        let part = parts.last_mut().unwrap();
        *part = format!("{part} {word}").trim().to_owned();
    }
    (parts.len() > 1).then_some(parts)
}
