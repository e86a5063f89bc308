//! Where Bedrock serves a model.

use std::fmt::Write as _;

use catalog::{Catalog, Residency};
use expect_test::expect;

#[test]
fn the_nearest_profile_that_residency_allows() {
    let catalog = Catalog::built_in();
    let mut table = String::new();
    for (model, region) in [
        ("claude-opus-4.7", "us-east-1"),
        ("claude-opus-4.7", "eu-central-1"),
        ("claude-opus-4.7", "ap-northeast-1"),
        ("claude-opus-4.7", "ap-south-1"),
        ("claude-opus-4.7", "sa-east-1"),
        ("claude-opus-4.7", "us-gov-west-1"),
        ("claude-opus-4.5", "ap-southeast-2"),
        ("claude-sonnet-4.5", "us-gov-east-1"),
        ("claude-haiku-4.5", "us-gov-west-1"),
        ("minimax-m2.5", "eu-central-1"),
        ("minimax-m2.5", "ca-central-1"),
        ("deepseek-3.2", "eu-north-1"),
        ("deepseek-3.2", "eu-west-1"),
        ("glm-5", "us-east-1"),
        ("glm-5", "eu-west-1"),
    ] {
        for residency in [Residency::Region, Residency::Geo, Residency::Global] {
            let model = &catalog.models[model];
            let answer = match catalog.served(model, region, residency) {
                Ok(served) => {
                    let input = served.prices.map_or(0, |prices| prices.tokens.input.0);
                    format!("{} at {} millionths", served.id, input)
                }
                Err(not) => format!("not here; further: {:?}; {} regions", not.further, not.regions.len()),
            };
            writeln!(table, "{} in {region}, {residency:?}: {answer}", model.id).unwrap();
        }
    }
    expect![[r#"
        claude-opus-4.7 in us-east-1, Region: not here; further: Some(Geo); 0 regions
        claude-opus-4.7 in us-east-1, Geo: us.anthropic.claude-opus-4-7 at 5500000 millionths
        claude-opus-4.7 in us-east-1, Global: us.anthropic.claude-opus-4-7 at 5500000 millionths
        claude-opus-4.7 in eu-central-1, Region: not here; further: Some(Geo); 0 regions
        claude-opus-4.7 in eu-central-1, Geo: eu.anthropic.claude-opus-4-7 at 5500000 millionths
        claude-opus-4.7 in eu-central-1, Global: eu.anthropic.claude-opus-4-7 at 5500000 millionths
        claude-opus-4.7 in ap-northeast-1, Region: not here; further: Some(Geo); 0 regions
        claude-opus-4.7 in ap-northeast-1, Geo: jp.anthropic.claude-opus-4-7 at 5500000 millionths
        claude-opus-4.7 in ap-northeast-1, Global: jp.anthropic.claude-opus-4-7 at 5500000 millionths
        claude-opus-4.7 in ap-south-1, Region: not here; further: Some(Geo); 0 regions
        claude-opus-4.7 in ap-south-1, Geo: apac.anthropic.claude-opus-4-7 at 5500000 millionths
        claude-opus-4.7 in ap-south-1, Global: apac.anthropic.claude-opus-4-7 at 5500000 millionths
        claude-opus-4.7 in sa-east-1, Region: not here; further: Some(Global); 0 regions
        claude-opus-4.7 in sa-east-1, Geo: not here; further: Some(Global); 26 regions
        claude-opus-4.7 in sa-east-1, Global: global.anthropic.claude-opus-4-7 at 5000000 millionths
        claude-opus-4.7 in us-gov-west-1, Region: not here; further: None; 0 regions
        claude-opus-4.7 in us-gov-west-1, Geo: not here; further: None; 0 regions
        claude-opus-4.7 in us-gov-west-1, Global: not here; further: None; 0 regions
        claude-opus-4.5 in ap-southeast-2, Region: not here; further: Some(Global); 0 regions
        claude-opus-4.5 in ap-southeast-2, Geo: not here; further: Some(Global); 14 regions
        claude-opus-4.5 in ap-southeast-2, Global: global.anthropic.claude-opus-4-5-20251101-v1:0 at 5000000 millionths
        claude-sonnet-4.5 in us-gov-east-1, Region: not here; further: Some(Geo); 0 regions
        claude-sonnet-4.5 in us-gov-east-1, Geo: us-gov.anthropic.claude-sonnet-4-5-20250929-v1:0 at 3600000 millionths
        claude-sonnet-4.5 in us-gov-east-1, Global: us-gov.anthropic.claude-sonnet-4-5-20250929-v1:0 at 3600000 millionths
        claude-haiku-4.5 in us-gov-west-1, Region: anthropic.claude-haiku-4-5-20251001-v1:0 at 1200000 millionths
        claude-haiku-4.5 in us-gov-west-1, Geo: anthropic.claude-haiku-4-5-20251001-v1:0 at 1200000 millionths
        claude-haiku-4.5 in us-gov-west-1, Global: anthropic.claude-haiku-4-5-20251001-v1:0 at 1200000 millionths
        minimax-m2.5 in eu-central-1, Region: minimax.minimax-m2.5 at 360000 millionths
        minimax-m2.5 in eu-central-1, Geo: minimax.minimax-m2.5 at 360000 millionths
        minimax-m2.5 in eu-central-1, Global: minimax.minimax-m2.5 at 360000 millionths
        minimax-m2.5 in ca-central-1, Region: not here; further: None; 13 regions
        minimax-m2.5 in ca-central-1, Geo: not here; further: None; 13 regions
        minimax-m2.5 in ca-central-1, Global: not here; further: None; 13 regions
        deepseek-3.2 in eu-north-1, Region: deepseek.v3.2 at 740000 millionths
        deepseek-3.2 in eu-north-1, Geo: deepseek.v3.2 at 740000 millionths
        deepseek-3.2 in eu-north-1, Global: deepseek.v3.2 at 740000 millionths
        deepseek-3.2 in eu-west-1, Region: not here; further: Some(Geo); 8 regions
        deepseek-3.2 in eu-west-1, Geo: eu.deepseek.v3.2 at 744000 millionths
        deepseek-3.2 in eu-west-1, Global: eu.deepseek.v3.2 at 744000 millionths
        glm-5 in us-east-1, Region: zai.glm-5 at 1000000 millionths
        glm-5 in us-east-1, Geo: zai.glm-5 at 1000000 millionths
        glm-5 in us-east-1, Global: zai.glm-5 at 1000000 millionths
        glm-5 in eu-west-1, Region: not here; further: None; 2 regions
        glm-5 in eu-west-1, Geo: not here; further: None; 2 regions
        glm-5 in eu-west-1, Global: not here; further: None; 2 regions
    "#]].assert_eq(&table);
}

#[test]
fn ids_that_users_give_cost_what_their_profile_costs() {
    let catalog = Catalog::built_in();
    for (id, region, input) in [
        ("anthropic.claude-opus-4-7", None, 5_000_000),
        ("global.anthropic.claude-opus-4-7", None, 5_000_000),
        ("eu.anthropic.claude-opus-4-7", Some("eu-west-1"), 5_500_000),
        ("arn:aws:bedrock:us-east-1:1:inference-profile/us.anthropic.claude-opus-4-7", None, 5_500_000),
        ("minimax.minimax-m2.5", Some("eu-west-2"), 470_000),
        ("us-gov.anthropic.claude-opus-5", Some("us-gov-west-1"), 6_000_000),
        ("gpt-5", None, 1_250_000),
    ] {
        assert_eq!(catalog.prices_of_id(id, region).unwrap().tokens.input.0, input, "{id}");
    }
    assert_eq!(catalog.prices_of_id("meta.llama3", None), None);
}
