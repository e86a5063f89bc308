//! Files that AWS is used through.

use super::AwsTool;

/// The end of a path, a word that its text has to have, and what it shows; for a path the first row that fits counts.
const SIGNS: [(&str, &str, AwsTool); 15] = [
    ("/template.yaml", "AWS::Serverless", AwsTool::Sam),
    ("/template.yml", "AWS::Serverless", AwsTool::Sam),
    ("/template.json", "AWS::Serverless", AwsTool::Sam),
    ("/template.yaml", "AWSTemplateFormatVersion", AwsTool::CloudFormation),
    ("/template.yml", "AWSTemplateFormatVersion", AwsTool::CloudFormation),
    ("/template.json", "AWSTemplateFormatVersion", AwsTool::CloudFormation),
    ("/samconfig.toml", "", AwsTool::Sam),
    ("/samconfig.yaml", "", AwsTool::Sam),
    ("/cdk.json", "", AwsTool::Cdk),
    ("/buildspec.yml", "", AwsTool::CodeBuild),
    ("/buildspec.yaml", "", AwsTool::CodeBuild),
    ("/amplify.yml", "", AwsTool::Amplify),
    ("/amplify/backend.ts", "", AwsTool::Amplify),
    ("/amplify/.config/project-config.json", "", AwsTool::Amplify),
    (".tf", "provider \"aws\"", AwsTool::Terraform),
];

const SERVERLESS: [&str; 3] = ["/serverless.yml", "/serverless.yaml", "/serverless.ts"];

pub(super) fn signs(path: &str, text: &str) -> Vec<AwsTool> {
    let path = format!("/{path}");
    let sign = SIGNS.iter().find(|(end, word, _)| path.ends_with(end) && text.contains(word));
    // It serves other clouds too, and names its provider in one of two ways.
    let is_serverless = SERVERLESS.iter().any(|end| path.ends_with(end))
        && text.split_whitespace().any(|word| matches!(word.trim_matches(['\'', '"', ',']), "aws"));
    sign.map(|(.., tool)| *tool).or(is_serverless.then_some(AwsTool::Serverless)).into_iter().collect()
}
