//! Which model answers in a turn.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use catalog::{Capability, TaskClass, Wish};
use models::{AUTO, Model, ModelError};
use protocol::{EventBody, VerbError};

use crate::turn::{Halt, Turn};
use crate::{Runtime, model_error};

/// How long a model that did not answer is not chosen.
const UNWELL: Duration = Duration::from_secs(300);

/// Models that did not answer, and when.
#[derive(Debug, Default)]
pub(crate) struct Health {
    failed: Mutex<BTreeMap<String, Instant>>,
}

impl Health {
    fn failed(&self, model: &str) {
        let mut failed = self.failed.lock().unwrap_or_else(PoisonError::into_inner);
        failed.insert(model.to_owned(), Instant::now());
    }

    fn unwell(&self) -> BTreeSet<String> {
        let mut failed = self.failed.lock().unwrap_or_else(PoisonError::into_inner);
        failed.retain(|_, since| since.elapsed() < UNWELL);
        failed.keys().cloned().collect()
    }
}

impl Runtime {
    /// The model for a call of this class, of so many tokens, and why: one that sees `images`, if there is one.
    ///
    /// # Errors
    /// None can be used, or the one that was chosen cannot be opened.
    pub(crate) async fn route(
        &self,
        class: TaskClass,
        tokens: u64,
        images: bool,
    ) -> Result<(Model, String), ModelError> {
        let narrowing = self.narrowing()?;
        let settings = &*narrowing.settings(&self.inner.settings.models);
        let catalog = settings.catalog();
        let mut providers = models::providers(settings).await;
        providers.only = narrowing.only(settings);
        let dearest = settings.auto.max_input_price.map(catalog::Rate::dollars);
        let tools = (class != TaskClass::Summary).then_some(Capability::Tools);
        let wish = |images: Option<Capability>| Wish {
            class,
            tokens,
            needs: tools.into_iter().chain(images).collect(),
            unwell: self.inner.health.unwell(),
            pinned: settings.auto.pins.get(&class).cloned(),
            dearest,
        };
        let choice = match images {
            true => catalog.route(&wish(Some(Capability::Images)), &providers).ok(),
            false => None,
        };
        let choice = choice.map_or_else(|| catalog.route(&wish(None), &providers), Ok);
        let choice = choice.map_err(|no| ModelError::NoneToChoose { why: no.to_string() })?;
        Ok((Model::chosen(&choice, settings)?, choice.why))
    }

    /// A model by its name, if the workspace allows it.
    fn open_model(&self, name: &str) -> Result<Model, ModelError> {
        let narrowing = self.narrowing()?;
        let settings = narrowing.settings(&self.inner.settings.models);
        let model = Model::open(Some(name), &settings)?;
        narrowing.allow(&model.name(), &settings)?;
        Ok(model)
    }

    /// A model failed after all attempts.
    pub(crate) fn note_failure(&self, model: &Model, error: &ModelError) {
        if error.is_passing()
            && let Some(known) = self.inner.settings.models.catalog().find(&model.name())
        {
            self.inner.health.failed(&known.id);
        }
    }
}

impl Turn<'_> {
    /// The model that answers in this turn; it stays the same until the turn is over, whoever goes on with it.
    pub(crate) async fn model(&self, named: &str) -> Result<Model, Halt> {
        let (answering, has_answered, tokens, images) = self.with_conversation(|conversation| {
            (
                conversation.answering().to_owned(),
                conversation.has_answered(),
                conversation.context().tokens(),
                conversation.history().has_images(),
            )
        });
        let known = if has_answered && answering != AUTO { &answering } else { named };
        let chosen = match known {
            AUTO => self.runtime.route(TaskClass::Implementation, tokens, images).await,
            known => self.runtime.open_model(known).map(|model| (model, "it was named".to_owned())),
        };
        match chosen {
            // Also a named one may follow another: what stood in for it in an earlier turn.
            Ok((model, why)) => {
                self.choose(&model, why)?;
                Ok(model)
            }
            Err(error) => Err(self.model_failed(&error).await),
        }
    }

    /// The next model that the user listed, if the one that was asked is not there and none has answered in this turn.
    pub(crate) fn fallback(&self, asked: &Model, error: &ModelError) -> Result<Option<Model>, Halt> {
        let settings = &self.runtime.inner.settings.models;
        if !error.is_no_model() || self.with_conversation(agent::Conversation::has_answered) {
            return Ok(None);
        }
        let names = settings.fallback_models.iter().map(|name| self.runtime.open_model(name));
        let models = names.collect::<Result<Vec<_>, _>>().map_err(model_error)?;
        let tried = models.iter().position(|model| model.name() == asked.name());
        let next = models.into_iter().nth(tried.map_or(0, |tried| tried + 1));
        if let Some(next) = &next {
            self.choose(next, error.to_string())?;
        }
        Ok(next)
    }

    /// From here on this model answers.
    fn choose(&self, model: &Model, why: String) -> Result<(), VerbError> {
        let model = model.name();
        self.set_budget(self.runtime.budget(&model));
        if self.with_conversation(|conversation| conversation.answering() == model) {
            return Ok(());
        }
        self.append(&[EventBody::ModelChosen { session: self.session.clone(), model, why }])
    }
}
