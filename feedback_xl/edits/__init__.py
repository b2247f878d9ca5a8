"""Task sheets arriving: what departments typed, compared with what they were given."""
