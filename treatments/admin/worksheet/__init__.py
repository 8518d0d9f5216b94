"""The GRADE worksheet: levels as radio buttons, and beside the form what the document will say, as one types."""
