"""Seed files in and out: what came of them is a report.

It may touch editing and what is below it; it knows no page. Ways in: `importer`, `exporter`.
"""
