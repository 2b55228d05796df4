; Everything that may name something.
[(identifier) (type_identifier) (field_identifier) (self)] @name
(shorthand_field_identifier) @name
(type_identifier) @typename

; Definitions, and scopes that define nothing.
(function_item name: (identifier) @function.name body: (_) @function.body) @function
(function_signature_item name: (identifier) @function.name) @function
(struct_item name: (type_identifier) @class.name) @class
(struct_item body: (_) @class.body)
(union_item name: (type_identifier) @class.name) @class
(enum_item name: (type_identifier) @enum.name body: (_) @enum.body) @enum
(trait_item name: (type_identifier) @interface.name body: (_) @interface.body) @interface
(type_item name: (type_identifier) @type.name) @type
(impl_item type: [(type_identifier) @extension.name (generic_type type: (type_identifier) @extension.name)] body: (_) @extension.body) @extension
(mod_item name: (identifier) @namespace.name body: (_) @namespace.body) @namespace
(macro_definition name: (identifier) @macro.name) @macro
(closure_expression) @scope

; Names that are bound.
(let_declaration) @assignment
(field_declaration) @field
(const_item name: (identifier) @bind)
(static_item name: (identifier) @bind)
(enum_variant name: (identifier) @bind)
(parameter pattern: (identifier) @parameter) @typed
(self_parameter (self) @parameter)
(closure_parameters (identifier) @parameter)
(tuple_pattern (identifier) @bind)
(tuple_struct_pattern (identifier) @parameter .)
(for_expression pattern: (identifier) @bind)
(type_parameter name: (type_identifier) @parameter)
(assignment_expression left: [(identifier) @write (field_expression field: (field_identifier) @write)])
(field_initializer field: (field_identifier) @keyword)

; Imports.
(use_declaration) @import

; Calls and what stands around.
(call_expression arguments: (arguments) @arguments)
(type_arguments) @between
[(line_comment) (block_comment)] @comment
(attribute_item) @decorator
(expression_statement (call_expression) @discarded)
(expression_statement (try_expression (call_expression) @discarded))
(try_expression (call_expression) @try.call)
(await_expression (call_expression) @awaited)
(return_expression) @return
(for_expression body: (_) @loop)
(while_expression condition: (_) @condition body: (_) @loop)
(loop_expression body: (_) @loop)
(if_expression condition: (_) @condition)
