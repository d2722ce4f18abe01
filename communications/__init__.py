"""What we say to people, how it goes out, and what comes back."""
