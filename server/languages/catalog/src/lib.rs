//! Models as data: what each can do, where it is had, what it costs, which one a piece of work is for, and what that work
//! will probably take.
//!
//! It asks nobody: which account may use which model is not here, nor is any wire.
//!
//! - `models.json` beside this is the catalogue; a user's file changes and adds to it, a workspace's only narrows it.
//! - A bad entry is told with its place and left out, alone.
//! - A price that is not known is `None`, never nothing.
#![warn(missing_docs)]

mod caps;
mod catalog;
mod endpoint;
mod estimate;
mod model;
mod money;
mod names;
mod place;
mod plan;
mod read;
mod route;

pub use caps::{Allowed, Cap, Caps, Crossed, Planned, Scope};
pub use catalog::{Catalog, Credit, Geography, PriceNote, Prior, TaskClass};
pub use endpoint::{HeaderName, Limit, Quirks};
pub use estimate::{Basis, Estimate, Work};
pub use model::{
    BedrockOffer, CacheRules, Capability, Effort, EffortValue, LongPrices, Model, Offer, Offers, Prices,
    Thinking, ThinkingStyle, TokenPrices, Tokens,
};
pub use money::{Credits, Hundredths, Money, Rate};
pub use place::{NotServed, Residency, Served};
pub use plan::{Bonus, Plan, Used};
pub use route::{Choice, NoRoute, Provider, Providers, Wish};
