"""Shipments: what of an order leaves the house, when, with which carrier, and when it arrives.

Words: shipment 出货单, carrier 快递/物流公司, waybill 运单, freight 运费, dispatch 出货, on-time rate 订单准交率,
delivery note 送货单, proof of delivery 签收凭证, shipment exception 出货异常, shipment plan 出货计划,
reservation 库存预留, expected receipt 预计入库. Planned → picked → dispatched → delivered; cancelled before it is
dispatched, returned before it is delivered. Answers M5.6, M5.7, the shipment statistics of M6.3, and the delivery part
of M10.1.
"""
