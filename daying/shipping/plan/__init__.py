"""The shipment plan 出货计划: what is promised when against what is there, who gets what, and who is told (M5.6)."""
