"""The one truth: a journal of decisions, and the tables it projects."""
