//! From nodes of the syntax tree to words.
use tree_sitter::Node;

use crate::shell::{Piece, Word};

/// The word that a node is.
pub(super) fn word(node: Node<'_>, script: &str) -> Word {
    let source = script.get(node.byte_range()).unwrap_or_default().to_owned();
    let mut reader = Reader { script, pieces: Vec::new(), braces: Braces::default() };
    reader.node(node);
    let digits_and_brace = reader.pieces.contains(&Piece::Number) && source.contains('{');
    if reader.braces.expand() || digits_and_brace {
        reader.pieces = vec![Piece::Unknown];
    }
    Word { span: node.byte_range(), source, pieces: reader.pieces }
}

struct Reader<'s> {
    script: &'s str,
    pieces: Vec<Piece>,
    braces: Braces,
}

/// Unquoted `{a,b}` and `{1..3}` become several words; `{}` and `{x}` are what they are.
#[derive(Default)]
struct Braces {
    open: bool,
    separated: bool,
    found: bool,
    dot: bool,
}

impl Braces {
    fn see(&mut self, c: char) {
        match c {
            '{' => self.open = true,
            ',' if self.open => self.separated = true,
            '.' if self.open && self.dot => self.separated = true,
            '}' if self.separated => self.found = true,
            _ => {}
        }
        self.dot = c == '.';
    }

    fn expand(&self) -> bool {
        self.found
    }
}

impl<'s> Reader<'s> {
    fn source(&self, node: Node<'_>) -> &'s str {
        self.script.get(node.byte_range()).unwrap_or_default()
    }

    /// Kinds that are not named here are not known to mean what they look like.
    fn node(&mut self, node: Node<'_>) {
        match node.kind() {
            "word" | "variable_name" | "==" | "=~" | "regex" | "extglob_pattern" => {
                self.unquoted(self.source(node));
            }
            "number" if node.child_count() == 0 => self.text(self.source(node)),
            "raw_string" => {
                let source = self.source(node);
                match source.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\'')) {
                    Some(text) => self.text(text),
                    None => self.unknown(),
                }
            }
            "string" => self.quoted(node),
            "concatenation" | "command_name" => {
                let mut end = node.start_byte();
                for child in children(node) {
                    if child.start_byte() != end {
                        self.unknown();
                    }
                    end = child.end_byte();
                    self.node(child);
                }
                if end != node.end_byte() {
                    self.unknown();
                }
            }
            // An argument of `export`.
            "variable_assignment" => {
                for child in children(node) {
                    match child.kind() {
                        "=" => self.text("="),
                        _ => self.node(child),
                    }
                }
            }
            "simple_expansion" => self.expansion(self.source(node)),
            "expansion" if self.source(node) == "${HOME}" => self.expansion("$HOME"),
            "{" | "}" | "export" | "declare" | "typeset" | "readonly" | "local" | "unset" | "unsetenv" => {
                self.unquoted(node.kind());
            }
            _ => self.unknown(),
        }
    }

    fn expansion(&mut self, source: &str) {
        match source {
            "$HOME" if self.pieces.is_empty() => self.pieces.push(Piece::Home),
            "$?" | "$#" | "$$" | "$!" => self.pieces.push(Piece::Number),
            _ => self.unknown(),
        }
    }

    fn unknown(&mut self) {
        self.pieces.push(Piece::Unknown);
    }

    fn text(&mut self, text: &str) {
        match self.pieces.last_mut() {
            Some(Piece::Text(last)) => last.push_str(text),
            _ if text.is_empty() => {}
            _ => self.pieces.push(Piece::Text(text.to_owned())),
        }
    }

    fn unquoted(&mut self, source: &str) {
        let mut chars = source.chars().peekable();
        let mut text = String::new();
        while let Some(c) = chars.next() {
            match c {
                '\\' => match chars.next() {
                    None => self.unknown(),
                    Some('\n') => {}
                    Some(escaped) => text.push(escaped),
                },
                '~' if text.is_empty() && self.pieces.is_empty() => match chars.peek() {
                    None | Some('/') => self.pieces.push(Piece::Home),
                    Some(_) => self.unknown(),
                },
                // `a=~/x` is expanded in assignments, and by some programs themselves.
                '~' if text.ends_with(['=', ':']) => {
                    self.text(&std::mem::take(&mut text));
                    self.unknown();
                }
                '*' | '?' | '[' => {
                    self.text(&std::mem::take(&mut text));
                    self.pieces.push(Piece::Pattern(c));
                }
                // None of these is part of a word; the parser took it for one.
                '$' | '`' | ' ' | '\t' | '\n' | ';' | '&' | '|' | '<' | '>' | '(' | ')' | '"' | '\'' => {
                    self.text(&std::mem::take(&mut text));
                    self.unknown();
                }
                _ => {
                    self.braces.see(c);
                    text.push(c);
                }
            }
        }
        self.text(&text);
    }

    /// Between double quotes: text up to the next child is text, too, blanks included.
    fn quoted(&mut self, node: Node<'_>) {
        let mut end = node.start_byte() + 1;
        for child in children(node) {
            match child.kind() {
                // What stands before the last one may be blanks only, and those are in no child.
                "\"" => continue,
                "string_content" | "$" => {
                    self.escaped(self.script.get(end..child.end_byte()).unwrap_or_default());
                    end = child.end_byte();
                    continue;
                }
                _ => {
                    self.escaped(self.script.get(end..child.start_byte()).unwrap_or_default());
                    self.node(child);
                }
            }
            end = child.end_byte().max(end);
        }
        let last = node.end_byte().saturating_sub(1);
        if self.script.get(last..node.end_byte()) != Some("\"") {
            self.unknown();
        }
        self.escaped(self.script.get(end..last).unwrap_or_default());
    }

    /// Text between double quotes, where a backslash means something before few characters only.
    fn escaped(&mut self, source: &str) {
        let mut text = String::new();
        let mut chars = source.chars().peekable();
        while let Some(c) = chars.next() {
            match (c, chars.peek()) {
                ('\\', Some('\n')) => {
                    chars.next();
                }
                ('\\', Some(&next @ ('$' | '`' | '"' | '\\'))) => {
                    chars.next();
                    text.push(next);
                }
                ('`', _) => {
                    self.text(&std::mem::take(&mut text));
                    self.unknown();
                }
                _ => text.push(c),
            }
        }
        self.text(&text);
    }
}

pub(super) fn children(node: Node<'_>) -> Vec<Node<'_>> {
    let mut cursor = node.walk();
    node.children(&mut cursor).collect()
}
