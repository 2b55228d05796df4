; also: ecmascript

; Names of types.
(type_identifier) @name @typename

; Definitions.
(function_signature name: (identifier) @function.name) @function
(interface_body (method_signature name: (property_identifier) @function.name) @function)
(type_alias_declaration value: (object_type (method_signature name: (property_identifier) @function.name) @function))
(class_body (method_signature name: (property_identifier) @function.name) @function)
(abstract_method_signature name: (property_identifier) @function.name) @function
(interface_declaration name: (_) @interface.name body: (_) @interface.body) @interface
(enum_declaration name: (_) @enum.name body: (_) @enum.body) @enum
(type_alias_declaration name: (_) @type.name) @type
(internal_module name: (identifier) @namespace.name body: (_) @namespace.body) @namespace
(abstract_class_declaration name: (_) @class.name body: (_) @class.body) @class

; Names that are bound.
(public_field_definition) @field
(interface_body (property_signature) @field)
(type_alias_declaration value: (object_type (property_signature) @field))
(type_alias_declaration value: (union_type (object_type (property_signature) @field)))
(type_alias_declaration value: (intersection_type (object_type (property_signature) @field)))
(enum_body name: (property_identifier) @bind)
(enum_assignment name: (property_identifier) @bind)
(required_parameter pattern: (identifier) @parameter) @typed
(optional_parameter pattern: (identifier) @parameter) @typed
(required_parameter pattern: (this)) @typed
(required_parameter pattern: (rest_pattern (identifier) @parameter))
(type_parameter name: (type_identifier) @parameter)

; What stands around.
(type_arguments) @between
(type_annotation) @types
