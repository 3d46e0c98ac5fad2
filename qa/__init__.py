"""clauseqa: answers questions about a numbered contract and proves every answer by citing its clauses."""
