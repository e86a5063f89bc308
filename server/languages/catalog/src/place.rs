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

impl NotServed {
    /// Where the model is, and what would have it here: the end of a sentence.
    pub fn advice(&self) -> String {
        let mut advice = Vec::new();
        if let Some(further) = self.further {
            let setting = match further {
                Residency::Region => "region",
                Residency::Geo => "geo",
                Residency::Global => "global",
            };
            advice.push(format!("`dataResidency` set to `{setting}` would have it here"));
        }
        if !self.regions.is_empty() {
            let shown: Vec<_> = self.regions.iter().take(4).map(String::as_str).collect();
            let others = if self.regions.len() > 4 { ", and others" } else { "" };
            advice.push(format!("it is in {}{others}", shown.join(", ")));
        }
        if advice.is_empty() { "no region near it has it".to_owned() } else { advice.join(", and ") }
    }
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
        if let Some(prices) = regional(model, offer, region) {
            return Ok(Served { id: offer.id.clone(), prices });
        }
        let profiles = self.profiles(offer, region);
        let allowed = profiles.iter().find(|(_, needs)| *needs <= residency);
        match allowed {
            Some((profile, _)) => {
                let percent = offer.profiles.get(*profile).copied().unwrap_or_default();
                let prices = model.prices().map(|prices| prices.plus(percent));
                Ok(Served { id: format!("{profile}.{}", offer.id), prices })
            }
            None => Err(NotServed {
                regions: self.regions_of(offer, residency, region),
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

    /// Regions that have it, of the same partition: accounts of GovCloud reach no others, and the other way round.
    fn regions_of(&self, offer: &BedrockOffer, residency: Residency, from: &str) -> Vec<String> {
        let is_gov = |region: &str| region.starts_with("us-gov-");
        let near = self.regions.iter().filter(|region| is_gov(region) == is_gov(from));
        let serves = |region: &&String| {
            offer.regions.contains(*region)
                || offer.regional_prices.contains_key(*region)
                || self.profiles(offer, region).iter().any(|(_, needs)| *needs <= residency)
        };
        near.filter(serves).cloned().collect()
    }

    /// What a Bedrock id costs as the user gave it, profile and all.
    pub fn prices_of_id(&self, id: &str, region: Option<&str>) -> Option<Prices> {
        let model = self.find(id)?;
        let prices = model.prices()?;
        let Some(offer) = &model.offers.bedrock else { return Some(prices) };
        let id = id.rsplit('/').next().unwrap_or(id);
        let profile = id.split_once('.').map(|(profile, _)| profile);
        match profile.and_then(|profile| offer.profiles.get(profile)) {
            Some(percent) => Some(prices.plus(*percent)),
            None => match region.and_then(|region| regional(model, offer, region)) {
                Some(regional) => regional,
                None => Some(prices),
            },
        }
    }
}

/// What a model costs in a region that has it itself; `None` if that has not.
fn regional(model: &Model, offer: &BedrockOffer, region: &str) -> Option<Option<Prices>> {
    match offer.regional_prices.get(region) {
        Some(tokens) => Some(Some(Prices { tokens: *tokens, above: None })),
        None => offer.regions.contains(region).then(|| model.prices()),
    }
}
