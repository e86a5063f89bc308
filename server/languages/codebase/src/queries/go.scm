(function_declaration name: (_) @name) @function
(method_declaration name: (_) @name) @method
(type_spec name: (_) @name type: (struct_type (_) @body)) @struct
(type_spec name: (_) @name type: (interface_type "{" @body)) @interface
(type_spec name: (_) @name) @type
(type_alias name: (_) @name) @type
(source_file (const_declaration (const_spec . name: (_) @name) @constant))

((function_declaration name: (_) @_name) @test
  (#match? @_name "^(Test|Benchmark|Fuzz|Example)(\\P{Ll}|$)"))

((function_declaration name: (_) @_name) @public (#match? @_name "^\\p{Lu}"))
((method_declaration name: (_) @_name) @public (#match? @_name "^\\p{Lu}"))
((type_spec name: (_) @_name) @public (#match? @_name "^\\p{Lu}"))
((type_alias name: (_) @_name) @public (#match? @_name "^\\p{Lu}"))
((const_spec . name: (_) @_name) @public (#match? @_name "^\\p{Lu}"))

(comment) @comment
