(namespace_declaration name: (_) @name) @module
(class_declaration name: (_) @name) @class
(record_declaration name: (_) @name) @class
(struct_declaration name: (_) @name) @struct
(enum_declaration name: (_) @name) @enum
(interface_declaration name: (_) @name) @interface
(delegate_declaration name: (_) @name) @type
(method_declaration name: (_) @name) @method
(constructor_declaration name: (_) @name) @method
(field_declaration (modifier) @_is (variable_declaration (variable_declarator name: (_) @name))
  (#eq? @_is "const")) @constant

(method_declaration (attribute_list (attribute name: (_) @_is))
  (#any-of? @_is "Fact" "Theory" "Test" "TestCase" "TestMethod")) @test

(_ (modifier) @_how (#eq? @_how "public")) @public
(namespace_declaration) @public
(interface_declaration body: (declaration_list (_) @public))
(_ (modifier) @_how (#eq? @_how "private")) @private

((comment) @comment (#match? @comment "^///"))
