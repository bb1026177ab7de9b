"""An ordinary Django project with the same records and none of the rules: what the framework itself costs."""
