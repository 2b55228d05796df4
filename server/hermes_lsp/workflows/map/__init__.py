"""Architecture: the parts of a project, what they need of each other, where it is hot, where it begins."""
