"""Who may sign in, and from where: limits on guessing, the sessions that follow, and the second factor.

It may touch Django's accounts and the tables, and knows nothing of what editors do once they are in. Ways in: `attempts` for
what is locked, and `handler`, which `axes` asks at each try to sign in.
"""
