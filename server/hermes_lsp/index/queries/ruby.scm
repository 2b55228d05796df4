; Everything that may name something.
[(identifier) (constant) (instance_variable) (class_variable) (global_variable) (self)] @name

; Definitions, and scopes that define nothing.
(method name: (_) @function.name) @function
(singleton_method name: (_) @function.name) @function
(class name: (constant) @class.name) @class
(module name: (constant) @interface.name) @interface
(lambda) @scope
(do_block) @scope
(block) @scope

; Names that are bound.
(assignment) @assignment
(operator_assignment) @assignment
(method_parameters [(identifier) @parameter (optional_parameter name: (identifier) @parameter) (keyword_parameter name: (identifier) @parameter) (splat_parameter name: (identifier) @parameter) (hash_splat_parameter name: (identifier) @parameter) (block_parameter name: (identifier) @parameter)])
(block_parameters [(identifier) @parameter (optional_parameter name: (identifier) @parameter) (destructured_parameter (identifier) @parameter)])
(left_assignment_list (identifier) @bind)
(exception_variable (identifier) @bind)
(for pattern: (identifier) @bind)

; Imports.
((call method: (identifier) @_called arguments: (argument_list . (string))) @import (#any-of? @_called "require" "require_relative" "load"))

; Calls and what stands around.
(call arguments: (argument_list) @arguments)
(argument_list (pair key: (hash_key_symbol) @keyword))
(argument_list (splat_argument) @splat)
(argument_list (hash_splat_argument) @keyword_splat)
(argument_list (block_argument) @comment)
(comment) @comment
(body_statement (call) @discarded)
(program (call) @discarded)
(return) @return
(begin (rescue)) @try
(while condition: (_) @condition body: (_) @loop)
(if condition: (_) @condition)
(unless condition: (_) @condition)
(if_modifier condition: (_) @condition)
(unless_modifier condition: (_) @condition)
