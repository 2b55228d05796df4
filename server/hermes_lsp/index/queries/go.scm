; Everything that may name something.
[(identifier) (type_identifier) (field_identifier) (package_identifier)] @name
(type_identifier) @typename

; Definitions, and scopes that define nothing.
(function_declaration name: (identifier) @function.name) @function
(function_declaration body: (_) @function.body)
(method_declaration name: (field_identifier) @function.name) @function
(method_declaration body: (_) @function.body)
(method_elem name: (field_identifier) @function.name) @function
(type_spec name: (type_identifier) @class.name type: (struct_type) @class.body) @class
(type_spec name: (type_identifier) @interface.name type: (interface_type) @interface.body) @interface
(type_spec name: (type_identifier) @type.name type: [(type_identifier) (qualified_type) (function_type) (map_type) (slice_type) (pointer_type) (array_type) (channel_type)]) @type
(type_alias name: (type_identifier) @type.name) @type
(type_declaration) @outer
(func_literal) @scope

; Names that are bound.
(field_declaration) @field
(var_spec) @assignment
(short_var_declaration) @assignment
(const_spec name: (identifier) @bind)
(parameter_declaration name: (identifier) @parameter) @typed
(variadic_parameter_declaration name: (identifier) @parameter)
(short_var_declaration left: (expression_list (identifier) @bind))
(range_clause left: (expression_list (identifier) @bind))
(type_parameter_declaration name: (identifier) @parameter)
(assignment_statement left: (expression_list [(identifier) @write (selector_expression field: (field_identifier) @write)]))
(keyed_element . (literal_element (identifier) @keyword))

(package_clause (package_identifier) @keyword)

; Imports.
(import_spec) @import

; Calls and what stands around.
(call_expression arguments: (argument_list) @arguments)
(type_arguments) @between
(argument_list (variadic_argument) @splat)
(comment) @comment
(expression_statement (call_expression) @discarded)
(go_statement (call_expression) @deferred)
(defer_statement (call_expression) @deferred)
(return_statement) @return
(return_statement (expression_list (call_expression) @returned))
(assignment_statement) @assigned
(for_statement body: (block) @loop)
(if_statement condition: (_) @condition)
