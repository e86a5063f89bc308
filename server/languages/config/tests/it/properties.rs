//! Any text is read: nothing panics, and every span that a model or a problem names is one of the text.

use config::*;
use proptest::prelude::*;

/// A reader of a kind of file: what it found and what was odd, as `Debug` has it.
type Read = fn(&str) -> String;

const READERS: [Read; 8] = [
    |text| format!("{:?}", parse_steering(text)),
    |text| format!("{:?}", parse_hooks(text)),
    |text| format!("{:?}", parse_mcp(text)),
    |text| format!("{:?}", parse_agent_json(text)),
    |text| format!("{:?}", parse_agent_markdown(text)),
    |text| format!("{:?}", parse_skill(text)),
    |text| format!("{:?}{:?}", parse_power(text), parse_permissions(text)),
    |text| format!("{:?}", parse_ignore(text)),
];

/// A healthy document for each reader.
const DOCUMENTS: [&str; 8] = [
    "---\ninclusion: fileMatch\nfileMatchPattern: [\"**/*.rs\", 'a/**,b/**']\nname: \"日本\" # why\n---\n# Body\n#[[file:a b.md]]\n",
    "{ \"version\": \"v1\", \"hooks\": [{ \"name\": \"é😀\", \"trigger\": \"PostFileSave\", \"matcher\": \"\\\\.(rs|ts)$\", \"action\": { \"type\": \"command\", \"command\": \"cargo fmt\", \"timeout\": 3 }, \"enabled\": true }] }",
    "{ // why\n \"mcpServers\": { \"a\": { \"command\": \"x\", \"args\": [\"--k=v\"], \"env\": { \"A\": \"${B}\" }, }, \"b\": { \"url\": \"http://é.example/\", \"type\": \"http\" } } }",
    "{ \"name\": \"a\", \"prompt\": \"file://./p.md\", \"tools\": [\"read\", \"@git\"], \"hooks\": { \"stop\": [{ \"command\": \"ls\" }] }, \"permissions\": { \"rules\": [{ \"capability\": \"shell\", \"effect\": \"ask\" }] } }",
    "\u{feff}---\r\nname: a\r\ndescription: >\r\n  Two\r\n  lines: here\r\ntools: [\"read\", *x]\r\nhooks:\r\n  - {name: x, trigger: Stop, action: {type: agent, prompt: y}}\r\n---\r\nBody\r\n",
    "---\nname: review\ndescription: |\n  日本語\n  more\nmetadata: {a: [1, 2.5, null, true]}\n---\nBody",
    "rules:\n  - capability: shell\n    match: [\"git *\", 'x']\n    exclude: &a [\"b\"]\n    effect: deny\n  - {capability: mcp, match: *a, effect: allow}\n",
    "# why\n*.log\n!keep\\ \n/a/{b}/[c]\n日本/**\n",
];

/// Every `start..end` in what `Debug` shows is a slice of `text`. A string of the text may hold such a thing too, and
/// is skipped: its neighbours are not digits of a field.
fn spans_fit(text: &str, shown: &str) -> Result<(), TestCaseError> {
    for (at, _) in shown.match_indices(": ") {
        let rest = &shown[at + 2..];
        let rest = rest.strip_prefix("Some(").unwrap_or(rest);
        let number = |text: &str| -> Option<(usize, usize)> {
            let digits = text.chars().take_while(char::is_ascii_digit).count();
            Some((text[..digits].parse().ok()?, digits))
        };
        let Some((start, digits)) = number(rest) else { continue };
        let Some(rest) = rest[digits..].strip_prefix("..") else { continue };
        let Some((end, _)) = number(rest) else { continue };
        prop_assert!(text.get(start..end).is_some(), "{start}..{end} of {text:?}: {shown}");
    }
    Ok(())
}

/// A document with a part cut out, doubled, or replaced.
fn changed(document: &str, from: usize, length: usize, with: &str, doubled: bool) -> String {
    let cut =
        |at: usize| (0..=at.min(document.len())).rev().find(|at| document.is_char_boundary(*at)).unwrap();
    let (start, end) = (cut(from % (document.len() + 1)), cut((from % (document.len() + 1)) + length));
    let part = if doubled { &document[start..end] } else { "" };
    format!("{}{part}{with}{part}{}", &document[..start], &document[end..])
}

