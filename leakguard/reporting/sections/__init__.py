"""What a report says, one part a file: rows in, blocks out. No part knows how it will look, or who will read it."""
