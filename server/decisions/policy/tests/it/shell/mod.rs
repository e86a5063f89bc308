mod assigned;
mod content;
mod corpus;
mod examples;
mod oracle;
mod properties;
mod world;
