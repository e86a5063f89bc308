//! Providers and gateways write one name in many ways.

use catalog::Catalog;

#[test]
fn a_model_by_any_name() {
    let catalog = Catalog::built_in();
    for (name, id) in [
        ("claude-sonnet-4.5", Some("claude-sonnet-4.5")),
        ("bedrock:us.anthropic.claude-sonnet-4-5-20250929-v1:0", Some("claude-sonnet-4.5")),
        ("anthropic.claude-opus-4-6-v1", Some("claude-opus-4.6")),
        ("us-gov.anthropic.claude-sonnet-4-5-20250929-v1:0", Some("claude-sonnet-4.5")),
        (
            "arn:aws:bedrock:eu-west-1:123456789012:inference-profile/eu.anthropic.claude-haiku-4-5-20251001-v1:0",
            Some("claude-haiku-4.5"),
        ),
        ("anthropic:claude-opus-4-7", Some("claude-opus-4.7")),
        ("openai:anthropic/claude-sonnet-4.6", Some("claude-sonnet-4.6")),
        ("openrouter/anthropic/claude-sonnet-4.6:beta", Some("claude-sonnet-4.6")),
        ("claude-sonnet-4@20250514", Some("claude-sonnet-4")),
        ("claude-sonnet-4-20250514", Some("claude-sonnet-4")),
        ("Claude-Haiku-4.5", Some("claude-haiku-4.5")),
        ("deepseek.v3.2", Some("deepseek-3.2")),
        ("zai.glm-5", Some("glm-5")),
        ("minimax.minimax-m2.5", Some("minimax-m2.5")),
        ("qwen.qwen3-coder-next", Some("qwen3-coder-next")),
        ("openai:gpt-5", Some("gpt-5")),
        ("gpt-5-2025-08-07", None),
        ("global.openai.gpt-5.6-luna", Some("gpt-5.6-luna")),
        ("arn:aws:bedrock:eu-west-1:123456789012:application-inference-profile/abc123", None),
        ("claude", None),
        ("llama3:8b", None),
        ("", None),
    ] {
        assert_eq!(catalog.find(name).map(|model| model.id.as_str()), id, "{name}");
    }
    for (written, meant) in [
        ("claude-sonet-4.5", Some("claude-sonnet-4.5")),
        ("glm5", Some("glm-5")),
        ("bedrock:minimax-m25", Some("minimax-m2.5")),
        ("mistral-large", None),
    ] {
        assert_eq!(catalog.nearest(written), meant, "{written}");
    }
    // No two entries answer to one name.
    for model in catalog.models.values() {
        let offers = &model.offers;
        let others = [&offers.anthropic, &offers.openai].into_iter().flatten().map(|offer| &offer.id);
        for name in offers.bedrock.iter().map(|offer| &offer.id).chain(others).chain([&model.id]) {
            assert_eq!(catalog.find(name).map(|found| &found.id), Some(&model.id), "{name}");
        }
    }
}
