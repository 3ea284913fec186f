"""Stand-ins: pages typeset from transcriptions."""
