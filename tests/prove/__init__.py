"""Slow proofs against real processes; `python3 manage.py prove` runs them."""
