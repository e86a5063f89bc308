(mod_item name: (_) @name) @module
(struct_item name: (_) @name) @struct
(union_item name: (_) @name) @struct
(enum_item name: (_) @name) @enum
(trait_item name: (_) @name) @interface
(impl_item trait: (_)? @name type: (_) @name) @implementation
(function_item name: (_) @name) @function
(function_signature_item name: (_) @name) @function
(macro_definition name: (_) @name . _ @body) @function
(const_item name: (_) @name) @constant
(static_item name: (_) @name) @constant
(type_item name: (_) @name) @type

(_ . (visibility_modifier) @_how (#eq? @_how "pub")) @public
(trait_item body: (declaration_list (_) @public))
(impl_item trait: (_) body: (declaration_list (_) @public))

; `#[test]`, `#[tokio::test]`
((attribute_item (attribute [(identifier) @_is (scoped_identifier name: (identifier) @_is)])) @attribute.test
  (#eq? @_is "test"))
((attribute_item (attribute (identifier) @_is)) @attribute.public (#eq? @_is "macro_export"))
(attribute_item) @attribute
(line_comment outer: (_)) @comment
(block_comment outer: (_)) @comment
