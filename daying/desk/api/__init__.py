"""The REST API at /api/v1/: one set of endpoints for each declaration, with the rights, scope and fields of the pages.

Words: a token signs a program in; `id` is the public id; `after` is where the next page of a list begins; a record's
version comes as its ETag and goes back as If-Match. Answers M5.3 (orders by API) for every room.
"""
