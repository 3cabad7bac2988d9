"""What a page of results is given: one document, whoever serves it."""
