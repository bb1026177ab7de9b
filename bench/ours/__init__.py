"""Measurements of the product itself, by its own actions, pages and reports."""
