"""Winning new customers: plans per person and stretch of time, proposed by the person and approved by the manager.

Words: development plan 客户开发计划, named target 目标客户, first order 首单. What was reached is found
from first orders, never typed. Answers M3.4 and feeds KPI 5.
"""
