; Everything that may name something.
[(identifier) (type_identifier) (field_identifier) (namespace_identifier) (this)] @name
(type_identifier) @typename

; Definitions, and scopes that define nothing.
(function_definition declarator: (function_declarator declarator: [(identifier) (field_identifier)] @function.name) body: (_) @function.body) @function
(function_definition declarator: (function_declarator declarator: (qualified_identifier name: (identifier) @function.name)) body: (_) @function.body) @function
(function_definition declarator: (pointer_declarator declarator: (function_declarator declarator: [(identifier) (field_identifier)] @function.name)) body: (_) @function.body) @function
(function_definition declarator: (pointer_declarator declarator: (function_declarator declarator: (qualified_identifier name: (identifier) @function.name))) body: (_) @function.body) @function
(function_definition declarator: (reference_declarator (function_declarator declarator: [(identifier) (field_identifier)] @function.name)) body: (_) @function.body) @function
(field_declaration declarator: (function_declarator declarator: (field_identifier) @function.name)) @function
(field_declaration declarator: (pointer_declarator declarator: (function_declarator declarator: (field_identifier) @function.name))) @function
(field_declaration declarator: (reference_declarator (function_declarator declarator: (field_identifier) @function.name))) @function
(class_specifier name: (type_identifier) @class.name body: (_) @class.body) @class
(struct_specifier name: (type_identifier) @class.name body: (_) @class.body) @class
(union_specifier name: (type_identifier) @class.name body: (_) @class.body) @class
(enum_specifier name: (type_identifier) @enum.name body: (_) @enum.body) @enum
(type_definition declarator: (type_identifier) @type.name) @type
(alias_declaration name: (type_identifier) @type.name) @type
(preproc_function_def name: (identifier) @macro.name) @macro
(preproc_def name: (identifier) @macro.name) @macro
(lambda_expression) @scope

; Names that are bound. A prototype says only that there is a definition.
(declaration) @assignment
(declaration declarator: (function_declarator declarator: (identifier) @keyword))

(parameter_declaration) @typed
(parameter_declaration declarator: (identifier) @parameter)
(parameter_declaration declarator: (pointer_declarator declarator: (identifier) @parameter))
(parameter_declaration declarator: (reference_declarator (identifier) @parameter))
(optional_parameter_declaration declarator: (identifier) @parameter)
(type_parameter_declaration (type_identifier) @parameter)
(field_declaration declarator: (field_identifier) @bind)
(field_declaration declarator: (pointer_declarator declarator: (field_identifier) @bind))
(enumerator name: (identifier) @parameter)
(for_range_loop declarator: (identifier) @bind)
(for_range_loop declarator: (reference_declarator (identifier) @bind))
(assignment_expression left: [(identifier) @write (field_expression field: (field_identifier) @write)])
(init_declarator declarator: (pointer_declarator declarator: (identifier) @bind))
(init_declarator declarator: (reference_declarator (identifier) @bind))

; Imports.
(preproc_include) @import

; Calls and what stands around.
(call_expression arguments: (argument_list) @arguments)
(new_expression arguments: (argument_list) @arguments)
(template_argument_list) @between
(comment) @comment
(expression_statement (call_expression) @discarded)
(return_statement) @return
(return_statement (call_expression) @returned)
(assignment_expression) @assigned
(init_declarator) @assigned
(try_statement body: (_) @try)
(for_statement body: (_) @loop)
(for_range_loop body: (_) @loop)
(while_statement condition: (_) @condition body: (_) @loop)
(if_statement condition: (_) @condition)
