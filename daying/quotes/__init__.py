"""Quotations: offered to a customer at prices somebody else has approved, and turned into an order when accepted.

Words: quotation 报价单, valid until 有效期, discount 折扣, margin 毛利, approve 批准, reject 驳回, withdraw 撤回,
decline 谢绝.
Draft → submitted → approved → sent → accepted or declined; expired is computed. Answers M5.2.
"""
