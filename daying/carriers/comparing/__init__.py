"""Carriers compared: punctuality, speed, care, price and bills; what waybills would cost under another tariff (M5.8).

Words: tariff comparison 资费比较, lane 线路, service score 服务评分, saving 节省.
"""
