"""Imports and exports seed files. The outcome is a report.

It may touch editing and what is below it; it knows no page. Ways in: `importer`, `exporter`.
"""
