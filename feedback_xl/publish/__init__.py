"""The ledger seen by people: books, answers and notices, functions of ledger and as-of time."""
