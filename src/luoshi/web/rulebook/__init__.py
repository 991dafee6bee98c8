"""The pages of executable clauses: forms made from facts, results, trees, comparisons, tables."""
