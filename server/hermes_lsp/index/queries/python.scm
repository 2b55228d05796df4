; Everything that may name something.
(identifier) @name

; Definitions, and scopes that define nothing.
(function_definition name: (identifier) @function.name body: (_) @function.body) @function
(class_definition name: (identifier) @class.name body: (_) @class.body) @class
(decorated_definition) @outer
(decorator) @decorator
(lambda) @scope
(list_comprehension) @scope
(set_comprehension) @scope
(dictionary_comprehension) @scope
(generator_expression) @scope

; Names that are bound. What an assignment binds is read from its text.
(assignment) @assignment
(augmented_assignment) @assignment
(parameters (identifier) @parameter)
(lambda_parameters (identifier) @parameter)
(default_parameter name: (identifier) @parameter)
(typed_parameter . (identifier) @parameter) @typed
(typed_default_parameter name: (identifier) @parameter) @typed
(list_splat_pattern (identifier) @bind)
(dictionary_splat_pattern (identifier) @bind)
(pattern_list [(identifier) @bind (attribute attribute: (identifier) @write)])
(tuple_pattern [(identifier) @bind (attribute attribute: (identifier) @write)])
(list_pattern (identifier) @bind)
(for_statement left: (identifier) @bind)
(for_in_clause left: (identifier) @bind)
(as_pattern_target [(identifier) @bind (attribute attribute: (identifier) @write)])
(as_pattern (call) @entered.by alias: (as_pattern_target (identifier) @entered))
(named_expression name: (identifier) @bind)
(case_pattern (dotted_name . (identifier) @bind .))
(splat_pattern (identifier) @bind)
(global_statement (identifier) @outside)
(nonlocal_statement (identifier) @enclosing)

; Imports and types.
(import_statement) @import
(import_from_statement) @import
(type) @types

; Calls: their arguments, those that are not simply counted, and what stands around.
(call arguments: (argument_list) @arguments)
(call arguments: (generator_expression) @argument)
(keyword_argument name: (identifier) @keyword)
(list_splat) @splat
(dictionary_splat) @keyword_splat
(comment) @comment
(expression_statement (call) @discarded)
(expression_statement (await (call) @discarded))
(await (call) @awaited)
(with_item value: (call) @with)
(with_item value: (as_pattern . (call) @with))
(with_item value: (tuple (call) @with))
(return_statement) @return
(try_statement body: (block) @try)
(for_statement body: (block) @loop)
(while_statement condition: (_) @condition body: (block) @loop)
(if_statement condition: (_) @condition)
(elif_clause condition: (_) @condition)
(assert_statement . (_) @condition)
