; also: ecmascript

; Names that are bound.
(field_definition) @field
(formal_parameters (identifier) @parameter)
