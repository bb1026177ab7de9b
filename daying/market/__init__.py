"""The market before it becomes business: what is said of it, who might buy, at which fairs we stand, what we promote.

Words: prospect 潜在客户 (a company that may become a customer; not one yet), lead 展会线索 (a visitor met at a show),
trade show 展会, campaign 营销活动, new-product promotion 新产品推广, sample or trial 样品试用, competitor 竞争对手,
market note 市场信息, research 市场调研, credibility 可信度.

A lead becomes a prospect, a prospect becomes a customer; at each step what was known goes along, nothing is retyped.
Answers M2.1 (market information), M2.4 (prospects), M2.5 (trade shows) and M2.6 (campaigns and new products).
"""
