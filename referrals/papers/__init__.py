"""Official papers of a case's work: minutes, letters, memos and referral forms, as PDF and as Word from one list of blocks."""
