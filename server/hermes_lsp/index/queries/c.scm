; Everything that may name something.
[(identifier) (type_identifier) (field_identifier)] @name
(type_identifier) @typename

; Definitions.
(function_definition declarator: (function_declarator declarator: (identifier) @function.name) body: (_) @function.body) @function
(function_definition declarator: (pointer_declarator declarator: (function_declarator declarator: (identifier) @function.name)) body: (_) @function.body) @function
(function_definition declarator: (pointer_declarator declarator: (pointer_declarator declarator: (function_declarator declarator: (identifier) @function.name))) body: (_) @function.body) @function
(struct_specifier name: (type_identifier) @class.name body: (_) @class.body) @class
(union_specifier name: (type_identifier) @class.name body: (_) @class.body) @class
(enum_specifier name: (type_identifier) @enum.name body: (_) @enum.body) @enum
(type_definition declarator: (type_identifier) @type.name) @type
(preproc_function_def name: (identifier) @macro.name) @macro
(preproc_def name: (identifier) @macro.name) @macro

; Names that are bound. A prototype says only that there is a definition.
(declaration) @assignment
(declaration declarator: (function_declarator declarator: (identifier) @keyword))
(declaration declarator: (pointer_declarator declarator: (function_declarator declarator: (identifier) @keyword)))
(parameter_declaration) @typed
(parameter_declaration declarator: (identifier) @parameter)
(parameter_declaration declarator: (pointer_declarator declarator: (identifier) @parameter))
(parameter_declaration declarator: (array_declarator declarator: (identifier) @parameter))
(preproc_params (identifier) @parameter)
(field_declaration declarator: (field_identifier) @bind)
(field_declaration declarator: (pointer_declarator declarator: (field_identifier) @bind))
(field_declaration declarator: (array_declarator declarator: (field_identifier) @bind))
(enumerator name: (identifier) @parameter)
(assignment_expression left: [(identifier) @write (field_expression field: (field_identifier) @write)])
(init_declarator declarator: (pointer_declarator declarator: (identifier) @bind))
(init_declarator declarator: (array_declarator declarator: (identifier) @bind))
(declaration declarator: (array_declarator declarator: (identifier) @bind))
(labeled_statement label: (_) @keyword)

; Imports.
(preproc_include) @import

; Calls and what stands around.
(call_expression arguments: (argument_list) @arguments)
(comment) @comment
(expression_statement (call_expression) @discarded)
(return_statement) @return
(return_statement (call_expression) @returned)
(assignment_expression) @assigned
(init_declarator) @assigned
(for_statement body: (_) @loop)
(while_statement condition: (_) @condition body: (_) @loop)
(do_statement body: (_) @loop)
(if_statement condition: (_) @condition)