#[test]
fn healthy_documents_are_healthy() {
    let problems = [
        parse_hooks(DOCUMENTS[1]).1,
        parse_agent_json(DOCUMENTS[3]).1,
        parse_permissions(DOCUMENTS[6]).1,
        parse_ignore(DOCUMENTS[7]).1,
    ];
    assert_eq!(problems.concat(), []);
    let (hooks, _) = parse_hooks(DOCUMENTS[1]);
    assert_eq!(hooks.hooks[0].timeout.as_ref().map(|timeout| timeout.value), Some(3));
    let (permissions, _) = parse_permissions(DOCUMENTS[6]);
    let at = |part: &Spanned<String>| &DOCUMENTS[6][part.span.clone()];
    let rule = &permissions.rules[0];
    assert_eq!(rule.matches.iter().map(at).collect::<Vec<_>>(), ["\"git *\"", "'x'"]);
}

#[test]
fn time_is_linear_in_what_is_odd() {
    let many = 10_000;
    for document in [
        format!("---\ninclusion: fileMatch\nfileMatchPattern:\n{}---\n", "  - **/*.rs\n".repeat(many)),
        format!("---\n{}---\n", "a: b\n".repeat(many)),
        format!("---\ninclusion: fileMatch\nfileMatchPattern: \"{}\"\n---\n", "a\\x41,".repeat(many)),
        format!("{{ \"version\": \"v1\", \"hooks\": [{}1] }}", "{},".repeat(many)),
        format!("{{ \"hooks\": [{}1] }}", "[".repeat(400) + &"]".repeat(400) + ","),
        format!(
            "{{ \"version\": \"v1\", \"hooks\": [{{ \"trigger\": \"Stop\", \"matcher\": \"{}\" }}] }}",
            "(".repeat(many)
        ),
        format!("{{ \"mcpServers\": {{ {} }} }}", "\"a\": { \"type\": \"x\" },".repeat(many)),
        "a[\n".repeat(many),
        "#[[file:".repeat(many),
    ] {
        for read in READERS {
            read(&document);
        }
        file_references(&document);
    }
}

proptest! {
    #[test]
    fn any_text_is_read(text in any::<String>(), at in 0..READERS.len()) {
        spans_fit(&text, &READERS[at](&text))?;
    }

    #[test]
    fn changed_documents_are_read(
        at in 0..READERS.len(),
        document in 0..DOCUMENTS.len(),
        from in 0usize..400,
        length in 0usize..40,
        with in "[-:,\\[\\]{}\"'&*!|>#\r\n\\\\ \ta-c日😀]{0,6}",
        doubled in any::<bool>(),
    ) {
        let text = changed(DOCUMENTS[document], from, length, &with, doubled);
        spans_fit(&text, &READERS[at](&text))?;
        spans_fit(&text, &READERS[document](&text))?;
    }

    #[test]
    fn any_glob_is_translated(glob in "[*?{},()|!a./\\[\\]\\\\^$+-]{0,16}", path in "[a./]{0,8}") {
        if let Ok(parsed) = Glob::new(&glob) {
            parsed.is_match(&path);
        }
        prop_assert!(regress::Regex::new(&glob_to_regex(&glob)).is_ok());
    }

    #[test]
    fn a_translated_glob_finds_what_the_glob_names(
        glob in "(\\*\\*/)?(src/|\\*/)?(\\*\\*/)?(a|\\*|\\*\\.rs|b\\?|\\{a,b\\}\\.rs)",
        path in "(src/|x/)?(y/)?(a|b1|a\\.rs|b\\.rs)",
    ) {
        let is_match = Glob::new(&glob).unwrap().is_match(&path);
        let regex = regress::Regex::new(&glob_to_regex(&glob)).unwrap();
        // It may begin anywhere in a path, so it finds more; never less.
        prop_assert!(!is_match || regex.find(&path).is_some(), "{glob} {path} {}", glob_to_regex(&glob));
    }
}
