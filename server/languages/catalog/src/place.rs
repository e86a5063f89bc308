//! Where Bedrock serves a model, under which id, and at what price.

use serde::{Deserialize, Serialize};

use crate::{BedrockOffer, Catalog, Model, Prices};

/// How far the data of a request may go.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Residency {
    /// It stays in the region.
    Region,
    /// It stays in the region's part of the world.
    #[default]
    Geo,
    /// It goes wherever there is room.
    Global,
}

/// A model as a region has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Served {
    /// The id to ask for.
    pub id: String,
    /// What it costs there.
    pub prices: Option<Prices>,
}

/// Why a region does not have a model, and who does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotServed {
    /// Regions that have it.
    pub regions: Vec<String>,
    /// It could be asked for from here, if data might go further.
    pub further: Option<Residency>,
}

/// The profile without a place.
const GLOBAL: &str = "global";

impl Catalog {
    /// How a region has a model: by itself, else through the nearest profile that residency allows.
    ///
    /// # Errors
    /// It does not have it, or Bedrock has it nowhere.
    pub fn served(&self, model: &Model, region: &str, residency: Residency) -> Result<Served, NotServed> {
        let Some(offer) = &model.offers.bedrock else {
            return Err(NotServed { regions: Vec::new(), further: None });
        };
        if let Some(regional) = offer.regions.get(region) {
            let prices = model.prices.map(|prices| prices.with(regional));
            return Ok(Served { id: offer.id.clone(), prices });
        }
        let profiles = self.profiles(offer, region);
        let allowed = profiles.iter().find(|(_, needs)| *needs <= residency);
        match allowed {
            Some((profile, _)) => {
                let percent = offer.profiles.get(*profile).copied().unwrap_or_default();
                let prices = model.prices.map(|prices| prices.plus(percent));
                Ok(Served { id: format!("{profile}.{}", offer.id), prices })
            }
            None => Err(NotServed {
                regions: self.regions_of(offer, residency),
                further: profiles.first().map(|(_, needs)| *needs),
            }),
        }
    }

    /// Profiles that a region may use, nearest first, and how far they go.
    fn profiles<'a>(&'a self, offer: &BedrockOffer, region: &str) -> Vec<(&'a str, Residency)> {
        let of_region =
            |geography: &&crate::Geography| geography.regions.iter().any(|start| region.starts_with(start));
        let near = self.geographies.iter().filter(of_region).map(|geography| {
            let global = geography.profile == GLOBAL;
            (geography.profile.as_str(), if global { Residency::Global } else { Residency::Geo })
        });
        near.filter(|(profile, _)| offer.profiles.contains_key(*profile)).collect()
    }

    fn regions_of(&self, offer: &BedrockOffer, residency: Residency) -> Vec<String> {
        let serves = |region: &&String| {
            offer.regions.contains_key(*region)
                || self.profiles(offer, region).iter().any(|(_, needs)| *needs <= residency)
        };
        self.regions.iter().filter(serves).cloned().collect()
    }

    /// What a Bedrock id costs as the user gave it, profile and all.
    pub fn prices_of_id(&self, id: &str, region: Option<&str>) -> Option<Prices> {
        let model = self.find(id)?;
        let prices = model.prices?;
        let Some(offer) = &model.offers.bedrock else { return Some(prices) };
        let id = id.rsplit('/').next().unwrap_or(id);
        let profile = id.split_once('.').map(|(profile, _)| profile);
        match profile.and_then(|profile| offer.profiles.get(profile)) {
            Some(percent) => Some(prices.plus(*percent)),
            None => match region.and_then(|region| offer.regions.get(region)) {
                Some(regional) => Some(prices.with(regional)),
                None => Some(prices),
            },
        }
    }
}
