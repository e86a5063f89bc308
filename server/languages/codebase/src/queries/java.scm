(class_declaration name: (_) @name) @class
(record_declaration name: (_) @name) @class
(enum_declaration name: (_) @name) @enum
(interface_declaration name: (_) @name) @interface
(annotation_type_declaration name: (_) @name) @interface
(method_declaration name: (_) @name) @method
(constructor_declaration name: (_) @name) @method
(constant_declaration declarator: (variable_declarator name: (_) @name)) @constant
(field_declaration (modifiers "static" "final") declarator: (variable_declarator name: (_) @name)) @constant

(method_declaration (modifiers [(marker_annotation name: (_) @_is) (annotation name: (_) @_is)])
  (#any-of? @_is "Test" "ParameterizedTest" "RepeatedTest" "TestFactory")) @test

(_ (modifiers "public")) @public
(interface_body (_) @public)
(_ (modifiers "private")) @private

((block_comment) @comment (#match? @comment "^/\\*\\*"))
