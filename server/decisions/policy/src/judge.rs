use std::collections::BTreeSet;

use protocol::{Actor, PermissionLayer, RuleOffer, Trust};

use crate::causes::changed_causes;
use crate::permissions::{
    Capability, Effect, Rules, Say, Subject, offer_for_command, offer_for_write, rules_of_offers, say,
};
use crate::shell::{Class, Part, Target};
use crate::{Extras, Limits, Place, place, trusts};

/// One thing a tool call touches. Paths are real and beneath the root; what is not is `Outside`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Touch {
    Read {
        path: String,
    },
    Write {
        path: String,
    },
    /// Changes the mark of a task in a tasks.md, which only a user and a run's own success may.
    TaskMarks {
        path: String,
    },
    /// Shows the content of a file that is kept from agents; `why` says by what.
    Secret {
        path: String,
        why: String,
    },
    /// Reads whole folders with such a file in them.
    MayShow {
        path: String,
        why: String,
    },
    Outside {
        path: String,
    },
    /// Changes a place of the user's own, such as what runs when they log in; `why` says what it is.
    Own {
        path: String,
        why: String,
    },
    /// A simple command of a script.
    Command(Part),
    /// A command that asks for more than its sandbox gives.
    Beyond(Extras),
    /// Another agent that works for this one; what it does is judged when it does it.
    Subagent {
        name: String,
    },
}

/// What is to be judged.
#[derive(Clone, Debug)]
pub struct Facts<'a> {
    pub actor: Actor,
    pub tool: &'a str,
    pub touches: &'a [Touch],
    /// Why the agent seems to be getting nowhere.
    pub stuck: Option<String>,
    /// Files that the agent changed since the user last allowed something.
    pub changed: &'a BTreeSet<String>,
    /// Why the user should look at what was done to files so far before more is done.
    pub blast: Option<String>,
}

/// By what it is judged.
#[derive(Clone, Copy, Debug)]
pub struct Grounds<'a> {
    /// What the user said that this session may do.
    pub trust: &'a Trust,
    /// The user's, the administrator's and the workspace's rules, then what was answered in this session.
    pub rules: [&'a Rules; 2],
    pub limits: &'a Limits,
    /// The workspace is frozen, and why.
    pub frozen: Option<&'a str>,
}

/// The judgement. `why` is for the user and, on a deny, for the model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    Allow,
    Ask {
        why: String,
        /// Rules that would answer this question the next time; none: nothing can.
        rules: Vec<RuleOffer>,
    },
    Deny {
        why: String,
    },
}

/// Judges everything a call touches; the strictest judgement wins.
pub fn judge(facts: &Facts<'_>, grounds: &Grounds<'_>) -> Verdict {
    let verdict = once(facts, grounds);
    let Verdict::Ask { why, rules } = verdict else { return verdict };
    // "Always" would be a lie where the question came back.
    let [known, session] = grounds.rules;
    let offered = rules.iter().map(|offer| (Effect::Allow, offer));
    let session = session.clone().and(rules_of_offers(PermissionLayer::Session, "", offered));
    let answered = once(facts, &Grounds { rules: [known, &session], ..*grounds }) == Verdict::Allow;
    Verdict::Ask { why, rules: if answered { rules } else { Vec::new() } }
}

/// What is thought of one part of a call.
enum One {
    Allow,
    Ask { why: String, offer: Option<RuleOffer> },
    Deny(String),
}

fn once(facts: &Facts<'_>, grounds: &Grounds<'_>) -> Verdict {
    if facts.actor == Actor::User {
        return Verdict::Allow;
    }
    let always = |why: &String| One::Ask { why: why.clone(), offer: None };
    // Looking around takes nothing away.
    let blast = facts.blast.as_ref().filter(|_| facts.touches.iter().any(changes));
    // What touches nothing waits for something.
    let stuck = facts.stuck.as_ref().filter(|_| !facts.touches.is_empty());
    let all = stuck.into_iter().chain(blast).map(always);
    let all = all.chain(facts.touches.iter().map(|touch| judge_touch(facts, touch, grounds)));
    let (mut denied, mut asked, mut offers, mut lasting) = (Vec::new(), Vec::new(), Vec::new(), true);
    for one in all {
        match one {
            One::Allow => {}
            One::Ask { why, offer } => {
                push_new(&mut asked, why);
                match offer {
                    Some(offer) => push_new(&mut offers, offer),
                    None => lasting = false,
                }
            }
            One::Deny(why) => push_new(&mut denied, why),
        }
    }
    if !denied.is_empty() {
        return Verdict::Deny { why: denied.join("; ") };
    }
    if asked.is_empty() {
        return Verdict::Allow;
    }
    Verdict::Ask { why: asked.join("; "), rules: if lasting { offers } else { Vec::new() } }
}

fn push_new<T: PartialEq>(list: &mut Vec<T>, item: T) {
    if !list.contains(&item) {
        list.push(item);
    }
}

