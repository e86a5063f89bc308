use serde::Deserialize;
use serde_json::json;

use crate::http::Response;

/// An error response in place of an answer.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Refusal {
    /// The HTTP status.
    pub status: u16,
    /// The exception, such as `ValidationException`.
    pub kind: String,
    pub message: String,
}

impl Refusal {
    pub(crate) fn new(status: u16, kind: &str, message: impl Into<String>) -> Self {
        Self { status, kind: kind.to_owned(), message: message.into() }
    }

    pub(crate) fn validation(message: impl Into<String>) -> Self {
        Self::new(400, "ValidationException", message)
    }

    /// As Bedrock answers: the kind is in a header, with a namespace behind it that clients cut off.
    pub(crate) fn response(&self) -> Response {
        let kind = format!("{}:http://internal.amazon.com/coral/com.amazon.bedrock/", self.kind);
        Response::json(self.status, &json!({ "message": self.message })).header("x-amzn-ErrorType", kind)
    }
}
