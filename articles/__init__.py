"""The newsroom: rooms by floors, which `README.md` here tells of and `tests/test_house.py` holds."""
