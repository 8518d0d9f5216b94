"""Who comes in and what they may: the second factor, the lock-out, people and their roles."""
