"""The page: its bundle, built from ``web/``, and the document that it shows.

``npm run build`` writes ``bundle.js``; ``web/README.md`` describes the document.
"""
