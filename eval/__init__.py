"""The benchmark: questions with known clauses, the metrics, the systems compared, and the reports."""
