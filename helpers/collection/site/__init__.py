"""The collection as static pages that open from disk without a network."""
