//! brush-parser, another parser of bash, beside ours. Where the two do not see the same commands with the same words, a script
//! must not run without asking.
use brush_parser::ast::{
    AndOr, Command, CommandPrefixOrSuffixItem, CompoundCommand, CompoundList, Pipeline, SimpleCommand,
};
use policy::shell::{Program, Word, parse};
use proptest::prelude::*;

use super::corpus;
use super::world::classify;

/// The words of each simple command, as they are written; none if it is no script.
fn by_brush(script: &str) -> Option<Vec<Vec<String>>> {
    let options = brush_parser::ParserOptions::default();
    let program = brush_parser::Parser::new(script.as_bytes(), &options).parse_program().ok()?;
    let mut found = Vec::new();
    for list in &program.complete_commands {
        commands(list, &mut found);
    }
    // `[` is a program to brush and a part of the language to tree-sitter.
    found.retain(|words: &Vec<String>| words.first().is_none_or(|name| name != "["));
    Some(found)
}

fn commands(list: &CompoundList, found: &mut Vec<Vec<String>>) {
    for item in &list.0 {
        pipeline(&item.0.first, found);
        for more in &item.0.additional {
            let (AndOr::And(next) | AndOr::Or(next)) = more;
            pipeline(next, found);
        }
    }
}

fn pipeline(pipeline: &Pipeline, found: &mut Vec<Vec<String>>) {
    for command in &pipeline.seq {
        match command {
            Command::Simple(simple) => found.push(words(simple)),
            Command::Compound(compound, _) => inside(compound, found),
            Command::Function(_) => found.push(vec!["a function".to_owned()]),
            Command::ExtendedTest(..) => {}
        }
    }
}

fn inside(compound: &CompoundCommand, found: &mut Vec<Vec<String>>) {
    match compound {
        CompoundCommand::BraceGroup(group) => commands(&group.list, found),
        CompoundCommand::Subshell(shell) => commands(&shell.list, found),
        CompoundCommand::ForClause(each) => commands(&each.body.list, found),
        CompoundCommand::IfClause(choice) => {
            commands(&choice.condition, found);
            commands(&choice.then, found);
            for other in choice.elses.iter().flatten() {
                if let Some(condition) = &other.condition {
                    commands(condition, found);
                }
                commands(&other.body, found);
            }
        }
        CompoundCommand::WhileClause(each) | CompoundCommand::UntilClause(each) => {
            commands(&each.0, found);
            commands(&each.1.list, found);
        }
        CompoundCommand::Arithmetic(_)
        | CompoundCommand::ArithmeticForClause(_)
        | CompoundCommand::CaseClause(_)
        | CompoundCommand::Coprocess(_) => found.push(vec!["not understood".to_owned()]),
    }
}

fn words(command: &SimpleCommand) -> Vec<String> {
    let name = command.word_or_name.iter().map(|word| word.value.clone());
    let suffix = command.suffix.iter().flat_map(|suffix| &suffix.0).filter_map(|item| match item {
        CommandPrefixOrSuffixItem::Word(word) | CommandPrefixOrSuffixItem::AssignmentWord(_, word) => {
            Some(word.value.clone())
        }
        CommandPrefixOrSuffixItem::IoRedirect(_) => None,
        CommandPrefixOrSuffixItem::ProcessSubstitution(..) => Some("<()".to_owned()),
    });
    name.chain(suffix).collect()
}

fn by_us(program: &Program) -> Vec<Vec<String>> {
    let words = |words: &[Word]| words.iter().map(|word| word.source.clone()).collect();
    program.commands.iter().map(|command| words(&command.words)).collect()
}

/// `time` is a program here, and there sometimes a word of the language; of lines that go on brush has made one.
fn comparable(mut commands: Vec<Vec<String>>) -> Vec<Vec<String>> {
    for words in &mut commands {
        words.iter_mut().for_each(|word| *word = word.replace("\\\n", ""));
        while words.first().is_some_and(|name| name == "time") {
            words.remove(0);
        }
    }
    commands.retain(|words| !words.is_empty());
    commands
}

/// What is not merely asked about for what it does, but taken for understood.
fn agrees(script: &str) -> Result<(), String> {
    if classify(script).iter().any(|part| part.class.rank() > 1) {
        return Ok(());
    }
    let ours = comparable(by_us(&parse(script)));
    match by_brush(script).map(comparable) {
        Some(theirs) if theirs == ours => Ok(()),
        theirs => Err(format!("{script:?}\n  ours   {ours:?}\n  brush  {theirs:?}")),
    }
}

#[test]
fn the_lists_are_understood_alike() {
    let wrong: Vec<String> = corpus::all().filter_map(|script| agrees(&script).err()).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_was_understood_differently_once() {
    for script in [
        "<<<  ]\\*",
        "cat <<EOF\n EOF",
        "[[ = & \nEOF\n ]]",
        "[ then  && } ]",
        "[ -n x || rm a ]",
        "[  ]# && ",
        "cat a'\\\n'",
    ] {
        assert_eq!(agrees(script), Ok(()));
    }
}

/// What scripts are made of, and some that they are not.
const PIECES: &[&str] = &[
    "ls",
    "cat a",
    "echo",
    "a",
    "-l",
    " ",
    " ",
    " ",
    " ",
    "\n",
    ";",
    "; ",
    " & ",
    " && ",
    " | ",
    " || ",
    "(",
    ")",
    "{ ",
    "; }",
    "'",
    "\"",
    "\\",
    "$",
    "`",
    "#",
    " #",
    "<",
    ">",
    " > ",
    " >> ",
    " 2>&1",
    " <<EOF\n",
    "\nEOF\n",
    "<<-E",
    "<<'E'",
    "*",
    "?",
    "[a]",
    "~",
    "=",
    "X=1 ",
    "CI=1 ",
    "if ",
    "then ",
    "else ",
    "fi",
    "for a in ",
    "do ",
    "done",
    "! ",
    "[ ",
    " ]",
    "[[ ",
    " ]]",
    "$(",
    "$((",
    "))",
    "<(",
    "${",
    "}",
    "case a in ",
    "esac",
    ";;",
    "while ",
    "until ",
    "time ",
    " <<< ",
    "é",
    "%",
    "^",
    "é ",
    "\\\n",
    "\t",
    "1",
    "2>",
    "&>",
    ">&",
    "function f ",
    "a() ",
    "select ",
    "coproc ",
    "exit",
    "true",
    "cd a",
    ",",
    "{a,b}",
    "@",
    "+(a)",
    "!(",
    "-",
    "--",
    ":",
    ".",
    "/",
    "EOF",
    "E\n",
    "|&",
    "<>",
    ">|",
    "&",
];

fn script() -> impl Strategy<Value = String> {
    proptest::collection::vec(proptest::sample::select(PIECES), 1..12).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 10_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_written_is_understood_alike_or_asks(script in script()) {
        prop_assert_eq!(agrees(&script), Ok(()));
    }
}
