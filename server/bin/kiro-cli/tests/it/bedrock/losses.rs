//! The network goes away in the middle of a turn, and comes back.

use bedrock_wire::{Answer, Reply};

use super::{Bedrock, CHAT, ran, shell};

/// After all attempts the turn is left as it is; it goes on where it was, with what was done kept and nothing done twice.
#[test]
fn a_turn_goes_on_where_the_network_was_lost() {
    let lost = std::iter::repeat_n(Reply::Close, 4);
    let call: Reply = Answer::blocks(vec![shell("once")]).into();
    let again: Reply = Answer::blocks(vec![shell("then")]).into();
    let replies = [call].into_iter().chain(lost.clone()).chain([again]).chain(lost);
    let bedrock = Bedrock::answering(replies.chain([Answer::text("Done.").into()]));
    let stopped = ran(&mut bedrock.command(&CHAT)).expect_code(7);
    assert!(stopped.stderr.contains("the model is asked again (attempt 4)"), "{stopped:?}");
    assert_eq!(bedrock.workspace.read("executed"), "once\n");
    let resume = ["chat", "--no-interactive", "--trust-all-tools", "--resume"];
    ran(&mut bedrock.command(&resume)).expect_code(7);
    assert_eq!(bedrock.workspace.read("executed"), "once\nthen\n");
    assert_eq!(ran(&mut bedrock.command(&resume)).expect_code(0).stdout, "Done.\n");
    assert_eq!(bedrock.workspace.read("executed"), "once\nthen\n");
    let messages = |body: &serde_json::Value| body["messages"].as_array().unwrap().len();
    let requests = bedrock.wire.requests();
    let lengths: Vec<_> = requests.iter().map(|request| messages(&request.body)).collect();
    assert_eq!(lengths, [1, 3, 3, 3, 3, 3, 5, 5, 5, 5, 5]);
    assert!(requests.iter().all(|request| request.refusal.is_none()));
}
