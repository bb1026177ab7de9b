"""Shipments: what of an order leaves the house, when, with which carrier, and when it arrives.

Words: shipment 出货单, carrier 快递/物流公司, waybill 运单, freight 运费, dispatch 发货, on-time rate 准时交货率.
Planned → picked → dispatched → delivered; cancelled before it is dispatched. Answers M5.7, M5.8 and the delivery part
of M10.1.
"""
