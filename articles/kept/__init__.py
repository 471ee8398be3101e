"""Public answers, kept whole until something that they were drawn from changes, and given without drawing them again.

The law: at any moment, a kept answer is byte for byte what drawing it anew would give. What an answer was drawn from is told by
the pages (`articles.reading.drawn`); what of it has changed since is known by the database (`articles.store.dependencies`).

It may touch reading and what is below it. Way in: `answer_of`, for the middleware.
"""
