"""Carriers' monthly bills: read, checked against the courier book and the tariffs, claimed, agreed, booked as cost.

Words: carrier's bill 快递账单, billed waybill 账单运单, difference 对账差异, claim 申诉. Answers M6.5.
"""
