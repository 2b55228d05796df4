; What JavaScript and TypeScript have in common.

; Everything that may name something.
(identifier) @name
(member_expression property: [(property_identifier) (private_property_identifier)] @name)
(shorthand_property_identifier) @name
(this) @name
(super) @name

; Definitions, and scopes that define nothing.
(function_declaration name: (identifier) @function.name body: (_) @function.body) @function
(generator_function_declaration name: (identifier) @function.name body: (_) @function.body) @function
(variable_declarator name: (identifier) @function.name value: [(arrow_function body: (_) @function.body) (function_expression body: (_) @function.body)]) @function @function.value
(class_body (method_definition name: [(property_identifier) (private_property_identifier)] @function.name body: (_) @function.body) @function)
(class_declaration name: (_) @class.name body: (_) @class.body) @class
(class name: (_) @class.name body: (_) @class.body) @class
(export_statement) @outer
(lexical_declaration) @outer
(decorator) @decorator
(arrow_function) @scope
(function_expression) @scope
(pair value: (function_expression) @scope)
(object (method_definition) @scope)

; Names that are bound.
(variable_declarator) @assignment
(assignment_expression) @assignment
(arrow_function parameter: (identifier) @parameter)
(catch_clause parameter: (identifier) @parameter)
(shorthand_property_identifier_pattern) @bind
(pair_pattern value: (identifier) @bind)
(array_pattern (identifier) @bind)
(rest_pattern (identifier) @bind)
(assignment_pattern left: (identifier) @bind)
(for_in_statement left: (identifier) @bind)
(update_expression argument: [(identifier) @write (member_expression property: (property_identifier) @write)])
(augmented_assignment_expression left: [(identifier) @write (member_expression property: (property_identifier) @write)])

; Imports, and what is handed on.
(import_statement) @import
(export_statement source: (string)) @import
(export_statement (export_clause)) @import
(export_statement "default") @import
((variable_declarator value: (call_expression function: (identifier) @_called)) @import (#eq? @_called "require"))

; Calls and what stands around.
(call_expression arguments: (arguments) @arguments)
(new_expression arguments: (arguments) @arguments)
(arguments (spread_element) @splat)
(comment) @comment
(expression_statement [(call_expression) (new_expression)] @discarded)
(expression_statement (await_expression (call_expression) @discarded))
(await_expression (call_expression) @awaited)
(return_statement) @return
(return_statement [(call_expression) @returned (new_expression) @returned (await_expression (call_expression) @returned)])
(try_statement body: (_) @try)
(for_statement body: (_) @loop)
(for_in_statement body: (_) @loop)
(while_statement condition: (_) @condition body: (_) @loop)
(if_statement condition: (_) @condition)
(ternary_expression condition: (_) @condition)

; Members that are named apart from their object.
(object) @literal
(object_pattern) @pattern
(arguments [(arrow_function) (function_expression)] @handed)
