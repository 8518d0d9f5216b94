"""Citations by the text or file, shown before they are stored; and tables of retractions held against ours."""
