"""Paper: what the office prints, drawn as PDF with fonts of our own."""
