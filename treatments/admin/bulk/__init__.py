"""Many rows at once: tables of findings and adverse events, whole records as interchange files, copies of rows."""
