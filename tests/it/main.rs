//! The one integration-test binary: stories, judges of the house, faults.

#[cfg(test)]
mod architecture;
#[cfg(test)]
mod area_rights;
#[cfg(test)]
mod areas;
#[cfg(test)]
mod daily;
#[cfg(test)]
mod definitions;
#[cfg(test)]
mod demo;
#[cfg(test)]
mod draw;
#[cfg(test)]
mod fuzzed;
#[cfg(test)]
mod help;
#[cfg(test)]
mod imports;
#[cfg(test)]
mod letter;
#[cfg(test)]
mod letter_elements;
#[cfg(test)]
mod letter_file;
#[cfg(test)]
mod letter_layouts;
#[cfg(test)]
mod letter_page;
#[cfg(test)]
mod letter_papers;
#[cfg(test)]
mod letter_random;
#[cfg(test)]
mod letter_refusals;
#[cfg(test)]
mod letter_svg;
#[cfg(test)]
mod letter_tagged;
#[cfg(test)]
mod moving;
#[cfg(test)]
mod office_settings;
#[cfg(test)]
mod offices;
#[cfg(test)]
mod publishing;
#[cfg(test)]
mod requests;
#[cfg(test)]
mod schema;
#[cfg(test)]
mod serve;
#[cfg(test)]
mod services;
#[cfg(test)]
mod signature;
#[cfg(test)]
mod signature_attacks;
#[cfg(test)]
mod signature_certificates;
#[cfg(test)]
mod signature_certified;
#[cfg(test)]
mod signature_command;
#[cfg(test)]
mod signature_file;
#[cfg(test)]
mod signature_forge;
#[cfg(test)]
mod signature_forgeries;
#[cfg(test)]
mod signature_verify;
#[cfg(test)]
mod signing_race;
#[cfg(test)]
mod store_batch;
#[cfg(test)]
mod store_directory;
#[cfg(test)]
mod store_kill;
#[cfg(test)]
mod store_letter;
#[cfg(test)]
mod store_queue;
#[cfg(test)]
mod store_registers;
#[cfg(test)]
mod store_schema;
#[cfg(test)]
mod stories;
#[cfg(test)]
mod stretch;
#[cfg(test)]
mod support;
#[cfg(test)]
mod tagged;
#[cfg(test)]
mod tutorial;
#[cfg(test)]
mod unique;
#[cfg(test)]
mod walks;
#[cfg(test)]
mod web;
