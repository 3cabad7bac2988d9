"""The page: its bundle, which ``web/`` is the source of, and the document that it shows.

``bundle.js`` is made by ``npm run build``; ``web/README.md`` says what the document is.
"""
