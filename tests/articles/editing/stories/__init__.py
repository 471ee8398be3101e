"""Stories: found, rearranged, undone."""
