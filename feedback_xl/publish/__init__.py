"""The ledger seen by people: books, answers and notices as functions of the ledger and an as-of time."""
