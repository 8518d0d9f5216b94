"""System checks: settings that are unsafe in production, and triggers that are missing."""
