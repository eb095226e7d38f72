"""What sets two packages apart: read (`side`), compared (`diff`), weighed (`version`), shown (`show`)."""
