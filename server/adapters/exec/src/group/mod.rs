//! A shell and all that it starts, killed when dropped.

use std::io;

#[cfg(target_os = "linux")]
mod linux;
#[cfg(not(target_os = "linux"))]
mod portable;
#[cfg(target_os = "linux")]
mod system;
#[cfg(target_os = "linux")]
mod warden;

#[cfg(target_os = "linux")]
pub(crate) use linux::Group;
#[cfg(not(target_os = "linux"))]
pub(crate) use portable::Group;

/// The reading end of the one pipe that is both the standard output and error of the group, so
/// that lines keep their order.
#[cfg(unix)]
pub(crate) type Output = tokio::net::unix::pipe::Receiver;
#[cfg(not(unix))]
pub(crate) type Output = tokio::fs::File;

#[cfg(unix)]
fn output(reader: io::PipeReader) -> io::Result<Output> {
    Output::from_owned_fd(reader.into())
}

#[cfg(not(unix))]
fn output(reader: io::PipeReader) -> io::Result<Output> {
    let handle: std::os::windows::io::OwnedHandle = reader.into();
    Ok(Output::from_std(handle.into()))
}
