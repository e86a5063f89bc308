//! A shell and all that it starts, killed when dropped.

use std::ffi::OsString;
use std::fs::File;
use std::io;
use std::path::Path;

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
#[cfg(target_os = "linux")]
pub(crate) use system::landlock_version;
#[cfg(target_os = "linux")]
pub(crate) use warden::FILTER;

/// What a shell is started with.
pub(crate) struct Start<'a> {
    pub(crate) script: &'a str,
    /// Must exist.
    pub(crate) cwd: &'a Path,
    pub(crate) environment: Vec<(OsString, OsString)>,
    pub(crate) keep: Option<&'a File>,
    /// Whether it has an input; else its input is empty.
    pub(crate) input: bool,
}

/// The reading end of the one pipe that is both the standard output and error of the group, so
/// that lines keep their order.
#[cfg(unix)]
pub(crate) type Output = tokio::net::unix::pipe::Receiver;
#[cfg(not(unix))]
pub(crate) type Output = tokio::fs::File;

/// The writing end of the pipe that is the standard input of the shell.
#[cfg(unix)]
pub(crate) type Input = tokio::net::unix::pipe::Sender;
#[cfg(not(unix))]
pub(crate) type Input = tokio::fs::File;

#[cfg(unix)]
fn output(reader: io::PipeReader) -> io::Result<Output> {
    Output::from_owned_fd(reader.into())
}

#[cfg(not(unix))]
fn output(reader: io::PipeReader) -> io::Result<Output> {
    let handle: std::os::windows::io::OwnedHandle = reader.into();
    Ok(Output::from_std(handle.into()))
}

#[cfg(unix)]
fn input(writer: io::PipeWriter) -> io::Result<Input> {
    Input::from_owned_fd(writer.into())
}

#[cfg(not(unix))]
fn input(writer: io::PipeWriter) -> io::Result<Input> {
    let handle: std::os::windows::io::OwnedHandle = writer.into();
    Ok(Input::from_std(handle.into()))
}
