//! The schema that editors check catalogue files with.

use catalog::Catalog;
use expect_test::expect_file;

#[test]
fn it_is_up_to_date() {
    let mut schema = schemars::schema_for!(Catalog);
    // A user's file holds what differs, so nothing has to be there.
    optional(schema.as_object_mut().unwrap());
    let text = serde_json::to_string_pretty(&schema).unwrap();
    expect_file!["../../models.schema.json"].assert_eq(&format!("{text}\n"));
}

fn optional(object: &mut serde_json::Map<String, serde_json::Value>) {
    object.remove("required");
    for value in object.values_mut() {
        if let serde_json::Value::Object(inner) = value {
            optional(inner);
        } else if let serde_json::Value::Array(all) = value {
            all.iter_mut().filter_map(|one| one.as_object_mut()).for_each(optional);
        }
    }
}
