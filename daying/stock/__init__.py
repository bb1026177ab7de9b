"""What lies where: warehouses of our own and at customers, every movement in and out, by lot and age.

Words: warehouse 仓库, JIT warehouse JIT仓, stock movement 库存流水, lot 批次, stock on hand 现存量,
stock entry 出入库单, stock count 盘点单, closing of stock 库存月结, safety stock 安全库存.
Answers the base of M3.8, M8.3 and a part of M5.6.
"""
