//! Which models the user's accounts may use: each is asked for a word.

use std::sync::Arc;

use agent::{History, ModelRequest};
use catalog::Provider;
use models::{Model, ModelError, ModelSettings, RetryPolicy};
use protocol::{Cost, ErrorCode, ModelChecked, Response, Usage, VerbError};
use store::Spent;
use tokio::task::JoinSet;

use crate::cost::cost;
use crate::spending::Reservation;
use crate::{Runtime, model_error, store_error};

/// What is asked. No endpoint counts more than `TOKENS` for it.
const PROMPT: &str = "Say: ok";
const TOKENS: u64 = 64;

/// Tokens of the answer. Some endpoints allow no fewer.
const OUTPUT: u64 = 16;

/// As `usage --by class` has it.
const CLASS: &str = "check";

/// How many are asked at a time; more of them some accounts would throttle.
const AT_A_TIME: usize = 4;

/// A model that is asked, and its place among the others.
type Asked = (usize, String, Reservation, Result<Usage, ModelError>);

impl Runtime {
    /// Asks models, or all of the catalogue that are offered here, whether they can be used. Blocks until all of them
    /// answered.
    pub(crate) fn check_models(&self, names: &[String]) -> Result<Response, VerbError> {
        let check = || {
            let tokio = tokio::runtime::Builder::new_current_thread().enable_all().build();
            let broken = |error: std::io::Error| VerbError::new(ErrorCode::Model, error.to_string());
            tokio.map_err(broken)?.block_on(self.probe_all(names))
        };
        // Whoever calls may already be within an async runtime.
        std::thread::scope(|scope| scope.spawn(check).join())
            .unwrap_or_else(|_| Err(VerbError::new(ErrorCode::Model, "the check broke off")))
    }

    async fn probe_all(&self, names: &[String]) -> Result<Response, VerbError> {
        let narrowing = self.narrowing().map_err(model_error)?;
        // Once each, and with no more thinking than the model does by itself.
        let mut settings = narrowing.settings(&self.inner.settings.models).into_owned();
        settings.retry = RetryPolicy { attempts: 1, ..settings.retry };
        settings.effort = None;
        let names = if names.is_empty() { self.offered_here(&settings).await } else { names.to_vec() };
        let log = self.mint("check");
        let mut models: Vec<Option<ModelChecked>> = vec![None; names.len()];
        let mut sum = Cost { nanodollars: Some(0), centicredits: Some(0) };
        let mut waiting = names.iter().enumerate();
        let mut asked: JoinSet<Asked> = JoinSet::new();
        loop {
            while asked.len() < AT_A_TIME
                && let Some((place, name)) = waiting.next()
            {
                let model = Model::open(Some(name), &settings)
                    .and_then(|model| narrowing.allow(&model.name(), &settings).map(|()| model));
                let ready = model.and_then(|model| Ok((self.reserve_probe(&model)?, model)));
                match ready {
                    Ok((reservation, model)) => {
                        drop(asked.spawn(probe(place, model, reservation, settings.clone())))
                    }
                    Err(error) => set(&mut models, place, name, Some(error.to_string())),
                }
            }
            let Some(answered) = asked.join_next().await else { break };
            let Ok((place, model, reservation, answer)) = answered else { continue };
            let name = names.get(place).map_or(model.as_str(), String::as_str);
            set(&mut models, place, name, answer.as_ref().err().map(ToString::to_string));
            let usage = answer.unwrap_or_default();
            let spent = usage.cost.map(|cost| {
                add(&mut sum.nanodollars, cost.nanodollars);
                add(&mut sum.centicredits, cost.centicredits);
                self.spent_by_probe(place, model, &usage, cost)
            });
            let spent: Vec<Spent> = spent.into_iter().collect();
            let key = self.workspace_key();
            self.ledger()?.record((&key, &log), &spent, reservation.id()).map_err(store_error)?;
        }
        Ok(Response::ModelsChecked { models: models.into_iter().flatten().collect(), cost: sum })
    }

    fn reserve_probe(&self, model: &Model) -> Result<Reservation, ModelError> {
        let refused = |why: String| ModelError::OverCap { why };
        self.reserve(model, TOKENS, None).map_err(|error| refused(error.to_string()))
    }

    fn spent_by_probe(&self, place: usize, model: String, usage: &Usage, cost: Cost) -> Spent {
        Spent {
            seq: place as u64 + 1,
            at: self.now(),
            model,
            class: CLASS.to_owned(),
            input: usage.input_tokens,
            output: usage.output_tokens,
            cached: usage.cached_tokens,
            written: usage.written_tokens,
            nanodollars: cost.nanodollars,
            centicredits: cost.centicredits,
            ..Spent::default()
        }
    }

    /// The names of the models of the catalogue that somebody offers who can be asked.
    async fn offered_here(&self, settings: &ModelSettings) -> Vec<String> {
        let providers = models::providers(settings).await;
        let catalog = settings.catalog();
        let name = |model: &catalog::Model| match catalog.offered(model, &providers).ok()? {
            (Provider::Bedrock, ..) => Some(format!("bedrock:{}", model.id)),
            (Provider::Anthropic, id, _) => Some(format!("anthropic:{id}")),
            (Provider::OpenAi, id, _) => Some(format!("openai:{id}")),
        };
        catalog.models.values().filter_map(name).collect()
    }
}

async fn probe(place: usize, model: Model, reservation: Reservation, settings: ModelSettings) -> Asked {
    let mut history = History::default();
    history.prompt(PROMPT);
    let request = ModelRequest::new("".into(), Arc::new(history), [].into());
    let answer = match request {
        Some(request) => model.answer(&request, Some(OUTPUT), &mut |_| {}).await,
        None => Err(ModelError::NotConfigured { what: "there is nothing to ask" }),
    };
    let usage = answer.map(|answer| {
        let cost = cost(&settings, &model, &answer.usage);
        Usage { cost, ..answer.usage }
    });
    (place, model.name(), reservation, usage)
}

fn set(models: &mut [Option<ModelChecked>], place: usize, name: &str, why_not: Option<String>) {
    if let Some(slot) = models.get_mut(place) {
        *slot = Some(ModelChecked { name: name.to_owned(), usable: why_not.is_none(), why_not });
    }
}

fn add(sum: &mut Option<u64>, more: Option<u64>) {
    *sum = Some(sum.unwrap_or_default() + more.unwrap_or_default());
}
