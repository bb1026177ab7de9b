"""A room that exists in tests alone: firms, items and deals, with every kind of field and step that the front knows."""
