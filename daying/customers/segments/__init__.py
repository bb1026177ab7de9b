"""Segments: a rule over the customer file and what customers do, counted live, scored, exported as a target list.

Words: segment 客户分群, rule 规则, condition 条件, target score 目标分, target list 目标客户名单, behaviour 行为.
Answers M2.2.
"""
