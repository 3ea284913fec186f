"""Reading: a file becomes rows."""
