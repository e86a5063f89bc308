(class_definition name: (_) @name) @class
(function_definition name: (_) @name) @function
(type_alias_statement left: (_) @name) @type
(module (expression_statement (assignment left: (identifier) @name)) @constant
  (#match? @name "^_?[A-Z][A-Z0-9_]*$"))

((function_definition name: (_) @_name) @test (#match? @_name "^test_"))

; What begins with an underscore is private, `__init__` and its like excepted.
((class_definition name: (_) @_name) @public (#not-match? @_name "^_"))
((function_definition name: (_) @_name) @public (#match? @_name "^([^_]|__.*__$)"))
(module (expression_statement (assignment left: (identifier) @_name)) @public (#not-match? @_name "^_"))

(class_definition body: (block . (expression_statement (string) @docstring))) @documented
(function_definition body: (block . (expression_statement (string) @docstring))) @documented
(decorator) @attribute
