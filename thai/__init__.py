"""The cellar: calendar, numerals, identity numbers, text and sorting as Thai offices use them."""
