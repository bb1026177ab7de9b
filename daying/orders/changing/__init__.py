"""Changes of orders that were agreed to, and orders as they stood on a day. Answers M5.4 and M5.6."""
