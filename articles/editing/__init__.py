"""What editors do: publish, settle conflicts, merge, arrange stories, undo. All of it is recorded and can be undone.

It may touch reading, pictures, history and what is below them. It knows no form, no page and no file. Way in: the module
that is named after the act.
"""
