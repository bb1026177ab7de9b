"""Asking others and being asked: countersignatures of departments on anything, and tasks.

Words: countersignature 会签 (departments are asked whether they agree), opinion 会签意见 (one department's answer),
duty 会签职责 (what it is asked to look at), promised date 承诺日期, task 任务. Every approval by several departments in
the rooms above is a countersignature of this one: they open it, and are told its verdict by CountersignatureClosed.
Answers M0.4 (nobody answers their own request), the countersigning of M1.1, M5.4 and M7.3, and the core of M9.1
and M9.6.
"""
