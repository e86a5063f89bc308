use models::Model;
use protocol::{ErrorCode, Event, EventBody, ForkPoint, Record, Response, SessionId, Trust, VerbError};
use store::Filter;

use crate::sessions::MAX_MODEL_CALLS;
use crate::turn::no_session;
use crate::{Runtime, model_error, store_error};

impl Runtime {
    /// Begins a session with the history of another, up to the end of a turn. Nothing is copied: whoever reads the fork
    /// reads the other up to there.
    pub(crate) fn fork_session(
        &self,
        id: &SessionId,
        turn: Option<u32>,
        model: Option<&str>,
        trust: Trust,
    ) -> Result<Response, VerbError> {
        let parent = self.session_summary(id)?;
        let ends = self.turn_ends(id)?;
        let wanted = turn.map_or(ends.len(), |turn| turn as usize);
        let Some(point) = wanted.checked_sub(1).and_then(|index| ends.get(index)) else {
            let why = match ends.len() {
                0 => format!("`{id}` has no turn yet that is over; there is nothing to begin with"),
                count => format!("`{id}` has {count} turns that are over; give a turn from 1 to {count}"),
            };
            return Err(VerbError::new(ErrorCode::Invalid, why));
        };
        let model = match model {
            Some(model) => Model::named(Some(model), &self.inner.settings.models).map_err(model_error)?,
            None => parent.model,
        };
        let fork = SessionId(self.mint("s"));
        self.append(
            &[EventBody::SessionOpened {
                session: fork.clone(),
                run: None,
                model,
                trust,
                system: self.system_of(id)?,
                title: parent.title,
                max_model_calls: MAX_MODEL_CALLS,
                fork: Some(point.clone()),
                imported: None,
                parent: None,
            }],
            None,
        )?;
        // Whoever deletes a session looks for forks of it before: one of the two sees the other.
        if self.opening(&point.session)?.is_none() {
            self.forget_session(&fork)?;
            return Err(no_session(&point.session));
        }
        Ok(Response::Session { session: self.session_summary(&fork)? })
    }

    /// All events of a session's history, oldest first: of a fork, those of the others before its own.
    pub(crate) fn history(&self, id: &SessionId) -> Result<Vec<Event>, VerbError> {
        let mut events = Vec::new();
        self.each_inherited(id, |event| events.push(event))?;
        events.extend(self.inner.store.events(&Filter::Session(id)).map_err(store_error)?);
        Ok(events)
    }

    /// Looks at what a fork goes on with, oldest first, one event at a time: a long log weighs many times what its
    /// conversation does.
    pub(crate) fn each_inherited(
        &self,
        id: &SessionId,
        mut each: impl FnMut(Event),
    ) -> Result<(), VerbError> {
        for point in self.ancestors(id)? {
            let until = Filter::SessionUntil(&point.session, point.seq);
            self.inner.store.each(&until, &mut each).map_err(store_error)?;
        }
        Ok(())
    }

    /// The sessions whose history a fork goes on with, each up to where; the oldest first.
    pub(crate) fn ancestors(&self, id: &SessionId) -> Result<Vec<ForkPoint>, VerbError> {
        let mut ancestors: Vec<ForkPoint> = Vec::new();
        let mut opening = self.opening(id)?;
        while let Some(EventBody::SessionOpened { fork: Some(point), .. }) = opening {
            // They go back in time. What does not is damage, and must not lead us in a circle.
            let earlier = ancestors.last().is_none_or(|later| point.seq < later.seq);
            opening = self.opening(&point.session)?.filter(|_| earlier);
            if opening.is_none() {
                let why = format!(
                    "the history of `{id}` begins with that of `{}`, which is not in the log any more",
                    point.session
                );
                return Err(VerbError::new(ErrorCode::Store, why));
            }
            ancestors.push(point);
        }
        ancestors.reverse();
        Ok(ancestors)
    }

    /// Where each turn of a session's history ended.
    fn turn_ends(&self, id: &SessionId) -> Result<Vec<ForkPoint>, VerbError> {
        let mut ends = Vec::new();
        for event in self.history(id)? {
            if let Record::Known(EventBody::TurnEnded { session, .. }) = event.record {
                ends.push(ForkPoint { session, seq: event.seq });
            }
        }
        Ok(ends)
    }

    /// The event that opened a session; `None` if there is no such session.
    fn opening(&self, id: &SessionId) -> Result<Option<EventBody>, VerbError> {
        let first = self.inner.store.first(id).map_err(store_error)?;
        Ok(first.and_then(|event| match event.record {
            Record::Known(opened @ EventBody::SessionOpened { .. }) => Some(opened),
            Record::Known(_) | Record::Unknown(_) => None,
        }))
    }

    fn system_of(&self, id: &SessionId) -> Result<String, VerbError> {
        match self.opening(id)? {
            Some(EventBody::SessionOpened { system, .. }) => Ok(system),
            Some(_) | None => Err(no_session(id)),
        }
    }
}
