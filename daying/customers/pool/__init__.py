"""The public pools: whom customers belong to, when they fall into a pool, who takes them out again.

Words: public pool 公海, in the pool 在公海中, claim 领取, release 退回公海, reclaim 回收, give out 分配, member 成员,
holding cap 保有上限, protected 锁定, assignment rule 分配规则, change of owner 负责人变更.
Answers M3.2 and a part of M0.5.
"""
