//! What a run asks its user, and what the answers make of it.

use expect_test::expect;
use protocol::{Answer, Answerer, EventBody, Question, QuestionId, QuestionKind, Trust, TurnStop};

use crate::{check, ended, run, session, working};

fn asked(kind: QuestionKind) -> EventBody {
    let question = Question {
        id: QuestionId::from("q"),
        kind,
        session: session(),
        run: Some(run()),
        call: None,
        title: String::new(),
        detail: String::new(),
        why: String::new(),
        digest: String::new(),
        rules: Vec::new(),
        options: Vec::new(),
    };
    EventBody::QuestionAsked { question }
}

fn answered(answer: Answer) -> EventBody {
    EventBody::QuestionAnswered {
        question: QuestionId::from("q"),
        session: session(),
        answer,
        by: Answerer { name: "me".to_owned() },
        expires: None,
    }
}

#[test]
fn where_it_is_dear_the_user_decides_before_the_model_is_asked() {
    let mut events = working(Trust::All, &[]);
    if let Some(EventBody::RunRequested { plan, .. }) = events.first_mut() {
        plan.ask_first = Some("$9".into());
    }
    check(events.clone(), expect![[r#"AskFirst("$9")"#]]);
    events.push(asked(QuestionKind::Cost));
    check(events.clone(), expect![[r#"Wait(QuestionId("q"))"#]]);
    let with = |event: EventBody| [events.clone(), vec![event]].concat();
    check(with(answered(Answer::AllowOnce)), expect![[r#"Converse(SessionId("s-1"))"#]]);
    check(with(answered(Answer::Deny)), expect![[r#"Cancel(SessionId("s-1"))"#]]);
    let denied = [with(answered(Answer::Deny)), vec![ended(TurnStop::Cancelled)]].concat();
    check(
        denied,
        expect![[r#"
        Mark(NotStarted)
        finish Stopped
        Ended(Stopped)"#]],
    );
    check(
        with(EventBody::RunStopRequested { run: run() }),
        expect![[r#"
        Record(QuestionWithdrawn { question: QuestionId("q"), session: SessionId("s-1") })
        Cancel(SessionId("s-1"))"#]],
    );
}

#[test]
fn supervised_the_user_decides_where_nothing_proves_it() {
    let mut events = working(Trust::None, &[]);
    events.push(ended(TurnStop::EndTurn));
    check(
        events.clone(),
        expect![[r#"Ask("the agent says it is done, but ran no test or build after its last change")"#]],
    );
    events.push(asked(QuestionKind::Evidence));
    check(events.clone(), expect![[r#"Wait(QuestionId("q"))"#]]);
    let mut yes = events.clone();
    yes.push(answered(Answer::MarkDone));
    check(
        yes,
        expect![[r#"
            Mark(Done)
            finish Done { evidence: User { by: "me" } }
            Ended(Done { evidence: User { by: "me" } })"#]],
    );
    let mut stopped = events.clone();
    stopped.push(EventBody::RunStopRequested { run: run() });
    check(
        stopped,
        expect![[r#"
            Record(QuestionWithdrawn { question: QuestionId("q"), session: SessionId("s-1") })
            Mark(NotStarted)
            finish Stopped
            Ended(Stopped)"#]],
    );
    events.push(answered(Answer::LeaveOpen));
    check(
        events,
        expect![[r#"
            Mark(NotStarted)
            finish NeedsEvidence { why: "it was left open: nothing proved it and the user did not say it is done" }
            Ended(NeedsEvidence { why: "it was left open: nothing proved it and the user did not say it is done" })"#]],
    );
}
