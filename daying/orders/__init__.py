"""Sales orders: taken in, reviewed by the departments that must keep the promise, released, and followed until shipped.

Words: sales order 销售订单, order review 订单评审, release 下达, hold 暂停, customer's order number 客户订单号,
requested date 要求交期, confirmed date 确认交期, overdue 逾期, freight 运费.
Draft → under review → reviewed → released → partly shipped → shipped → closed; on hold; cancelled. Answers M5.3, M5.4
and the orders' part of M5.6 and M6.2.
"""
