"""Contracts: wording, signature, and what orders draw from them. Answers M5.5."""
