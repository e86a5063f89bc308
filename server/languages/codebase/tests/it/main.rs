mod broken;
mod outlines;
mod projects;
mod samples;
