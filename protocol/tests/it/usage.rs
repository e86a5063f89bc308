//! Examples of what models cost, and of models.

use protocol::{
    Calibration, Cost, ModelAsked, ModelChecked, ModelInfo, ModelPrices, PlanUse, Request, Response, Usage,
    UsageBy, UsageSum, WorkEstimate,
};

pub(crate) fn exchanges() -> Vec<(Request, Response)> {
    let sum = |key: &str| UsageSum { key: key.into(), calls: 25, usage: usage(), unpriced: 0 };
    vec![
        (
            Request::UsageGet { by: UsageBy::Model, since: Some(1_767_225_600_000), all: true },
            Response::Usage {
                sums: vec![sum("bedrock:us.anthropic.claude-sonnet-4-6")],
                total: sum(""),
                plan: Some(PlanUse {
                    name: "Kiro Pro".into(),
                    centicredits: 100_000,
                    used: 3_650,
                    bonus_left: Some(12_000),
                    overage: Some(0),
                }),
                prices_of: "2026-11-26".into(),
            },
        ),
        (
            Request::TaskEstimate {
                spec: "checkout".into(),
                tasks: vec!["3.1".into()],
                model: Some("bedrock:claude-sonnet-4.6".into()),
            },
            Response::Estimated {
                estimate: WorkEstimate {
                    tasks: 1,
                    model: "bedrock:claude-sonnet-4.6".into(),
                    tokens: [405_300, 5_553_000],
                    nanodollars: Some([420_000_000, 3_400_000_000]),
                    centicredits: Some([1_816, 14_700]),
                    history: 0,
                },
                calibration: Calibration { runs: 12, within: 11 },
                prices_of: "2026-11-26".into(),
            },
        ),
        (
            Request::ModelList {},
            Response::Models {
                models: vec![ModelInfo {
                    id: "claude-sonnet-4.6".into(),
                    name: "Claude Sonnet 4.6".into(),
                    context: 1_000_000,
                    output: 64_000,
                    can: vec!["tools".into(), "caching".into()],
                    credits: Some(1.3),
                    asked: Some(ModelAsked { name: "bedrock:claude-sonnet-4.6".into() }),
                    why_not: None,
                    prices: Some(ModelPrices {
                        input: 3.3,
                        output: 16.5,
                        cache_read: Some(0.33),
                        cache_write: Some(4.125),
                    }),
                }],
                prices_of: "2026-11-26".into(),
                source: "https://aws.amazon.com/bedrock/pricing/".into(),
                problems: vec!["models.json:3: `models.mine`: missing field `output`.".into()],
            },
        ),
        (
            Request::ModelCheck { models: vec!["bedrock:claude-sonnet-4.6".into()] },
            Response::ModelsChecked {
                models: vec![ModelChecked {
                    name: "bedrock:claude-sonnet-4.6".into(),
                    usable: false,
                    why_not: Some("Amazon Bedrock in eu-central-1 refused the credentials (403).".into()),
                }],
                cost: Cost { nanodollars: Some(0), centicredits: Some(0) },
            },
        ),
    ]
}

pub(crate) fn cost() -> Cost {
    Cost { nanodollars: Some(6_495_000), centicredits: Some(26) }
}

pub(crate) fn usage() -> Usage {
    Usage {
        input_tokens: 1200,
        output_tokens: 85,
        cached_tokens: 900,
        written_tokens: 300,
        cost: Some(cost()),
    }
}
