//! A fork is the fold of two sessions, one after the other.

use agent::{Conversation, Step};
use expect_test::expect;
use protocol::{EventBody, ForkPoint, SessionId, Trust, TurnStop};

use crate::{answered, check, ended, opened, prompted, session};

#[test]
fn a_fork_has_the_history_of_another_and_nothing_else_of_it() {
    let fork = EventBody::SessionOpened {
        session: SessionId::from("s-2"),
        run: None,
        model: "m".to_owned(),
        trust: Trust::None,
        system: "another".to_owned(),
        title: String::new(),
        max_model_calls: 10,
        fork: Some(ForkPoint { session: session(), seq: 4 }),
        imported: None,
        parent: None,
    };
    let trusted = EventBody::SessionTrusted { session: session(), trust: Trust::All };
    let mut events = vec![opened(10), trusted, prompted("one"), answered("1", &[]), ended(TurnStop::EndTurn)];
    events.push(fork.clone());
    let conversation = Conversation::replay(&events).unwrap();
    assert_eq!((conversation.session.0.as_str(), &conversation.trust), ("s-2", &Trust::None));
    events.push(prompted("two"));
    check(
        &events,
        expect![[r#"
            00 user: one
            01 assistant: "1" calls []
            02 user: two
            → model, 3 entries"#]],
    );
    let Step::CallModel(request) = Conversation::replay(&events).unwrap().next() else { panic!() };
    assert_eq!(request.system(), "another");
    // What was open in the other, as if it had been cut in the middle of a turn, is not the fork's.
    check(
        &[opened(10), prompted("one"), answered("", &[("c1", "a")]), fork, prompted("two")],
        expect![[r#"
            00 user: one⏎⏎two
            → model, 1 entries"#]],
    );
}
