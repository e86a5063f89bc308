//! From a script to its simple commands. What runs is judged by an allow-list of syntax: a kind of node that is not named here
//! is not understood, though the commands in it are still found.
use tree_sitter::{Node, Parser};

use crate::shell::judge::acts;
use crate::shell::misread::misread;
use crate::shell::plain::{is_plain_test, is_word, only_reads_variables};
use crate::shell::unseen::{UNSEEN, unseen};
use crate::shell::word::children;
use crate::shell::{Folder, Program, SimpleCommand, Unclear};

/// Reads a script of bash. It never fails: what is not understood is in [`Program::opaque`]. Time is linear.
pub fn parse(script: &str) -> Program {
    let program = parse_in(script, Folder::start());
    Program { acts: acts(&program), ..program }
}

/// The same, for a script that begins in another folder.
pub(super) fn parse_in(script: &str, folder: Folder) -> Program {
    let program = Program { script: script.to_owned(), ..Program::default() };
    let mut walk = Walk { program, depth: 0 };
    if let Some(span) = unseen(script) {
        walk.unclear(span, UNSEEN);
    }
    if is_too_much(script) {
        walk.unclear(0..script.len(), TOO_MUCH);
        return walk.program;
    }
    let mut parser = Parser::new();
    let parsed = parser.set_language(&tree_sitter_bash::LANGUAGE.into());
    match parsed.ok().and_then(|()| parser.parse(script, None)) {
        Some(tree) => {
            if tree.root_node().has_error() || misread(tree.root_node(), script) {
                walk.unclear(0..script.len(), NO_SCRIPT);
            }
            walk.statement(tree.root_node(), folder);
        }
        None => walk.unclear(0..script.len(), NO_SCRIPT),
    }
    walk.program.opaque = outermost(walk.program.opaque);
    walk.program
}

/// What is not understood within something that is not understood says nothing new.
fn outermost(mut all: Vec<Unclear>) -> Vec<Unclear> {
    all.sort_by_key(|unclear| (unclear.span.start, std::cmp::Reverse(unclear.span.end)));
    let mut kept: Vec<Unclear> = Vec::new();
    for unclear in all {
        if kept.last().is_none_or(|last| unclear.span.end > last.span.end) {
            kept.push(unclear);
        }
    }
    kept
}

pub(super) const NO_SCRIPT: &str = "it cannot be read as a shell script";
const TOO_MUCH: &str = "it is too long to be judged; write it to a file and run that";
const TOO_DEEP: &str = "it is nested too deeply";

/// Bytes, pipes and heredocs of a script that is read. The parser's time grows with the square of the latter two where they
/// are not closed.
const LONGEST: usize = 64 * 1024;
const MOST_PIPES: usize = 1000;
const MOST_HEREDOCS: usize = 100;

fn is_too_much(script: &str) -> bool {
    let count = |what: &str| script.matches(what).count();
    script.len() > LONGEST || count("|") > MOST_PIPES || count("<<") > MOST_HEREDOCS
}

/// Deeper nesting is not followed; no one writes it.
pub(super) const DEEPEST: usize = 60;

pub(super) struct Walk {
    pub(super) program: Program,
    depth: usize,
}

/// Where the shell is after a statement.
pub(super) struct After {
    pub(super) succeeded: Folder,
    pub(super) failed: Folder,
}

impl After {
    pub(super) fn either_way(folder: Folder) -> Self {
        Self { succeeded: folder.clone(), failed: folder }
    }

    fn any(self) -> Folder {
        self.succeeded.or(self.failed)
    }
}

impl Walk {
    pub(super) fn unclear(&mut self, span: std::ops::Range<usize>, what: &'static str) {
        self.program.opaque.push(Unclear { span, what });
    }

    pub(super) fn source(&self, node: Node<'_>) -> &str {
        self.program.script.get(node.byte_range()).unwrap_or_default()
    }

