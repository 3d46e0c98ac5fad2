"""The document that ships with the package."""
