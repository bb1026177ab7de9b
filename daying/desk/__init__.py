"""The front of the house: one declaration per model becomes list, detail, form, import, export, API and search.

Words: a Resource is the declaration, a panel is a tab on a page that another package owns, a todo is a line of the home
page "what needs me now". The way out is an ordinary Django view in `extra_urls`. Answers M10.2 (home) for every room.
"""
