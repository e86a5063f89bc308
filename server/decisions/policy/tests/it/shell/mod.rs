mod corpus;
mod oracle;
mod world;
