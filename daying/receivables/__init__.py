"""Receivables: what customers owe, what they have paid, and which payment settles which billing.

Words: receivables 应收账款, ledger 台账, billing 应收单, fapiao 发票, receipt 收款, allocation 核销, ageing 账龄,
opening balance 期初余额, adjustment 调整, overdue 逾期. A billing is open until allocations have settled it; a receipt
is a draft until it is posted, and can be reversed. The ledger is only added to. Answers M6.1 and the receivables' part
of M10.1.
"""