    fn statement(&mut self, node: Node<'_>, here: Folder) -> After {
        if self.depth >= DEEPEST {
            self.unclear(node.byte_range(), TOO_DEEP);
            return After::either_way(Folder::Unknown);
        }
        self.depth += 1;
        let after = self.by_kind(node, here);
        self.depth -= 1;
        after
    }

    fn by_kind(&mut self, node: Node<'_>, here: Folder) -> After {
        match node.kind() {
            "program" | "compound_statement" | "do_group" | "elif_clause" | "else_clause" => {
                self.sequence(node, here)
            }
            "list" => self.list(node, here),
            "command" => self.command(node, here, &[]),
            "redirected_statement" => self.redirected(node, here),
            // Each of a pipeline runs in a shell of its own.
            "pipeline" => {
                for (index, child) in children(node).into_iter().filter(|child| child.is_named()).enumerate()
                {
                    if index > 0 && child.kind() == "negated_command" {
                        self.unclear(child.byte_range(), NO_SCRIPT);
                    }
                    self.statement(child, here.clone());
                }
                After::either_way(here)
            }
            "subshell" | "command_substitution" | "process_substitution" => {
                self.sequence(node, here.clone());
                After::either_way(here)
            }
            "negated_command" => {
                let mut after = After::either_way(here.clone());
                for child in children(node).into_iter().filter(|child| child.kind() != "!") {
                    let found = self.statement(child, here.clone());
                    after = After { succeeded: found.failed, failed: found.succeeded };
                }
                after
            }
            "variable_assignment" | "variable_assignments" | "declaration_command" | "unset_command" => {
                self.command(node, here, &[])
            }
            "test_command" => {
                if !is_plain_test(node, &self.program.script) {
                    self.unclear(node.byte_range(), "a test of something that is known only when it runs");
                    self.inside(node, &here);
                }
                After::either_way(here)
            }
            "if_statement" => {
                let here = self.sequence(node, here.clone()).any().or(here);
                After::either_way(here)
            }
            "for_statement" | "while_statement" => {
                if let Some(variable) = node.child_by_field_name("variable") {
                    self.loop_variable(variable, &here);
                }
                // The second round begins where the first one ended.
                let here = if changes_folder(self.source(node)) { Folder::Unknown } else { here };
                let after = self.sequence(node, here.clone()).any().or(here);
                After::either_way(after)
            }
            "comment" => After::either_way(here),
            kind => {
                self.unclear(node.byte_range(), what(kind));
                self.inside(node, &Folder::Unknown);
                After::either_way(Folder::Unknown)
            }
        }
    }

    /// Statements one after the other, whatever separates them. Words in between, as in `for x in a b`, run nothing
    /// but what they substitute.
    fn sequence(&mut self, node: Node<'_>, here: Folder) -> After {
        let mut after = After::either_way(here);
        let all = children(node);
        for (index, child) in all.iter().enumerate() {
            if !child.is_named() {
                if !SEPARATORS.contains(&child.kind()) {
                    self.unclear(child.byte_range(), NO_SCRIPT);
                }
                continue;
            }
            if child.kind() == "comment" {
                continue;
            }
            let here = After { succeeded: after.succeeded.clone(), failed: after.failed.clone() }.any();
            if is_word(child.kind()) {
                if !only_reads_variables(*child, &self.program.script) {
                    self.unclear(child.byte_range(), "an expansion that may assign");
                }
                self.inside(*child, &here);
                continue;
            }
            let found = self.statement(*child, here.clone());
            let background = all.get(index + 1).is_some_and(|next| next.kind() == "&");
            after = if background { After::either_way(here) } else { found };
        }
        after
    }

