//! Networks as companies have them: everything goes through a proxy that answers in the name of each host, with certificates of
//! the company's own authority.

use bedrock_wire::{Answer, Options, Proxy, Wire};
use tokio::runtime::Runtime;

use crate::workspace::{Ran, Workspace};

const CHAT: [&str; 3] = ["chat", "--no-interactive", "What?"];

/// A model behind a proxy.
struct Network {
    workspace: Workspace,
    wire: Wire,
    proxy: Proxy,
    key: bedrock_wire::AccessKey,
    _tokio: Runtime,
}

impl Network {
    fn new(region: &str) -> Self {
        let tokio = Runtime::new().unwrap();
        let replies = vec![Answer::text("Yes.").into()];
        let options = Options { region: region.to_owned(), replies, ..Options::default() };
        let key = options.keys[0].clone();
        let wire = tokio.block_on(Wire::start(options)).unwrap();
        let port = wire.endpoint().rsplit_once(':').unwrap().1.parse().unwrap();
        let proxy = tokio.block_on(Proxy::start(port)).unwrap();
        Self { workspace: Workspace::new(), wire, proxy, key, _tokio: tokio }
    }

    /// A chat with these variables; `trusts` the authority or not.
    fn chat(&self, trusts: bool, variables: &[(&str, &str)]) -> Ran {
        self.workspace.write("authority.pem", self.proxy.authority());
        let mut command = self.workspace.command(&CHAT);
        command.env("HTTPS_PROXY", self.proxy.url()).envs(variables.iter().copied());
        if trusts {
            command.env("SSL_CERT_FILE", self.workspace.path("authority.pem"));
        }
        command.output().unwrap().into()
    }

    fn bedrock(&self, more: &[(&str, &str)]) -> Ran {
        let own = [
            ("AWS_ACCESS_KEY_ID", self.key.id.as_str()),
            ("AWS_SECRET_ACCESS_KEY", &self.key.secret),
            ("AWS_EC2_METADATA_DISABLED", "true"),
        ];
        self.chat(true, &[&own, more].concat())
    }
}

#[test]
fn every_wire_goes_through_it() {
    for (variables, host) in [
        (
            vec![("KIRO_LSP_MODEL", "openai:m"), ("OPENAI_BASE_URL", "https://models.example/v1")],
            "models.example:443",
        ),
        (vec![("KIRO_LSP_MODEL", "responses:m"), ("OPENAI_API_KEY", "planted")], "api.openai.com:443"),
        (vec![("KIRO_LSP_MODEL", "anthropic:m"), ("ANTHROPIC_API_KEY", "planted")], "api.anthropic.com:443"),
    ] {
        let network = Network::new("us-east-1");
        assert_eq!(network.chat(true, &variables).expect_code(0).stdout, "Yes.\n");
        assert_eq!(network.proxy.hosts(), [host]);
    }
}

/// Which host of Bedrock is asked, by what AWS's own variables say.
#[test]
fn bedrock_is_asked_where_the_configuration_says() {
    let model = ("KIRO_LSP_MODEL", "bedrock:anthropic.claude-sonnet-4-5-20250929-v1:0");
    let fips = ("AWS_USE_FIPS_ENDPOINT", "true");
    let vpc = "https://vpce-0a1b-2c3d.bedrock-runtime.eu-west-1.vpce.amazonaws.com";
    for (region, more, host) in [
        ("eu-central-1", vec![], "bedrock-runtime.eu-central-1.amazonaws.com:443"),
        ("us-east-1", vec![fips], "bedrock-runtime-fips.us-east-1.amazonaws.com:443"),
        ("us-gov-west-1", vec![], "bedrock-runtime.us-gov-west-1.amazonaws.com:443"),
        ("us-gov-west-1", vec![fips], "bedrock-runtime-fips.us-gov-west-1.amazonaws.com:443"),
        (
            "eu-west-1",
            vec![("AWS_ENDPOINT_URL_BEDROCK_RUNTIME", vpc)],
            "vpce-0a1b-2c3d.bedrock-runtime.eu-west-1.vpce.amazonaws.com:443",
        ),
    ] {
        let network = Network::new(region);
        let ran = network.bedrock(&[&[model, ("AWS_REGION", region)][..], &more].concat()).expect_code(0);
        assert_eq!(ran.stdout, "Yes.\n");
        assert_eq!(network.proxy.hosts(), [host]);
        assert!(network.wire.requests()[0].signature_ok);
    }
}

#[test]
fn who_does_not_trust_the_authority_hears_what_to_do() {
    let network = Network::new("us-east-1");
    let models: [&[_]; 2] = [
        &[("KIRO_LSP_MODEL", "anthropic:m"), ("ANTHROPIC_API_KEY", "planted")],
        &[
            ("KIRO_LSP_MODEL", "bedrock:amazon.nova-lite-v1:0"),
            ("AWS_REGION", "us-east-1"),
            ("AWS_ACCESS_KEY_ID", &network.key.id),
            ("AWS_SECRET_ACCESS_KEY", &network.key.secret),
        ],
    ];
    for variables in models {
        let said = network.chat(false, variables).expect_code(7).stderr;
        assert!(said.contains("SSL_CERT_FILE"), "{said}");
    }
    assert!(network.wire.requests().is_empty());
}
