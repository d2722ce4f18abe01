"""Interfaces: translate HTTP to one service call and back; no ORM, no rules."""