fn judge_touch(facts: &Facts<'_>, touch: &Touch, grounds: &Grounds<'_>) -> One {
    if let (Some(why), true) = (grounds.frozen, changes(touch)) {
        return One::Deny(format!(
            "the workspace is frozen ({why}): nothing is changed until the user lets it go"
        ));
    }
    match touch {
        Touch::Read { path } => read(path, grounds),
        Touch::Secret { path, why } => {
            One::Deny(format!("`{path}` is not shown to agents: {why}; ask the user for what you need of it"))
        }
        Touch::MayShow { path, why } => {
            One::Ask { why: format!("it may show `{path}`, which is kept from agents: {why}"), offer: None }
        }
        Touch::Outside { path } => {
            One::Deny(format!("`{path}` is outside the workspace; work only on files in it"))
        }
        Touch::Own { path, why } => One::Deny(format!("`{path}` is not for agents to change: {why}")),
        Touch::TaskMarks { path } => One::Deny(format!(
            "the marks of tasks in `{path}` are set by the run itself once a task is proved; change other text only"
        )),
        Touch::Write { path } => write(facts, path, grounds),
        Touch::Command(part) => command(facts, part, grounds),
        Touch::Beyond(extras) => beyond(extras, grounds),
        Touch::Subagent { name } => {
            ruled(Subject::Other(Capability::Subagent, name), grounds).unwrap_or(One::Allow)
        }
    }
}

/// Whether something may be different afterwards.
fn changes(touch: &Touch) -> bool {
    match touch {
        Touch::Read { .. } | Touch::Secret { .. } | Touch::MayShow { .. } | Touch::Subagent { .. } => false,
        Touch::Write { .. }
        | Touch::TaskMarks { .. }
        | Touch::Outside { .. }
        | Touch::Own { .. }
        | Touch::Beyond(_) => true,
        Touch::Command(part) => part.class != Class::ReadOnly,
    }
}

/// What the rules say first: `None` leaves it to what is usual.
fn ruled(subject: Subject<'_>, grounds: &Grounds<'_>) -> Option<One> {
    match say(&grounds.rules, subject) {
        Say::Nothing => None,
        Say::Broken(broken) => Some(One::Deny(format!(
            "a rule cannot be understood, and what it might forbid is refused until it is mended: {}",
            broken.why
        ))),
        Say::Rule(rule) => Some(match rule.effect {
            Effect::Allow => One::Allow,
            Effect::Ask => One::Ask { why: format!("the rule at {} asks", rule.source), offer: None },
            Effect::Deny => One::Deny(format!("the rule at {} forbids it", rule.source)),
        }),
    }
}

fn read(path: &str, grounds: &Grounds<'_>) -> One {
    ruled(Subject::Read(path), grounds).unwrap_or(One::Allow)
}

fn write(facts: &Facts<'_>, path: &str, grounds: &Grounds<'_>) -> One {
    let ruled = ruled(Subject::Write(path), grounds);
    match (place(path), ruled) {
        (_, Some(One::Deny(why))) => One::Deny(why),
        (Place::Repository, _) => {
            One::Deny(format!("`{path}` belongs to version control itself and is never written"))
        }
        (Place::Control, _) => One::Ask {
            why: format!("`{path}` decides what is run or allowed; changing it always asks"),
            offer: None,
        },
        (Place::Ordinary, Some(said)) => said,
        (Place::Ordinary, None) if trusts(grounds.trust, facts.tool) => One::Allow,
        (Place::Ordinary, None) => One::Ask {
            why: "changing files asks in supervised mode".to_owned(),
            offer: Some(offer_for_write()),
        },
    }
}

fn command(facts: &Facts<'_>, part: &Part, grounds: &Grounds<'_>) -> One {
    // A rule that allows is held against the plain words, one that does not against all that is written.
    let ruled = match ruled(Subject::Command(&part.text), grounds) {
        Some(One::Allow) | None => match ruled(Subject::Command(&part.whole), grounds) {
            None | Some(One::Allow) => ruled(Subject::Command(&part.text), grounds),
            stricter @ Some(One::Ask { .. } | One::Deny(_)) => stricter,
        },
        said @ Some(One::Ask { .. } | One::Deny(_)) => said,
    };
    let paths = part.reads.iter().map(|target| reads(facts, target, grounds));
    let mut paths: Vec<One> =
        paths.chain(part.writes.iter().map(|target| writes(facts, target, grounds))).collect();
    let always = |why: &str| One::Ask { why: why.to_owned(), offer: None };
    let class = match (&part.class, ruled) {
        (Class::Forbidden { why }, _) => One::Deny(why.clone()),
        (_, Some(One::Deny(why))) => One::Deny(why),
        (Class::Guarded { why }, _) => always(why),
        (_, Some(ask @ One::Ask { .. })) => ask,
        (Class::ReadOnly, _) => One::Allow,
        // A rule is about words. What else these do is not in their words.
        (Class::Opaque { .. }, _) if trusts(grounds.trust, facts.tool) => One::Allow,
        (Class::Opaque { why }, _) => always(why),
        (Class::Ordinary, _) if trusts(grounds.trust, facts.tool) => One::Allow,
        (Class::Ordinary, Some(One::Allow)) => match changed_causes(&part.text, facts.changed).as_slice() {
            [] => One::Allow,
            causes => {
                always(&format!("the agent changed `{}`, which decides what this runs", causes.join("`, `")))
            }
        },
        (Class::Ordinary, None) => One::Ask {
            why: "running commands asks in supervised mode".to_owned(),
            offer: part.remembers.then(|| offer_for_command(&part.text)).flatten(),
        },
    };
    paths.push(class);
    if let Some(why) = grounds.limits.production(&part.whole) {
        paths.push(One::Deny(why));
    }
    strictest(paths)
}

