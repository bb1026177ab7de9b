"""The customer file: who buys from us, in which zone, looked after by whom, on which terms.

Words: customer 客户, contact 联系人, zone 区域, owner 负责人, terms of payment 付款条件,
monthly statement 月结, grade 等级, public pool 公海.
Every document above belongs to a customer, and whoever sees the customer sees its documents. Answers M3.1 (file and
duplicates), M2.3 (zones), M3.2 (assignment and pools, in `pool/`) and M0.5 (scope).
"""
