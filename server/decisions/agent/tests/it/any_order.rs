//! Whatever happens in a session, in whatever order: endpoints accept what they are sent, and a process that resumes sends
//! the same.

use agent::{Conversation, Entry, Step};
use proptest::prelude::*;
use protocol::{Answer, CallId, EventBody, SessionId, Usage};

use crate::history::refuse;
use crate::{answer, answered, asked, ended, finished, opened, prompted, session};

proptest! {
    /// Whatever happens, in whatever order, cancelled, pruned and summarised anywhere and begun again after every step.
    #[test]
    fn the_history_is_always_one_that_endpoints_accept(choices in prop::collection::vec((0u8..16, any::<u8>()), 0..60)) {
        let mut conversation = Conversation::open(&opened(1_000)).unwrap();
        let mut log = vec![opened(1_000)];
        let mut next_id = 0_u32;
        for (choice, detail) in choices {
            let open: Vec<CallId> = match conversation.next() {
                Step::RunCalls(calls) => calls.into_iter().map(|state| state.call.id).collect(),
                _ => Vec::new(),
            };
            let some_call = open.get(usize::from(detail) % open.len().max(1)).cloned();
            let events: Vec<EventBody> = match (choice, conversation.next(), some_call) {
                (0, Step::Idle, _) => vec![prompted("p")],
                (1, Step::CallModel(_), _) => vec![answered("text", &[])],
                (2 | 3, Step::CallModel(_), _) => {
                    let ids: Vec<String> = (0..=detail % 3).map(|_| { next_id += 1; format!("c{next_id}") }).collect();
                    let calls: Vec<(&str, &str)> = ids.iter().map(|id| (id.as_str(), "a")).collect();
                    vec![answered("", &calls)]
                }
                (4, Step::RunCalls(_), Some(call)) => vec![finished(&call.0, "out")],
                (5, Step::RunCalls(_), Some(call)) => {
                    vec![EventBody::ToolStarted { session: session(), call, writes: None, before: Vec::new() }]
                }
                (6, Step::RunCalls(_), Some(call)) => vec![asked("q", &call.0), answer("q", Answer::Deny)],
                (7, _, _) => conversation.cancel(),
                (8, _, _) => {
                    let calls = (0..next_id).filter(|id| id % 3 != u32::from(detail) % 3);
                    let calls = calls.map(|id| CallId(format!("c{id}"))).collect();
                    vec![EventBody::ContextPruned { session: session(), calls, tokens: 0 }]
                }
                (9, _, _) => vec![EventBody::ContextCompacted {
                    model: None,
                    session: session(),
                    hidden: u32::from(detail % 16),
                    goal: ["", " ", "goal"][usize::from(detail) % 3].to_owned(),
                    summary: "summary".to_owned(),
                    usage: Usage::default(),
                }],
                (10, _, _) => vec![EventBody::GoalChanged { session: session(), goal: "other".to_owned() }],
                (11, _, _) => {
                    vec![EventBody::ContextOverflowed { session: session(), error: String::new() }]
                }
                (12, Step::RunCalls(_), Some(call)) => {
                    let child = SessionId::from("s-2");
                    let session = session();
                    vec![EventBody::SubagentStarted { session, call, child, model_calls: 3 }]
                }
                (13, Step::RunCalls(_), Some(call)) => {
                    let (session, child, usage) = (session(), SessionId::from("s-2"), Usage::default());
                    vec![
                        EventBody::SubagentEnded {
                            session,
                            call: call.clone(),
                            child,
                            model_calls: 2,
                            usage,
                            changes: Vec::new(),
                        },
                        finished(&call.0, &"report ".repeat(usize::from(detail) * 8)),
                    ]
                }
                (14, _, _) => {
                    let (session, model) = (session(), format!("m{}", detail % 3));
                    vec![EventBody::ModelChosen { session, model, why: String::new() }]
                }
                (15, Step::CallModel(_), _) => {
                    vec![EventBody::ModelFailed { session: session(), error: "gone".to_owned() }]
                }
                (_, Step::EndTurn(stop), _) => vec![ended(stop)],
                _ => Vec::new(),
            };
            events.iter().for_each(|event| conversation.apply(event));
            refuse(conversation.history())?;
            let entries = conversation.history().entries();
            prop_assert_eq!(conversation.history().bytes(), entries.iter().map(Entry::bytes).sum::<usize>());
            log.extend(events);
            // A process that was killed here and starts again.
            let replayed = Conversation::replay(&log).unwrap();
            prop_assert_eq!(replayed.history(), conversation.history());
            prop_assert_eq!(replayed.next(), conversation.next());
        }
        conversation.cancel().iter().for_each(|event| conversation.apply(event));
        prop_assert_eq!(conversation.next(), Step::Idle);
        refuse(conversation.history())?;
    }
}
