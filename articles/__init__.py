"""The newsroom: rooms on floors, which `README.md` here describes and `tests/test_house.py` enforces."""
