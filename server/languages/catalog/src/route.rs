//! Which model a piece of work is for.

use std::collections::BTreeSet;
use std::fmt;

use crate::{Capability, Catalog, Model, Prices, Rate, Residency, TaskClass};

/// What a call needs.
#[derive(Clone, Debug, PartialEq)]
pub struct Wish {
    /// What it is for.
    pub class: TaskClass,
    /// Tokens of the prompt.
    pub tokens: u64,
    /// What the model has to be able to do.
    pub needs: BTreeSet<Capability>,
    /// Models that answer nothing at the moment.
    pub unwell: BTreeSet<String>,
    /// What the user wants for this class of work, before all others.
    pub pinned: Option<String>,
    /// What a token of input may cost.
    pub dearest: Option<Rate>,
}

/// Who offers models.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Provider {
    /// Amazon Bedrock.
    Bedrock,
    /// What speaks Anthropic's Messages.
    Anthropic,
    /// What speaks OpenAI's chat completions.
    OpenAi,
}

/// Who can be asked here.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Providers {
    /// The region of Bedrock, and how far data may go.
    pub bedrock: Option<(String, Residency)>,
    /// There is a key for Anthropic.
    pub anthropic: bool,
    /// There is a key for OpenAI, or an endpoint that speaks like it.
    pub openai: bool,
    /// The models that may be used; none: all.
    pub only: Option<BTreeSet<String>>,
}

/// A model for a call, and why it.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    /// Its id in the catalogue.
    pub model: String,
    /// Who is asked for it.
    pub provider: Provider,
    /// Its id there.
    pub id: String,
    /// What it costs there.
    pub prices: Option<Prices>,
    /// Why, in a sentence for people.
    pub why: String,
}

/// No model fits, and why each of them does not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoRoute {
    /// What it was for.
    pub class: TaskClass,
    /// Models, and why not.
    pub tried: Vec<(String, String)>,
}

impl Catalog {
    /// The model for a call: the pinned one, else the first of its class's route that can be had, fits and is well.
    ///
    /// # Errors
    /// None is.
    pub fn route(&self, wish: &Wish, providers: &Providers) -> Result<Choice, NoRoute> {
        let route = self.routes.get(&wish.class).map_or(&[][..], Vec::as_slice);
        let mut tried = Vec::new();
        for id in wish.pinned.iter().chain(route) {
            let Some(model) = self.find(id) else {
                tried.push((id.clone(), "it is not in the catalogue".to_owned()));
                continue;
            };
            match unfit(model, wish, providers) {
                Some(why) => tried.push((model.id.clone(), why)),
                None => match self.offered(model, providers) {
                    Ok((provider, id, prices)) => {
                        let why = why(wish, model, &tried);
                        return Ok(Choice { model: model.id.clone(), provider, id, prices, why });
                    }
                    Err(why) => tried.push((model.id.clone(), why)),
                },
            }
        }
        Err(NoRoute { class: wish.class, tried })
    }

    /// Who is asked for a model, by which id and at what price.
    ///
    /// # Errors
    /// Why nobody is.
    pub fn offered(
        &self,
        model: &Model,
        providers: &Providers,
    ) -> Result<(Provider, String, Option<Prices>), String> {
        let mut why = "no provider that can be asked here has it".to_owned();
        if let (Some((region, residency)), Some(_)) = (&providers.bedrock, &model.offers.bedrock) {
            match self.served(model, region, *residency) {
                Ok(served) => return Ok((Provider::Bedrock, served.id, served.prices)),
                Err(not) => why = format!("{region} does not have it ({})", not.advice()),
            }
        }
        let others = [
            (providers.anthropic, &model.offers.anthropic, Provider::Anthropic),
            (providers.openai, &model.offers.openai, Provider::OpenAi),
        ];
        let other = others.into_iter().find_map(|(open, offer, provider)| {
            let offer = offer.as_ref().filter(|_| open)?;
            Some((provider, offer.id.clone(), model.prices()))
        });
        other.ok_or(why)
    }
}

fn unfit(model: &Model, wish: &Wish, providers: &Providers) -> Option<String> {
    if providers.only.as_ref().is_some_and(|only| !only.contains(&model.id)) {
        return Some("the workspace does not allow it".to_owned());
    }
    if wish.unwell.contains(&model.id) {
        return Some("it does not answer at the moment".to_owned());
    }
    if let Some(missing) = wish.needs.iter().find(|need| !model.can(**need)) {
        let what = match missing {
            Capability::Tools => "it calls no tools",
            Capability::Images => "it sees no images",
            Capability::Reasoning => "it does not reason",
            Capability::Caching => "it keeps no prompts",
        };
        return Some(what.to_owned());
    }
    let room = model.context.saturating_sub(model.output.min(model.context / 4));
    if wish.tokens > room {
        return Some(format!("it reads {room} tokens, and this is {}", wish.tokens));
    }
    let input = model.prices.map(|prices| prices.input);
    match (wish.dearest, input) {
        (Some(dearest), Some(input)) if input > dearest => Some("it costs more than it may".to_owned()),
        (Some(_), None) => Some("what it costs is not known".to_owned()),
        (Some(_) | None, _) => None,
    }
}

fn why(wish: &Wish, model: &Model, tried: &[(String, String)]) -> String {
    let class = match wish.class {
        TaskClass::SpecDrafting => "drafting specs",
        TaskClass::Reasoning => "hard reasoning",
        TaskClass::Implementation => "implementing",
        TaskClass::Hook => "hooks",
        TaskClass::Summary => "summaries",
        TaskClass::Title => "titles",
        TaskClass::Steering => "choosing steering",
    };
    let pinned = wish.pinned.as_ref().is_some_and(|pinned| *pinned == model.id);
    let first = if pinned { format!("pinned for {class}") } else { format!("for {class}") };
    match tried {
        [] => first,
        tried => format!("{first}; not {}", by_reason(tried).join("; not ")),
    }
}

impl fmt::Display for NoRoute {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no model can be used here")?;
        by_reason(&self.tried).iter().try_for_each(|why| write!(f, "; {why}"))
    }
}

/// Each reason once, with its models before it.
fn by_reason(tried: &[(String, String)]) -> Vec<String> {
    let mut reasons: Vec<(&str, Vec<&str>)> = Vec::new();
    for (id, why) in tried {
        match reasons.iter_mut().find(|(reason, _)| reason == why) {
            Some((_, ids)) => ids.push(id),
            None => reasons.push((why, vec![id])),
        }
    }
    reasons.into_iter().map(|(why, ids)| format!("{}: {why}", ids.join(", "))).collect()
}
