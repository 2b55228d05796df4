; Everything that may name something.
[(identifier) (type_identifier) (this) (super)] @name
(type_identifier) @typename

; Definitions, and scopes that define nothing.
(class_declaration name: (identifier) @class.name body: (_) @class.body) @class
(record_declaration name: (identifier) @class.name body: (_) @class.body) @class
(interface_declaration name: (identifier) @interface.name body: (_) @interface.body) @interface
(annotation_type_declaration name: (identifier) @interface.name body: (_) @interface.body) @interface
(enum_declaration name: (identifier) @enum.name body: (_) @enum.body) @enum
(method_declaration name: (identifier) @function.name) @function
(method_declaration body: (_) @function.body)
(constructor_declaration name: (identifier) @function.name body: (_) @function.body) @function
(lambda_expression) @scope

; Names that are bound.
(field_declaration) @field
(local_variable_declaration) @assignment
(assignment_expression) @assignment
(formal_parameter name: (identifier) @parameter) @typed
(spread_parameter (variable_declarator name: (identifier) @parameter))
(catch_formal_parameter name: (identifier) @parameter)
(inferred_parameters (identifier) @parameter)
(lambda_expression parameters: (identifier) @parameter)
(enhanced_for_statement name: (identifier) @bind)
(resource name: (identifier) @bind)
(enum_constant name: (identifier) @bind)
(type_parameter (type_identifier) @parameter)
(labeled_statement (identifier) @keyword)

; Imports.
(import_declaration) @import

; Calls and what stands around.
(method_invocation arguments: (argument_list) @arguments)
(object_creation_expression arguments: (argument_list) @arguments)
(type_arguments) @between
[(line_comment) (block_comment)] @comment
[(marker_annotation) (annotation)] @decorator
(expression_statement (method_invocation) @discarded)
(variable_declarator) @assigned
(return_statement) @return
(return_statement [(method_invocation) (object_creation_expression)] @returned)
(try_statement body: (_) @try)
(try_with_resources_statement resources: (_) @with.resources body: (_) @try)
(resource value: (_) @with)
(for_statement body: (_) @loop)
(enhanced_for_statement body: (_) @loop)
(while_statement condition: (_) @condition body: (_) @loop)
(if_statement condition: (_) @condition)
