//! Where the parser is more generous than bash, and reads something else than what would run.
use tree_sitter::Node;

use crate::shell::word::children;

/// Something in the tree is not what bash makes of that text.
pub(super) fn misread(root: Node<'_>, script: &str) -> bool {
    let mut cursor = root.walk();
    let mut end = 0;
    loop {
        let node = cursor.node();
        if !is_what_it_seems(node, script) {
            return true;
        }
        if node.child_count() == 0 {
            let gap = script.get(end..node.start_byte()).unwrap_or_default();
            let operator = matches!(node.kind(), ";" | "&" | "&&" | "||" | "|" | "|&");
            // `;&` is one word, and stands elsewhere.
            if node.kind() == ";"
                && script.get(node.end_byte()..).is_some_and(|rest| rest.starts_with(['&', ';']))
            {
                return true;
            }
            // A line that begins with an operator is no script.
            if !is_blank(gap) || operator && gap.replace("\\\n", "").contains('\n') {
                return true;
            }
            end = node.end_byte().max(end);
        }
        if cursor.goto_first_child() {
            continue;
        }
        while !cursor.goto_next_sibling() {
            if !cursor.goto_parent() {
                return !is_blank(script.get(end..).unwrap_or_default());
            }
        }
    }
}

/// Between the leaves of the tree there is nothing but blanks, and where a line goes on there is one at least: without,
/// the two ends are one word.
fn is_blank(gap: &str) -> bool {
    let plain = gap.replace("\\\n", "");
    plain.bytes().all(|b| matches!(b, b' ' | b'\t' | b'\n')) && (gap.is_empty() || !plain.is_empty())
}

/// Words of the language itself, which are no names of programs.
pub(super) const RESERVED: [&str; 20] = [
    "{", "}", "!", "[[", "]]", "if", "then", "else", "elif", "fi", "do", "done", "case", "esac", "in",
    "select", "for", "while", "until", "function",
];

fn is_what_it_seems(node: Node<'_>, script: &str) -> bool {
    let text = |node: Node<'_>| script.get(node.byte_range()).unwrap_or_default();
    let source = text(node);
    let before_blank = |text: &str| text.starts_with([' ', '\t', '\n']);
    match node.kind() {
        // `{a,b}` is a word.
        "compound_statement" => {
            node.named_child_count() > 0 && source.strip_prefix('{').is_some_and(before_blank)
        }
        // `!(a)` is a pattern.
        "negated_command" => source.strip_prefix('!').is_some_and(before_blank),
        // `[a]` is a pattern. What would end a command is taken for an operand; `[` is one, `[[` is none.
        "test_command" => {
            let inner = source.trim_start_matches('[').trim_end_matches(']');
            let plain = if source.starts_with("[[") {
                inner.replace("&&", "").replace("||", "")
            } else {
                inner.to_owned()
            };
            before_blank(inner) && inner.ends_with([' ', '\t']) && !plain.contains(['\n', ';', '&', '|'])
        }
        // `a#` is a word.
        "comment" => {
            let before = script.get(..node.start_byte()).unwrap_or_default();
            before.is_empty() || before.ends_with([' ', '\t', '\n', ';', '&', '|', '(', ')'])
        }
        // `-2>x` is the word `-2`.
        "file_descriptor" => source.bytes().all(|b| b.is_ascii_digit()),
        // `>&-x` writes to a file.
        ">&-" | "<&-" => {
            let rest = script.get(node.end_byte()..).unwrap_or_default();
            rest.is_empty() || rest.starts_with([' ', '\t', '\n', ';', '&', '|', ')'])
        }
        // The digit before it may be its descriptor.
        "file_redirect"
            if script
                .get(..node.start_byte())
                .is_some_and(|before| before.ends_with(|c: char| c.is_ascii_digit())) =>
        {
            false
        }
        "file_redirect"
            if children(node)
                .iter()
                .any(|child| child.kind() == "word" && RESERVED.contains(&text(*child))) =>
        {
            false
        }
        "command" | "file_redirect" | "herestring_redirect" | "declaration_command" | "unset_command" => {
            on_one_line(node, script)
        }
        "heredoc_redirect" => ends(node, script),
        _ => true,
    }
}

/// A command ends with its line, and before each word but the first there is a blank: without, it is part of what stands there.
fn on_one_line(node: Node<'_>, script: &str) -> bool {
    let mut end = node.start_byte();
    children(node).into_iter().enumerate().all(|(number, child)| {
        let gap = script.get(end..child.start_byte()).unwrap_or_default();
        let word = node.kind() == "command" && !child.kind().ends_with("_redirect");
        let joined = word && number > 0 && gap.is_empty();
        end = child.end_byte();
        !joined && !gap.replace("\\\n", "").contains('\n')
    })
}

/// The line that ends it is nothing but its mark, after tabs where those do not count.
fn ends(heredoc: Node<'_>, script: &str) -> bool {
    let children = children(heredoc);
    let tabs = children.iter().any(|child| child.kind() == "<<-");
    children.into_iter().filter(|child| child.kind() == "heredoc_end").any(|end| {
        let before = script.get(..end.start_byte()).unwrap_or_default();
        let before = if tabs { before.trim_end_matches('\t') } else { before };
        let rest = script.get(end.end_byte()..).unwrap_or_default();
        before.ends_with('\n') && (rest.is_empty() || rest.starts_with('\n'))
    })
}
