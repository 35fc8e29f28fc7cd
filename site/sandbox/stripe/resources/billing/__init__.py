"""Billing: products and prices, subscriptions, their invoices, and clocks to try them with."""
