"""Plain HTML pages: what happened, the bank's question, a receipt."""
