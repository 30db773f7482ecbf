"""Official papers of a case's work: minutes, drawn as PDF and as Word from one and the same list of blocks."""
