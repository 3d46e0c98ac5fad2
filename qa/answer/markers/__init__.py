"""Citations in a text as it streams: found in whatever form, made one form."""
