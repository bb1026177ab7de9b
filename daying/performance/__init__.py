"""Performance: the figures by which the marketing centre is judged, each made of what the rooms below count.

Words: KPI 指标, sales 销售额, collection rate 货款回收率, on-time rate 订单准交率, revenue 订单额, freight 运费.
Answers the part of M10.1 that orders, shipments and receivables can tell.
"""
