"""Goods of ours at a customer's site: agreed, filled up, used and billed, counted together (M3.8).

Words: JIT agreement JIT协议, JIT transfer JIT调拨单, fill-up 补货, pick-up 取回, return 退回,
usage report 用量报告, difference 差异, joint count 联合盘点. Source of the four moves: conventions section 6.
"""
