"""How fast Daying is, and how much memory it takes, beside plain Django and the raw database on the same machine.

`python -m bench` measures and prints one table. Every measurement runs in a process of its own: `ours` with the
product, `plain` with an ordinary Django project that keeps the same records without the rules, `raw` with the
database's driver alone. What counts is CPU time and the ratios within one run; wall time drifts with the machine.
"""
