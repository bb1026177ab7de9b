"""The pages of tariffs: their rows to read and to write, the sheet of fares, and what a consignment would cost.

Words: tariff 运价表, fare 运价, surcharge 附加费, zone 分区, divisor 抛比. Answers M5.8 and M6.5.
"""
