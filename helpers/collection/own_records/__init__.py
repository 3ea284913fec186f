"""A reader's own records: from a folder with one form to rows, maps and a report, by the helpers of the collection."""
