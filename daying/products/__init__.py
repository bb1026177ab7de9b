"""What we sell: products by category, with list price, cost and tax rate, and how a line of a sales document is priced.

Words: product 产品, category 产品类别, specification 规格, list price 标准价, cost 成本, tax included 含税,
discount 折扣.
Answers the product part of M5.2 and M5.3.
"""
