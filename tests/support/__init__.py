"""Real parts that several test packages share."""
