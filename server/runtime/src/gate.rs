use agent::visible;
use policy::{Facts, Grounds, Layer, Verdict, judge, rules_of_offers};
use protocol::{
    Actor, Answer, EventBody, Question, QuestionId, QuestionKind, QuestionOption, RuleOffer, VerbError,
};

use crate::intent::Intent;
use crate::turn::Turn;

impl Turn<'_> {
    /// The one gate: whether a worked-out call may take effect now, on the agent's behalf.
    pub(crate) fn gate(
        &self,
        tool: &str,
        intent: &Intent,
        stuck: Option<String>,
    ) -> Result<Verdict, VerbError> {
        let runtime = self.runtime;
        let frozen = runtime.frozen()?;
        let known = runtime.rules();
        Ok(self.with_conversation(|conversation| {
            let rules = self.above.rules.iter().chain(&conversation.rules);
            let answered = rules.map(|(effect, offer)| (*effect, offer));
            let session = rules_of_offers(Layer::Session, "your answer in this session", answered);
            let changed = conversation.changed() | &self.above.changed;
            let facts = Facts {
                actor: Actor::Agent,
                tool,
                touches: &intent.touches,
                stuck,
                changed: &changed,
                blast: runtime.inner.settings.limits.too_much(&(conversation.blast() + self.above.blast)),
            };
            let grounds = Grounds {
                trust: &conversation.trust,
                rules: [&known, &session],
                limits: &runtime.inner.settings.limits,
                frozen: frozen.as_ref().map(|freeze| freeze.why.as_str()),
            };
            judge(&facts, &grounds)
        }))
    }

    /// Puts the question whether a call may run into the log. `rules` are those that an answer may make.
    pub(crate) fn ask(
        &self,
        call: &protocol::CallId,
        intent: &Intent,
        why: &str,
        rules: Vec<RuleOffer>,
    ) -> Result<QuestionId, VerbError> {
        let id = QuestionId(self.runtime.mint("q"));
        // Those that last come last.
        let mut answers =
            vec![(Answer::AllowOnce, "Allow once".to_owned()), (Answer::Deny, "Deny".to_owned())];
        if !rules.is_empty() {
            let what = rules.iter().map(named).collect::<Vec<_>>().join(" and ");
            answers.insert(1, (Answer::AllowSession, format!("Allow {what} in this session")));
            answers.push((Answer::AllowAlways, format!("Always allow {what} in this workspace")));
            answers.push((Answer::DenyAlways, format!("Never allow {what} in this workspace")));
        }
        let question = Question {
            id: id.clone(),
            kind: QuestionKind::Permission,
            session: self.session.clone(),
            run: self.run.clone(),
            call: Some(call.clone()),
            // What is not seen would be allowed unseen.
            title: visible(&intent.title).into_owned(),
            detail: visible(&intent.detail).into_owned(),
            why: visible(why).into_owned(),
            digest: intent.digest.clone(),
            rules,
            options: options(answers),
        };
        self.append(&[EventBody::QuestionAsked { question }])?;
        Ok(id)
    }
}

/// What a rule would be about, for people: the shorter of its patterns says it.
fn named(offer: &RuleOffer) -> String {
    match (offer.capability.as_str(), offer.patterns.first()) {
        ("fs_write", Some(all)) if all == "**" => "changes of files".to_owned(),
        (_, Some(pattern)) => format!("`{pattern}`"),
        (capability, None) => capability.to_owned(),
    }
}

pub(crate) fn options(answers: impl IntoIterator<Item = (Answer, String)>) -> Vec<QuestionOption> {
    answers.into_iter().map(|(id, label)| QuestionOption { id, label }).collect()
}
