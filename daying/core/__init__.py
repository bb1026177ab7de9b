"""The kit: money, dates, numbers, the write path, the journal, files, sheets, search, jobs. It knows no domain.

Whatever changes data goes through here: `workflow` runs the verbs of the business, `changes` writes records,
`journal` remembers who did what. Answers M0.5 (audit) for every other room.
"""
