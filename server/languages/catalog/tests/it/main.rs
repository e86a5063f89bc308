mod caps;
mod estimates;
mod names;
mod places;
mod prices;
mod reading;
mod routes;
mod schema;
