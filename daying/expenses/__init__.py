"""What the Marketing Centre spends: costs as they are booked, by department, category, customer and month.

Words: cost entry 费用记录, category 费用类别. Nothing is changed or deleted: a mistake is reversed.
Answers a part of M6.5.
"""
