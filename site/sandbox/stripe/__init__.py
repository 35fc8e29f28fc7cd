"""A stand-in for Stripe: a real HTTP server with state that behaves as Stripe documents.

It knows nothing of the house and the house knows nothing of it. The official library talks to it
when its API address is set to the sandbox's; see `README.md` beside this file.
"""
