"""Machines: events in, receipts in, one version per URL prefix."""
