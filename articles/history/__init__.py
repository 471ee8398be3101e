"""What every document's text was, who changed it, when and why; nothing is ever taken out.

It may touch the bridge and what is below it. Way in: `commit`, which validates documents, stores them and records their
revisions.
"""
