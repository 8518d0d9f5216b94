"""What differs between two states of a record, in the words of the forms."""
