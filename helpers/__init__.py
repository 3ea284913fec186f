"""Shared modules of Following the Plates.

Imports go down only: cli, collection, claims, then records and sharing, then schemas, files, errors.
"""
