//! Images of the workspace: kept with the pre-images when a call sees one, and shown to models that see images.

use agent::{ModelRequest, SeenImage};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use imagesize::ImageType;
use models::Model;
use protocol::{FileSeen, Image, ImageFormat};
use workspace::{Digest, Glimpse, RelPath, TreeError};

use crate::Runtime;
use crate::tools::Done;

/// Most bytes of an image, and most pixels of its side. Source:
/// <https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Message.html>; the others take more.
const MOST_BYTES: usize = 3_750_000;
const MOST_PIXELS: u32 = 8_000;

/// Most bytes of all images in a request: endpoints take requests of 20 MiB, and Base64 is a third longer.
const MOST_IN_ALL: usize = 12_000_000;

impl Runtime {
    /// What a `read` gives of a file that is no text: an image is seen, of anything else it is said what it is.
    pub(crate) fn see(&self, path: &RelPath) -> Result<Done, TreeError> {
        let Glimpse { size, what } = self.inner.tree.glimpse(path)?;
        let hint = match self.inner.tree.read(path).ok().and_then(|read| Some((image(&read.bytes)?, read))) {
            _ if what == "text" => {
                "it is too large to be read at once; search it with `grep`, or print a part of it with a command".to_owned()
            }
            None => "it is not shown, since it is no UTF-8 text".to_owned(),
            Some((Image { width, height, .. }, read))
                if read.bytes.len() > MOST_BYTES || width.max(height) > MOST_PIXELS =>
            {
                format!(
                    "it is not shown, since models see images of at most {MOST_BYTES} bytes and {MOST_PIXELS} pixels a side, \
                     and it has {width} × {height}"
                )
            }
            Some((image, read)) => match self.inner.journal.keep(&read.bytes, &|| self.referenced()) {
                Ok(digest) => {
                    let output = format!(
                        "`{path}` is {what} of {size} bytes, {} × {} pixels.",
                        image.width, image.height
                    );
                    let seen = FileSeen {
                        path: path.to_string(),
                        digest: digest.to_string(),
                        changed: false,
                        image: Some(image),
                    };
                    return Ok(Done::success(output, vec![seen]));
                }
                Err(error) => format!("it is not shown: {error}"),
            },
        };
        Ok(Done::success(format!("`{path}` is {what} of {size} bytes: {hint}."), Vec::new()))
    }

    /// The request with its images, if the model sees images.
    pub(crate) async fn showing_images(&self, model: &Model, request: ModelRequest) -> ModelRequest {
        if !model.sees_images() || !request.history().has_images() {
            return request;
        }
        let (runtime, asked) = (self.clone(), request.clone());
        let shown = tokio::task::spawn_blocking(move || {
            let mut room = MOST_IN_ALL;
            asked.showing(|seen| runtime.kept_image(seen, &mut room))
        });
        // The process is ending, if it does not come.
        shown.await.unwrap_or(request)
    }

    /// Its bytes in Base64, while there is room and the journal has them.
    fn kept_image(&self, seen: &SeenImage, room: &mut usize) -> Option<String> {
        let bytes = self.inner.journal.read(&Digest::parse(&seen.digest)?).ok()?;
        *room = room.checked_sub(bytes.len())?;
        Some(STANDARD.encode(bytes))
    }
}

/// What models see.
const FORMATS: [(ImageType, ImageFormat); 4] = [
    (ImageType::Png, ImageFormat::Png),
    (ImageType::Jpeg, ImageFormat::Jpeg),
    (ImageType::Gif, ImageFormat::Gif),
    (ImageType::Webp, ImageFormat::Webp),
];

/// What models see of it; none if they see nothing.
fn image(bytes: &[u8]) -> Option<Image> {
    let found = imagesize::image_type(bytes).ok()?;
    let (_, format) = FORMATS.into_iter().find(|(known, _)| *known == found)?;
    let size = imagesize::blob_size(bytes).ok()?;
    let side = |length: usize| u32::try_from(length).ok().filter(|length| *length > 0);
    Some(Image { format, width: side(size.width)?, height: side(size.height)? })
}
