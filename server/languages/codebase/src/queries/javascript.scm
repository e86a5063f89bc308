(class_declaration name: (_) @name) @class
(function_declaration name: (_) @name) @function
(generator_function_declaration name: (_) @name) @function
(class_body (method_definition name: (_) @name) @method)
(program (lexical_declaration
  (variable_declarator name: (identifier) @name
    value: [(arrow_function body: (_) @body) (function_expression body: (_) @body) (generator_function body: (_) @body)])) @function)
(export_statement (lexical_declaration
  (variable_declarator name: (identifier) @name
    value: [(arrow_function body: (_) @body) (function_expression body: (_) @body) (generator_function body: (_) @body)])) @function)
((expression_statement (assignment_expression
  left: (member_expression object: (_) @_of property: (_) @name)
  right: [(arrow_function body: (_) @body) (function_expression body: (_) @body) (generator_function body: (_) @body)])) @function @public
  (#any-of? @_of "exports" "module.exports"))
(program (lexical_declaration "const" (variable_declarator name: (identifier) @name value: (_) @_is)) @constant
  (#not-match? @_is "^(await )?(require|import)\\b"))
(export_statement (lexical_declaration "const" (variable_declarator name: (identifier) @name)) @constant)

; `describe("…", …)`, `it.each(…)("…", …)`, `test.only("…", …)`
((expression_statement (call_expression
  function: _ @_call
  arguments: (arguments . [(string) (template_string)] @name . [(arrow_function) (function_expression)] @body))) @test
  (#match? @_call "^(describe|context|suite|it|test)\\b"))

(export_statement declaration: (_) @public)
(export_statement !source (export_clause (export_specifier name: (identifier) @exported)))
(export_statement value: (identifier) @exported)
(class_body (_) @public)
(method_definition name: (private_property_identifier)) @private

(decorator) @attribute
((comment) @comment (#match? @comment "^/\\*\\*"))
