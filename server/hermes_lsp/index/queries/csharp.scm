; Everything that may name something.
[(identifier) "this" "base"] @name

; Definitions, and scopes that define nothing.
(class_declaration name: (identifier) @class.name) @class
(class_declaration body: (_) @class.body)
(struct_declaration name: (identifier) @class.name body: (_) @class.body) @class
(record_declaration name: (identifier) @class.name) @class
(interface_declaration name: (identifier) @interface.name body: (_) @interface.body) @interface
(enum_declaration name: (identifier) @enum.name body: (_) @enum.body) @enum
(delegate_declaration name: (identifier) @type.name) @type
(method_declaration name: (identifier) @function.name) @function
(method_declaration body: (_) @function.body)
(constructor_declaration name: (identifier) @function.name body: (_) @function.body) @function
(local_function_statement name: (identifier) @function.name body: (_) @function.body) @function
(property_declaration) @field
(lambda_expression) @scope

; Names that are bound.
(field_declaration) @field
(local_declaration_statement) @assignment
(assignment_expression) @assignment
(parameter name: (identifier) @parameter) @typed
(implicit_parameter) @parameter
(foreach_statement left: (identifier) @bind)
(catch_declaration name: (identifier) @bind)
(enum_member_declaration name: (identifier) @bind)
(type_parameter name: (identifier) @parameter)
(argument name: (identifier) @keyword)

; Imports.
(using_directive) @import

; Types.
(variable_declaration type: (_) @types)
(parameter type: (_) @types)
(base_list) @types
(type_argument_list) @types @between

; Calls and what stands around.
(invocation_expression arguments: (argument_list) @arguments)
(object_creation_expression arguments: (argument_list) @arguments)
(comment) @comment
(attribute) @decorator
(expression_statement (invocation_expression) @discarded)
(expression_statement (await_expression (invocation_expression) @discarded))
(await_expression (invocation_expression) @awaited)
(variable_declarator) @assigned
(return_statement) @return
(return_statement [(invocation_expression) (object_creation_expression)] @returned)
(try_statement body: (_) @try)
(for_statement body: (_) @loop)
(foreach_statement body: (_) @loop)
(while_statement condition: (_) @condition body: (_) @loop)
(if_statement condition: (_) @condition)
