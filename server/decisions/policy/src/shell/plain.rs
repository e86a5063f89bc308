//! Tests and words outside of commands that assign nothing and run nothing but what is walked as a script of its own.
use tree_sitter::Node;

use crate::shell::parse::DEEPEST;
use crate::shell::word::children;

/// A test that compares text or numbers and looks at files, and evaluates nothing.
pub(super) fn is_plain_test(node: Node<'_>, script: &str) -> bool {
    plain_test(node, script, 0) && compares_numbers(script.get(node.byte_range()).unwrap_or_default())
}

fn plain_test(node: Node<'_>, script: &str, depth: usize) -> bool {
    match node.kind() {
        _ if depth > DEEPEST => false,
        "test_command"
        | "binary_expression"
        | "unary_expression"
        | "parenthesized_expression"
        | "negated_command"
        | "concatenation" => children(node)
            .into_iter()
            .all(|child| !child.is_missing() && plain_test(child, script, depth + 1)),
        "word" | "number" | "raw_string" | "string" | "extglob_pattern" | "regex" => {
            let source = script.get(node.byte_range()).unwrap_or_default();
            !source.contains(['$', '`', '[', '<', '>'])
        }
        _ => node.child_count() == 0 && !node.is_error(),
    }
}

/// `[[ PATH=0 -eq 0 ]]` assigns: what is compared as numbers is arithmetic, unless it is a number.
fn compares_numbers(test: &str) -> bool {
    let words: Vec<&str> = test.split_whitespace().collect();
    let is_number = |word: &str| word.bytes().all(|b| b.is_ascii_digit());
    // What is written with a backslash may be one of these operators.
    !test.contains('\\')
        && words.windows(3).all(|words| match words {
            [left, "-eq" | "-ne" | "-lt" | "-le" | "-gt" | "-ge", right] => {
                is_number(left) && is_number(right)
            }
            _ => true,
        })
}

pub(super) fn is_word(kind: &str) -> bool {
    matches!(
        kind,
        "word"
            | "string"
            | "raw_string"
            | "concatenation"
            | "number"
            | "simple_expansion"
            | "expansion"
            | "variable_name"
            | "brace_expression"
    )
}

/// Of a word outside of commands, that each expansion in it is the value of a variable or what a command prints: `${A:=b}` and
/// arithmetic assign.
pub(super) fn only_reads_variables(word: Node<'_>, script: &str) -> bool {
    only_reads(word, script, 0)
}

fn only_reads(word: Node<'_>, script: &str, depth: usize) -> bool {
    match word.kind() {
        _ if depth > DEEPEST => false,
        // It is walked as a script.
        "command_substitution" => true,
        "expansion" => {
            let source = script.get(word.byte_range()).unwrap_or_default();
            let name = source.strip_prefix("${").and_then(|rest| rest.strip_suffix('}'));
            name.is_some_and(|name| name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_'))
        }
        kind if is_word(kind) => children(word).into_iter().all(|child| only_reads(child, script, depth + 1)),
        "string_content" | "special_variable_name" => true,
        _ => !word.is_named(),
    }
}
