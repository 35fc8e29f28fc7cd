"""The verbs of manage.py that are not Django's: run, test, lint, lock; standard library only."""
