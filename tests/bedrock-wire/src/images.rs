//! What Bedrock refuses of images. Source: the constraints of `ImageBlock` and `Message` in its API reference.
#![expect(clippy::indexing_slicing, reason = "in JSON, what is not there is null")]

use aws_smithy_types::base64;
use serde_json::Value;

/// Most images in a request, and most bytes of one.
const MOST: usize = 20;
const BYTES: usize = 3_750_000;

/// How files of each format begin.
const FORMATS: [(&str, usize, &[u8]); 4] =
    [("png", 0, b"\x89PNG"), ("jpeg", 0, b"\xff\xd8\xff"), ("gif", 0, b"GIF8"), ("webp", 8, b"WEBP")];

/// Says what is wrong with the images of some messages.
pub(crate) fn images(messages: &[Value]) -> Result<(), String> {
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let mut count = 0;
    for (m, message) in messages.iter().enumerate() {
        for (b, block) in list(&message["content"]).iter().enumerate() {
            let path = format!("messages.{m}.content.{b}");
            let results = list(&block["toolResult"]["content"]);
            for block in [block].into_iter().chain(&results).filter(|block| block.get("image").is_some()) {
                if message["role"] != "user" {
                    return Err(format!("{path}: images are only allowed in a message of the user."));
                }
                image(&block["image"], &path)?;
                count += 1;
            }
        }
    }
    if count > MOST {
        return Err(format!("too many images and documents: {count} + 0 > {MOST}"));
    }
    Ok(())
}

fn image(image: &Value, path: &str) -> Result<(), String> {
    let Some((_, at, begins)) = FORMATS.iter().find(|(name, ..)| image["format"] == *name) else {
        return Err(format!(
            "Value '{}' at '{path}.image.format' failed to satisfy constraint: Member must satisfy enum value set: \
             [png, jpeg, gif, webp]",
            image["format"]
        ));
    };
    let bytes = image["source"]["bytes"].as_str().and_then(|text| base64::decode(text).ok());
    match bytes {
        Some(bytes) if bytes.len() > BYTES => {
            Err(format!("The image at {path} is too large: {} bytes are more than 3.75 MB.", bytes.len()))
        }
        Some(bytes) if bytes.get(*at..).is_some_and(|rest| rest.starts_with(begins)) => Ok(()),
        Some(_) | None => {
            Err(format!("The model returned the following errors: {path}: Could not process image"))
        }
    }
}
