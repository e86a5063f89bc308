//! The switch with which a user stops every agent from changing anything, in all processes at once.

use protocol::{Answerer, EventBody, Freeze, Record, Response, VerbError};
use store::Filter;

use crate::{Runtime, store_error};

impl Runtime {
    /// Whether the workspace is frozen now, by the last word of any process.
    pub(crate) fn frozen(&self) -> Result<Option<Freeze>, VerbError> {
        let mut last = None;
        self.inner
            .store
            .each(&Filter::Types(&["freezeSet"]), |event| last = Some(event))
            .map_err(store_error)?;
        Ok(last.and_then(|event| match event.record {
            Record::Known(EventBody::FreezeSet { frozen: true, why, by }) => {
                Some(Freeze { why, by, since: event.at })
            }
            Record::Known(_) | Record::Unknown(_) => None,
        }))
    }

    pub(crate) fn freeze(&self) -> Result<Response, VerbError> {
        let freeze = self.frozen()?;
        Ok(Response::Frozen { frozen: freeze.is_some(), freeze })
    }

    pub(crate) fn set_freeze(&self, frozen: bool, why: &str) -> Result<Response, VerbError> {
        let by = Answerer { name: self.inner.store.process_name().to_owned() };
        self.append(&[EventBody::FreezeSet { frozen, why: why.to_owned(), by }], None)?;
        self.freeze()
    }
}
