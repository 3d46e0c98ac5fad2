"""Tell whether what a model wrote is supported by the clauses it cites."""
