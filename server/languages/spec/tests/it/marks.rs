//! Changing the state of a task.

use proptest::prelude::*;
use spec::{SetStateError, State, parse_tasks, set_state};
use text::{TextEdit, apply};

const STATES: [State; 4] = [State::NotStarted, State::Queued, State::InProgress, State::Done];

fn any_state() -> impl Strategy<Value = State> {
    proptest::sample::select(STATES.to_vec())
}

#[test]
fn one_character_changes() {
    let text = "- [ ] 1. A\r\n- [x  ]* 1.1 B";
    let (list, _) = parse_tasks(text);
    let edit = |task: usize, state| set_state(text, &list.tasks[task], state).unwrap();
    assert_eq!(edit(0, State::InProgress), Some(TextEdit { range: 3..4, new: "-".to_owned() }));
    assert_eq!(edit(0, State::NotStarted), None);
    assert_eq!(edit(1, State::Done), None);
    assert_eq!(edit(1, State::Queued), Some(TextEdit { range: 15..18, new: "~".to_owned() }));
}

#[test]
fn a_capital_x_is_done_and_stays() {
    let text = "- [X] 1. A";
    let (list, _) = parse_tasks(text);
    assert_eq!(set_state(text, &list.tasks[0], State::Done), Ok(None));
}

#[test]
fn an_unknown_mark_is_replaced() {
    let text = "- [✅] 1. A";
    let (list, _) = parse_tasks(text);
    let edit = set_state(text, &list.tasks[0], State::Done).unwrap().unwrap();
    assert_eq!(apply(text, &[edit]).unwrap(), "- [x] 1. A");
}

#[test]
fn a_heading_has_no_state_to_write() {
    let text = "## Task 1: A";
    let (list, _) = parse_tasks(text);
    let error = set_state(text, &list.tasks[0], State::Done).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the task on line 1 (\"Task 1: A\") has no checkbox to mark; \
         write it as a list item \"- [ ] Task 1: A\" to track its state"
    );
}

#[test]
fn a_text_that_changed_is_not_touched() {
    let (list, _) = parse_tasks("- [ ] 1. A");
    for text in ["", "- [x] 1. A", "x- [ ] 1. A", "日日日日"] {
        let moved = set_state(text, &list.tasks[0], State::Done).unwrap_err();
        assert_eq!(moved, SetStateError::Moved { line: 1, title: "1. A".to_owned() });
    }
}

fn document() -> impl Strategy<Value = String> {
    let line = (
        proptest::sample::select(vec!["", "  ", "\t", "\u{feff}"]),
        proptest::sample::select(vec!["[ ]", "[x]", "[X]", "[-]*", "[~]", "[?]", "[x  ]", "[]", "text"]),
        proptest::sample::select(vec!["1. A", "1.1 日本", "2 B", "C", "**3. D**", "404 e", "T1 f"]),
        proptest::sample::select(vec![
            "\n",
            "\r\n",
            "\r",
            "\n\n```\n- [ ] 9. code\n```\n",
            "\n## Task 4: D\n",
            "\n```\n",
        ]),
    );
    proptest::collection::vec(line, 0..12).prop_map(|lines| {
        lines.iter().map(|(indent, mark, title, end)| format!("{indent}- {mark} {title}{end}")).collect()
    })
}

proptest! {
    #[test]
    fn only_the_mark_changes(text in document(), at in any::<proptest::sample::Index>(), state in any_state()) {
        let (before, problems) = parse_tasks(&text);
        prop_assume!(!before.tasks.is_empty());
        let at = at.index(before.tasks.len());
        let task = &before.tasks[at];
        let Some(mark) = &task.mark else {
            prop_assert!(set_state(&text, task, state).is_err());
            return Ok(());
        };
        let Some(edit) = set_state(&text, task, state).unwrap() else {
            prop_assert_eq!(mark.state(), Some(state));
            return Ok(());
        };
        prop_assert_eq!(&edit.range, &mark.span);
        let after_text = apply(&text, &[edit]).unwrap();
        prop_assert_eq!(&after_text[..mark.span.start], &text[..mark.span.start]);
        prop_assert!(after_text.ends_with(&text[mark.span.end..]));

        let (after, _) = parse_tasks(&after_text);
        prop_assert_eq!(after.tasks.len(), before.tasks.len());
        for (index, (old, new)) in before.tasks.iter().zip(&after.tasks).enumerate() {
            let expected = if index == at { Some(state) } else { old.mark.as_ref().and_then(|mark| mark.state()) };
            prop_assert_eq!(new.mark.as_ref().and_then(|mark| mark.state()), expected);
            prop_assert_eq!(
                (&new.id, &new.title, &new.raw_title, new.optional, new.parent, new.line),
                (&old.id, &old.title, &old.raw_title, old.optional, old.parent, old.line)
            );
            prop_assert_eq!(after.reference(index), before.reference(index));
        }
        prop_assert!(parse_tasks(&after_text).1.len() <= problems.len());
    }
}
