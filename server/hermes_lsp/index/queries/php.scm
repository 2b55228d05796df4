; Everything that may name something.
(name) @name

; Definitions, and scopes that define nothing.
(function_definition name: (name) @function.name body: (_) @function.body) @function
(method_declaration name: (name) @function.name) @function
(method_declaration body: (_) @function.body)
(class_declaration name: (name) @class.name body: (_) @class.body) @class
(trait_declaration name: (name) @class.name body: (_) @class.body) @class
(interface_declaration name: (name) @interface.name body: (_) @interface.body) @interface
(enum_declaration name: (name) @enum.name body: (_) @enum.body) @enum
(anonymous_function) @scope
(arrow_function) @scope

; Names that are bound.
(assignment_expression) @assignment
(property_declaration) @field
(simple_parameter name: (variable_name) @parameter) @typed
(property_promotion_parameter name: (variable_name) @parameter) @typed
(variadic_parameter name: (variable_name) @parameter)
(foreach_statement (variable_name) @bind .)
(catch_clause name: (variable_name) @bind)
(const_element (name) @bind)
(enum_case name: (name) @bind)
(argument name: (name) @keyword)

; Imports.
(namespace_use_declaration) @import
(namespace_definition name: (namespace_name) @namespace_of)

; Types.
(named_type) @types
(base_clause) @types
(class_interface_clause) @types

; Calls and what stands around.
(function_call_expression arguments: (arguments) @arguments)
(member_call_expression arguments: (arguments) @arguments)
(scoped_call_expression arguments: (arguments) @arguments)
(object_creation_expression (arguments) @arguments)
(comment) @comment
(expression_statement [(function_call_expression) (member_call_expression) (scoped_call_expression)] @discarded)
(return_statement) @return
(return_statement [(function_call_expression) (member_call_expression) (scoped_call_expression)] @returned)
(try_statement body: (_) @try)
(for_statement (compound_statement) @loop)
(foreach_statement body: (_) @loop)
(while_statement condition: (_) @condition body: (_) @loop)
(if_statement condition: (_) @condition)