/// Of several judgements the one that counts, with the reasons of all that are as strict.
fn strictest(all: Vec<One>) -> One {
    let (mut asked, mut offered, mut lasting) = (Vec::new(), None, true);
    for one in all {
        match one {
            One::Allow => {}
            One::Deny(why) => return One::Deny(why),
            One::Ask { why, offer } => {
                push_new(&mut asked, why);
                lasting &= offer.is_some();
                offered = offer.or(offered);
            }
        }
    }
    if asked.is_empty() {
        return One::Allow;
    }
    One::Ask { why: asked.join("; "), offer: offered.filter(|_| lasting) }
}

/// What a command reads. Whether it may run at all is judged with its words.
fn reads(facts: &Facts<'_>, target: &Target, grounds: &Grounds<'_>) -> One {
    match target {
        Target::Inside(path) => read(path, grounds),
        Target::Root | Target::Temp(_) | Target::Device(_) | Target::Unknown => One::Allow,
        Target::AboveRoot(_)
        | Target::Home
        | Target::InHome(_)
        | Target::FileSystemRoot
        | Target::Outside(_) => {
            let shown = target.to_string();
            match ruled(Subject::Read(&shown), grounds) {
                Some(said) => said,
                None if trusts(grounds.trust, facts.tool) => One::Allow,
                None => {
                    One::Ask { why: format!("it reads `{shown}`, outside of the workspace"), offer: None }
                }
            }
        }
    }
}

/// What a command creates, changes or deletes.
fn writes(facts: &Facts<'_>, target: &Target, grounds: &Grounds<'_>) -> One {
    match target {
        Target::Inside(path) if is_tasks_document(path) => One::Ask {
            why: format!("`{path}` holds the marks of tasks, which a run sets itself"),
            offer: None,
        },
        Target::Inside(path) => match place(path) {
            // Allowing the command allows what it does to ordinary files, unless a rule about files says no.
            Place::Ordinary => match ruled(Subject::Write(path), grounds) {
                Some(stricter @ (One::Ask { .. } | One::Deny(_))) => stricter,
                Some(One::Allow) | None => One::Allow,
            },
            Place::Control | Place::Repository => write(facts, path, grounds),
        },
        Target::Root | Target::Temp(_) | Target::Device(_) | Target::Unknown => One::Allow,
        Target::AboveRoot(_)
        | Target::Home
        | Target::InHome(_)
        | Target::FileSystemRoot
        | Target::Outside(_) => {
            let shown = target.to_string();
            let wanted = |touch: &Touch| match touch {
                Touch::Beyond(extras) => extras.write.iter().any(|path| is_below(&shown, path)),
                Touch::Read { .. }
                | Touch::Write { .. }
                | Touch::Secret { .. }
                | Touch::MayShow { .. }
                | Touch::TaskMarks { .. }
                | Touch::Outside { .. }
                | Touch::Own { .. }
                | Touch::Command(_)
                | Touch::Subagent { .. } => false,
            };
            // Then it is asked for by itself.
            if facts.touches.iter().any(wanted) {
                return One::Allow;
            }
            One::Deny(format!("`{shown}` is outside the workspace; work only on files in it"))
        }
    }
}

fn is_below(path: &str, folder: &str) -> bool {
    path.strip_prefix(folder.trim_end_matches('/'))
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Whether a path beneath the root names the tasks of a spec.
pub fn is_tasks_document(path: &str) -> bool {
    let path = format!("/{}", path.to_ascii_lowercase());
    path.ends_with("/tasks.md") && path.contains("/.kiro/specs/")
}

/// What commands do not have by themselves always asks, unless a rule allows it by name. Nothing allows all at once.
fn beyond(extras: &Extras, grounds: &Grounds<'_>) -> One {
    let ask = |what: String| One::Ask { why: format!("it asks {what}"), offer: None };
    let mut all = Vec::new();
    let (network, unsandboxed) = (extras.network, extras.unsandboxed);
    if network {
        let words = Extras { network, ..Extras::default() }.words().unwrap_or_default();
        all.push(ruled(Subject::Other(Capability::WebFetch, "*"), grounds).unwrap_or_else(|| ask(words)));
    }
    for path in &extras.write {
        let words = Extras { write: vec![path.clone()], ..Extras::default() }.words().unwrap_or_default();
        all.push(ruled(Subject::Write(path), grounds).unwrap_or_else(|| ask(words)));
    }
    if unsandboxed {
        all.push(ask(Extras { unsandboxed, ..Extras::default() }.words().unwrap_or_default()));
    }
    strictest(all)
}

#[cfg(test)]
mod tests;
