"""Opportunities, and quotations: business that may come, and what is offered for it.

Words: opportunity 商机, stage 阶段, expected amount 预计金额, won 赢单, lost 输单, weighted 加权; quotation 报价单,
valid until 有效期, discount 折扣, margin 毛利, approve 批准, reject 驳回, withdraw 撤回, decline 谢绝.
An opportunity goes from first contact to won or lost; it is won by itself when its quotation is accepted or its order
goes to review. Quotation: draft → submitted → approved → sent → accepted or declined; expired is computed; prices are
approved by somebody else; accepted, it becomes an order. Answers M5.2 and the pipeline of M3.4.
"""
