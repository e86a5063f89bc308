//! Conversations that last for hours: what they are for stays exact, and they do not grow.

use agent::{Budget, Conversation, Entry, ModelRequest, PromptDocument, Step, task_prompt};
use catalog::Catalog;
use protocol::{CallId, ToolCall};
use serde_json::json;

use crate::history::refuse;
use crate::player::{Player, Said};

const TURNS: usize = 2_000;
const TASKS: usize = 100;

/// The documents when so many tasks are done.
fn documents(done: usize) -> String {
    let tasks: Vec<String> = (1..=TASKS)
        .map(|task| format!("- [{}] {task}. Part {task}\n", if task <= done { 'x' } else { ' ' }))
        .collect();
    let document = PromptDocument { path: "tasks.md".to_owned(), text: tasks.concat() };
    task_prompt("parts", "All parts", &[document], &Budget::of("m", Catalog::built_in()))
}

/// Each turn makes one call and says much. Its usage is what an endpoint would count, which is not four bytes a token.
fn model(turn: usize) -> impl FnMut(&ModelRequest) -> Said {
    let mut calls = 0;
    move |request| {
        assert!(refuse(request.history()).is_ok());
        calls += 1;
        let call = ToolCall {
            id: CallId(format!("t{turn}-{calls}")),
            name: "read".to_owned(),
            input: json!({ "path": format!("src/{turn}.rs") }),
        };
        let words = format!("{turn}: {}", "so I think, ".repeat(140));
        (words, if calls == 1 { vec![call] } else { Vec::new() })
    }
}

fn first(conversation: &Conversation) -> &str {
    match &conversation.history().entries()[0] {
        Entry::Prompt(text) => text,
        Entry::Answer { .. } => panic!("a history begins with a prompt"),
    }
}

/// Plays them all; `look` sees the conversation after each turn. Returns how often it was summarised.
fn play(player: &mut Player, mut look: impl FnMut(usize, &Player)) -> u32 {
    for turn in 1..=TURNS {
        player.documents =
            if player.documents.is_empty() { String::new() } else { documents(turn * TASKS / TURNS) };
        player.prompt(&format!("Go on with turn {turn}."));
        let summary = |_: &ModelRequest| format!("## Done\n- until turn {turn}\n## Open\n- the rest");
        let output = |call: &ToolCall| format!("{} {}", call.id, "line\n".repeat(400));
        assert_eq!(player.play(model(turn), output, summary), Step::Idle);
        look(turn, player);
    }
    player.compactions
}

#[test]
fn the_goal_and_the_tasks_that_are_done_stay_exact_and_nothing_grows() {
    let mut player = Player::open("m", &documents(0));
    player.bytes_of_a_token = 3;
    let full = Budget::of("m", Catalog::built_in()).full() * 3;
    let (mut compactions, mut longest, mut most) = (0, 0, 0);
    let count = play(&mut player, |turn, player| {
        if player.compactions > compactions {
            compactions = player.compactions;
            let documents = documents(turn * TASKS / TURNS);
            let said = first(&player.conversation);
            assert!(said.starts_with(&documents), "turn {turn}: {said}");
            assert_eq!(said.matches("- [x]").count(), turn * TASKS / TURNS);
        }
        longest = longest.max(player.conversation.history().bytes() as u64);
        most = most.max(player.conversation.history().entries().len());
    });
    assert!(count >= 50, "{count} compactions");
    assert!(longest <= full, "{longest} bytes of {full}");
    assert!(most < 200, "{most} entries");
    // A process that begins now knows as much.
    let again = Conversation::replay(&player.log).unwrap();
    assert_eq!(again.history(), player.conversation.history());
    assert_eq!(again.next(), player.conversation.next());
}

#[test]
fn what_a_user_said_first_and_last_stays_in_its_own_words() {
    let mut player = Player::open("m", "");
    player.prompt("Never touch `legacy/`.\n  And speak French.");
    player.play(|_| ("D'accord.".to_owned(), Vec::new()), |_| unreachable!(), |_| unreachable!());
    let mut compactions = 0;
    let count = play(&mut player, |turn, player| {
        if player.compactions > compactions {
            compactions = player.compactions;
            let said = first(&player.conversation);
            assert!(
                said.contains("<request>\nNever touch `legacy/`.\n  And speak French.\n</request>"),
                "{said}"
            );
            assert!(said.contains(&format!("<request>\nGo on with turn {turn}.\n</request>")), "{said}");
        }
    });
    assert!(count >= 30, "{count} compactions");
}