    fn list(&mut self, node: Node<'_>, here: Folder) -> After {
        let mut after = After::either_way(here);
        let mut operator = "";
        for child in children(node) {
            match (child.kind(), operator) {
                (kind @ ("&&" | "||"), _) => operator = kind,
                ("comment", _) => {}
                (_, "&&") => {
                    let found = self.statement(child, after.succeeded.clone());
                    after = After { succeeded: found.succeeded, failed: after.failed.or(found.failed) };
                }
                (_, "||") => {
                    let found = self.statement(child, after.failed.clone());
                    after = After { succeeded: after.succeeded.or(found.succeeded), failed: found.failed };
                }
                _ => after = self.statement(child, after.any()),
            }
        }
        after
    }

    /// In this grammar a redirection stands after the whole list or pipeline though it is one of its last command.
    fn redirected(&mut self, node: Node<'_>, here: Folder) -> After {
        let (redirects, bodies): (Vec<_>, Vec<_>) =
            children(node).into_iter().partition(|child| child.kind().ends_with("_redirect"));
        let after = match bodies.as_slice() {
            [] => self.command(node, here.clone(), &redirects),
            [body] if body.kind() == "command" => self.command(*body, here.clone(), &redirects),
            _ => {
                let before = self.program.commands.len();
                let mut after = After::either_way(here.clone());
                let mut of_last = false;
                for body in bodies {
                    of_last |= matches!(body.kind(), "list" | "pipeline" | "negated_command");
                    after = self.statement(body, here.clone());
                }
                let last = self.program.commands.get(before..).and_then(<[_]>::last);
                let folder = last.filter(|_| of_last).map_or(here.clone(), |last| last.folder.clone());
                let mut found = self.redirects(&redirects, &folder);
                match self.program.commands.get_mut(before..).and_then(<[_]>::last_mut) {
                    Some(last) => last.redirects.append(&mut found),
                    None => self.program.commands.push(SimpleCommand {
                        span: node.byte_range(),
                        assignments: Vec::new(),
                        words: Vec::new(),
                        redirects: found,
                        folder,
                    }),
                }
                after
            }
        };
        // The grammar puts what follows the beginning of a heredoc on its line into the heredoc.
        let mut rest = false;
        for redirect in redirects.iter().filter(|redirect| redirect.kind() == "heredoc_redirect") {
            for child in children(*redirect) {
                if matches!(
                    child.kind(),
                    "pipeline" | "list" | "command" | "redirected_statement" | "subshell"
                ) || child.kind().ends_with("_statement")
                    || child.kind().ends_with("_command")
                {
                    rest = true;
                    self.statement(child, after.succeeded.clone());
                }
            }
        }
        let moved = rest && changes_folder(self.source(node));
        if moved { After::either_way(Folder::Unknown) } else { after }
    }

    /// The commands in a construct that runs none itself: substitutions in words, and whatever is in what is not understood.
    pub(super) fn inside(&mut self, node: Node<'_>, here: &Folder) {
        if self.depth >= DEEPEST {
            self.unclear(node.byte_range(), TOO_DEEP);
            return;
        }
        self.depth += 1;
        match node.kind() {
            "command"
            | "command_substitution"
            | "process_substitution"
            | "redirected_statement"
            | "list"
            | "pipeline"
            | "subshell" => {
                self.statement(node, here.clone());
            }
            _ => {
                for child in children(node) {
                    self.inside(child, here);
                }
            }
        }
        self.depth -= 1;
    }
}

/// What may stand between statements, and the words of the constructs that are understood.
const SEPARATORS: [&str; 22] = [
    ";", "&", "\n", "(", ")", "{", "}", "$(", "<(", ">(", "`", "if", "then", "elif", "else", "fi", "for",
    "in", "do", "done", "while", "until",
];

fn changes_folder(source: &str) -> bool {
    ["cd", "pushd", "popd"].iter().any(|name| source.contains(name))
}

pub(super) fn what(kind: &str) -> &'static str {
    match kind {
        "function_definition" => "a function",
        "case_statement" => "a choice by pattern",
        "c_style_for_statement" => "a loop that counts",
        "ERROR" => NO_SCRIPT,
        _ => "a construct that is not known to be harmless",
    }
}
