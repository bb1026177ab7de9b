"""Who brings the goods: carriers, that is couriers and freight companies.

Words: carrier 快递/物流公司. Tariffs, waybills and bills come with the courier issue. Answers the base of M5.6.
"""
